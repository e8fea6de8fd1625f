/**
 * @file digest.c  Fuzzes what telephones say of their password and of their keys: Authorization and its URI, a=crypto, nonces
 *
 * Whatever the bytes are, what is read lies within them, and only a key of its suite's size is taken.
 */
#include "fuzz.h"
#include "voice/sip/digest_read.h"
#include "voice/sip/digest_uri.h"
#include "voice/sip/nonce.h"
#include "voice/media/sdes.h"


static void within(struct pl part, struct pl whole)
{
	CLAIM(!part.l || (part.p >= whole.p && part.p + part.l <= whole.p + whole.l));
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[NONCE_KEY] = {1}, chance[NONCE_CHANCE] = {2};
	const struct pl text = {(const char *)data, size}, registrar = pl_of("sip:192.0.2.1:5060;transport=tcp");
	struct digest_given g;
	char nonce[NONCE_SIZE], print[SDES_TEXT_SIZE];
	struct nonce_uses uses;
	struct sdes s, again;
	struct uri asked, fixed;
	struct sa at;

	CLAIM(!uri_decode(&fixed, &registrar) && !sa_set_str(&at, "192.0.2.1", 5060));
	memset(&uses, 0, sizeof(uses));
	if (!uri_decode(&asked, &text)) {
		const struct digest_place place = {.asked = &asked, .at = &at, .realm = "", .user = asked.user};
		const bool is_sip = 0 == pl_strcasecmp(&asked.scheme, "sip") || 0 == pl_strcasecmp(&asked.scheme, "sips");

		CLAIM(is_sip == digest_uri_fits(text, &place));
	}
	if (digest_read(&g, text)) {
		const struct digest_place place = {.asked = &fixed, .at = &at, .realm = "otklik", .user = g.username};
		const struct pl parts[] = {g.username, g.realm, g.nonce, g.uri, g.response, g.cnonce, g.nc, g.qop, g.opaque};

		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			within(parts[i], text);
		CLAIM(!digest_uri_fits(g.uri, &place) || g.uri.l);
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
