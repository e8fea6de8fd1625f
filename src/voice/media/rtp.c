/**
 * @file rtp.c  RTP of a telephone
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/id.h"
#include "voice/media/rtp.h"

enum {
	SEND_MAX = RTP_HEADER_SIZE + 1600,       /* bytes of a packet (leg.h) */
	TAG_MAX = 32,                            /* that SRTP adds */
	RATE_HZ = 8000,
	RTCP_MIN = 192, RTCP_MAX = 223,  /* payload types that are RTCP when multiplexed (RFC 5761 §4) */
};

struct rtp {
	struct sock *rtp, *rtcp;
	uint16_t port;
	struct sa said;
	struct report report;
	int64_t report_ms;               /* clock_mono_ms of the last */
	struct sa control_said, control; /* where RTCP goes, and where it came from */
	bool mux;
	struct rtp_latch latch;
	struct sdes ours, theirs;                /* size 0: RTP as it is */
	struct srtp *tx, *rx;
	rtp_packet_h *packet_h;
	void *arg;
};


static void latch_to(struct rtp_latch *l, const struct sa *src, int64_t now_ms)
{
	l->set = true;
	l->peer = *src;
	l->heard_ms = now_ms;
	l->n = 0;
}


/* Packets in a row of one source and one SSRC; is that enough? */
static bool probation(struct rtp_latch *l, const struct sa *src, uint32_t ssrc, uint16_t seq)
{
	if (l->n && sa_cmp(src, &l->candidate, SA_ALL) && ssrc == l->ssrc && seq == (uint16_t)(l->seq + 1)) {
		l->n++;
	}
	else {
		l->candidate = *src;
		l->ssrc = ssrc;
		l->n = 1;
	}
	l->seq = seq;

	return l->n >= RTP_PROBATION;
}


bool rtp_latch(struct rtp_latch *l, const struct sa *src, const struct sa *said, uint32_t ssrc, uint16_t seq, int64_t now_ms)
{
	if (l->set && sa_cmp(src, &l->peer, SA_ALL)) {
		l->heard_ms = now_ms;
		return true;
	}
	if (l->set && now_ms - l->heard_ms < RTP_DEAD_MS)
		return false;

	if (sa_cmp(src, said, SA_ADDR) || probation(l, src, ssrc, seq)) {
		latch_to(l, src, now_ms);
		return true;
	}

	return false;
}


/* What is left without the padding; false when the padding says more than there is (RFC 3550 §5.1) */
static bool padding_cut(const struct rtp_header *hdr, struct mbuf *mb)
{
	size_t pad = hdr->pad && mb->end > mb->pos ? mb->buf[mb->end - 1] : 0;

	if (hdr->pad && (!pad || pad > mbuf_get_left(mb)))
		return false;

	mb->end -= pad;
	return true;
}


/* RTCP of who sends the sound, from whichever port */
static void rtcp_in(struct rtp *r, const struct sa *src, struct mbuf *mb)
{
	const struct sa *peer = r->latch.set ? &r->latch.peer : &r->said;

	if (!sa_cmp(src, peer, SA_ADDR) || (r->rx && srtcp_decrypt(r->rx, mb)))
		return;
	if (!report_take(&r->report, mb, clock_mono_ms()))
		return;

	r->control = *src;
	r->packet_h(NULL, NULL, 0, r->arg);
}


void rtp_in(struct rtp *r, const struct sa *src, struct mbuf *mb)
{
	struct rtp_header hdr;
	int64_t now_ms;

	if (mbuf_get_left(mb) < RTP_HEADER_SIZE)
		return;

	if (mbuf_buf(mb)[1] >= RTCP_MIN && mbuf_buf(mb)[1] <= RTCP_MAX) {
		rtcp_in(r, src, mb);
		return;
	}

	if (r->rx && srtp_decrypt(r->rx, mb))
		return;
	if (rtp_hdr_decode(&hdr, mb) || RTP_VERSION != hdr.ver || !padding_cut(&hdr, mb))
		return;

	now_ms = clock_mono_ms();
	if (!rtp_latch(&r->latch, src, &r->said, hdr.ssrc, hdr.seq, now_ms))
		return;

	reception_count(&r->report.in, &hdr, r->report.rate_hz, now_ms);
	r->packet_h(&hdr, mbuf_buf(mb), mbuf_get_left(mb), r->arg);
}


static void rtp_udp_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	rtp_in(arg, src, mb);
}


static void rtcp_udp_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	rtcp_in(arg, src, mb);
}


static void rtp_destructor(void *arg)
{
	struct rtp *r = arg;

	mem_deref(r->rtp);
	mem_deref(r->rtcp);
	mem_deref(r->tx);
	mem_deref(r->rx);
	sodium_memzero(&r->ours, sizeof(r->ours));
	sodium_memzero(&r->theirs, sizeof(r->theirs));
}


static int pair_open(struct rtp *r, struct socks *socks, const struct sa *local, uint16_t port)
{
	struct sock *rtp = NULL, *rtcp = NULL;
	struct sa addr = *local;
	int err;

	sa_set_port(&addr, port);
	err = sock_open(&rtp, socks, &addr, rtp_udp_h, r);
	if (err)
		return err;

	sa_set_port(&addr, (uint16_t)(port + 1));
	err = sock_open(&rtcp, socks, &addr, rtcp_udp_h, r);
	if (err) {
		mem_deref(rtp);
		return err;
	}

	r->rtp = rtp;
	r->rtcp = rtcp;
	r->port = port;

	return 0;
}


