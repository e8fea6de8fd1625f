/**
 * @file ringing.c  What is heard while a phone rings far away
 */
#include <math.h>
#include "sound/pcm.h"
#include "sound/ringing.h"

enum { SOFT = 80 };                      /* samples in which the tone comes and goes: no clicks */


int ringing_make(struct sound **sp)
{
	const size_t on = RINGING_ON_S * SOUND_RATE;
	const double w = 2 * acos(-1.0) * RINGING_HZ / SOUND_RATE, loud = sqrt(2.0) * pow(10.0, RINGING_DB / 20.0);
	struct pcm pcm = {.n = (RINGING_ON_S + RINGING_OFF_S) * SOUND_RATE, .rate = SOUND_RATE};
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
