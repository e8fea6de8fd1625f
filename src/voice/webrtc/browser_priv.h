/**
 * @file browser_priv.h  Inside the browsers' connections
 */
#ifndef OTKLIK_VOICE_BROWSER_PRIV_H
#define OTKLIK_VOICE_BROWSER_PRIV_H

#include "voice/webrtc/browser.h"
#include "voice/webrtc/ice.h"
#include "voice/webrtc/secure.h"
#include "voice/media/report.h"
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
	struct report report;        /* of its sound; the SSRC is ours */
	int64_t checked_ms, report_ms;
	struct tmr timer;
	struct browser_stats stats;
	bool ended;
};

/** The browser goes: tells once */
void browser_end(struct browser *b, enum browser_end end);

#endif
