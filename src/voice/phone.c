/**
 * @file phone.c  A leg that is a telephone (SIP)
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "voice/phone.h"
#include "voice/phone_sdp.h"
#include "voice/rtp.h"
#include "voice/session.h"
#include "voice/trunk.h"

struct phone {
	struct leg leg;
	struct voice *v;                 /* borrowed */
	struct sipsess *sess;
	struct phone_sdp sdp;
	struct rtp *rtp;
	bool offered;                    /* the phone made the offer */
	struct session session;          /* its timer */

	/* of a call of ours */
	struct phone_dial dial;          /* answered_h NULL: the phone called, or has answered */
	bool agreed;                     /* its answer was read … */
	bool spoilt;                     /* … or could not be */
	char number[TRUNK_NUMBER_SIZE];
	struct trunk *trunk;             /* borrowed: through which it goes now */
	struct trunk_share *share;       /* owned */
	uint32_t tried;                  /* trunks, by their bits */
	bool rang;                       /* then it is no more the trunk's fault */
	struct tmr patience;             /* runs until the trunk says anything */
};

static const char sdp_type[] = "application/sdp";


static void dead_h(void *arg);
static int refresh_offer_h(struct mbuf **descp, void *arg);

static const struct session_handler session_h = {.dead_h = dead_h, .offer_h = refresh_offer_h};


static struct phone *phone_of(struct leg *leg)
{
	return CONTAINER_OF(leg, struct phone, leg);
}


