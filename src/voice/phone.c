/**
 * @file phone.c  A leg that is a telephone (SIP)
 */
#include "base/clock.h"
#include "voice/phone.h"
#include "voice/rtp.h"

struct phone {
	struct leg leg;
	struct voice *v;                 /* borrowed */
	struct sipsess *sess;
	struct sdp_session *sdp;
	struct sdp_media *media;         /* borrowed of sdp */
	struct sdp_format *ulaw;         /* borrowed of media; NULL: not offered now */
	struct rtp *rtp;
	bool offered;                    /* the phone made the offer */
};

static const char sdp_type[] = "application/sdp";


static struct phone *phone_of(struct leg *leg)
{
	return CONTAINER_OF(leg, struct phone, leg);
}


static void phone_destructor(void *arg)
{
	struct phone *p = arg;

	mem_deref(p->sess);              /* says BYE, unless it has ended */
	mem_deref(p->rtp);
	mem_deref(p->sdp);
}


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	rtp_out(phone_of(leg)->rtp, pt, marker, seq, ts, data, size);
}


static void end_h(struct leg *leg, enum call_cause cause)
{
	struct phone *p = phone_of(leg);

	(void)cause;
	p->sess = mem_deref(p->sess);
}


static const struct leg_kind kind = {.name = "sip", .send_h = send_h, .end_h = end_h};


static void packet_h(const struct rtp_header *hdr, const uint8_t *payload, size_t size, void *arg)
{
	struct phone *p = arg;

	if (!hdr) {
		p->leg.heard_ms = clock_mono_ms();
		return;
	}

	if (LEG_OPEN == p->leg.state)
		leg_change(&p->leg, LEG_UP, CALL_ONGOING);

	leg_heard(&p->leg, hdr->pt, hdr->m, hdr->seq, hdr->ts, hdr->ssrc, payload, size);
}


/* µ-law stands in our SDP only while the phone knows nothing better: A-law on every leg needs no conversion */
static int ulaw_put(struct phone *p)
{
	return p->ulaw ? 0 : sdp_format_add(&p->ulaw, p->media, false, "0", "PCMU", 8000, 1, NULL, NULL, NULL, false, NULL);
}


static int sdp_open(struct phone *p, const struct voice_media *at)
{
	struct sa addr = at->public;
	int err;

	sa_set_port(&addr, 0);
	err = sdp_session_alloc(&p->sdp, &addr);
	if (err)
		return err;

	err = sdp_media_add(&p->media, p->sdp, sdp_media_audio, rtp_port(p->rtp), sdp_proto_rtpavp);
	if (err)
		return err;

	err = sdp_format_add(NULL, p->media, false, "8", "PCMA", 8000, 1, NULL, NULL, NULL, false, NULL);
	if (!err)
		err = ulaw_put(p);
	if (!err)
		err = sdp_format_add(NULL, p->media, false, "101", "telephone-event", 8000, 1, NULL, NULL, NULL, false, "0-15");
	if (!err)
		err = sdp_media_set_lattr(p->media, true, "ptime", "%d", LEG_PACKET_MS);

	return err;
}


static bool is_alaw_h(struct sdp_format *fmt, void *arg)
{
	(void)arg;
	return fmt->sup && LEG_PCMA == fmt->pt;
}


/* What was agreed on. @return 0 or EPROTO: nothing that we speak */
static int agree(struct phone *p)
{
	const struct sdp_format *fmt = sdp_media_rformat(p->media, NULL), *event = sdp_media_rformat(p->media, "telephone-event");
	bool alaw = sdp_media_format_apply(p->media, false, NULL, -1, NULL, -1, -1, is_alaw_h, NULL);
	const struct sa *said = sdp_media_raddr(p->media);
	enum sdp_dir dir = sdp_media_dir(p->media);

	if (!sa_port(said) || !fmt || (!alaw && LEG_PCMU != fmt->pt && !sdp_media_rformat(p->media, "PCMU")))
		return EPROTO;

	p->leg.codec = alaw ? LEG_PCMA : LEG_PCMU;
	p->leg.event_pt = event ? event->pt : -1;
	p->leg.deaf = !(dir & SDP_SENDONLY) || sa_is_any(said);
	p->leg.mute = !(dir & SDP_RECVONLY);
	p->leg.heard_ms = clock_mono_ms();       /* silence begins anew */
	rtp_peer_set(p->rtp, said);

	if (alaw && p->ulaw)
		p->ulaw = mem_deref(p->ulaw);

	return 0;
}


