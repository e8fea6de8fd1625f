/**
 * @file report.h  RTCP: what came, what was lost, how far away the other side is (RFC 3550 §6.4)
 *
 *     packet ──▶ reception_count ─╮                         ╭─ report_encode, every REPORT_MS ──▶ SR or RR, SDES
 *                                 ├──── struct report ──────┤
 *     packet sent ──▶ report_sent ╯                         ╰─ report_take ◀── what the other side reports
 *
 * Browsers and telephones alike. Encryption and sockets are the caller's, and so is whom to believe.
 */
#ifndef OTKLIK_VOICE_REPORT_H
#define OTKLIK_VOICE_REPORT_H

#include "call/quality.h"
#include "voice/libre.h"

enum {
	REPORT_MS = 5000,
	REPORT_UNSEEN = 2,           /* reports in a row that say nothing of what was sent, of who has told of it before: it does not arrive */
	REPORT_UNSEEN_PACKETS = 100, /* … with so many sent before each: two seconds of sound */
	REPORT_SIZE = 128,           /* bytes that one of ours has room in: at most 76, without what encryption adds */
};

/** What is known of the stream that comes (RFC 3550 §6.4, A.3, A.8) */
struct reception {
	uint32_t ssrc;
	bool begun;
	uint32_t first, high;        /* sequence numbers, extended */
	uint32_t received, received_prior, expected_prior;
	uint32_t transit, jitter;    /* jitter × 16, in units of the clock */
	uint32_t ts;                 /* of the last packet: those of one key have the same, and say nothing of jitter */
	uint32_t sr_mid;             /* middle of the last sender report's time */
	int64_t sr_ms;               /* when it came; 0 none */
	bool counted;                /* a report's time is over: */
	uint32_t fraction;           /* what was lost in it, of 256 */
};

/** Both directions of a stream; zeroed but for ssrc (ours) and rate_hz to begin with */
struct report {
	uint32_t ssrc, rate_hz;
	struct reception in;
	uint32_t sent_packets, sent_bytes, sent_ts;

	/* as the other side reported last */
	bool told;
	uint32_t far_lost, far_fraction, far_jitter;     /* packets in all; of 256; in units of the clock */
	bool timed;
	uint32_t rtt_ms;

	/* does what is sent arrive? */
	uint32_t far_high;           /* the newest packet that it has told of, extended by it */
	uint32_t far_sent;           /* packets that were sent when it was judged last */
	unsigned far_still;          /* reports in a row that told of nothing new */
	bool far_tells;              /* it has told of ours since it is where it is */
};

/** A packet came: counts it */
void reception_count(struct reception *in, const struct rtp_header *hdr, uint32_t rate_hz, int64_t now_ms);

/** How many of the stream did not come */
uint32_t reception_lost(const struct reception *in);

/** A packet was sent */
void report_sent(struct report *r, uint32_t ts, size_t bytes);

/** The report that is due, from the beginning of mb. One that is lost is followed by another. ENOMEM */
int report_encode(struct mbuf *mb, struct report *r, int64_t now_ms) MUST_CHECK;

/** Takes what the other side reports, decrypted. False: it is no RTCP */
bool report_take(struct report *r, struct mbuf *mb, int64_t now_ms);

/** Somebody else may be at the other side: what the one before told of what arrives says nothing of this one */
void report_moved(struct report *r);

/** What is known by now */
void report_quality(const struct report *r, struct call_quality *q);

#endif
