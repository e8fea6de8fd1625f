/**
 * @file phone.c  A leg that is a telephone (SIP)
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "voice/sip/nat.h"
#include "voice/sip/phone_priv.h"


static void dead_h(void *arg);
static int refresh_offer_h(struct mbuf **descp, void *arg);

static const struct session_handler session_h = {.dead_h = dead_h, .offer_h = refresh_offer_h};


struct phone *phone_of(struct leg *leg)
{
	return CONTAINER_OF(leg, struct phone, leg);
}


static void phone_destructor(void *arg)
{
	struct phone *p = arg;

	tmr_cancel(&p->patience);
	session_close(&p->session);
	list_flush(&p->forks);
	mem_deref(p->sess);              /* says BYE, unless it has ended */
	mem_deref(p->share);
	mem_deref(p->trunk);
	sodium_memzero(p->number, sizeof(p->number));
	mem_deref(p->rtp);
	phone_sdp_close(&p->sdp);
}


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	rtp_out(phone_of(leg)->rtp, pt, marker, seq, ts, data, size);
}


static void end_h(struct leg *leg, enum call_cause cause)
{
	struct phone *p = phone_of(leg);

	(void)cause;
	tmr_cancel(&p->patience);
	session_close(&p->session);
	p->sess = mem_deref(p->sess);
}


static void second_h(struct leg *leg, int64_t now_ms)
{
	if (phone_of(leg)->rtp)
		rtp_second(phone_of(leg)->rtp, now_ms);
}


static bool quality_h(const struct leg *leg, struct call_quality *q)
{
	const struct phone *p = CONTAINER_OF(leg, const struct phone, leg);

	if (p->rtp)
		rtp_quality(p->rtp, q);

	return NULL != p->rtp;
}


static const struct leg_kind kind = {.name = "sip", .send_h = send_h, .end_h = end_h, .second_h = second_h, .quality_h = quality_h};


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


bool phone_dialling(const struct phone *p)
{
	return NULL != p->dial.answered_h;
}


static void agree(struct phone *p, const struct phone_agreed *agreed)
{
	bool held = agreed->deaf != p->leg.deaf && !phone_dialling(p);

	p->leg.codec = agreed->codec;
	p->leg.event_pt = agreed->event_pt;
	p->leg.deaf = agreed->deaf;
	p->leg.mute = agreed->mute;
	leg_expect(&p->leg);                     /* silence begins anew */
	rtp_peer_set(p->rtp, &agreed->said);
	rtp_control_set(p->rtp, &agreed->control, agreed->mux);
	if (held && p->ours && p->leg.handler && p->leg.handler->hold_h)
		p->leg.handler->hold_h(&p->leg, agreed->deaf, p->leg.arg);
}


static int take(struct phone *p, const struct sip_msg *msg, bool offer)
{
	struct phone_agreed agreed;
	int err;

	err = phone_sdp_read(&p->sdp, msg->mb, offer, &agreed);
	if (!err && p->sdp.secure)
		err = rtp_secure(p->rtp, &p->sdp.ours, &p->sdp.theirs);
	if (!err)
		agree(p, &agreed);

	return err;
}


/* Nobody refreshed the call */
static void dead_h(void *arg)
{
	struct phone *p = arg;

	leg_change(&p->leg, LEG_GONE, p->ours ? CALL_OPERATOR_LOST : CALL_LOST);
}


/* Requests of ours go where its packets came from; what it said is as good where this cannot be */
static void aim(struct phone *p)
{
	int err = p->aim[0] && p->sess ? aim_dialog(sipsess_dialog(p->sess), p->aim) : 0;

	if (err)
		log_warn("voice: a phone is called where it says it is err=%m", err);
}


static int refresh_offer_h(struct mbuf **descp, void *arg)
{
	struct phone *p = arg;

	return phone_sdp_write(&p->sdp, true, descp);
}


/* What the other side says to our offer: perhaps more than once, and perhaps not at all in its last word */
static void hear_out(struct phone *p, const struct sip_msg *msg)
{
	if (!mbuf_get_left(msg->mb))
		return;

	if (take(p, msg, false))
		p->spoilt = true;
	else
		p->agreed = true;
}


/* A new offer within the call: hold, another address, another codec */
static int offer_h(struct mbuf **descp, const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	bool got = mbuf_get_left(msg->mb) > 0;
	int err = got ? take(p, msg, true) : 0;

	aim(p);
	if (!err)
		session_reinvited(&p->session);
	return err ? err : phone_sdp_write(&p->sdp, !got, descp);
}


static int answer_h(const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;

	aim(p);
	if (!phone_dialling(p)) {
		session_refreshed(&p->session);
		return take(p, msg, false);
	}

	hear_out(p, msg);
	return 0;
}


