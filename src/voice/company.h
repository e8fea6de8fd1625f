/**
 * @file company.h  Who else is in a call: a supervisor who listens, a colleague who was called in (guest.h)
 *
 *     supervisor: listens ── whispers (the operator hears, the citizen does not) ── takes over: is the operator from now on
 *
 * A call of two has no company and costs nothing of it. Sides that hear one other get its packets as they are; a side that hears several
 * gets them mixed (talk.h, mix.h). Legs belong to the company; when a supervisor takes over, the leg becomes the call's own.
 *
 * Everything is journalled (call.listened, call.taken_over). The supervisor's listening ends with the operator's part in the call, and when they answer a
 * call of their own: nobody is in two.
 */
#ifndef OTKLIK_VOICE_COMPANY_H
#define OTKLIK_VOICE_COMPANY_H

#include "voice/vcall.h"

/** A supervisor listens to what an operator (ask->to) talks: sdp → call, answer */
void company_listen(struct voice *v, struct call_ask *ask);

/** … is heard by the operator, or no more; … goes */
void company_whisper(struct voice *v, struct call_ask *ask);
void company_unlisten(struct voice *v, struct call_ask *ask);

/** … talks to a call of their own: of this one they hear nothing more */
void company_leave(struct vcall *call, int64_t staff);

/** … takes the call over. The ask goes home when the queue core has said so */
void company_seize(struct voice *v, struct call_ask *ask);

/** A colleague who is called in (0 nobody), and whether he is there */
int64_t company_guest(const struct vcall *call, bool *there);

/** Does somebody listen? */
bool company_listened(const struct vcall *call);

/** Does the citizen hear several? They are recorded as one then, as the citizen heard them */
bool company_mixed(const struct vcall *call);

/** Something of who hears whom has changed */
void company_set(struct vcall *call);

/** The operator's part is over, or the call is: nobody else is in it any more */
void company_parted(struct vcall *call);

/** Sound of a side */
void company_media(struct vcall *call, const struct leg *from, const struct leg_media *media);

/** 20 ms have passed */
void company_tick(struct vcall *call);

#endif
