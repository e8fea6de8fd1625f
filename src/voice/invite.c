/**
 * @file invite.c  A new call: who may, and which line
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/vcall.h"

enum {
	USER_MAX = 128,
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


/* A share of the limits; false: it was answered */
static bool admitted(struct voice *v, const struct sip_msg *msg, struct source **sp)
{
	const struct voice_limits *lim = &v->limits;
	bool free = lim->loopback_free && sa_is_loopback(&msg->src);
	int err;

	if (v->stopping) {
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("30"));
		return false;
	}
	if (!v->hub || writer_waiting(v->prm.writer) > WRITER_BUSY || v->callc >= lim->calls) {
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("10"));
		return false;
	}

	err = source_take(sp, v->sources, &msg->src, free ? 0 : lim->calls_source, free ? 0 : lim->rate_source, clock_mono_ms());
	if (EBUSY == err)
		stack_reply(v, msg, 486, "Busy Here", RETRY("10"));
	else if (err)
		stack_reply(v, msg, 503, "Service Unavailable", RETRY("1"));

	return !err;
}


void invite_h(const struct sip_msg *msg, void *arg)
{
	struct source *source = NULL;
	const struct line *line;
	char user[USER_MAX] = "";
	struct voice *v = arg;

	if (!types(v, msg))
		return;

	/* "+7…" may come as "%2B7…"; what is longer is no line of ours */
	if (re_snprintf(user, sizeof(user), "%H", uri_user_unescape, &msg->uri.user) < 0)
		user[0] = '\0';

	line = line_find(v->prm.lines, pl_of(user));
	if (!line) {
		stack_reply(v, msg, 404, "Not Found", "");
		return;
	}

	if (admitted(v, msg, &source))
		vcall_ring(v, msg, line, source);
}
