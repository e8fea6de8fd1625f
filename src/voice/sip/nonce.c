/**
 * @file nonce.c  Nonces of a registrar
 */
#include <sodium.h>
#include "base/bytes.h"
#include "voice/sip/nonce.h"

enum { TIME = 8, MAC = 16, WHOLE = TIME + NONCE_CHANCE + MAC };


static void mac(uint8_t out[MAC], const uint8_t key[NONCE_KEY], const uint8_t head[TIME + NONCE_CHANCE])
{
	(void)crypto_generichash(out, MAC, head, TIME + NONCE_CHANCE, key, NONCE_KEY);
}


void nonce_make(char nonce[NONCE_SIZE], const uint8_t key[NONCE_KEY], const uint8_t chance[NONCE_CHANCE], int64_t now_ms)
{
	uint8_t bin[WHOLE];

	for (unsigned i = 0; i < TIME; i++)
		bin[i] = (uint8_t)((uint64_t)now_ms >> (56 - 8 * i));
	memcpy(bin + TIME, chance, NONCE_CHANCE);
	mac(bin + TIME + NONCE_CHANCE, key, bin);
	(void)sodium_bin2hex(nonce, NONCE_SIZE, bin, sizeof(bin));
}


enum nonce_verdict nonce_judge(struct pl nonce, const uint8_t key[NONCE_KEY], int64_t now_ms)
{
	uint8_t bin[WHOLE], want[MAC];
	uint64_t made_ms = 0;

	if (NONCE_SIZE - 1 != nonce.l || !bytes_unhex(bin, sizeof(bin), nonce))
		return NONCE_FOREIGN;

	mac(want, key, bin);
	if (sodium_memcmp(want, bin + TIME + NONCE_CHANCE, MAC))
		return NONCE_FOREIGN;

	for (unsigned i = 0; i < TIME; i++)
		made_ms = made_ms << 8 | bin[i];

	return now_ms - (int64_t)made_ms > NONCE_MS ? NONCE_STALE : NONCE_GOOD;
}


bool nonce_use(struct nonce_uses *uses, struct pl nonce, uint32_t count)
{
	uint8_t bin[WHOLE];

	if (!count || NONCE_SIZE - 1 != nonce.l || !bytes_unhex(bin, sizeof(bin), nonce))
		return false;

	for (unsigned i = 0; i < NONCE_USES; i++) {
		if (!uses->use[i].count || memcmp(uses->use[i].chance, bin + TIME, NONCE_CHANCE))
			continue;
		if (count <= uses->use[i].count)
			return false;
		uses->use[i].count = count;
		return true;
	}

	memcpy(uses->use[uses->next].chance, bin + TIME, NONCE_CHANCE);
	uses->use[uses->next].count = count;
	uses->next = (uses->next + 1) % NONCE_USES;
	return true;
}
