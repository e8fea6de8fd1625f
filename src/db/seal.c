/**
 * @file seal.c  Bytes sealed under a key
 */
#include <sodium.h>
#include "db/seal.h"


void seal_make(const uint8_t key[SEAL_KEY], struct pl ad, struct pl plain, uint8_t *out)
{
	randombytes_buf(out, SEAL_NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + SEAL_NONCE, NULL, (const uint8_t *)plain.p, plain.l,
							 (const uint8_t *)ad.p, ad.l, NULL, out, key);
}


int seal_open(const uint8_t key[SEAL_KEY], struct pl ad, struct pl sealed, uint8_t *out)
{
	const uint8_t *p = (const uint8_t *)sealed.p;

	if (!p || sealed.l < SEAL_EXTRA)
		return EBADMSG;

	/* libsodium checks the tag before it writes */
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + SEAL_NONCE, sealed.l - SEAL_NONCE,
						       (const uint8_t *)ad.p, ad.l, p, key))
		return EBADMSG;

	return 0;
}
