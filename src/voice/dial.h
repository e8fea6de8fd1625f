/**
 * @file dial.h  A call of ours: an operator calls the citizen of an appeal
 *
 *   desk: POST ─▶ whose phone? (reader) ─▶ the operator's browser leg ─▶ in the operator's hand (hub) ─▶ its record commits
 *        ─▶ INVITE to the trunk, 201 to the desk ─▶ ringing is heard ─▶ 200 ─▶ the record commits ─▶ bridge
 *                      ▲                              ╰─ refused, not answered in time, hung up (CANCEL) ─▶ the end, with its cause
 *   without an offer   │
 *   of a browser:      ╰─ 200 ◀─ the operator's own telephone rings (handset.h), as long as an offer would; 201 to the desk
 *                                  ╰─ refused, not lifted in time, gone, hung up at the desk ─▶ the end: the citizen was not called
 *
 * The phone is the one that the appeal has, and no other can be dialled; it is opened in the program and never leaves it but for the
 * trunk. Nobody's phone rings before the journal says who called whom. Answered, it is a call like any other: hold, wrap-up, and
 * the citizen who stays on hears the number at the end.
 */
#ifndef OTKLIK_VOICE_DIAL_H
#define OTKLIK_VOICE_DIAL_H

#include "voice/vcall.h"

/** Takes the question and sends it home when the phone is being called, or will not be */
void dial_ask(struct voice *v, struct call_ask *ask);

/** The operator's telephone was lifted: the citizen is called. `leg` is taken over. May end the call */
void dial_lifted(struct voice *v, int64_t id, struct leg *leg);

/** … or is not: each of them refused, or none is there any more. Ends the call */
void dial_unlifted(struct voice *v, int64_t id, bool refused);

/** It is in its operator's hand, or cannot be. May end the call */
void dial_taken(struct vcall *call, bool good);

/** Its beginning is written, or could not be. May end the call */
void dial_noted(struct vcall *call, bool written);

/** The record, the operator's telephone, or the citizen, has had time enough. Ends the call */
void dial_late(struct vcall *call);

/** The other side wants us to call elsewhere: refused */
void dial_redirected(struct voice *v, const struct pl *callid);

/** A call goes: who still waits to hear that it rings is told that it does not, and the operator's telephone rings no more */
void dial_over(struct vcall *call);

#endif
