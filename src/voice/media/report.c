/**
 * @file report.c  RTCP: what came, what was lost, how far away the other side is
 */
#include "base/clock.h"
#include "voice/media/report.h"

enum {
	NTP_MIDDLE = 65536,             /* units a second of the middle 32 bits of an NTP time */
	COMPOUND_MAX = 16,              /* reports that one packet may hold */
	WRAP = 1 << 16,
	LOST_MAX = 0x7fffff,
	FAR_JITTER_MAX_MS = 60 * 1000,
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
					 .received = 1, .transit = transit, .ts = hdr->ts};
		return;
	}

	in->received++;
	step = (int16_t)(hdr->seq - (uint16_t)in->high);
	if (step > 0)
		in->high += (uint32_t)step;

	if (hdr->ts == in->ts)
		return;
	in->ts = hdr->ts;
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


uint32_t reception_lost(const struct reception *in)
{
	uint32_t exp = expected(in);

	return exp > in->received ? exp - in->received : 0;
}


void report_sent(struct report *r, uint32_t ts, size_t bytes)
{
	r->sent_packets++;
	r->sent_bytes += (uint32_t)bytes;
	r->sent_ts = ts;
}


/* A report's time is over: what was lost in it */
static void interval_end(struct reception *in)
{
	uint32_t exp = expected(in), step = exp - in->expected_prior, got = in->received - in->received_prior;

	in->fraction = step > got && step <= INT32_MAX ? (uint32_t)((uint64_t)(step - got) * 256 / step) : 0;
	in->fraction = in->fraction > 255 ? 255 : in->fraction;
	in->counted = in->begun;
	in->expected_prior = exp;
	in->received_prior = in->received;
}


/* One report block (RFC 3550 §6.4.1) in host order, as rtcp_encode's handler writes it */
static int block_h(struct mbuf *mb, void *arg)
{
	const struct reception *in = &((const struct report *)arg)->in;
	uint32_t lost = reception_lost(in);
	int64_t now_ms = clock_mono_ms();
	int err = 0;

	err |= mbuf_write_u32(mb, htonl(in->ssrc));
	err |= mbuf_write_u32(mb, htonl(in->fraction << 24 | (lost > LOST_MAX ? LOST_MAX : lost)));
	err |= mbuf_write_u32(mb, htonl(in->high));
	err |= mbuf_write_u32(mb, htonl(in->jitter >> 4));
	err |= mbuf_write_u32(mb, htonl(in->sr_mid));
	err |= mbuf_write_u32(mb, htonl(in->sr_ms ? middle_of(now_ms - in->sr_ms) : 0));
	return err;
}


static int cname_h(struct mbuf *mb, void *arg)
{
	const struct report *r = arg;

	return rtcp_sdes_encode(mb, r->ssrc, 1, RTCP_SDES_CNAME, "otklik");
}


int report_encode(struct mbuf *mb, struct report *r, int64_t now_ms)
{
	uint64_t ntp = (uint64_t)now_ms;
	int err;

	interval_end(&r->in);
	mb->pos = mb->end = 0;
	if (r->sent_packets)
		err = rtcp_encode(mb, RTCP_SR, r->in.begun, r->ssrc, (uint32_t)(ntp / 1000),
				  (uint32_t)((ntp % 1000 << 32) / 1000), r->sent_ts, r->sent_packets, r->sent_bytes,
				  r->in.begun ? block_h : NULL, r);
	else
		err = rtcp_encode(mb, RTCP_RR, r->in.begun, r->ssrc, r->in.begun ? block_h : NULL, r);
	if (!err)
		err = rtcp_encode(mb, RTCP_SDES, 1, cname_h, r);
	mb->pos = 0;

	return err;
}


/* What one packet tells of our stream, in whichever of its reports */
struct telling {
	bool reports;                   /* there is a report in it … */
	bool others;                    /* … with streams that are not ours … */
	bool ours;                      /* … with ours: */
	uint32_t high;
};


