/**
 * @file wav.h  WAV files: mono, 16 bits, PCM
 *
 * Reads what strangers may have made: every length is checked against what is there. A length that lies (a program that writes
 * to a pipe does not know it) means "up to the end".
 */
#ifndef OTKLIK_SOUND_WAV_H
#define OTKLIK_SOUND_WAV_H

#include "base/def.h"

struct wav {
	unsigned rate;                  /* samples a second, 4000 … 48000 */
	const uint8_t *data;            /* borrowed: samples, little-endian, mono, 16 bits */
	size_t samples;
};

/** @return 0; EBADMSG: no WAV; ENOTSUP: a WAV of another form (stereo, 8 bits, A-law …) */
int wav_read(struct wav *wav, const uint8_t *buf, size_t size) MUST_CHECK;

/** A sample, -32768 … 32767 */
int16_t wav_sample(const struct wav *wav, size_t at);

/** Writes a file of samples: mono, 16 bits */
int wav_write(struct mbuf *mb, const int16_t *samples, size_t n, unsigned rate) MUST_CHECK;

#endif
