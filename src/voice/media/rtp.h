/**
 * @file rtp.h  RTP of a telephone: two sockets, and whom to believe
 *
 * A phone says in its SDP where it listens, but behind a translation its packets come from elsewhere. So the stream is latched to the
 * first source that is right: one with the address of the SDP at once, another only after RTP_PROBATION packets in a row of one
 * SSRC (RFC 3550 §A.1). Once latched, others are not heard, unless the source was silent for RTP_DEAD_MS.
 */
#ifndef OTKLIK_VOICE_RTP_H
#define OTKLIK_VOICE_RTP_H

#include "voice/media/report.h"
#include "voice/media/sdes.h"
#include "voice/media/sock.h"

enum { RTP_PROBATION = 4, RTP_DEAD_MS = 2000 };

/** Whom we hear; zeroed to begin with */
struct rtp_latch {
	bool set;
	struct sa peer;
	int64_t heard_ms;               /* last packet of the peer */

	struct sa candidate;            /* who might be it */
	uint32_t ssrc;
	uint16_t seq;
	unsigned n;                     /* packets in a row */
};

/** Is this packet of our phone? `said` is the address of its SDP */
bool rtp_latch(struct rtp_latch *l, const struct sa *src, const struct sa *said, uint32_t ssrc, uint16_t seq, int64_t now_ms);

struct rtp;

/** A packet of our phone; payload borrowed. hdr NULL: RTCP, a sign of life and no more */
typedef void (rtp_packet_h)(const struct rtp_header *hdr, const uint8_t *payload, size_t size, void *arg);

/**
 * Opens the sockets: an even port and the next for RTCP (RFC 3550 §11)
 *
 * @param socks Of the thread
 * @param local Address to bind; its port is not looked at
 * @param next  Where to look from; moved on
 *
 * @return 0; EADDRINUSE no ports are left; ENOMEM; the errno of a socket
 */
int rtp_open(struct rtp **rp, struct socks *socks, const struct sa *local, uint16_t port_min, uint16_t port_max, uint16_t *next,
	     rtp_packet_h *packet_h, void *arg) MUST_CHECK;

/** The port that is ours */
uint16_t rtp_port(const struct rtp *r);

/** What the SDP of the other side says; a change makes the latch begin anew */
void rtp_peer_set(struct rtp *r, const struct sa *said);

/**
 * Where RTCP goes
 *
 * @param said As its SDP says (RFC 3605), or the port behind that of its sound. What it sends itself comes first: behind a translation
 *             that is somewhere else, and until it has sent some, nothing is sent to where its sound does not come from
 * @param mux  It takes it where it takes sound (RFC 5761)
 */
void rtp_control_set(struct rtp *r, const struct sa *said, bool mux);

/** Once a second or so: sends what is due (RTCP) */
void rtp_second(struct rtp *r, int64_t now_ms);

/** How good the sound is */
void rtp_quality(const struct rtp *r, struct call_quality *q);

/** From now on it is SRTP, by these keys; the same again change nothing. ENOMEM, EINVAL */
int rtp_secure(struct rtp *r, const struct sdes *ours, const struct sdes *theirs) MUST_CHECK;

/** Sends a packet to the latched source, or else to where the SDP says */
void rtp_out(struct rtp *r, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size);

/** Takes a datagram as the sockets do: for tests */
void rtp_in(struct rtp *r, const struct sa *src, struct mbuf *mb);

#endif
