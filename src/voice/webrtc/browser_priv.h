/**
 * @file browser_priv.h  Inside the browsers' connections
 */
#ifndef OTKLIK_VOICE_BROWSER_PRIV_H
#define OTKLIK_VOICE_BROWSER_PRIV_H

#include "voice/webrtc/browser.h"
#include "voice/webrtc/ice.h"
#include "voice/webrtc/secure.h"
#include "voice/media/sock.h"

enum {
	BROWSER_SOURCES = 6,         /* paths of one browser that are known at once */
};

/** A listening socket */
struct socket {
	struct browsers *all;
	struct udp_sock *udp;
	struct sock *sound;          /* the same port, for sound alone; NULL: the system has none such */
	struct dtls_sock *dtls;
	struct sa public;            /* as answers say it */
};

struct browsers {
	struct secure_ctx *ctx;
	struct socket socketv[OFFER_CANDIDATES_MAX];
	size_t socketc;
	struct hash *names;          /* browsers by ufrag */
	struct hash *sources;        /* struct source by address */
	struct mbuf *out;            /* the packet that is being sent */
	unsigned count, max;
};

/** An address that a browser has proved to be its own */
struct source {
	struct le le;
	struct browser *browser;
	struct sa addr;
};

/** What RTCP needs to know of the stream that comes (RFC 3550 §6.4, A.3, A.8) */
struct reception {
	uint32_t ssrc;
	bool begun;
	uint32_t first, high;        /* sequence numbers, extended */
	uint32_t received, received_prior, expected_prior;
	uint32_t transit, jitter;    /* jitter × 16, in units of the clock */
	uint32_t sr_mid;             /* middle of the last sender report's time */
	int64_t sr_ms;               /* when it came; 0 none */
};

struct browser {
	struct le le;                /* of names */
	struct browsers *all;
	struct offer *offer;
	struct ice_id id;
	struct browser_handlers h;
	struct secure *sec;
	struct socket *sec_socket;   /* where its handshake goes on */
	struct source sourcev[BROWSER_SOURCES];
	unsigned source_next;
	struct sa peer;              /* nominated */
	struct socket *socket;       /* through which the peer is reached; NULL: none yet */
	uint32_t ssrc, rate_hz;
	int64_t checked_ms, report_ms;
	struct tmr timer;
	struct reception in;
	uint32_t sent_packets, sent_bytes, sent_ts;
	struct browser_stats stats;
	bool ended;
};

/** The browser goes: tells once */
void browser_end(struct browser *b, enum browser_end end);

/** A packet came: counts it */
void reception_count(struct reception *in, const struct rtp_header *hdr, uint32_t rate_hz, int64_t now_ms);

/** Sends the report that is due (RFC 3550 §6.4): one that is lost is followed by another. Takes what the browser reports */
void report_send(struct browser *b, int64_t now_ms);
void report_take(struct browser *b, struct mbuf *mb, int64_t now_ms);

#endif
