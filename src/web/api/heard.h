/**
 * @file heard.h  What a caller hears in one place of a flow: a prompt, own words, those of an item with its key; and any other prompt, with examples of its values
 */
#ifndef OTKLIK_WEB_API_HEARD_H
#define OTKLIK_WEB_API_HEARD_H

#include "phrase/phrase.h"
#include "profile/profile.h"
#include "sound/sound.h"

/** Borrowed of a request */
struct heard {
	int lang;
	struct pl prompt, words, key;        /* one of the first two; key none: not an item */
	int64_t part;                        /* of a prompt that reads something out: its n-th stretch of words alone, from 1; 0: all of it */
	const struct org *org;               /* for prompts that say how the line is called; may be NULL */
	const struct zone *zone;             /* for examples of moments */
};

/**
 * As an utterance
 *
 * @param up       Owned; untouched when nothing can be said so (there is no such prompt or part, the words are too long)
 * @param examplep A value in it is only an example: it is to be heard, and no recording can be of it
 * @param h        What
 *
 * @return 0, ENOMEM
 */
int heard_make(struct utterance **up, bool *examplep, const struct heard *h) MUST_CHECK;

/** A sound as a WAV of 8 kHz, for a browser; owned. 0, ENOMEM */
int heard_wav(struct mbuf **mbp, const struct sound *sound) MUST_CHECK;

#endif
