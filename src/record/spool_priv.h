/**
 * @file spool_priv.h  What writer and reader of a spool share
 */
#ifndef OTKLIK_RECORD_SPOOL_PRIV_H
#define OTKLIK_RECORD_SPOOL_PRIV_H

#include <sodium.h>
#include "base/bytes.h"
#include "db/seal.h"
#include "record/spool.h"

enum { SPOOL_MAGIC = 16, SPOOL_AD = 32, SPOOL_FRONT = 6, SPOOL_PIECE_HEAD = 9 };

#define SPOOL_WORDS "otklik spool 1\n"             /* SPOOL_MAGIC bytes with the final zero */

_Static_assert(SPOOL_HEAD == SPOOL_AD + SEAL_EXTRA + SEAL_KEY, "head of a spool");

static inline void spool_nonce(uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], uint64_t number)
{
	memset(nonce, 0, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	(void)bytes_put_le(nonce, number, 8);
}

#endif
