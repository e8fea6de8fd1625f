/**
 * @file sound.c  Stretches of samples and rows of them, counted atomically
 */
#include <stdatomic.h>
#include <stdlib.h>
#include "sound/sound.h"

/* Where a part begins; behind its samples comes silence up to the next one */
struct stretch {
	const uint8_t *alaw;            /* of `owner` */
	size_t from, n;
	struct sound *owner;            /* a reference; NULL: this sound itself */
};

struct sound {
	_Atomic unsigned refs;
	size_t samples;
	size_t n;                       /* stretches */
	uint8_t *owned;                 /* samples that are freed with it; or NULL */
	struct stretch at[];
};


/* libre counts its blocks without atomics in its debug builds: memory that crosses threads comes from malloc */
static struct sound *sound_new(size_t stretches)
{
	struct sound *sound = calloc(1, sizeof(*sound) + stretches * sizeof(sound->at[0]));

	if (sound) {
		atomic_init(&sound->refs, 1);
		sound->n = stretches;
	}

	return sound;
}


int sound_static(struct sound **sp, const uint8_t *alaw, size_t n)
{
	struct sound *sound;

	if (!n || n > SOUND_SAMPLES_MAX)
		return EINVAL;

	sound = sound_new(1);
	if (!sound)
		return ENOMEM;

	sound->samples = n;
	sound->at[0] = (struct stretch){alaw, 0, n, NULL};
	*sp = sound;
	return 0;
}


int sound_alloc(struct sound **sp, const uint8_t *alaw, size_t n)
{
	uint8_t *copy;
	int err;

	if (!n || n > SOUND_SAMPLES_MAX)
		return EINVAL;

	copy = malloc(n);
	if (!copy)
		return ENOMEM;

	memcpy(copy, alaw, n);
	err = sound_static(sp, copy, n);
	if (err) {
		free(copy);
		return err;
	}

	(*sp)->owned = copy;
	return 0;
}


static int row_count(const struct sound_part *parts, size_t n, size_t *stretches, size_t *samples)
{
	for (size_t i = 0; i < n; i++) {

		*stretches += parts[i].sound->n;
		*samples += parts[i].sound->samples + parts[i].gap_samples;
		if (*stretches > SOUND_PARTS_MAX || *samples > SOUND_SAMPLES_MAX)
			return EINVAL;
	}

	return *stretches ? 0 : EINVAL;
}


int sound_row(struct sound **sp, const struct sound_part *parts, size_t n)
{
	size_t stretches = 0, samples = 0, from = 0, k = 0;
	struct sound *sound;
	int err = row_count(parts, n, &stretches, &samples);

	if (err)
		return err;

	sound = sound_new(stretches);
	if (!sound)
		return ENOMEM;

	sound->samples = samples;
	for (size_t i = 0; i < n; i++) {

		struct sound *part = parts[i].sound;

		for (size_t j = 0; j < part->n; j++, k++) {
			sound->at[k] = part->at[j];
			sound->at[k].from += from;
			sound->at[k].owner = sound_ref(part->at[j].owner ? part->at[j].owner : part);
		}
		from += part->samples + parts[i].gap_samples;
	}

	*sp = sound;
	return 0;
}


struct sound *sound_ref(struct sound *sound)
{
	if (sound)
		atomic_fetch_add(&sound->refs, 1);

	return sound;
}


struct sound *sound_unref(struct sound *sound)
{
	if (!sound || 1 != atomic_fetch_sub(&sound->refs, 1))
		return NULL;

	for (size_t i = 0; i < sound->n; i++)
		(void)sound_unref(sound->at[i].owner);       /* an owner is one stretch: one level deep */

	free(sound->owned);
	free(sound);
	return NULL;
}


size_t sound_samples(const struct sound *sound)
{
	return sound->samples;
}


size_t sound_size(const struct sound *sound)
{
	size_t size = 0;

	for (size_t i = 0; i < sound->n; i++)
		size += sound->at[i].n;

	return size;
}


/* The last stretch that begins at or before a sample */
static size_t stretch_find(const struct sound *sound, size_t at)
{
	size_t low = 0, high = sound->n;

	while (high - low > 1) {

		const size_t mid = (low + high) / 2;

		if (sound->at[mid].from <= at)
			low = mid;
		else
			high = mid;
	}

	return low;
}


void sound_read(const struct sound *sound, size_t at, uint8_t *dst, size_t n)
{
	memset(dst, SOUND_SILENCE, n);

	for (size_t i = stretch_find(sound, at); i < sound->n; i++) {

		const struct stretch *s = &sound->at[i];
		const size_t first = at > s->from ? at : s->from;
		const size_t end = at + n < s->from + s->n ? at + n : s->from + s->n;

		if (s->from >= at + n)
			break;
		if (first < end)
			memcpy(dst + (first - at), s->alaw + (first - s->from), end - first);
	}
}


void sound_read_loop(const struct sound *sound, size_t at, uint8_t *dst, size_t n)
{
	at %= sound->samples;

	while (n) {

		const size_t left = sound->samples - at, take = n < left ? n : left;

		sound_read(sound, at, dst, take);
		dst += take;
		n -= take;
		at = 0;
	}
}
