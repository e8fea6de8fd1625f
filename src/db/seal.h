/**
 * @file seal.h  Bytes sealed under a key: nonce ‖ cipher text ‖ tag (XChaCha20-Poly1305-IETF, draft-irtf-cfrg-xchacha-03)
 *
 * The nonce is random: 192 bits, so that a key may seal without counting. `ad` says what the bytes are and whose; it is not
 * stored, so that sealed bytes which were moved elsewhere do not open.
 */
#ifndef OTKLIK_DB_SEAL_H
#define OTKLIK_DB_SEAL_H

#include "base/def.h"

enum { SEAL_KEY = 32, SEAL_NONCE = 24, SEAL_TAG = 16, SEAL_EXTRA = SEAL_NONCE + SEAL_TAG };

/** Seals; writes plain.l + SEAL_EXTRA bytes */
void seal_make(const uint8_t key[SEAL_KEY], struct pl ad, struct pl plain, uint8_t *out);

/** Opens; writes sealed.l - SEAL_EXTRA bytes. EBADMSG: changed, moved or another key; `out` is then untouched */
int seal_open(const uint8_t key[SEAL_KEY], struct pl ad, struct pl sealed, uint8_t *out) MUST_CHECK;

#endif
