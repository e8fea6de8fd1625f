/**
 * @file keyring.h  The keys that are not a citizen's: read once at the start, constant afterwards, shared by all threads
 *
 * The master key lies outside the data folder and outside every backup (docs/keys.md). It wraps the working keys, which lie
 * wrapped in the store (table keyring), so that a copy of the store alone opens nothing. The file holds one line per
 * version, `VERSION:64 hex digits`; the highest wraps, older ones still open until `otklik key rotate` has rewrapped.
 */
#ifndef OTKLIK_DB_KEYRING_H
#define OTKLIK_DB_KEYRING_H

#include "base/def.h"

struct db;

enum { KEY_SIZE = 32 };

/** Purposes of the working keys */
enum key_purpose {
	KEY_NUMBER,      /* the permutation of appeal numbers: never changes */
	KEY_RECEIPT,     /* receipt codes: never changes */
	KEY_DIGEST,      /* keyed digests of phones and mail addresses, and of search tokens */
	KEY_JOURNAL,     /* MAC of the journal's head row */
	KEY_SIGN,        /* seed of the Ed25519 key that signs the journal's heads */
	KEY_SESSION,     /* digests of session tokens and one-time links */
	KEY_SOUND,       /* wraps the keys of recordings of calls */
	KEY_PHONE,       /* seals by what the passwords of operators' SIP telephones are known */
	KEY_TRUNK,       /* seals passwords of trunks that were typed at the desk */
	KEY_OUTBOX,      /* seals what waits to be sent, and to whom */
	KEY_PURPOSES
};

struct keyring;

/**
 * Reads the master key file: owner-only permissions demanded. `create` makes it (0600) when it is not there.
 *
 * @param why Words for the administrator when it fails (base/why.h): what is wrong, what would be right; may be NULL
 *
 * @return ENOENT, EACCES, EBADMSG
 */
int keyring_master(struct keyring **krp, const char *file, bool create, struct mbuf *why) MUST_CHECK;

/**
 * Opens the working keys of the store, makes those that are missing (inside the caller's write transaction)
 *
 * @return ENOKEY wrapped under a version that the master key file does not have; EBADMSG wrapped under another master key,
 *         or a store with a journal but without keys: making new ones would change every number
 */
int keyring_open(struct keyring *kr, struct db *db) MUST_CHECK;

/** Has the store working keys, or a journal that was written with some? Then a master key must be there already */
int keyring_stored(struct db *db, bool *storedp) MUST_CHECK;

const uint8_t *keyring_key(const struct keyring *kr, enum key_purpose purpose);     /* KEY_SIZE bytes, borrowed */

/** Ed25519 public key that verifies the journal's heads, 32 bytes */
const uint8_t *keyring_public(const struct keyring *kr);

/** Ed25519 signature (RFC 8032) of bytes, 64 bytes */
void keyring_sign(const struct keyring *kr, struct pl data, uint8_t signature[64]);

/** Keyed BLAKE2b-256 of bytes under a working key */
void keyring_digest(const struct keyring *kr, enum key_purpose purpose, struct pl data, uint8_t out[32]);

/** SipHash-2-4 under a key derived of KEY_DIGEST: for search tokens, which are short and many; a fifth of the cost */
uint64_t keyring_token(const struct keyring *kr, struct pl data);

/** Wraps and unwraps a 32-byte key under the master key, bound to `context` (what it is and whose) */
enum { KEY_WRAPPED_SIZE = 4 + 24 + 32 + 16 };       /* version, nonce, key, tag */
int keyring_wrap(const struct keyring *kr, struct pl context, const uint8_t key[KEY_SIZE], uint8_t out[KEY_WRAPPED_SIZE]) MUST_CHECK;
int keyring_unwrap(const struct keyring *kr, struct pl context, struct pl wrapped, uint8_t key[KEY_SIZE]) MUST_CHECK;
                                                    /* EBADMSG; ENOKEY: of a version that is not in the file */

/** The version that wraps now, and the one that a wrapped key needs (0: it is none) */
uint32_t keyring_version(const struct keyring *kr);
uint32_t keyring_wrapped_version(struct pl wrapped);

#endif
