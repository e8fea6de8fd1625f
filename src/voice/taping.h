/**
 * @file taping.h  Is a call recorded? Said to the caller before the queue, refused by a key, paused by the operator (setting record.calls)
 *
 * What a caller was not told of is not recorded: calls of ours to citizens are not.
 */
#ifndef OTKLIK_VOICE_TAPING_H
#define OTKLIK_VOICE_TAPING_H

#include "voice/vcall.h"

#define TAPING_KEY "*"                   /* "without a recording" */

/** It goes into the queue: the caller is told, unless nothing is recorded here or it was said before */
void taping_announce(struct vcall *call);

/** A key while it waits. True: it was the one that refuses */
bool taping_key(struct vcall *call, char digit);

/** The two are joined: from now on it is recorded, if it may be */
void taping_begin(struct vcall *call);

/** What one of them says */
void taping_media(struct vcall *call, const struct leg *from, const struct leg_media *media);

/** 20 ms have passed */
void taping_tick(struct vcall *call);

/** The operator pauses it, or lets it go on. CALL_NOT_NOW: it is not recorded */
enum call_refusal taping_pause(struct vcall *call, bool on);

/** The talk is over */
void taping_end(struct vcall *call);

enum call_recording taping_state(const struct vcall *call);

#endif
