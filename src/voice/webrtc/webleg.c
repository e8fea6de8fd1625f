/**
 * @file webleg.c  A leg that is a browser
 */
#include "base/log.h"
#include "voice/media/transcode.h"
#include "voice/webrtc/webleg.h"


struct webleg {
	struct leg leg;
	struct browsers *all;
	struct browser *browser;         /* NULL while it is lost */
	struct transcoder *opus;         /* of a browser that speaks nothing else; NULL of others */
	uint32_t opus_ts, alaw_ts;       /* of the last packet that came, in each clock */
	enum call_cause gone;
	struct tmr timer;                /* of a lost one */
};


static struct webleg *webleg_of(struct leg *leg)
{
	return CONTAINER_OF(leg, struct webleg, leg);
}


static void webleg_destructor(void *arg)
{
	struct webleg *wl = arg;

	tmr_cancel(&wl->timer);
	mem_deref(wl->browser);
	mem_deref(wl->opus);
}


/* An event's duration is in the clock of its leg */
static void event_send(struct webleg *wl, struct rtp_header *hdr, const uint8_t *data, size_t size)
{
	uint8_t event[DTMF_SIZE];
	unsigned duration;

	if (!wl->opus || sizeof(event) != size) {
		browser_send(wl->browser, hdr, data, size);
		return;
	}

	memcpy(event, data, sizeof(event));
	duration = TRANSCODE_RATIO * ((unsigned)event[2] << 8 | event[3]);
	duration = duration > UINT16_MAX ? UINT16_MAX : duration;
	event[2] = (uint8_t)(duration >> 8);
	event[3] = (uint8_t)duration;
	browser_send(wl->browser, hdr, event, sizeof(event));
}


static void opus_send(struct webleg *wl, struct rtp_header *hdr, const uint8_t *alaw, size_t samples)
{
	uint8_t opus[TRANSCODE_BYTES];
	size_t n = transcode_out(wl->opus, opus, alaw, samples);

	if (n)
		browser_send(wl->browser, hdr, opus, n);
}


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	struct webleg *wl = webleg_of(leg);
	const struct offer_media *media;
	struct rtp_header hdr = {.m = marker, .seq = seq, .ts = ts};

	if (!wl->browser)
		return;

	media = browser_media(wl->browser);
	hdr.pt = pt == leg->event_pt ? pt : media->pt;
	if (wl->opus)
		hdr.ts *= TRANSCODE_RATIO;

	if (pt == leg->event_pt)
		event_send(wl, &hdr, data, size);
	else if (wl->opus)
		opus_send(wl, &hdr, data, size);
	else
		browser_send(wl->browser, &hdr, data, size);
}


static void end_h(struct leg *leg, enum call_cause cause)
{
	struct webleg *wl = webleg_of(leg);

	(void)cause;
	tmr_cancel(&wl->timer);
	wl->browser = mem_deref(wl->browser);
}


static bool quality_h(const struct leg *leg, struct call_quality *q)
{
	struct browser_stats stats;

	if (!webleg_stats(leg, &stats))
		return false;

	*q = stats.quality;
	return true;
}


static const struct leg_kind kind = {.name = "web", .send_h = send_h, .end_h = end_h, .quality_h = quality_h};


static void up_h(void *arg)
{
	struct webleg *wl = arg;

	tmr_cancel(&wl->timer);
	leg_change(&wl->leg, LEG_UP, CALL_ONGOING);
}


/* The clock goes on as that of A-law, whatever the browser's began with */
static void opus_heard(struct webleg *wl, const struct rtp_header *hdr, const struct mbuf *mb)
{
	uint8_t alaw[TRANSCODE_SAMPLES];
	size_t n = transcode_in(wl->opus, alaw, mbuf_buf(mb), mbuf_get_left(mb));

	wl->alaw_ts += (uint32_t)((int32_t)(hdr->ts - wl->opus_ts) / TRANSCODE_RATIO);
	wl->opus_ts = hdr->ts;
	if (n)
		leg_heard(&wl->leg, LEG_PCMA, hdr->m, hdr->seq, wl->alaw_ts, hdr->ssrc, alaw, n);
}


static void rtp_h(const struct rtp_header *hdr, struct mbuf *mb, void *arg)
{
	struct webleg *wl = arg;
	const struct offer_media *media = browser_media(wl->browser);
	uint8_t pt = hdr->pt;

	if (wl->opus && pt == media->pt) {
		opus_heard(wl, hdr, mb);
		return;
	}
	if (pt == media->pt)
		pt = OFFER_PCMU == media->codec ? LEG_PCMU : LEG_PCMA;
	else if (pt != media->digit_pt)
		return;

	leg_heard(&wl->leg, pt, hdr->m, hdr->seq, hdr->ts, hdr->ssrc, mbuf_buf(mb), mbuf_get_left(mb));
}