static void phone_destructor(void *arg)
{
	struct phone *p = arg;

	tmr_cancel(&p->patience);
	session_close(&p->session);
	mem_deref(p->sess);              /* says BYE, unless it has ended */
	mem_deref(p->share);
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


static void agree(struct phone *p, const struct phone_agreed *agreed)
{
	p->leg.codec = agreed->codec;
	p->leg.event_pt = agreed->event_pt;
	p->leg.deaf = agreed->deaf;
	p->leg.mute = agreed->mute;
	p->leg.heard_ms = clock_mono_ms();       /* silence begins anew */
	rtp_peer_set(p->rtp, &agreed->said);
}


static int take(struct phone *p, const struct sip_msg *msg, bool offer)
{
	struct phone_agreed agreed;
	int err;

	err = phone_sdp_read(&p->sdp, msg->mb, offer, &agreed);
	if (!err)
		agree(p, &agreed);

	return err;
}


/* Nobody refreshed the call */
static void dead_h(void *arg)
{
	struct phone *p = arg;

	leg_change(&p->leg, LEG_GONE, CALL_LOST);
}


static int refresh_offer_h(struct mbuf **descp, void *arg)
{
	struct phone *p = arg;

	return phone_sdp_write(&p->sdp, true, descp);
}


static bool dialling(const struct phone *p)
{
	return NULL != p->dial.answered_h;
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

	if (!err)
		session_reinvited(&p->session);
	return err ? err : phone_sdp_write(&p->sdp, !got, descp);
}


static int answer_h(const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;

	if (!dialling(p)) {
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

	tmr_cancel(&p->patience);
	trunk_heard(p->trunk, TRUNK_NONE, &msg->src);
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

	if (!dialling(p)) {
		session_begin(&p->session, p->sess, NULL, NULL);
		return;
	}

	tmr_cancel(&p->patience);
	trunk_heard(p->trunk, TRUNK_NONE, &msg->src);
	session_answered(&p->session, msg);
	session_begin(&p->session, p->sess, trunk_auth_h, p->trunk);
	p->dial.answered_h = NULL;
	if (p->spoilt || !p->agreed) {
		leg_change(&p->leg, LEG_GONE, CALL_FAILED);
		return;
	}

	p->leg.mute = !(sdp_media_dir(p->sdp.media) & SDP_RECVONLY);
	p->leg.heard_ms = clock_mono_ms();
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


/* Why nobody answered (RFC 3261 §21): a busy or unwilling phone, a number that is none; nobody there; a fault on the way */
static enum call_cause unanswered(const struct sip_msg *msg)
{
	if (!msg)
		return CALL_FAILED;

	switch (msg->scode) {

	case 401:
	case 407:
		return CALL_FAILED;

	case 408:
	case 480:
	case 487:
		return CALL_NOT_ANSWERED;

	default:
		return msg->scode >= 500 && msg->scode < 600 ? CALL_FAILED : CALL_REFUSED;
	}
}


/* Is it the trunk that failed, and not the phone behind it? */
static enum trunk_reason trunk_fault(int err, const struct sip_msg *msg)
{
	if (!msg)
		return ETIMEDOUT == err ? TRUNK_SILENT : TRUNK_UNREACHABLE;

	return 401 == msg->scode || 407 == msg->scode ? TRUNK_PASSWORD : msg->scode >= 500 && msg->scode < 600 ? TRUNK_REFUSED : TRUNK_NONE;
}


static int invite_next(struct phone *p);


/* BYE and CANCEL come as ECONNRESET; no ACK, and a transport that is gone, as others */
static void close_h(int err, const struct sip_msg *msg, void *arg)
{
	struct phone *p = arg;

	tmr_cancel(&p->patience);
	if (dialling(p) && !p->rang && trunk_fault(err, msg)) {
		log_warn("voice: a trunk did not take a call trunk=%s status=%u err=%m", p->trunk->plan->key, msg ? msg->scode : 0, err);
		if (!msg)
			trunk_heard(p->trunk, trunk_fault(err, msg), NULL);
		if (!invite_next(p))
			return;
	}

	if (dialling(p))
		leg_change(&p->leg, LEG_GONE, unanswered(msg));
	else
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

	err = rtp_open(&p->rtp, p->v->socks, &at->local, p->v->port_min, p->v->port_max, &p->v->port_next, packet_h, p);
	if (EADDRINUSE == err || EMFILE == err) {
		refuse(refusal, 503, "Service Unavailable", "Retry-After: 10\r\n");
		return 0;
	}
	if (!err)
		err = phone_sdp_open(&p->sdp, &at->public, rtp_port(p->rtp));
	if (err)
		return err;

	p->offered = mbuf_get_left(msg->mb) > 0;
	err = p->offered ? take(p, msg, true) : 0;
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
	tmr_init(&p->patience);
	session_init(&p->session, v, &session_h, p);
	session_asked(&p->session, msg, refusal);
	leg_init(&p->leg, &kind, LEG_PCMA, -1);

	err = refusal->code ? 0 : open_for(p, refusal, msg);
	if (!err && !refusal->code)
		err = sipsess_accept(&p->sess, v->ssock, msg, 180, "Ringing", "otklik", sdp_type, NULL, NULL, NULL, false,
				     offer_h, answer_h, estab_h, info_h, NULL, close_h, p, NULL);

	if (err || refusal->code)
		mem_deref(p);
	else
		*legp = &p->leg;

	return err;
}


static void patience_h(void *arg);


/* INVITE through the trunk that it has now, from sockets of its own: a late answer of the one before finds nobody */
static int invite(struct phone *p)
{
	const struct voice_media *at = trunk_media(p->trunk);
	char *to = NULL, *from = NULL, wish[SESSION_HEADERS_SIZE];
	struct mbuf *desc = NULL;
	int err;

	if (!at)
		return EAFNOSUPPORT;

	p->sess = mem_deref(p->sess);
	p->rtp = mem_deref(p->rtp);
	phone_sdp_close(&p->sdp);
	p->agreed = p->spoilt = false;

	err = rtp_open(&p->rtp, p->v->socks, &at->local, p->v->port_min, p->v->port_max, &p->v->port_next, packet_h, p);
	if (!err)
		err = phone_sdp_open(&p->sdp, &at->public, rtp_port(p->rtp));
	if (!err)
		err = phone_sdp_write(&p->sdp, true, &desc);
	if (!err)
		err = trunk_uris(p->trunk, p->number, &to, &from);
	if (!err)
		err = sipsess_connect(&p->sess, p->v->ssock, to, NULL, from, trunk_contact(p->trunk), NULL, 0, sdp_type, desc, trunk_auth_h,
				      p->trunk, false, offer_h, answer_h, progress_h, estab_h, info_h, NULL, close_h, p, "%s%s", STACK_ALLOW,
				      session_wish(&p->session, wish));
	if (!err)
		tmr_start(&p->patience, TRUNK_PATIENCE_MS, patience_h, p);

	if (to)
		sodium_memzero(to, strlen(to));
	mem_deref(to);
	mem_deref(from);
	mem_deref(desc);
	return err;
}


/* ENOENT: there is no trunk more to try; the call stays as it is */
static int invite_next(struct phone *p)
{
	struct trunk_share *share = NULL;
	int err;

	for (;;) {
		err = trunk_next(&p->trunk, &share, p->v, p->number, &p->tried);
		if (err)
			return err;

		mem_deref(p->share);
		p->share = share;
		err = invite(p);
		if (!err || ENOMEM == err)
			return err;

		log_warn("voice: a trunk cannot be called trunk=%s err=%m", p->trunk->plan->key, err);
		trunk_heard(p->trunk, TRUNK_UNREACHABLE, NULL);
	}
}


/* Nothing was heard, not even 100. Without another trunk it is waited for as for any phone */
static void patience_h(void *arg)
{
	struct phone *p = arg;

	log_warn("voice: a trunk does not answer a call trunk=%s", p->trunk->plan->key);
	trunk_heard(p->trunk, TRUNK_SILENT, NULL);
	if (trunk_more(p->v, p->number, p->tried) && invite_next(p))
		leg_change(&p->leg, LEG_GONE, CALL_FAILED);
}


int phone_dial(struct leg **legp, struct voice *v, const struct phone_dial *dial)
{
	struct phone *p;
	int err;

	p = mem_zalloc(sizeof(*p), phone_destructor);
	if (!p)
		return ENOMEM;

	p->v = v;
	p->dial = *dial;
	p->dial.number = NULL;
	str_ncpy(p->number, dial->number, sizeof(p->number));
	tmr_init(&p->patience);
	session_init(&p->session, v, &session_h, p);
	leg_init(&p->leg, &kind, LEG_PCMA, -1);
	p->leg.mute = true;

	err = invite_next(p);
	if (err)
		mem_deref(p);
	else
		*legp = &p->leg;

	return ENOENT == err ? ENOTCONN : err;
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

	leg->heard_ms = clock_mono_ms();
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

	sip_contact_set(&contact, "otklik", &msg->dst, msg->tp);
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
	if (!refusal.code && mbuf_get_left(msg->mb) && (dialling(p) || offer_h(&desc, msg, p)))
		refusal = (struct phone_refusal){488, "Not Acceptable Here", ""};
	if (refusal.code) {
		stack_reply(p->v, msg, refusal.code, refusal.reason, refusal.headers);
		return true;
	}

	(void)sip_dialog_update(dialog, msg);
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
