/**
 * @file gone.h  Calls that went out of an operator's hand and go on: taken over by a supervisor, given away, left to who was called in
 *
 * The desk sees a call of its own no more and asks whether it has ended. The last GONE_MOST are known, whatever became of them since; who has one
 * again is no more told of it.
 */
#ifndef OTKLIK_VOICE_GONE_H
#define OTKLIK_VOICE_GONE_H

#include "voice/vcall.h"

/** `staff` has it no more. `by`: who has it, as the operator may know; NULL not said. 0: nobody had it */
void gone_note(const struct vcall *call, int64_t staff, enum call_gone how, const char *by);

/** Has it (again) */
void gone_drop(const struct vcall *call, int64_t staff);

/** What became of ask->call that ask->staff had: gone and name */
void gone_ask(const struct voice *v, struct call_ask *ask);

#endif
