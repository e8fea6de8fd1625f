/**
 * @file offer.h  The browser's SDP offer, and our answer to it (RFC 8829, the part that one audio line needs)
 *
 * What is taken: one audio line of UDP/TLS/RTP/SAVPF with rtcp-mux, a SHA-256 fingerprint, and A-law, µ-law or Opus, in this
 * order; telephone-event of the codec's clock. Whatever else is offered is refused line by line (port 0).
 * The candidates of the offer are not needed: an ICE-lite agent learns the browser's address from its checks.
 */
#ifndef OTKLIK_VOICE_OFFER_H
#define OTKLIK_VOICE_OFFER_H

#include "voice/libre.h"
#include "voice/webrtc/ice.h"
#include "voice/webrtc/secure.h"

enum {
	OFFER_MAX = 16 * 1024,       /* bytes of an offer */
	OFFER_CANDIDATES_MAX = 8,    /* of an answer */
};

enum offer_fault {
	OFFER_GOOD,
	OFFER_MALFORMED,             /* no SDP, too long, or a line that cannot be read */
	OFFER_NO_AUDIO,              /* no audio line of the right protocol */
	OFFER_NO_MUX,                /* RTCP on a port of its own */
	OFFER_NO_FINGERPRINT,        /* none of SHA-256, or the browser insists on being the DTLS server */
	OFFER_NO_CODEC,
};

enum offer_codec { OFFER_PCMA, OFFER_PCMU, OFFER_OPUS };

struct offer;

/** What was agreed on */
struct offer_media {
	enum offer_codec codec;
	uint8_t pt;                  /* payload type of the codec, 0 … 127 */
	int digit_pt;                /* of telephone-event; -1 none */
	uint8_t digest[SECURE_DIGEST];
};

/**
 * Reads an offer
 *
 * @param op    Owned, when *fault is OFFER_GOOD
 * @param fault Why it cannot be taken
 * @param sdp   As it came; borrowed
 *
 * @return 0 (see *fault) or ENOMEM
 */
int offer_read(struct offer **op, enum offer_fault *fault, struct pl sdp) MUST_CHECK;

/** Borrowed from the offer */
const struct offer_media *offer_media(const struct offer *offer);

struct offer_answer {
	const struct ice_id *ice;
	const uint8_t *digest;       /* secure_fingerprint() */
	uint32_t ssrc;               /* of what we shall send */
	const struct sa *addrv;      /* where we are reached, at least one; those above OFFER_CANDIDATES_MAX are left out */
	size_t addrc;
};

/** Writes the answer: owned SDP text. Once an offer. 0, EINVAL without an address, ENOMEM */
int offer_answer(struct mbuf **sdp, struct offer *offer, const struct offer_answer *answer) MUST_CHECK;

#endif
