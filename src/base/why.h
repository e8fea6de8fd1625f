/**
 * @file why.h  Words about an error, for the person at the command line: what is wrong, and what would be right
 */
#ifndef OTKLIK_BASE_WHY_H
#define OTKLIK_BASE_WHY_H

#include "base/def.h"

/**
 * Replaces the words in `why` (NULL: nobody asks) and returns err, so that a refusal is one line:
 *   return why_say(why, EACCES, "%s: …", file);
 *
 * @param fmt As printf; the result is cut at 500 bytes
 */
int why_say(struct mbuf *why, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/** The words, borrowed; "none" when there are none */
struct pl why_words(const struct mbuf *why);

#endif
