/**
 * @file session.c  Session timers at work
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/sip/session.h"

enum { MS = 1000, AGAIN_MIN_MS = 1000 };


void session_init(struct session *s, struct voice *v, const struct session_handler *h, void *arg)
{
	s->v = v;
	s->handler = h;
	s->arg = arg;
	tmr_init(&s->tmr);
}


void session_close(struct session *s)
{
	tmr_cancel(&s->tmr);
	s->req = mem_deref(s->req);
	s->auth = mem_deref(s->auth);
	s->sess = NULL;
}


static bool wish_read(struct refresh *wish, const struct sip_msg *msg)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_SESSION_EXPIRES);

	if (!hdr)
		hdr = sip_msg_xhdr(msg, "x");

	return hdr && refresh_read(wish, hdr->val);
}


static void knows_read(struct session *s, const struct sip_msg *msg)
{
	s->timers = sip_msg_hdr_has_value(msg, SIP_HDR_SUPPORTED, "timer");
	s->updates = sip_msg_hdr_has_value(msg, SIP_HDR_ALLOW, "UPDATE");
}


void session_asked(struct session *s, const struct sip_msg *msg, struct phone_refusal *refusal)
{
	struct refresh wish;

	refusal->code = 0;
	s->caller = false;
	if (!s->sess)
		knows_read(s, msg);
	if (!wish_read(&wish, msg)) {
		s->agreed.s = 0;
		return;
	}

	if (REFRESH_TOO_SHORT == refresh_take(&s->agreed, &wish, s->timers, s->v->session_min_s))
		*refusal = (struct phone_refusal){422, "Session Interval Too Small", s->v->session_min};
}


/* "Require" binds who has to refresh to do so (RFC 4028 §9) */
const char *session_headers(const struct session *s, char buf[SESSION_HEADERS_SIZE])
{
	bool theirs = REFRESH_UAC == s->agreed.by;

	buf[0] = '\0';
	if (s->agreed.s)
		(void)re_snprintf(buf, SESSION_HEADERS_SIZE, "Supported: timer\r\n%sSession-Expires: %u;refresher=%s\r\n",
				  theirs ? "Require: timer\r\n" : "", s->agreed.s, refresh_by_name(s->agreed.by));

	return buf;
}


const char *session_wish(const struct session *s, char buf[SESSION_HEADERS_SIZE])
{
	buf[0] = '\0';
	if (s->v->session_s)
		(void)re_snprintf(buf, SESSION_HEADERS_SIZE, "Supported: timer\r\nSession-Expires: %u\r\n%s", s->v->session_s, s->v->session_min);

	return buf;
}


static void taken(struct session *s, const struct sip_msg *msg)
{
	s->caller = true;
	if (!wish_read(&s->agreed, msg))
		s->agreed.s = 0;
	if (REFRESH_ANY == s->agreed.by)
		s->agreed.by = REFRESH_UAC;
}


void session_answered(struct session *s, const struct sip_msg *msg)
{
	knows_read(s, msg);
	taken(s, msg);
}


static bool ours(const struct session *s)
{
	return s->caller == (REFRESH_UAC == s->agreed.by);
}


static void refresh_h(void *arg);


static void again(struct session *s)
{
	int64_t left_ms = s->until_ms - clock_mono_ms(), wait_ms = left_ms / 2 > AGAIN_MIN_MS ? left_ms / 2 : AGAIN_MIN_MS;

	tmr_start(&s->tmr, (uint64_t)(wait_ms < left_ms ? wait_ms : left_ms > 0 ? left_ms : 0), refresh_h, s);
}


void session_refreshed(struct session *s)
{
	tmr_cancel(&s->tmr);
	if (!s->sess || !s->agreed.s)
		return;

	s->until_ms = clock_mono_ms() + refresh_due_ms(&s->agreed, false);
	tmr_start(&s->tmr, refresh_due_ms(&s->agreed, ours(s)), refresh_h, s);
}


void session_reinvited(struct session *s)
{
	if (!s->sess || ours(s))
		session_refreshed(s);
	else
		tmr_cancel(&s->tmr);
}


void session_begin(struct session *s, struct sipsess *sess, sip_auth_h *auth_h, void *auth_arg)
{
	s->sess = sess;
	if (s->agreed.s && auth_h && !s->auth && sip_auth_alloc(&s->auth, auth_h, auth_arg, true))
		log_warn("voice: a call is refreshed without saying who we are");

	session_refreshed(s);
}


/* ---- we refresh */

static int contact_h(enum sip_transp tp, const struct sa *src, const struct sa *dst, struct mbuf *mb, void *arg)
{
	struct sip_contact contact;

	(void)dst;
	(void)arg;
	sip_contact_set(&contact, "otklik", src, tp);

	return mbuf_printf(mb, "%H", sip_contact_print, &contact);
}


static int update(struct session *s);


static void updated_h(int err, const struct sip_msg *msg, void *arg)
{
	struct session *s = arg;

	if (!err && msg->scode < 200)
		return;

	if (err || 408 == msg->scode || 481 == msg->scode) {
		s->handler->dead_h(s->arg);
	}
	else if (msg->scode < 300) {
		taken(s, msg);
		session_refreshed(s);
	}
	else if ((401 == msg->scode || 407 == msg->scode) && s->auth && !sip_auth_authenticate(s->auth, msg) && !update(s)) {
		return;
	}
	else {
		s->updates = s->updates && 405 != msg->scode && 501 != msg->scode;
		again(s);
	}
}


/* In this request it is we who call */
static int update(struct session *s)
{
	s->caller = true;
	s->agreed.by = REFRESH_UAC;

	return sip_drequestf(&s->req, s->v->sip, true, "UPDATE", sipsess_dialog(s->sess), 0, s->auth, contact_h, updated_h, s,
			     "Supported: timer\r\nSession-Expires: %u;refresher=uac\r\n%sContent-Length: 0\r\n\r\n", s->agreed.s,
			     s->v->session_min);
}


static int offer(struct session *s)
{
	struct mbuf *desc = NULL;
	int err = s->handler->offer_h(&desc, s->arg);

	if (!err)
		err = sipsess_modify(s->sess, desc);
	mem_deref(desc);

	return err;
}


static void refresh_h(void *arg)
{
	struct session *s = arg;
	int err;

	if (clock_mono_ms() >= s->until_ms || !ours(s)) {
		s->handler->dead_h(s->arg);
		return;
	}

	err = s->updates ? s->req ? 0 : update(s) : offer(s);
	if (err)
		log_warn("voice: a call was not refreshed err=%m", err);
	again(s);
}
