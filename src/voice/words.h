/**
 * @file words.h  What the flow wants said, as a phrase of the catalogue with its values
 */
#ifndef OTKLIK_VOICE_WORDS_H
#define OTKLIK_VOICE_WORDS_H

#include "phrase/phrase.h"
#include "voice/flow.h"
#include "voice/vcall.h"

/**
 * Puts a saying into words
 *
 * @param up *owned* (mem_deref); NULL when there is nothing to say: a band that is not known, an operator without a name
 *
 * @return 0; ENOMEM; EINVAL the catalogue's text wants something else
 */
int words_make(struct utterance **up, const struct vcall *call, struct flow_say what) MUST_CHECK;

#endif