int rtp_open(struct rtp **rp, struct socks *socks, const struct sa *local, uint16_t port_min, uint16_t port_max, uint16_t *next,
	     rtp_packet_h *packet_h, void *arg)
{
	unsigned pairs = (unsigned)(port_max - port_min + 1) / 2;
	struct rtp *r;
	int err = EADDRINUSE;

	r = mem_zalloc(sizeof(*r), rtp_destructor);
	if (!r)
		return ENOMEM;

	id_random(&r->report.ssrc, sizeof(r->report.ssrc));
	r->report.rate_hz = RATE_HZ;
	r->report_ms = clock_mono_ms() - r->report.ssrc % REPORT_MS;     /* not all at one moment */
	sa_init(&r->said, sa_af(local));
	sa_init(&r->control_said, sa_af(local));
	sa_init(&r->control, sa_af(local));
	r->packet_h = packet_h;
	r->arg = arg;

	for (unsigned i = 0; EADDRINUSE == err && i < pairs; i++) {
		uint16_t port = *next;

		if (port < port_min || port > port_max - 1)
			port = port_min;
		*next = (uint16_t)(port + 2);
		err = pair_open(r, socks, local, port);
	}

	if (err)
		mem_deref(r);
	else
		*rp = r;

	return err;
}


uint16_t rtp_port(const struct rtp *r)
{
	return r->port;
}


void rtp_peer_set(struct rtp *r, const struct sa *said)
{
	if (sa_cmp(said, &r->said, SA_ALL))
		return;

	r->said = *said;
	memset(&r->latch, 0, sizeof(r->latch));
	report_moved(&r->report);
}


void rtp_control_set(struct rtp *r, const struct sa *said, bool mux)
{
	if (mux == r->mux && sa_cmp(said, &r->control_said, SA_ALL))
		return;

	r->control_said = *said;
	r->mux = mux;
	sa_init(&r->control, sa_af(said));
}


/* NULL: it is not known */
static const struct sa *control_of(const struct rtp *r)
{
	const struct sa *to = r->mux ? &r->said : &r->control_said;

	if (sa_isset(&r->control, SA_ALL))
		return &r->control;
	if (r->mux && r->latch.set)
		return &r->latch.peer;
	if (r->latch.set && !sa_cmp(&r->latch.peer, to, SA_ADDR))
		return NULL;

	return sa_isset(to, SA_ALL) && !sa_is_any(to) ? to : NULL;
}


void rtp_second(struct rtp *r, int64_t now_ms)
{
	uint8_t packet[REPORT_SIZE + TAG_MAX];
	struct mbuf mb = {.buf = packet, .size = sizeof(packet)};
	const struct sa *to = control_of(r);

	if (now_ms - r->report_ms < REPORT_MS)
		return;

	r->report_ms = now_ms;
	if (report_encode(&mb, &r->report, now_ms) || !to || (r->tx && srtcp_encrypt(r->tx, &mb)))
		return;

	(void)sock_send(r->mux ? r->rtp : r->rtcp, to, packet, mb.end);
}


void rtp_quality(const struct rtp *r, struct call_quality *q)
{
	report_quality(&r->report, q);
}


/* A context of keys that were agreed on anew; of the same ones the old one goes on, for it knows what was sent */
static int key_set(struct srtp **sp, struct sdes *was, const struct sdes *key)
{
	struct srtp *s = NULL;
	int err;

	if (*sp && sdes_same(was, key))
		return 0;

	err = srtp_alloc(&s, key->suite, key->key, key->size, 0);
	if (err)
		return err;

	mem_deref(*sp);
	*sp = s;
	*was = *key;
	return 0;
}


int rtp_secure(struct rtp *r, const struct sdes *ours, const struct sdes *theirs)
{
	int err = key_set(&r->tx, &r->ours, ours);

	return err ? err : key_set(&r->rx, &r->theirs, theirs);
}


void rtp_out(struct rtp *r, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	const struct rtp_header hdr = {.ver = RTP_VERSION, .m = marker, .pt = pt, .seq = seq, .ts = ts, .ssrc = r->report.ssrc};
	const struct sa *dst = r->latch.set ? &r->latch.peer : &r->said;
	uint8_t packet[SEND_MAX + TAG_MAX];
	struct mbuf mb = {.buf = packet, .size = sizeof(packet)};

	if (!sa_isset(dst, SA_ALL) || sa_is_any(dst) || size > SEND_MAX - RTP_HEADER_SIZE || rtp_hdr_encode(&mb, &hdr))
		return;

	memcpy(packet + RTP_HEADER_SIZE, data, size);
	mb.pos = 0;
	mb.end = RTP_HEADER_SIZE + size;
	if (r->tx && srtp_encrypt(r->tx, &mb))
		return;

	if (sock_send(r->rtp, dst, packet, mb.end))
		report_sent(&r->report, ts, size);
}
