/**
 * @file pcm.h  Sound on its way to A-law: resampled, trimmed, levelled
 *
 * Samples are floats, full scale is -1 … 1. Levels are in dB below full scale (a full-scale sine is at -3 dB RMS).
 */
#ifndef OTKLIK_SOUND_PCM_H
#define OTKLIK_SOUND_PCM_H

#include "sound/sound.h"
#include "sound/wav.h"

enum {
	PCM_LEVEL_DB  = -22,            /* RMS of what is spoken: -16 dBm0, for 0 dBm0 of A-law is 6.15 dB below full scale (ITU-T G.100.1) */
	PCM_PEAK_DB   = -3,             /* no sample above */
	PCM_ACTIVE_DB = 25,             /* a frame that is so far below the loudest one is a pause */
};

struct pcm {
	float *at;                      /* owned: mem_deref of the pcm */
	size_t n;
	unsigned rate;
};

/** All samples of a file; mem_deref frees */
int pcm_of_wav(struct pcm **pcmp, const struct wav *wav) MUST_CHECK;

/** To SOUND_RATE, band-limited below 4 kHz, what comes above is not folded back; nothing is done at that rate already */
int pcm_resample(struct pcm *pcm) MUST_CHECK;

/** Takes the silence off both ends, but for a breath of it, and lets the ends fade; *n becomes 0 when all is silence */
void pcm_trim(struct pcm *pcm);

/** Brings speech to PCM_LEVEL_DB, no peak above PCM_PEAK_DB: what stands out is bent, not cut */
void pcm_level(struct pcm *pcm);

/** RMS of the frames that are no pauses, and the highest sample: dB */
float pcm_active_db(const struct pcm *pcm);
float pcm_peak_db(const struct pcm *pcm);

/** Becomes a sound; at SOUND_RATE */
int pcm_sound(struct sound **sp, const struct pcm *pcm) MUST_CHECK;

/** The samples of a sound, 16 bits; n = sound_samples() */
void pcm_of_sound(int16_t *dst, const struct sound *sound);

#endif
