/**
 * @file token.h  Search tokens, made by our own code for both engines, so that both find the same
 *
 *   text ─▶ NFKC, case folded ─▶ ICU words ─▶ stress marks dropped, ё → е ─▶ Snowball stem by script ─▶ token
 *
 * Cyrillic words get the Russian stem, Latin ones the English; numbers and others stay as they are. Full-width digits, soft
 * hyphens and letters that were typed as two characters (и + breve) come out as plain ones. Citizens' texts are indexed by keyed
 * digests, so the index holds no plain text.
 */
#ifndef OTKLIK_DB_TOKEN_H
#define OTKLIK_DB_TOKEN_H

#include "db/keyring.h"

enum {
	TOKEN_TEXT_MAX = 512,        /* tokens taken of one text; the rest is not indexed */
	TOKEN_BYTES_MAX = 16 * 1024, /* bytes of it that are looked at */
	TOKEN_LETTERS_MAX = 64,      /* of one token; the rest is cut off */
};

/**
 * Loads what ICU shares between threads; called once at the start, while there is memory: ICU remembers a failed first load
 * for the life of the process
 */
int token_init(void) MUST_CHECK;

/** Receives one token, UTF-8, borrowed until it returns; a result other than 0 ends the text and is handed on */
typedef int (token_h)(struct pl token, void *arg);

/**
 * Calls h for each token in order, repeated ones too. Bytes that are not UTF-8 separate words. Any thread; each keeps what
 * it needs (about 320 KB) until it ends.
 */
int token_split(struct pl text, token_h *h, void *arg) MUST_CHECK;

/** The keyed digest of a token (keyring_token); never DB_NULL */
int64_t token_digest(const struct keyring *kr, struct pl token);

#endif
