/**
 * @file digest.c  Fuzzes what telephones say of their password and of their keys: Authorization, a=crypto, nonces
 *
 * Whatever the bytes are, what is read lies within them, and only a key of its suite's size is taken.
 */
#include "fuzz.h"
#include "voice/sip/digest_read.h"
#include "voice/sip/nonce.h"
#include "voice/media/sdes.h"


static void within(struct pl part, struct pl whole)
{
	CLAIM(!part.l || (part.p >= whole.p && part.p + part.l <= whole.p + whole.l));
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[NONCE_KEY] = {1}, chance[NONCE_CHANCE] = {2};
	struct pl text = {(const char *)data, size};
	struct digest_given g;
	char nonce[NONCE_SIZE], print[SDES_TEXT_SIZE];
	struct nonce_uses uses;
	struct sdes s, again;

	memset(&uses, 0, sizeof(uses));
	if (digest_read(&g, text)) {
		const struct pl parts[] = {g.username, g.realm, g.nonce, g.uri, g.response, g.cnonce, g.nc, g.qop, g.opaque};

		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			within(parts[i], text);
		CLAIM(!digest_whole(&g) || (g.count && g.kind));
		if (digest_whole(&g))
			CLAIM(!digest_right(&g, "0000", 4, (struct pl){"REGISTER", 8}));
		CLAIM(NONCE_GOOD != nonce_judge(g.nonce, key, 1) || NONCE_SIZE - 1 == g.nonce.l);
	}

	nonce_make(nonce, key, chance, 1000);
	CLAIM(NONCE_GOOD == nonce_judge(pl_of(nonce), key, 1000));
	CLAIM(nonce_use(&uses, pl_of(nonce), 1) && !nonce_use(&uses, pl_of(nonce), 1));
	(void)nonce_judge(text, key, 1000);

	if (sdes_read(&s, text)) {
		CLAIM(s.size && s.size <= SDES_KEY_MAX && 0 == sdes_print(print, &s));
		CLAIM(sdes_read(&again, pl_of(print)) && sdes_same(&s, &again));
	}

	return 0;
}
