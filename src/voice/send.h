/**
 * @file send.h  A call is given away: to a topic's queue, or to an operator who was chosen
 *
 *     talks ── asked ──▶ hub judges ─┬─ no: a refusal, the talk goes on
 *                                    ├─ to a queue: waits there, as long as it has waited already; is told where it goes, and the wait
 *                                    ╰─ to an operator: rings there ── answered
 *                                                        ╰─ refused, not in ring time ──▶ rings at who gave it
 *                                                                        ╰─ the same ──▶ the head of its queue
 *
 * Rings at an operator: of one who is in a call it is the second call, which waits for queue.second (desk.h).
 *
 * Who gives a call away is out of it once the hub has said yes. Each ring is an offer with a generation of its own (queue_ring), so
 * that two operators never get one caller. Who hangs up, or whose browser is lost, before that has given nothing away.
 */
#ifndef OTKLIK_VOICE_SEND_H
#define OTKLIK_VOICE_SEND_H

#include "hub/hub.h"
#include "voice/vcall.h"

/** Its operator asks: ask->to or ask->topic. The ask goes home when the queue core has judged */
void send_ask(struct vcall *call, struct call_ask *ask);

/** An offer of a call that is being given away: true when it is kept until the hub's word about that is here */
bool send_offer(struct vcall *call, const struct queue_decision *d);

/** Does this offer ring, though the hub's word about it is not here yet? */
bool send_stands(const struct vcall *call, uint64_t generation);

/** Until when it rings at the operator whom it is given to, Unix ms; 0: it does not */
int64_t send_until(const struct vcall *call);

/** Where it rang it was refused. May end the call */
void send_refused(struct vcall *call);

/** Somebody has it, or nobody gives it away any more */
void send_over(struct vcall *call);

#endif
