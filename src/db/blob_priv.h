/**
 * @file blob_priv.h  The inside of the blobs: for their own files
 */
#ifndef OTKLIK_DB_BLOB_PRIV_H
#define OTKLIK_DB_BLOB_PRIV_H

#include <sodium.h>
#include "base/bytes.h"
#include "db/blob.h"

enum {
	BLOB_TAG = 16,
	BLOB_HEADER = 16,
	BLOB_SEALED = BLOB_CHUNK + BLOB_TAG,
	BLOB_REL_SIZE = sizeof("new/") + BLOB_NAME_SIZE,
};

#define BLOB_MAGIC "otklik blob 1\n\0"       /* BLOB_HEADER bytes with the final zero */

struct blob_store {
	int fd;                              /* of DATA/blobs */
};

/** "ab/abcdef…" of a name; false when it is not 32 lower-case hex digits */
bool blob_rel(char rel[BLOB_REL_SIZE], const char *name);

static inline void blob_nonce(uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], int64_t index, bool last)
{
	memset(nonce, 0, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	bytes_put_le(nonce, (uint64_t)index, 8);
	nonce[8] = last;
}

#endif
