/**
 * @file request.c  Every request before libre sees it: what RFC 3261 §8.2 asks of whoever answers
 *
 * libre reads leniently: what is wrong in a way that leaves an answer possible is told here (RFC 4475); what it cannot read at
 * all, and requests of another version, it drops. Methods of a call
 * (INVITE, ACK, BYE, CANCEL, INFO) go on to libre's sessions, everything else is answered here.
 */
#include "voice/sip/ban.h"
#include "voice/guest.h"
#include "voice/sip/phone.h"
#include "voice/sip/registrar.h"
#include "voice/vcall.h"

struct method {
	const char *name;
	bool session;                    /* libre's: within or for a call */
};

static const struct method methods[] = {
	{"INVITE", true}, {"ACK", true}, {"BYE", true}, {"CANCEL", true}, {"INFO", true},
	{"REFER", false}, {"OPTIONS", false}, {"REGISTER", false}, {"MESSAGE", false}, {"NOTIFY", false}, {"SUBSCRIBE", false},
	{"PRACK", false}, {"UPDATE", false}, {"PUBLISH", false},
};


static const struct method *method_of(const struct pl *name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (0 == pl_strcmp(name, methods[i].name))
			return &methods[i];
	}

	return NULL;
}


static bool digits_only(struct pl text, uint64_t max)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || n > max)
			return false;
		n = n * 10 + (uint64_t)(text.p[i] - '0');
	}

	return text.l > 0 && n <= max;
}


static unsigned count(const struct sip_msg *msg, enum sip_hdrid id)
{
	return sip_msg_hdr_count(msg, id);
}


/* What there must be exactly one of */
static bool single(const struct sip_msg *msg)
{
	static const enum sip_hdrid once[] = {SIP_HDR_FROM, SIP_HDR_TO, SIP_HDR_CALL_ID, SIP_HDR_CSEQ};
	static const enum sip_hdrid most_once[] = {SIP_HDR_MAX_FORWARDS, SIP_HDR_CONTENT_LENGTH, SIP_HDR_CONTENT_TYPE, SIP_HDR_EXPIRES};

	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
		if (1 != count(msg, once[i]))
			return false;
	}
	for (size_t i = 0; i < sizeof(most_once) / sizeof(most_once[0]); i++) {
		if (count(msg, most_once[i]) > 1)
			return false;
	}

	return true;
}


/* Numbers within their bounds: CSeq < 2^31, Max-Forwards ≤ 255, lengths and times < 2^32 (§20) */
static bool numbers(const struct sip_msg *msg)
{
	const struct sip_hdr *cseq = sip_msg_hdr(msg, SIP_HDR_CSEQ);
	struct pl num = {cseq->val.p, 0};

	while (num.l < cseq->val.l && ' ' != num.p[num.l] && '\t' != num.p[num.l] && '\r' != num.p[num.l])
		num.l++;

	return digits_only(num, INT32_MAX) && (!msg->maxfwd.l || digits_only(msg->maxfwd, 255)) &&
		(!msg->clen.l || digits_only(msg->clen, UINT32_MAX)) && (!msg->expires.l || digits_only(msg->expires, UINT32_MAX));
}


/* Is a quoted string closed, in front of an address? */
static bool quotes_even(struct pl text)
{
	bool in = false;

	for (size_t i = 0; i < text.l; i++) {
		if (in && '\\' == text.p[i])
			i++;
		else if ('"' == text.p[i])
			in = !in;
		else if ('<' == text.p[i] && !in)
			break;
	}

	return !in;
}


static bool uri_clean(const struct pl *ruri)
{
	for (size_t i = 0; i < ruri->l; i++) {
		if (strchr("<> \t\r\n\"", ruri->p[i]))
			return false;
	}

	return ruri->l > 0;
}


static bool addresses(const struct sip_msg *msg)
{
	const struct sip_hdr *from = sip_msg_hdr(msg, SIP_HDR_FROM), *to = sip_msg_hdr(msg, SIP_HDR_TO);

	return quotes_even(from->val) && quotes_even(to->val) && uri_clean(&msg->ruri);
}


/* A body that is shorter than it says (datagrams only: a stream waits for the rest). What lies behind it is cut off (§18.3) */
static bool whole(const struct sip_msg *msg)
{
	if (SIP_TRANSP_UDP != msg->tp || !msg->clen.l)
		return true;
	if (pl_u32(&msg->clen) > mbuf_get_left(msg->mb))
		return false;

	msg->mb->end = msg->mb->pos + pl_u32(&msg->clen);
	return true;
}


