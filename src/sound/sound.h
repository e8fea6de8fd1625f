/**
 * @file sound.h  A sound that is played to callers: A-law, 8000 samples a second, one byte each
 *
 * Immutable and counted atomically: one sound may be played to any number of callers by any threads (sound_ref, sound_unref;
 * libre's counts are not atomic). A sound is one stretch of samples, or a row of sounds with silence between, so that a
 * prompt of many pieces shares them with every other prompt that has them. Whoever plays it sees samples 0 … sound_samples()
 * either way.
 */
#ifndef OTKLIK_SOUND_SOUND_H
#define OTKLIK_SOUND_SOUND_H

#include "base/def.h"

enum {
	SOUND_RATE    = 8000,                   /* samples a second */
	SOUND_SILENCE = 0xd5,                   /* a sample of silence */
	SOUND_PARTS_MAX = 256,
	SOUND_SAMPLES_MAX = 15 * 60 * SOUND_RATE,
};

struct sound;

/** A part of a row */
struct sound_part {
	struct sound *sound;                    /* borrowed by sound_row, which takes its own reference */
	unsigned gap_samples;                   /* silence behind it */
};

/**
 * A sound of samples
 *
 * @param sp    Owned (sound_unref)
 * @param alaw  Copied
 * @param n     Samples, 1 … SOUND_SAMPLES_MAX
 *
 * @return 0, EINVAL (no sample, too many), ENOMEM
 */
int sound_alloc(struct sound **sp, const uint8_t *alaw, size_t n) MUST_CHECK;

/** A sound of samples that live as long as the program: nothing is copied */
int sound_static(struct sound **sp, const uint8_t *alaw, size_t n) MUST_CHECK;

/**
 * A row of sounds; rows in rows are taken apart
 *
 * @return 0, EINVAL (no part, more than SOUND_PARTS_MAX, more than SOUND_SAMPLES_MAX), ENOMEM
 */
int sound_row(struct sound **sp, const struct sound_part *parts, size_t n) MUST_CHECK;

struct sound *sound_ref(struct sound *sound);
struct sound *sound_unref(struct sound *sound);         /* always NULL; NULL is fine */

/** Length in samples: 8 a millisecond */
size_t sound_samples(const struct sound *sound);

/** Copies samples from `at` on; silence behind the end. No lock, no allocation */
void sound_read(const struct sound *sound, size_t at, uint8_t *dst, size_t n);

/** The same, around and around: for music. The first sample follows the last one */
void sound_read_loop(const struct sound *sound, size_t at, uint8_t *dst, size_t n);

/** Bytes of samples that it keeps in memory, shared parts counted too */
size_t sound_size(const struct sound *sound);

#endif