/* Its silence is no fault until it has answered */
static void progress_h(const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	bool sound = mbuf_get_left(msg->mb) > 0;

	phone_dial_heard(p, msg);
	if (msg->scode < 180)
		return;

	p->rang = true;
	hear_out(p, msg);
	p->leg.mute = true;
	p->dial.progress_h(sound && p->agreed, p->dial.arg);
}


static void estab_h(const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;
	struct phone_dial dial = p->dial;

	if (!phone_dialling(p)) {
		session_begin(&p->session, p->sess, NULL, NULL);
		return;
	}

	phone_dial_heard(p, msg);
	session_answered(&p->session, msg);
	session_begin(&p->session, p->sess, p->trunk ? trunk_auth_h : NULL, p->trunk);
	p->dial.answered_h = NULL;
	if (p->spoilt || !p->agreed) {
		leg_change(&p->leg, LEG_GONE, CALL_FAILED);
		return;
	}

	p->leg.mute = !(sdp_media_dir(p->sdp.media) & SDP_RECVONLY);
	leg_expect(&p->leg);
	if (p->ours)                             /* it was picked up: whether it sends sound already is no matter */
		leg_change(&p->leg, LEG_UP, CALL_ONGOING);
	dial.answered_h(dial.arg);
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
	bool left = ECONNRESET == err;

	tmr_cancel(&p->patience);
	if (phone_dialling(p)) {
		if (!phone_dial_goes_on(p, err, msg))
			leg_change(&p->leg, LEG_GONE, phone_unanswered(msg));
		return;
	}

	if (p->ours)
		leg_change(&p->leg, LEG_GONE, left ? CALL_OPERATOR_LEFT : CALL_OPERATOR_LOST);
	else
		leg_change(&p->leg, LEG_GONE, left ? CALL_CITIZEN_LEFT : CALL_LOST);
}


int phone_new(struct phone **pp, struct voice *v)
{
	struct phone *p;

	p = mem_zalloc(sizeof(*p), phone_destructor);
	if (!p)
		return ENOMEM;

	p->v = v;
	tmr_init(&p->patience);
	session_init(&p->session, v, &session_h, p);
	leg_init(&p->leg, &kind, LEG_PCMA, -1);
	*pp = p;

	return 0;
}


int phone_media_open(struct phone *p, const struct voice_media *at, const struct sa *peer)
{
	struct sa public;
	int err;

	if (!at)
		return EAFNOSUPPORT;

	public = at->public;
	(void)nat_public(p->v->nat, peer, &public);

	p->rtp = mem_deref(p->rtp);
	phone_sdp_close(&p->sdp);
	p->agreed = p->spoilt = false;

	err = rtp_open(&p->rtp, p->v->socks, &at->local, p->v->port_min, p->v->port_max, &p->v->port_next, packet_h, p);

	return err ? err : phone_sdp_open(&p->sdp, &public, rtp_port(p->rtp), p->secure);
}


int phone_invite(struct phone *p, const struct phone_invite *in)
{
	char wish[SESSION_HEADERS_SIZE];
	struct mbuf *desc = NULL;
	int err;

	err = phone_sdp_write(&p->sdp, true, &desc);
	if (!err)
		err = sipsess_connect(&p->sess, p->v->ssock, in->to, in->from_name, in->from, in->contact, NULL, 0, PHONE_SDP_TYPE, desc,
				      in->auth_h, in->auth_arg, true, offer_h, answer_h, progress_h, estab_h, info_h, NULL, close_h, p,
				      "%s%s%s", STACK_ALLOW, session_wish(&p->session, wish), in->headers);
	mem_deref(desc);

	return err;
}


static void refuse(struct phone_refusal *r, uint16_t code, const char *reason, const char *headers)
{
	*r = (struct phone_refusal){code, reason, headers};
}


/* Sockets and SDP; a refusal in place of what only the phone can better */
static int open_for(struct phone *p, struct phone_refusal *refusal, const struct sip_msg *msg)
{
	const struct voice_media *at = voice_media_for(p->v, &msg->dst);
	const struct trunk *trunk = trunk_from(p->v, &msg->src);
	bool must = trunk && trunk->plan->srtp;
	int err;

	p->offered = mbuf_get_left(msg->mb) > 0;
	p->secure = p->offered ? phone_sdp_wants_secure(msg->mb) : must;
	if (must && !p->secure)
		log_warn("voice: a trunk with srtp called without: refused trunk=%s", trunk->plan->key);
	if (!at || (must && !p->secure)) {
		refuse(refusal, 488, "Not Acceptable Here", "");
		return 0;
	}

	err = phone_media_open(p, at, &msg->src);
	if (EADDRINUSE == err || EMFILE == err) {
		refuse(refusal, 503, "Service Unavailable", "Retry-After: 10\r\n");
		return 0;
	}
	if (err)
		return err;

	err = p->offered ? take(p, msg, true) : 0;
	if (err && ENOMEM != err) {
		refuse(refusal, 488, "Not Acceptable Here", "");
		return 0;
	}

	return err;
}