static void lost_h(void *arg)
{
	struct webleg *wl = arg;

	wl->browser = mem_deref(wl->browser);
	leg_change(&wl->leg, LEG_GONE, wl->gone);
}


static void gone_h(enum browser_end end, void *arg)
{
	struct webleg *wl = arg;
	bool lasts = LEG_UP == wl->leg.state || LEG_LOST == wl->leg.state;

	wl->browser = mem_deref(wl->browser);
	if (!lasts || BROWSER_REFUSED == end) {
		leg_change(&wl->leg, LEG_GONE, wl->gone);
		return;
	}

	if (!tmr_isrunning(&wl->timer))
		tmr_start(&wl->timer, WEBLEG_LOST_MS, lost_h, wl);
	leg_change(&wl->leg, LEG_LOST, wl->gone);
}


/* A connection for an offer, in the words of a call */
static int connect_to(struct browser **bp, char **answer, enum call_refusal *refusal, struct webleg *wl, const char *sdp)
{
	const struct browser_handlers h = {up_h, rtp_h, gone_h, wl};
	enum offer_fault fault = OFFER_GOOD;
	struct browser *b = NULL;
	struct mbuf *mb = NULL;
	char *text = NULL;
	int err;

	err = browser_alloc(&b, &mb, &fault, wl->all, pl_of(sdp), &h);
	if (EAGAIN == err || (!err && fault)) {
		*refusal = err ? CALL_FULL : CALL_SDP_BAD;
		return 0;
	}
	if (err)
		return err;

	if (OFFER_OPUS == browser_media(b)->codec && !wl->opus) {
		err = transcoder_alloc(&wl->opus);
		if (err)
			goto out;
	}

	mb->pos = 0;
	err = mbuf_strdup(mb, &text, mbuf_get_left(mb));
	if (err)
		goto out;

	*refusal = CALL_GRANTED;
	*answer = text;
	*bp = b;
	b = NULL;

out:
	mem_deref(mb);
	mem_deref(b);
	return err;
}


static void codec_set(struct webleg *wl)
{
	const struct offer_media *media = browser_media(wl->browser);

	if (OFFER_OPUS != media->codec)
		wl->opus = mem_deref(wl->opus);
	wl->leg.codec = OFFER_PCMU == media->codec ? LEG_PCMU : LEG_PCMA;
	wl->leg.event_pt = media->digit_pt;
}


int webleg_alloc(struct leg **legp, char **answer, enum call_refusal *refusal, struct browsers *bs, const char *sdp,
		 enum call_cause gone)
{
	struct webleg *wl = mem_zalloc(sizeof(*wl), webleg_destructor);
	int err;

	if (!wl)
		return ENOMEM;

	wl->all = bs;
	wl->gone = gone;
	leg_init(&wl->leg, &kind, LEG_PCMA, -1);

	err = connect_to(&wl->browser, answer, refusal, wl, sdp);
	if (err || *refusal) {
		mem_deref(wl);
		return err;
	}

	codec_set(wl);
	*legp = &wl->leg;
	return 0;
}


int webleg_again(struct leg *leg, char **answer, enum call_refusal *refusal, const char *sdp)
{
	struct webleg *wl = webleg_of(leg);
	struct browser *b = NULL;
	int err;

	if (leg->kind != &kind) {
		*refusal = CALL_NOT_NOW;
		return 0;
	}
	if (LEG_GONE == leg->state) {
		*refusal = CALL_UNKNOWN;
		return 0;
	}

	err = connect_to(&b, answer, refusal, wl, sdp);
	if (err || *refusal)
		return err;

	mem_deref(wl->browser);
	wl->browser = b;
	codec_set(wl);
	leg->source = NULL;                      /* what is sent next is rebased */

	if (LEG_UP == leg->state && !tmr_isrunning(&wl->timer))
		tmr_start(&wl->timer, WEBLEG_LOST_MS, lost_h, wl);
	if (LEG_UP == leg->state)
		leg_change(leg, LEG_LOST, wl->gone);
	return 0;
}


bool webleg_stats(const struct leg *leg, struct browser_stats *stats)
{
	const struct webleg *wl = webleg_of((struct leg *)leg);

	if (!wl->browser)
		return false;

	browser_stats(wl->browser, stats);
	return true;
}
