/**
 * @file invite.c  A new call: who may, and which line
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/sip/ban.h"
#include "voice/sip/dialled.h"
#include "voice/vcall.h"

enum {
	WRITER_BUSY = COMMAND_QUEUE_MAX / 2,     /* commands that wait: more calls would not be written in time */
};

#define RETRY(s) "Retry-After: " s "\r\n"


/* Is there nothing in the body but a session description, and would the phone take one? */
static bool types(struct voice *v, const struct sip_msg *msg)
{
	const struct sip_hdr *accept = sip_msg_hdr(msg, SIP_HDR_ACCEPT);

	if (mbuf_get_left(msg->mb) && !msg_ctype_cmp(&msg->ctyp, "application", "sdp")) {
		stack_reply(v, msg, 415, "Unsupported Media Type", "Accept: application/sdp\r\n");
		return false;
	}
	if (accept && !sip_msg_hdr_has_value(msg, SIP_HDR_ACCEPT, "application/sdp") && !sip_msg_hdr_has_value(msg, SIP_HDR_ACCEPT, "*/*") &&
	    !sip_msg_hdr_has_value(msg, SIP_HDR_ACCEPT, "application/*")) {
		stack_reply(v, msg, 406, "Not Acceptable", "");
		return false;
	}

	return true;
}


/* A share of the limits, the trunk's own or those of any source; false: it was answered */
static bool admitted(struct voice *v, const struct sip_msg *msg, struct vcall_origin *o)
{
	const struct voice_limits *lim = &v->limits;
	bool free = (lim->loopback_free && sa_is_loopback(&msg->src)) || (o->trunk && (o->trunk->plan->calls || o->trunk->plan->rate));
	int err;

	if (v->stopping) {
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("30"));
		return false;
	}
	if (!v->hub || writer_waiting(v->prm.writer) > WRITER_BUSY || v->callc >= lim->calls) {
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("10"));
		return false;
	}

	if (o->trunk && trunk_share_take(&o->share, o->trunk, clock_mono_ms())) {
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("5"));
		return false;
	}

	err = source_take(&o->source, v->sources, &msg->src, free ? 0 : lim->calls_source, free ? 0 : lim->rate_source, clock_mono_ms());
	if (EBUSY == err)
		stack_reply(v, msg, 486, "Busy Here", RETRY("10"));
	else if (err)
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("1"));

	if (err)
		o->share = mem_deref(o->share);
	return !err;
}


void invite_h(const struct sip_msg *msg, void *arg)
{
	struct voice *v = arg;
	struct vcall_origin origin = {.trunk = trunk_from(v, &msg->src)};

	if (!types(v, msg))
		return;

	origin.line = dialled_line(v, msg, origin.trunk, &origin.number);
	if (!origin.line) {
		stack_reply(v, msg, 404, "Not Found", "");
		ban_strange(v, msg);
		return;
	}

	if (admitted(v, msg, &origin))
		vcall_ring(v, msg, &origin);
}
