/**
 * @file peer.h  A browser of our own: offers, checks, shakes hands and speaks as a real one does (WebRTC, the caller's side)
 *
 * For tests and measurements that need many, or one that misbehaves. On a thread with libre's loop; one socket a peer.
 */
#ifndef OTKLIK_TESTS_PEER_H
#define OTKLIK_TESTS_PEER_H

#include "voice/libre.h"

struct peer;

enum peer_fault {
	PEER_SOUND,                     /* does everything right */
	PEER_WRONG_PASSWORD,            /* its checks carry another password */
	PEER_WRONG_CERTIFICATE,         /* its certificate is not the one of its offer */
	PEER_DUMB,                      /* never checks */
};

struct peer_prm {
	enum peer_fault fault;
	const char *host;               /* "127.0.0.1", "::1": of its socket */
	const char *formats;            /* "8 0 126" of the m= line; NULL: A-law, µ-law, keys */
	bool old_cipher;                /* AES128_CM_SHA1_80 alone */

	void (*up_h)(struct peer *p, void *arg);                                      /* may be NULL */
	void (*rtp_h)(struct peer *p, const struct rtp_header *hdr, struct mbuf *mb, void *arg);     /* may be NULL */
	void *arg;
};

/** One context for all peers: a certificate takes its time */
struct tls;
int peer_tls_alloc(struct tls **tlsp, bool old_cipher) MUST_CHECK;

int peer_alloc(struct peer **pp, struct tls *tls, const struct peer_prm *prm) MUST_CHECK;

/** Its offer; borrowed */
const char *peer_offer(const struct peer *p);

/** Takes the answer and begins; EBADMSG when it lacks something. `use` 0 the first candidate, 1 the second … */
int peer_answer(struct peer *p, const char *sdp, unsigned use) MUST_CHECK;

/** In place of an answer: neither checks nor a handshake, these keys both ways. Sends to `to`, whose SRTP it understands */
int peer_direct(struct peer *p, const struct sa *to, enum srtp_suite suite, const uint8_t *key, size_t size) MUST_CHECK;

/** Where it listens */
int peer_local(const struct peer *p, struct sa *local) MUST_CHECK;

bool peer_up(const struct peer *p);

/** Checks that were answered well */
unsigned peer_checks(const struct peer *p);

/** Checks no more: as a browser that crashed */
void peer_stop(struct peer *p);

/** A datagram as it is, from its socket to where its sound goes */
int peer_raw(struct peer *p, const uint8_t *data, size_t size) MUST_CHECK;

int peer_send(struct peer *p, bool marker, uint8_t pt, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size) MUST_CHECK;

#endif