static bool is_sip(const struct uri *uri)
{
	return 0 == pl_strcasecmp(&uri->scheme, "sip") || 0 == pl_strcasecmp(&uri->scheme, "sips") || 0 == pl_strcasecmp(&uri->scheme, "tel");
}


/* 420 names what we do not know: all of it (§8.2.2.3) */
static bool unsupported_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct mbuf *mb = arg;

	(void)msg;
	if (mb->end < 512)
		(void)mbuf_printf(mb, "Unsupported: %r\r\n", &hdr->val);

	return false;
}


static bool required(struct voice *v, const struct sip_msg *msg)
{
	struct mbuf *mb;
	char *text = NULL;

	if (!count(msg, SIP_HDR_REQUIRE))
		return false;

	mb = mbuf_alloc(128);
	if (!mb)
		return true;

	(void)sip_msg_hdr_apply(msg, true, SIP_HDR_REQUIRE, unsupported_h, mb);
	mb->pos = 0;
	if (!mbuf_strdup(mb, &text, mb->end))
		stack_reply(v, msg, 420, "Bad Extension", text);

	mem_deref(text);
	mem_deref(mb);
	return true;
}


static void options(struct voice *v, const struct sip_msg *msg)
{
	if (v->stopping)
		stack_reply(v, msg, 503, "Service Unavailable", "Retry-After: 30\r\n");
	else
		stack_reply(v, msg, 200, "OK", STACK_ALLOW "Accept: application/sdp\r\nAccept-Language: ru, en\r\n");
}


typedef bool (leg_h)(struct leg *leg, const struct sip_msg *msg);


/* False: it is of no leg */
static bool leg_of(const struct voice *v, const struct sip_msg *msg, leg_h *h)
{
	for (struct le *le = v->calls.head; le; le = le->next) {
		const struct vcall *call = le->data;

		if ((call->citizen && h(call->citizen, msg)) || (call->staff && h(call->staff, msg)) || (guest_leg(call) && h(guest_leg(call), msg)))
			return true;
	}

	return false;
}


/* Within a call: libre does not know it */
static void update(struct voice *v, const struct sip_msg *msg)
{
	if (!leg_of(v, msg, phone_update))
		stack_reply(v, msg, 481, "Call Does Not Exist", "");
}


/* True: it was answered */
static bool malformed(struct voice *v, const struct sip_msg *msg, const struct method *method)
{
	if (!single(msg) || !numbers(msg) || !addresses(msg) || !whole(msg))
		stack_reply(v, msg, 400, "Bad Request", "");
	else if (pl_cmp(&msg->met, &msg->cseq.met))
		stack_reply(v, msg, method ? 400 : 501, method ? "Bad Request" : "Not Implemented", "");
	else
		return false;

	return true;
}


bool request_h(const struct sip_msg *msg, void *arg)
{
	const struct method *method = method_of(&msg->met);
	struct voice *v = arg;

	if (ban_silent(v, msg))
		return true;
	if (0 == pl_strcmp(&msg->met, "ACK"))
		return false;                    /* never answered */

	if (malformed(v, msg, method))
		return true;
	if (!method) {
		stack_reply(v, msg, 501, "Not Implemented", STACK_ALLOW);
		return true;
	}
	if (0 == pl_strcmp(&msg->met, "CANCEL"))
		return false;                    /* has its request's fate (§9.2) */

	if (!is_sip(&msg->uri)) {
		stack_reply(v, msg, 416, "Unsupported URI Scheme", "");
		return true;
	}
	if (required(v, msg))
		return true;
	if (method->session)
		return false;

	if (0 == pl_strcmp(&msg->met, "OPTIONS"))
		options(v, msg);
	else if (0 == pl_strcmp(&msg->met, "UPDATE"))
		update(v, msg);
	else if (0 == pl_strcmp(&msg->met, "REGISTER"))
		registrar_request(v, msg);
	else
		stack_reply(v, msg, 405, "Method Not Allowed", STACK_ALLOW);

	return true;
}


/* What comes again libre says ACK to again; other answers to nobody's request are not worth a line to anybody */
bool response_h(const struct sip_msg *msg, void *arg)
{
	bool taken = msg->scode >= 200 && msg->scode < 300 && 0 == pl_strcmp(&msg->cseq.met, "INVITE");

	return !taken || leg_of(arg, msg, phone_forked);
}
