/**
 * @file ringing.c  What is heard while a phone rings far away
 */
#include <math.h>
#include "sound/pcm.h"
#include "sound/ringing.h"

enum { SOFT = 80 };                      /* samples in which the tone comes and goes: no clicks */


static int tone_make(struct sound **sp, double hz, double db, size_t on, size_t n)
{
	const double w = 2 * acos(-1.0) * hz / SOUND_RATE, loud = sqrt(2.0) * pow(10.0, db / 20.0);
	struct pcm pcm = {.n = n, .rate = SOUND_RATE};
	int err;

	pcm.at = mem_zalloc(pcm.n * sizeof(*pcm.at), NULL);
	if (!pcm.at)
		return ENOMEM;

	for (size_t i = 0; i < on; i++) {
		const size_t edge = i < on - i ? i : on - i;

		pcm.at[i] = (float)(loud * sin(w * (double)i) * (edge < SOFT ? (double)edge / SOFT : 1.0));
	}

	err = pcm_sound(sp, &pcm);
	mem_deref(pcm.at);
	return err;
}


int ringing_make(struct sound **sp)
{
	return tone_make(sp, RINGING_HZ, RINGING_DB, RINGING_ON_S * SOUND_RATE, (RINGING_ON_S + RINGING_OFF_S) * SOUND_RATE);
}


int beep_make(struct sound **sp)
{
	const size_t n = BEEP_MS * SOUND_RATE / 1000;

	return tone_make(sp, BEEP_HZ, BEEP_DB, n, n);
}
