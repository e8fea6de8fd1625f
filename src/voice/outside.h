/**
 * @file outside.h  A telephone outside is called in to somebody's call, through a trunk: to consult, to talk as three, to have the call
 *
 *     talks ── consult ──▶ held; rings outside ── answered ──▶ as with a colleague (guest.h): consult, three, pass on
 *        │                      ╰─ refused, not in time: the operator has the caller as before
 *        ╰─── transfer ──▶ the same, and whoever answers has the call at once. The operator may go before: what is not answered then goes to the
 *                          head of its queue
 *
 *     menu ── the line's flow (verb transfer) ──▶ rings outside, the caller hears it ring ── answered ──▶ they talk; who hangs up ends the call
 *                          ╰─ refused, not in time, no trunk, not permitted, a line of our own ─▶ the flow goes on
 *
 * The number is what trunks permit (sip.trunk-allow, `allow`), and is in no log and no journal. The queue core knows nothing of the telephone: the
 * operator has the work in hand until the call is passed on, and then the time after it. What is said with somebody outside is not recorded:
 * they were told of nothing.
 */
#ifndef OTKLIK_VOICE_OUTSIDE_H
#define OTKLIK_VOICE_OUTSIDE_H

#include "voice/vcall.h"

/** The operator asks: ask->phone. `blind`: who answers has the call. The ask goes home when it rings, or will not */
void outside_call(struct vcall *call, struct call_ask *ask, bool blind);

/** The flow gives its caller away, to walk_calls(). FLOW_FOUND or FLOW_NOT_FOUND follows, that one perhaps at once. May end the call */
void outside_give(struct vcall *call);

/** The flow has taken a step: where it waits for nobody outside any more, nothing rings there any more */
void outside_flow(struct vcall *call);

/** The operator goes: true when the telephone has the call from now on, or will when it answers */
bool outside_inherits(struct vcall *call);

/** The other side wants to be called elsewhere: refused. true: it was this call's */
bool outside_redirected(struct vcall *call, const struct pl *callid);

/** Is one called in? `there`: it has answered */
bool outside_here(const struct vcall *call, bool *there);

#endif
