/**
 * @file heard.h  What a caller hears in one place of a flow: a prompt, own words, those of an item with its key
 */
#ifndef OTKLIK_WEB_API_HEARD_H
#define OTKLIK_WEB_API_HEARD_H

#include "phrase/phrase.h"
#include "profile/profile.h"

/** Borrowed of a request */
struct heard {
	int lang;
	struct pl prompt, words, key;        /* one of the first two; key none: not an item */
	const struct org *org;               /* for prompts that say how the line is called; may be NULL */
};

/** As an utterance, owned; untouched when nothing can be said so (there is no such prompt, the words are too long). 0, ENOMEM */
int heard_make(struct utterance **up, const struct heard *h) MUST_CHECK;

#endif
