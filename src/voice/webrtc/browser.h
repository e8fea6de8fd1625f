/**
 * @file browser.h  Media connections with browsers: one socket an address, all browsers behind it
 *
 *     socket ─┬─ STUN ──► by name (ufrag) ──► browser: reply, path, consent
 *             ├─ DTLS ──► by source ────────► browser: handshake (secure.h)
 *             └─ SRTP ──► by source ────────► browser: decrypted ──► rtp_h
 *
 * One port for every call means one hole in the firewall, and a call costs no descriptor. A source is known only after a sound
 * check with the browser's password, so strangers reach neither DTLS nor SRTP.
 *
 * All on the voice thread. Nothing blocks; every table has a ceiling.
 */
#ifndef OTKLIK_VOICE_BROWSER_H
#define OTKLIK_VOICE_BROWSER_H

#include "call/quality.h"
#include "voice/libre.h"
#include "voice/webrtc/offer.h"

struct browsers;
struct browser;

enum {
	BROWSER_PAYLOAD_MAX = 1200,      /* bytes of a packet's sound */
};

struct socks;

struct browsers_prm {
	const struct sa *localv;         /* addresses to listen on, with ports (0: any); 1 … OFFER_CANDIDATES_MAX */
	const struct sa *publicv;        /* what the answer says instead (NAT), with ports (0: the local one); NULL: as localv */
	size_t addrc;
	struct socks *socks;             /* of the thread: what sound comes by */
	unsigned max;                    /* browsers at once */
};

/**
 * Opens the sockets. mem_deref closes, when no browser is left
 *
 * @return 0, EINVAL, ENOMEM, or the errno of a socket
 */
int browsers_alloc(struct browsers **bsp, const struct browsers_prm *prm) MUST_CHECK;

/** How many there are now */
unsigned browsers_count(const struct browsers *bs);

/** The n-th address as answers say it; NULL: there are fewer */
const struct sa *browsers_address(const struct browsers *bs, unsigned n);

enum browser_end {
	BROWSER_NEVER_CAME,              /* no connection within ICE_CONSENT_MS of the answer */
	BROWSER_LOST,                    /* its checks have stopped for ICE_CONSENT_MS: crashed, or its network is gone */
	BROWSER_CLOSED,                  /* it said goodbye (DTLS close_notify) */
	BROWSER_REFUSED,                 /* its certificate is not the one of the offer, or there is no common cipher */
};

struct browser_handlers {
	void (*up_h)(void *arg);                                             /* sound can go both ways */
	void (*rtp_h)(const struct rtp_header *hdr, struct mbuf *mb, void *arg);     /* mb: at the payload; borrowed */
	void (*gone_h)(enum browser_end end, void *arg);                     /* the last; may mem_deref the browser */
	void *arg;
};

/** How a connection does; counters from its beginning */
struct browser_stats {
	uint64_t rx, tx;                 /* packets of sound */
	uint64_t rx_bad;                 /* that did not decrypt: replayed, forged, of another key */
	uint32_t rx_lost;                /* packets that never came, by sequence */
	struct call_quality quality;     /* as both sides report */
};

/**
 * Takes an offer
 *
 * @param bp       Owned, when *fault is OFFER_GOOD
 * @param answer   Owned SDP
 * @param fault    Why the offer cannot be taken
 * @param bs       Borrowed for the browser's life
 * @param sdp      The offer; borrowed during the call
 * @param handlers Copied
 *
 * @return 0 (see *fault); EAGAIN when there are prm.max; ENOMEM
 */
int browser_alloc(struct browser **bp, struct mbuf **answer, enum offer_fault *fault, struct browsers *bs, struct pl sdp,
		  const struct browser_handlers *handlers) MUST_CHECK;

/** What was agreed on. Borrowed */
const struct offer_media *browser_media(const struct browser *b);

bool browser_up(const struct browser *b);

void browser_stats(const struct browser *b, struct browser_stats *stats);

/**
 * Sends a packet of sound; one that cannot be sent now (not up, too long, the network full) is dropped
 *
 * @param hdr     Marker, payload type, sequence number and timestamp; the rest is ours
 * @param payload ≤ BROWSER_PAYLOAD_MAX bytes
 *
 */
void browser_send(struct browser *b, const struct rtp_header *hdr, const uint8_t *payload, size_t len);

#endif