int phone_ring(struct leg **legp, struct phone_refusal *refusal, struct voice *v, const struct sip_msg *msg)
{
	char contact[NAT_CONTACT_SIZE];
	struct phone *p;
	int err;

	err = phone_new(&p, v);
	if (err)
		return err;

	session_asked(&p->session, msg, refusal);
	err = refusal->code ? 0 : open_for(p, refusal, msg);
	if (!err && !refusal->code)
		err = sipsess_accept(&p->sess, v->ssock, msg, 180, "Ringing", nat_contact(contact, v->nat, "otklik", &msg->dst, msg->tp, &msg->src),
				     PHONE_SDP_TYPE, NULL, NULL, NULL, false, offer_h, answer_h, estab_h, info_h, NULL, close_h, p, NULL);

	if (err || refusal->code)
		mem_deref(p);
	else
		*legp = &p->leg;

	return err;
}


bool phone_is(const struct leg *leg)
{
	return leg && leg->kind == &kind;
}


bool phone_has_id(const struct leg *leg, const struct pl *callid)
{
	const struct phone *p = CONTAINER_OF(leg, const struct phone, leg);

	return leg->kind == &kind && p->sess && 0 == pl_strcmp(callid, sip_dialog_callid(sipsess_dialog(p->sess)));
}


int phone_answer(struct leg *leg)
{
	struct phone *p = phone_of(leg);
	char headers[SESSION_HEADERS_SIZE];
	struct mbuf *desc = NULL;
	int err;

	leg_expect(leg);
	err = phone_sdp_write(&p->sdp, !p->offered, &desc);
	if (!err)
		err = sipsess_answer(p->sess, 200, "OK", desc, "%s%s", STACK_ALLOW, session_headers(&p->session, headers));
	mem_deref(desc);

	return err;
}


/* Answered with what we have, when it has an offer */
static void update_reply(struct phone *p, const struct sip_msg *msg, struct mbuf *desc)
{
	char headers[SESSION_HEADERS_SIZE];
	struct sip_contact contact;
	struct sa ours = msg->dst;

	(void)nat_public(p->v->nat, &msg->src, &ours);
	sip_contact_set(&contact, "otklik", &ours, msg->tp);
	(void)sip_treplyf(NULL, NULL, p->v->sip, msg, false, 200, "OK", "%H%s%s%sContent-Length: %zu\r\n\r\n%b", sip_contact_print, &contact,
			  STACK_ALLOW, session_headers(&p->session, headers), desc ? "Content-Type: application/sdp\r\n" : "",
			  desc ? mbuf_get_left(desc) : (size_t)0, desc ? mbuf_buf(desc) : NULL, desc ? mbuf_get_left(desc) : (size_t)0);
}


bool phone_update(struct leg *leg, const struct sip_msg *msg)
{
	struct phone *p = CONTAINER_OF(leg, struct phone, leg);
	struct sip_dialog *dialog = leg->kind == &kind && p->sess ? sipsess_dialog(p->sess) : NULL;
	struct phone_refusal refusal = {0};
	struct mbuf *desc = NULL;

	if (!dialog || !sip_dialog_cmp(dialog, msg))
		return false;

	if (!sip_dialog_rseq_valid(dialog, msg)) {
		stack_reply(p->v, msg, 500, "Server Internal Error", "");
		return true;
	}

	session_asked(&p->session, msg, &refusal);
	if (!refusal.code && mbuf_get_left(msg->mb) && (phone_dialling(p) || offer_h(&desc, msg, p)))
		refusal = (struct phone_refusal){488, "Not Acceptable Here", ""};
	if (refusal.code) {
		stack_reply(p->v, msg, refusal.code, refusal.reason, refusal.headers);
		return true;
	}

	(void)sip_dialog_update(dialog, msg);
	aim(p);
	update_reply(p, msg, desc);
	session_refreshed(&p->session);
	mem_deref(desc);
	return true;
}


void phone_refuse(struct leg *leg, const struct phone_refusal *refusal)
{
	struct phone *p = phone_of(leg);

	(void)sipsess_reject(p->sess, refusal->code, refusal->reason, "%sContent-Length: 0\r\n\r\n", refusal->headers);
}
