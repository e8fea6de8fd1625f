/**
 * @file back.h  Calls back: promised to callers, dialled by the program (callback/callback.h)
 *
 *   every 2 s: what is due? (reader) ─▶ who is there? (hub) ─▶ its turn, and day where the citizen lives ─▶ claimed by the record of a call
 *        ─▶ citizen first: INVITE ─▶ who we are, a key ─▶ the queue, at the kept place ─▶ an operator
 *           operator first: the queue, at the kept place ─▶ an operator answers ─▶ INVITE ─▶ they talk
 *        ─▶ how it ended goes with the last row of the call's record
 *
 * No phone rings that no row was written for: who dies here does not dial twice.
 */
#ifndef OTKLIK_VOICE_BACK_H
#define OTKLIK_VOICE_BACK_H

#include "voice/vcall.h"

/** Promises the caller a call back to the number that was typed, or to the caller's own. The flow is told. May end the call */
void back_promise(struct vcall *call);

/** Can citizens be called at all? And at this number? */
bool back_dials(const struct voice *v);
bool back_reaches(const struct voice *v, const char *phone);

/** Is a call back offered now? Not while every trunk is down: then a message is, or whatever the flow has instead */
bool back_offers(const struct voice *v);

/** A second has passed: looks for those that are due */
void back_second(struct voice *v, int64_t now_ms);

/** The record has its beginning, or could not be written. May end the call */
void back_noted(struct vcall *call, bool written);

/** The record says that it is not to be dialled now. Ends the call */
void back_refused(struct vcall *call);

/** An operator has answered first: the citizen is rung. May end the call */
void back_ring(struct vcall *call);

/** The citizen does not want it */
void back_drop(struct vcall *call);

/** Who was cut off is called by the program: `note` gets it. How a dialled one ended */
void back_owe(struct vcall *call, struct call_note *note);
void back_over(struct vcall *call, struct call_note *note);

/** Why this call is a call back; 0: it is none */
enum callback_reason back_reason(const struct vcall *call);

/** Was it one that the caller cut off hears about? */
bool back_after_cut(const struct vcall *call);

#endif
