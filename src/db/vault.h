/**
 * @file vault.h  Where personal data lie: one key a citizen, every field sealed under it (docs/architecture.md, "Personal data")
 *
 * XChaCha20-Poly1305 with a random nonce; bound to citizen and field, so that a sealed value moved elsewhere does not open.
 * Destroying the citizen's key destroys the data; the journal, which holds only ids and keyed digests, still verifies.
 */
#ifndef OTKLIK_DB_VAULT_H
#define OTKLIK_DB_VAULT_H

#include "db/keyring.h"

enum vault_field {
	VAULT_FIELDS = 1,        /* a citizen's name, phone and mail, JSON; row 0 */
	VAULT_CUT = 2,           /* identifiers cut out of a message, JSON; row is the message */
	VAULT_FILE = 3,          /* a file's key and name; row is the file */
	VAULT_DRAFT = 4,         /* the draft of an answer; row is the staff member */
};

enum { VAULT_SEAL_EXTRA = 24 + 16, VAULT_VALUE_MAX = 64 * 1024 };

/** Makes a citizen's key: fills `key` and the wrapped form that goes into the store */
int vault_key_make(const struct keyring *kr, int64_t citizen, uint8_t key[KEY_SIZE], uint8_t wrapped[KEY_WRAPPED_SIZE]) MUST_CHECK;
int vault_key_open(const struct keyring *kr, int64_t citizen, struct pl wrapped, uint8_t key[KEY_SIZE]) MUST_CHECK;

/** The same key under the newest master key */
int vault_key_rewrap(const struct keyring *kr, int64_t citizen, struct pl wrapped, uint8_t out[KEY_WRAPPED_SIZE]) MUST_CHECK;

/** Seals plain into mb (appends plain.l + VAULT_SEAL_EXTRA bytes) */
int vault_seal(const uint8_t key[KEY_SIZE], int64_t citizen, enum vault_field field, int64_t row, struct pl plain, struct mbuf *mb) MUST_CHECK;

/** Opens sealed into mb; EBADMSG when it was changed, moved or the key is another */
int vault_open(const uint8_t key[KEY_SIZE], int64_t citizen, enum vault_field field, int64_t row, struct pl sealed, struct mbuf *mb) MUST_CHECK;

#endif
