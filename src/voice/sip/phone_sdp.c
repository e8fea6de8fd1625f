/**
 * @file phone_sdp.c  What a telephone and we agree on
 */
#include <sodium.h>
#include "voice/sip/phone_sdp.h"


/* µ-law stands in our SDP only while the phone knows nothing better */
static int ulaw_put(struct phone_sdp *s)
{
	return s->ulaw ? 0 : sdp_format_add(&s->ulaw, s->media, false, "0", "PCMU", 8000, 1, NULL, NULL, NULL, false, NULL);
}


bool phone_sdp_wants_secure(const struct mbuf *mb)
{
	struct pl port;

	return !re_regex((const char *)mbuf_buf(mb), mbuf_get_left(mb), "m=audio [0-9]+ RTP/SAVP ", &port);
}


int phone_sdp_open(struct phone_sdp *s, const struct sa *addr, uint16_t port, bool secure)
{
	struct sa at = *addr;
	int err;

	s->secure = secure;
	sa_set_port(&at, 0);
	err = sdp_session_alloc(&s->session, &at);
	if (err)
		return err;

	err = sdp_media_add(&s->media, s->session, sdp_media_audio, port, secure ? sdp_proto_rtpsavp : sdp_proto_rtpavp);
	if (err)
		return err;

	err = sdp_format_add(NULL, s->media, false, "8", "PCMA", 8000, 1, NULL, NULL, NULL, false, NULL);
	if (!err)
		err = ulaw_put(s);
	if (!err)
		err = sdp_format_add(NULL, s->media, false, "101", "telephone-event", 8000, 1, NULL, NULL, NULL, false, "0-15");
	if (!err)
		err = sdp_media_set_lattr(s->media, true, "ptime", "%d", LEG_PACKET_MS);

	return err;
}


void phone_sdp_close(struct phone_sdp *s)
{
	s->session = mem_deref(s->session);
	s->media = NULL;
	s->ulaw = NULL;
	sodium_memzero(&s->ours, sizeof(s->ours));
	sodium_memzero(&s->theirs, sizeof(s->theirs));
}


static bool crypto_h(const char *name, const char *value, void *arg)
{
	(void)name;
	return sdes_read(arg, pl_of(value));
}


/* The first that we can do; of an answer the one that we offered */
static bool keys_take(struct phone_sdp *s, bool offer)
{
	struct sdes theirs;
	bool good = sdp_media_rattr_apply(s->media, "crypto", crypto_h, &theirs) != NULL;

	if (good && !offer && (theirs.tag != s->ours.tag || theirs.suite != s->ours.suite))
		good = false;
	if (good) {
		if (offer && (!s->ours.size || s->ours.suite != theirs.suite))
			sdes_make(&s->ours, theirs.suite, theirs.tag);
		s->ours.tag = theirs.tag;
		s->theirs = theirs;
	}

	sodium_memzero(&theirs, sizeof(theirs));
	return good;
}


static int keys_put(struct phone_sdp *s)
{
	char text[SDES_TEXT_SIZE];
	int err;

	if (!s->ours.size)
		sdes_make(&s->ours, SRTP_AES_CM_128_HMAC_SHA1_80, 1);

	err = sdes_print(text, &s->ours);
	if (!err)
		err = sdp_media_set_lattr(s->media, true, "crypto", "%s", text);
	sodium_memzero(text, sizeof(text));

	return err;
}


static bool is_alaw_h(struct sdp_format *fmt, void *arg)
{
	(void)arg;
	return fmt->sup && LEG_PCMA == fmt->pt;
}


static bool is_ulaw_h(struct sdp_format *fmt, void *arg)
{
	(void)arg;
	return fmt->sup && LEG_PCMU == fmt->pt;
}


static bool has(const struct phone_sdp *s, sdp_format_h *h)
{
	return NULL != sdp_media_format_apply(s->media, false, NULL, -1, NULL, -1, -1, h, NULL);
}


/* RTCP by the port of sound when it is offered; our own offers do not: carriers in between know nothing of it */
static int mux_take(struct phone_sdp *s, bool offer, bool *mux)
{
	bool asked = offer && sdp_media_rattr(s->media, "rtcp-mux");

	*mux = asked;
	if (asked)
		return sdp_media_set_lattr(s->media, true, "rtcp-mux", NULL);

	sdp_media_del_lattr(s->media, "rtcp-mux");
	return 0;
}


int phone_sdp_read(struct phone_sdp *s, struct mbuf *mb, bool offer, struct phone_agreed *agreed)
{
	const struct sdp_format *event;
	const struct sa *said;
	enum sdp_dir dir;
	bool alaw;
	int err;

	err = offer ? ulaw_put(s) : 0;
	if (!err)
		err = sdp_decode(s->session, mb, offer);
	if (err)
		return err;

	alaw = has(s, is_alaw_h);
	said = sdp_media_raddr(s->media);
	if (!sa_port(said) || (!alaw && !has(s, is_ulaw_h)) || (s->secure && !keys_take(s, offer)))
		return EPROTO;

	event = sdp_media_rformat(s->media, "telephone-event");
	dir = sdp_media_dir(s->media);
	*agreed = (struct phone_agreed){
		.codec = alaw ? LEG_PCMA : LEG_PCMU, .event_pt = event && event->pt >= 0 && event->pt < 128 ? event->pt : -1,
		.deaf = !(dir & SDP_SENDONLY) || sa_is_any(said), .mute = !(dir & SDP_RECVONLY), .said = *said,
	};
	sdp_media_raddr_rtcp(s->media, &agreed->control);
	if (alaw)
		s->ulaw = mem_deref(s->ulaw);

	return mux_take(s, offer, &agreed->mux);
}


int phone_sdp_write(struct phone_sdp *s, bool offer, struct mbuf **mbp)
{
	int err = offer ? ulaw_put(s) : 0;

	if (!err && s->secure)
		err = keys_put(s);

	return err ? err : sdp_encode(mbp, s->session, offer);
}
