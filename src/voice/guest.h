/**
 * @file guest.h  A colleague who is called in to somebody's call: to consult, to talk as three, to take it
 *
 *     talks ── calls in ──▶ held; rings at the colleague ── answered ──▶ the two consult, the citizen hears music
 *                                 ╰─ refused, not in ring time: nobody             │ hold off ▲ hold on
 *                                                                                  ▼          │
 *                                                                           all three talk ───╯
 *     the operator passes it on, hangs up or is lost: the colleague is the operator from now on, and the citizen is talked to
 *     the colleague hangs up, is lost or sent away: the two are as they were
 *
 * The ring is a work of its own in the queue core (queue_ring), in the colleague's hand until the end, so that nothing else is offered there.
 * To the desk the colleague's call is the operator's one, by the same id.
 */
#ifndef OTKLIK_VOICE_GUEST_H
#define OTKLIK_VOICE_GUEST_H

#include "hub/hub.h"
#include "voice/vcall.h"

/** The operator calls a colleague in: ask->to. The ask goes home when the queue core has judged */
void guest_call(struct vcall *call, struct call_ask *ask);

/** The operator sends the colleague away, or calls nobody any more */
void guest_dismiss(struct vcall *call, struct call_ask *ask);

/** The operator leaves the call to the colleague */
void guest_pass(struct vcall *call, struct call_ask *ask);

/** What a colleague asks of the call that rings there or that he was called in to: true when it is such a question, which goes home */
bool guest_ask(struct voice *v, struct call_ask *ask);

/** The queue core decided about a work that is no call */
void guest_decide(struct voice *v, const struct queue_decision *d);

/** The call that a work of the queue core, which is no call, rings for; NULL none. Borrowed */
struct vcall *guest_host(const struct voice *v, int64_t work);

/** Does this ring of a colleague go on? */
bool guest_stands(const struct vcall *call, int64_t work, uint64_t generation);

/** The colleague's leg; NULL: nobody has answered. Borrowed */
struct leg *guest_leg(const struct vcall *call);

/** Is this member of staff called in to it? */
bool guest_is(const struct vcall *call, int64_t staff);

/** The operator is gone: does a colleague go on with it? */
bool guest_inherits(struct vcall *call);

/** Nobody is called in any more: the call is over, or its operator's part is */
void guest_over(struct vcall *call);

#endif
