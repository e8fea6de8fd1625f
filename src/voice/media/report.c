/**
 * @file report.c  RTCP with browsers: what came, what was lost, how far away they are
 */
#include "base/clock.h"
#include "voice/webrtc/browser_priv.h"

enum {
	NTP_MIDDLE = 65536,             /* units a second of the middle 32 bits of an NTP time */
	COMPOUND_MAX = 16,              /* reports that one packet may hold */
	SRTCP_ROOM = 64,
	WRAP = 1 << 16,
	LOST_MAX = 0x7fffff,
};


static uint32_t middle_of(int64_t ms)
{
	return (uint32_t)((uint64_t)ms * NTP_MIDDLE / 1000);
}


void reception_count(struct reception *in, const struct rtp_header *hdr, uint32_t rate_hz, int64_t now_ms)
{
	uint32_t transit = (uint32_t)((uint64_t)now_ms * rate_hz / 1000) - hdr->ts;
	int16_t step;
	uint32_t d;

	if (!in->begun || in->ssrc != hdr->ssrc) {
		*in = (struct reception){.ssrc = hdr->ssrc, .begun = true, .first = WRAP + hdr->seq, .high = WRAP + hdr->seq,
					 .received = 1, .transit = transit};
		return;
	}

	in->received++;
	step = (int16_t)(hdr->seq - (uint16_t)in->high);
	if (step > 0)
		in->high += (uint32_t)step;

	d = transit - in->transit;
	in->transit = transit;
	if (d & 0x80000000U)
		d = 0U - d;
	in->jitter += d - ((in->jitter + 8) >> 4);
}


static uint32_t expected(const struct reception *in)
{
	return in->begun ? in->high - in->first + 1 : 0;
}


/* One report block (RFC 3550 §6.4.1) in host order, as rtcp_encode's handler writes it */
static int block_h(struct mbuf *mb, void *arg)
{
	struct browser *b = arg;
	struct reception *in = &b->in;
	uint32_t exp = expected(in), step = exp - in->expected_prior, got = in->received - in->received_prior;
	uint32_t lost = exp > in->received ? exp - in->received : 0;
	uint32_t fraction = step > got && step ? (step - got) * 256 / step : 0;
	int64_t now_ms = clock_mono_ms();
	int err = 0;

	in->expected_prior = exp;
	in->received_prior = in->received;

	err |= mbuf_write_u32(mb, htonl(in->ssrc));
	err |= mbuf_write_u32(mb, htonl((fraction > 255 ? 255 : fraction) << 24 | (lost > LOST_MAX ? LOST_MAX : lost)));
	err |= mbuf_write_u32(mb, htonl(in->high));
	err |= mbuf_write_u32(mb, htonl(in->jitter >> 4));
	err |= mbuf_write_u32(mb, htonl(in->sr_mid));
	err |= mbuf_write_u32(mb, htonl(in->sr_ms ? middle_of(now_ms - in->sr_ms) : 0));
	return err;
}


static int cname_h(struct mbuf *mb, void *arg)
{
	const struct browser *b = arg;

	return rtcp_sdes_encode(mb, b->ssrc, 1, RTCP_SDES_CNAME, "otklik");
}


static int encode(struct mbuf *mb, struct browser *b, int64_t now_ms)
{
	uint64_t ntp = (uint64_t)now_ms;
	int err;

	mb->pos = mb->end = 0;
	if (b->sent_packets)
		err = rtcp_encode(mb, RTCP_SR, b->in.begun, b->ssrc, (uint32_t)(ntp / 1000),
				  (uint32_t)((ntp % 1000 << 32) / 1000), b->sent_ts, b->sent_packets, b->sent_bytes,
				  b->in.begun ? block_h : NULL, b);
	else
		err = rtcp_encode(mb, RTCP_RR, b->in.begun, b->ssrc, b->in.begun ? block_h : NULL, b);
	if (err)
		return err;

	return rtcp_encode(mb, RTCP_SDES, 1, cname_h, b);
}


void report_send(struct browser *b, int64_t now_ms)
{
	struct mbuf *mb;
	int err;

	if (!b->socket || !secure_up(b->sec))
		return;

	mb = mbuf_alloc(256);
	if (!mb)
		return;

	err = encode(mb, b, now_ms);
	if (err)
		goto out;

	mb->pos = 0;
	err = secure_encrypt(b->sec, SECURE_RTCP, mb);
	if (!err)
		(void)udp_send(b->socket->udp, &b->peer, mb);

out:
	mem_deref(mb);
}


static void block_take(struct browser *b, const struct rtcp_rr *rr, int64_t now_ms)
{
	uint32_t rtt;

	if (rr->ssrc != b->ssrc)
		return;

	b->stats.tx_lost = rr->lost > 0 ? (uint32_t)rr->lost : 0;
	if (!rr->lsr)
		return;

	rtt = middle_of(now_ms) - rr->lsr - rr->dlsr;
	if (rtt < 10 * NTP_MIDDLE)
		b->stats.rtt_ms = (uint32_t)((uint64_t)rtt * 1000 / NTP_MIDDLE);
}


static void message_take(struct browser *b, const struct rtcp_msg *msg, int64_t now_ms)
{
	const struct rtcp_rr *rrv = NULL;

	if (RTCP_SR == msg->hdr.pt) {
		if (b->in.begun && msg->r.sr.ssrc == b->in.ssrc) {
			b->in.sr_mid = msg->r.sr.ntp_sec << 16 | msg->r.sr.ntp_frac >> 16;
			b->in.sr_ms = now_ms;
		}
		rrv = msg->r.sr.rrv;
	}
	else if (RTCP_RR == msg->hdr.pt) {
		rrv = msg->r.rr.rrv;
	}

	for (unsigned i = 0; rrv && i < msg->hdr.count; i++)
		block_take(b, &rrv[i], now_ms);
}


void report_take(struct browser *b, struct mbuf *mb, int64_t now_ms)
{
	for (unsigned i = 0; i < COMPOUND_MAX && mbuf_get_left(mb) >= 4; i++) {

		struct rtcp_msg *msg = NULL;

		if (rtcp_decode(&msg, mb))
			return;

		message_take(b, msg, now_ms);
		mem_deref(msg);
	}
}
