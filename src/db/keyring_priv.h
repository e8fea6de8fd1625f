/**
 * @file keyring_priv.h  The inside of the keyring: for its own files and their tests
 */
#ifndef OTKLIK_DB_KEYRING_PRIV_H
#define OTKLIK_DB_KEYRING_PRIV_H

#include "db/keyring.h"

enum {
	MASTER_VERSIONS = 8,                 /* two in the middle of a rotation; the rest is room for the careless */
	MASTER_FILE_MAX = 4096,
};

struct master {
	unsigned count;
	uint32_t version[MASTER_VERSIONS];   /* ascending, from 1 */
	uint8_t key[MASTER_VERSIONS][KEY_SIZE];
};

/** In memory of libsodium: locked against swapping, between guard pages, left out of core files */
struct keyring_secrets {
	struct master master;
	uint8_t working[KEY_PURPOSES][KEY_SIZE];
	uint8_t token[16];                   /* of SipHash, derived of KEY_DIGEST */
	uint8_t sign[64];                    /* Ed25519 secret key made of the seed KEY_SIGN */
};

struct keyring {
	struct keyring_secrets *s;
	uint8_t public_key[32];
};

/** Reads the text of a master key file; EBADMSG with words (line number) when it is not one */
int master_parse(struct master *m, struct pl text, struct mbuf *why) MUST_CHECK;

/** Writes the versions from index `first` as a master key file into mb; the caller wipes it */
int master_print(const struct master *m, unsigned first, struct mbuf *mb) MUST_CHECK;

/** Permissions of the file: 0, EACCES with words */
int master_permitted(const char *file, int fd, struct mbuf *why) MUST_CHECK;

/** Reads a master key file. ENOENT, EACCES, EBADMSG with words */
int master_read(struct master *m, const char *file, struct mbuf *why) MUST_CHECK;

/** Adds a random key, one version above the highest; EOVERFLOW when there is no room */
int master_add(struct master *m) MUST_CHECK;

/** Sets a working key; KEY_SIGN makes the pair of it */
void keyring_set(struct keyring *kr, enum key_purpose purpose, const uint8_t key[KEY_SIZE]);

/** What a working key is wrapped for */
struct pl keyring_context(uint8_t buf[32], enum key_purpose purpose);

#endif