static int offer_take(struct phone *p, const struct sip_msg *msg)
{
	int err;

	err = ulaw_put(p);
	if (!err)
		err = sdp_decode(p->sdp, msg->mb, true);

	return err ? err : agree(p);
}


/* A new offer within the call: hold, another address, another codec */
static int offer_h(struct mbuf **descp, const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	bool got = mbuf_get_left(msg->mb) > 0;
	int err;

	err = got ? offer_take(p, msg) : ulaw_put(p);

	return err ? err : sdp_encode(descp, p->sdp, !got);
}


static int answer_h(const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	int err;

	err = sdp_decode(p->sdp, msg->mb, false);

	return err ? err : agree(p);
}


static void estab_h(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
}


/* Keys by INFO, as some phones send them: "Signal=5" (application/dtmf-relay) */
static void info_h(struct sip *sip, const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	struct pl body = {(char *)mbuf_buf(msg->mb), mbuf_get_left(msg->mb)}, key;
	const struct leg_handler *h = p->leg.handler;

	(void)sip_reply(sip, msg, 200, "OK");

	if (msg_ctype_cmp(&msg->ctyp, "application", "dtmf-relay") && !re_regex(body.p, body.l, "Signal[ ]*=[ ]*[0-9*#A-D]1", NULL, NULL, &key) &&
	    h && h->digit_h)
		h->digit_h(&p->leg, *key.p, p->leg.arg);
}


/* BYE and CANCEL come as ECONNRESET; no ACK, and a transport that is gone, as others */
static void close_h(int err, const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;

	(void)msg;
	leg_change(&p->leg, LEG_GONE, ECONNRESET == err ? CALL_CITIZEN_LEFT : CALL_LOST);
}


static void refuse(struct phone_refusal *r, uint16_t code, const char *reason, const char *headers)
{
	*r = (struct phone_refusal){code, reason, headers};
}


/* Sockets and SDP; a refusal in place of what only the phone can better */
static int open_for(struct phone *p, struct phone_refusal *refusal, const struct sip_msg *msg)
{
	const struct voice_media *at = voice_media_for(p->v, &msg->dst);
	int err;

	if (!at) {
		refuse(refusal, 488, "Not Acceptable Here", "");
		return 0;
	}

	err = rtp_open(&p->rtp, &at->local, p->v->port_min, p->v->port_max, &p->v->port_next, packet_h, p);
	if (EADDRINUSE == err || EMFILE == err) {
		refuse(refusal, 503, "Service Unavailable", "Retry-After: 10\r\n");
		return 0;
	}
	if (!err)
		err = sdp_open(p, at);
	if (err)
		return err;

	p->offered = mbuf_get_left(msg->mb) > 0;
	err = p->offered ? offer_take(p, msg) : 0;
	if (err && ENOMEM != err) {
		refuse(refusal, 488, "Not Acceptable Here", "");
		return 0;
	}

	return err;
}


int phone_ring(struct leg **legp, struct phone_refusal *refusal, struct voice *v, const struct sip_msg *msg)
{
	struct phone *p;
	int err;

	p = mem_zalloc(sizeof(*p), phone_destructor);
	if (!p)
		return ENOMEM;

	p->v = v;
	refusal->code = 0;
	leg_init(&p->leg, &kind, LEG_PCMA, -1);

	err = open_for(p, refusal, msg);
	if (!err && !refusal->code)
		err = sipsess_accept(&p->sess, v->ssock, msg, 180, "Ringing", "otklik", sdp_type, NULL, NULL, NULL, false,
				     offer_h, answer_h, estab_h, info_h, NULL, close_h, p, NULL);

	if (err || refusal->code)
		mem_deref(p);
	else
		*legp = &p->leg;

	return err;
}


int phone_answer(struct leg *leg)
{
	struct phone *p = phone_of(leg);
	struct mbuf *desc = NULL;
	int err;

	leg->heard_ms = clock_mono_ms();
	err = sdp_encode(&desc, p->sdp, !p->offered);
	if (!err)
		err = sipsess_answer(p->sess, 200, "OK", desc, STACK_ALLOW);
	mem_deref(desc);

	return err;
}


void phone_refuse(struct leg *leg, const struct phone_refusal *refusal)
{
	struct phone *p = phone_of(leg);

	(void)sipsess_reject(p->sess, refusal->code, refusal->reason, "%sContent-Length: 0\r\n\r\n", refusal->headers);
}
