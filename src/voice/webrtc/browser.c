/**
 * @file browser.c  One connection with a browser
 */
#include "base/clock.h"
#include "base/id.h"
#include "voice/webrtc/browser_priv.h"

enum {
	LOOK_MS = 1000,
	SRTCP_ROOM = 64,
};


static void browser_destructor(void *arg)
{
	struct browser *b = arg;

	tmr_cancel(&b->timer);
	for (unsigned i = 0; i < BROWSER_SOURCES; i++)
		hash_unlink(&b->sourcev[i].le);
	hash_unlink(&b->le);
	mem_deref(b->sec);
	mem_deref(b->offer);
	if (b->all)
		b->all->count--;
}


void browser_end(struct browser *b, enum browser_end end)
{
	if (b->ended)
		return;

	b->ended = true;
	tmr_cancel(&b->timer);
	b->h.gone_h(end, b->h.arg);      /* may free it */
}


static void report_send(struct browser *b, int64_t now_ms)
{
	struct mbuf *mb;

	if (!b->socket || !secure_up(b->sec))
		return;

	mb = mbuf_alloc(REPORT_SIZE + SRTCP_ROOM);
	if (!mb)
		return;

	if (!report_encode(mb, &b->report, now_ms) && !secure_encrypt(b->sec, SECURE_RTCP, mb))
		(void)udp_send(b->socket->udp, &b->peer, mb);
	mem_deref(mb);
}


static void look_h(void *arg)
{
	struct browser *b = arg;
	int64_t now_ms = clock_mono_ms();

	tmr_start(&b->timer, LOOK_MS, look_h, b);

	if (now_ms - b->checked_ms >= ICE_CONSENT_MS) {
		browser_end(b, secure_up(b->sec) ? BROWSER_LOST : BROWSER_NEVER_CAME);
		return;
	}

	if (now_ms - b->report_ms >= REPORT_MS) {
		b->report_ms = now_ms;
		report_send(b, now_ms);
	}
}


static int answer_make(struct browser *b, struct mbuf **answer)
{
	struct sa addrv[OFFER_CANDIDATES_MAX];
	struct offer_answer prm = {&b->id, secure_fingerprint(b->all->ctx), b->report.ssrc, addrv, b->all->socketc};

	for (size_t i = 0; i < b->all->socketc; i++)
		addrv[i] = b->all->socketv[i].public;

	return offer_answer(answer, b->offer, &prm);
}


int browser_alloc(struct browser **bp, struct mbuf **answer, enum offer_fault *fault, struct browsers *bs, struct pl sdp,
		  const struct browser_handlers *handlers)
{
	struct browser *b;
	struct offer *offer = NULL;
	int err;

	if (bs->count >= bs->max)
		return EAGAIN;

	err = offer_read(&offer, fault, sdp);
	if (err || *fault)
		return err;

	b = mem_zalloc(sizeof(*b), browser_destructor);
	if (!b) {
		mem_deref(offer);
		return ENOMEM;
	}

	b->all = bs;
	bs->count++;
	b->offer = offer;
	b->h = *handlers;
	b->report.rate_hz = OFFER_OPUS == offer_media(offer)->codec ? 48000 : 8000;
	b->checked_ms = b->report_ms = clock_mono_ms();
	id_random(&b->report.ssrc, sizeof(b->report.ssrc));
	ice_id_make(&b->id);

	err = answer_make(b, answer);
	if (err) {
		mem_deref(b);
		return err;
	}

	hash_append(bs->names, hash_joaat_str(b->id.ufrag), &b->le, b);
	tmr_start(&b->timer, LOOK_MS, look_h, b);
	*bp = b;
	return 0;
}


const struct offer_media *browser_media(const struct browser *b)
{
	return offer_media(b->offer);
}


bool browser_up(const struct browser *b)
{
	return b && b->socket && secure_up(b->sec);
}


void browser_stats(const struct browser *b, struct browser_stats *stats)
{
	*stats = b->stats;
	stats->rx_lost = reception_lost(&b->report.in);
	report_quality(&b->report, &stats->quality);
}


static bool packet_send(struct browser *b, struct mbuf *mb)
{
	if (b->socket->sound)
		return sock_send(b->socket->sound, &b->peer, mbuf_buf(mb), mbuf_get_left(mb));

	return !udp_send(b->socket->udp, &b->peer, mb);
}


void browser_send(struct browser *b, const struct rtp_header *hdr, const uint8_t *payload, size_t len)
{
	struct mbuf *mb = b->all->out;
	struct rtp_header own = {.ver = RTP_VERSION, .m = hdr->m, .pt = hdr->pt, .seq = hdr->seq, .ts = hdr->ts, .ssrc = b->report.ssrc};
	int err;

	if (len > BROWSER_PAYLOAD_MAX || !browser_up(b) || b->ended)
		return;

	mb->pos = mb->end = 0;
	err = rtp_hdr_encode(mb, &own);
	if (!err)
		err = mbuf_write_mem(mb, payload, len);
	if (err)
		return;

	mb->pos = 0;
	if (secure_encrypt(b->sec, SECURE_RTP, mb) || !packet_send(b, mb))
		return;

	b->stats.tx++;
	report_sent(&b->report, hdr->ts, len);
}
