/**
 * @file desk.h  The operator's side of calls: offers of the queue core, answers, hold, phones that can be rung
 *
 *     queue: offer ──▶ desk_decide: rings (state offered, generation)
 *     desk: answer ──▶ web leg made ──▶ hub: is the offer still this one? ──▶ answer goes back, the record commits ──▶ bridge
 *                                        ╰─ stale: 409, the leg goes
 *
 * Two calls in one hand. A colleague may give a call to who is in one (the queue core lets one such ring). Each of the two has a leg of its own to the
 * operator's browser, and of the two one is joined at most: whichever is answered or gone on with puts the other on hold. It can be taken
 * when the first is a talk of two people by a browser, else (desk_able) it is refused, and goes back by its own time. (decision 0240)
 */
#ifndef OTKLIK_VOICE_DESK_H
#define OTKLIK_VOICE_DESK_H

#include "hub/hub.h"
#include "voice/vcall.h"

enum { DESK_PHONE_MS = 60 * 1000 };      /* a desk that has not said for so long that it can be rung cannot */

/** What the queue core decided about a call */
void desk_decide(struct voice *v, const struct queue_decision *d);

/** An operator answers: the ask goes home when the queue core has judged */
void desk_answer(struct voice *v, struct call_ask *ask);

/** An operator does not want this offer: the same */
void desk_refuse(struct voice *v, struct call_ask *ask);

/** The queue core has taken an answer that is none: unless it rings elsewhere by now, the call rings nowhere */
void desk_unring(struct vcall *call, int64_t staff, uint64_t generation);

/** Hold and back: then the other call of this operator is on hold */
void desk_hold(struct vcall *call, bool on);

/** Of the calls in one hand this one is talked to, and no other: they are on hold. Nor is another listened to */
void desk_talks(struct vcall *call);

/** The other call of an operator, beside this one; `second->call` 0: none */
void desk_second(const struct vcall *call, int64_t staff, struct call_second *second);

/** Can this operator talk to a call now, whatever other call there is? That one can be put on hold then, or is */
bool desk_able(const struct vcall *call, int64_t staff);

/** A desk says that it can be rung, or cannot */
int desk_phone(struct voice *v, int64_t staff, bool on) MUST_CHECK;

/** Has this operator a desk that can be rung? */
bool desk_open(const struct voice *v, int64_t staff);

/** Tells the queue whether this operator can be rung: at a desk, or at a telephone */
int desk_reach(struct voice *v, int64_t staff) MUST_CHECK;

/** Does this offer of a call ring still? */
bool desk_stands(const struct vcall *call, int64_t staff, uint64_t generation);

/** Forgets desks that said nothing for long; all of them at the end */
void desk_sweep(struct voice *v, int64_t now_ms);
void desk_close(struct voice *v);

/** A call that waits for an operator goes into the queue core, once; vcall_queued tells. May end the call */
void desk_queue(struct vcall *call);

/** A call of ours, in its operator's hand: dial_taken tells. May end the call */
void desk_take(struct vcall *call);

/** Listens to its operator's leg */
void desk_listen(struct vcall *call);

/** Its operator is gone: it waits again, at its old place */
void desk_give_back(struct vcall *call);

/** It left the queue core, wherever it stood there */
void desk_leave(struct vcall *call, enum queue_cause cause);

#endif
