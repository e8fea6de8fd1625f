/**
 * @file token.h  Search tokens, made by our own code for both engines, so that both find the same
 *
 * ICU words, lower case, ё folded to е, Snowball stems (Russian and English), at most 64 letters each; citizens' texts are
 * indexed by keyed digests (KEY_DIGEST, first 8 bytes as an int64), so the index holds no plain text.
 */
#ifndef OTKLIK_DB_TOKEN_H
#define OTKLIK_DB_TOKEN_H

#include "db/keyring.h"

enum { TOKEN_TEXT_MAX = 512 };       /* tokens taken of one text; the rest is not indexed */

typedef int (token_h)(struct pl token, void *arg);

int token_split(struct pl text, token_h *h, void *arg) MUST_CHECK;
int64_t token_digest(const struct keyring *kr, struct pl token);

#endif
