/**
 * @file ringing.h  What is heard while a phone rings far away: the tone of the Russian network
 */
#ifndef OTKLIK_SOUND_RINGING_H
#define OTKLIK_SOUND_RINGING_H

#include "sound/sound.h"

enum {
	RINGING_HZ = 425,
	RINGING_ON_S = 1,
	RINGING_OFF_S = 4,
	RINGING_DB = -20,               /* RMS */
};

/** Makes one round of it, the same at each call: for sound_read_loop. EINVAL, ENOMEM */
int ringing_make(struct sound **sp) MUST_CHECK;

enum { BEEP_HZ = 1000, BEEP_MS = 400, BEEP_DB = -20 };

/** Speak from here. EINVAL, ENOMEM */
int beep_make(struct sound **sp) MUST_CHECK;

#endif