static void block_take(struct report *r, struct telling *tell, const struct rtcp_rr *rr, int64_t now_ms)
{
	uint32_t rtt;

	if (rr->ssrc != r->ssrc) {
		tell->others = true;
		return;
	}

	tell->ours = true;
	tell->high = rr->last_seq;
	r->told = r->far_tells = true;
	r->far_lost = rr->lost > 0 ? (uint32_t)rr->lost : 0;
	r->far_fraction = rr->fraction;
	r->far_jitter = rr->jitter;
	if (!rr->lsr)
		return;

	rtt = middle_of(now_ms) - rr->lsr - rr->dlsr;
	if (rtt < 10 * NTP_MIDDLE) {
		r->timed = true;
		r->rtt_ms = (uint32_t)((uint64_t)rtt * 1000 / NTP_MIDDLE);
	}
}


static void message_take(struct report *r, struct telling *tell, const struct rtcp_msg *msg, int64_t now_ms)
{
	const struct rtcp_rr *rrv = NULL;

	if (RTCP_SR == msg->hdr.pt) {
		if (r->in.begun && msg->r.sr.ssrc == r->in.ssrc) {
			r->in.sr_mid = msg->r.sr.ntp_sec << 16 | msg->r.sr.ntp_frac >> 16;
			r->in.sr_ms = now_ms;
		}
		rrv = msg->r.sr.rrv;
	}
	else if (RTCP_RR == msg->hdr.pt) {
		rrv = msg->r.rr.rrv;
	}

	tell->reports = tell->reports || RTCP_SR == msg->hdr.pt || RTCP_RR == msg->hdr.pt;
	for (unsigned i = 0; rrv && i < msg->hdr.count; i++)
		block_take(r, tell, &rrv[i], now_ms);
}


/*
 * Who receives a stream has a block about it in each report (RFC 3550 §6.4). None any more, or one that stands still, though enough was sent since the
 * last look: it does not arrive. Blocks about other streams alone say nothing: somebody between us has given ours another name. Nor does who never had
 * one of ours: there are gateways whose reports are empty, whatever they hear.
 */
static void arrival_judge(struct report *r, const struct telling *tell)
{
	if (!tell->reports || !r->far_tells || (tell->others && !tell->ours))
		return;

	if (tell->ours && tell->high != r->far_high) {
		r->far_high = tell->high;
		r->far_still = 0;
		r->far_sent = r->sent_packets;
	}
	else if (r->sent_packets - r->far_sent >= REPORT_UNSEEN_PACKETS) {
		r->far_still++;
		r->far_sent = r->sent_packets;
	}
}


bool report_take(struct report *r, struct mbuf *mb, int64_t now_ms)
{
	struct telling tell = {.reports = false};
	bool any = false;

	for (unsigned i = 0; i < COMPOUND_MAX && mbuf_get_left(mb) >= 4; i++) {

		struct rtcp_msg *msg = NULL;

		if (rtcp_decode(&msg, mb))
			break;

		any = true;
		message_take(r, &tell, msg, now_ms);
		mem_deref(msg);
	}
	arrival_judge(r, &tell);

	return any;
}


void report_moved(struct report *r)
{
	r->far_tells = false;
	r->far_still = 0;
}


static int permille(uint64_t part, uint64_t all)
{
	return !all ? 0 : part >= all ? 1000 : (int)(part * 1000 / all);
}


static int jitter_ms(uint32_t jitter, uint32_t rate_hz)
{
	uint64_t ms = (uint64_t)jitter * 1000 / rate_hz;

	return ms > FAR_JITTER_MAX_MS ? FAR_JITTER_MAX_MS : (int)ms;
}


void report_quality(const struct report *r, struct call_quality *q)
{
	*q = (struct call_quality)CALL_QUALITY_UNKNOWN;
	if (r->in.counted) {
		q->lost = permille(r->in.fraction, 256);
		q->lost_all = permille(reception_lost(&r->in), expected(&r->in));
		q->jitter_ms = jitter_ms(r->in.jitter >> 4, r->rate_hz);
	}
	if (r->told) {
		q->far_lost = permille(r->far_fraction, 256);
		q->far_lost_all = permille(r->far_lost, r->sent_packets);
		q->far_jitter_ms = jitter_ms(r->far_jitter, r->rate_hz);
	}
	if (r->timed)
		q->rtt_ms = (int)r->rtt_ms;
	q->unseen = r->far_still >= REPORT_UNSEEN;
}
