/**
 * @file handset.h  An operator's SIP telephone rings with what the queue offers: it asks as a desk asks
 *
 *   offer ──▶ INVITE to each binding ─┬─ 200 ──▶ the others are cancelled ──▶ CALL_ASK_ANSWER with this leg ──▶ granted: bridge
 *                                     │                                              ╰─ stale: BYE
 *                                     ├─ 486, 600, 603 of all ──▶ CALL_ASK_REFUSE
 *                                     ├─ 480 and the like of all, and no desk that rings ──▶ missed
 *                                     ╰─ silence ──▶ the binding is lost
 *   the offer is no more (answered at the desk, timed out, the caller went) ──▶ CANCEL
 *
 * A call of the operator's own rings there too, before anybody else is called (dial.h): no offer, so nobody judges who lifts it.
 *
 * What an offer is, and who may have it, desk.c, send.c and guest.c know: the telephone looks whether its offer still stands.
 */
#ifndef OTKLIK_VOICE_HANDSET_H
#define OTKLIK_VOICE_HANDSET_H

#include "hub/hub.h"
#include "voice/vcall.h"

struct handset;

/** What the queue core decided, about any call */
void handset_decide(struct voice *v, const struct queue_decision *d);

/** A second has passed: a second call, which was shown at the desk alone, rings once the first has ended */
void handset_second(struct voice *v);

/**
 * The leg of whoever answers: the telephone that did, or a browser's for its offer
 *
 * @return as webleg_alloc: 0 (see ask->refusal) or ENOMEM
 */
int handset_leg(struct leg **legp, struct voice *v, struct call_ask *ask) MUST_CHECK;

/** A call of the operator's own rings at each binding: dial_lifted or dial_unlifted tells, once. @return false: none can be called */
bool handset_ring(struct vcall *call) MUST_CHECK;

/** … no more */
void handset_unring(const struct vcall *call);

/** It cannot be rung any more: what rings there does no longer */
void handset_gone(struct handset *h);

/** A telephone wants to be called elsewhere: it has refused */
void handset_redirected(struct voice *v, const struct pl *callid);

#endif
