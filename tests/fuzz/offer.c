/**
 * @file offer.c  Fuzzes SDP offers of browsers: any text is refused for a reason, or answered with one audio line
 */
#include "fuzz.h"
#include "voice/webrtc/offer.h"


static void answer(struct offer *offer)
{
	struct ice_id id = {"ufragufrag12", "passwordpasswordpasswordpassword"};
	uint8_t digest[SECURE_DIGEST] = {1};
	struct sa addr;
	struct offer_answer prm = {&id, digest, 1, &addr, 1};
	struct mbuf *mb = NULL;
	struct pl pl;

	(void)sa_set_str(&addr, "192.0.2.1", 5000);
	CLAIM(offer_media(offer)->pt <= 127 && offer_media(offer)->digit_pt <= 127);
	CLAIM(0 == offer_answer(&mb, offer, &prm));
	pl_set_mbuf(&pl, mb);
	CLAIM(0 == re_regex(pl.p, pl.l, "m=audio 5000 UDP/TLS/RTP/SAVPF"));
	CLAIM(0 == re_regex(pl.p, pl.l, "a=ice-pwd:passwordpassword"));
	mem_deref(mb);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct offer *offer = NULL;
	enum offer_fault fault = OFFER_MALFORMED;

	CLAIM(0 == offer_read(&offer, &fault, (struct pl){(const char *)data, size}));
	CLAIM((OFFER_GOOD == fault) == (offer != NULL));
	if (offer)
		answer(offer);

	mem_deref(offer);
	return 0;
}
