/**
 * @file dialled.c  Which line was really dialled, and who calls
 */
#include "base/clock.h"
#include "voice/sip/dialled.h"

enum { USER_MAX = 128 };

struct looking {
	const struct voice *v;
	const struct line *line;
	const struct line_number **number;
};


/* A line by its key or a number of now */
static const struct line *find(const struct voice *v, const char *user, const struct line_number **number)
{
	return line_find(v->prm.lines, pl_of(user), clock_wall_ms(), number);
}


static const struct line *line_of(const struct looking *l, struct pl header)
{
	char user[USER_MAX];

	return trunk_user(user, sizeof(user), header) ? find(l->v, user, l->number) : NULL;
}


/* The user part of an address that was read already; what is longer is no line of ours */
static const struct line *line_at(const struct voice *v, const struct uri *uri, const struct line_number **number)
{
	char user[USER_MAX];

	if (re_snprintf(user, sizeof(user), "%H", uri_user_unescape, &uri->user) < 0)
		return NULL;

	return find(v, user, number);
}


static bool history_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct looking *l = arg;

	(void)msg;
	if (trunk_history_first(hdr->val))
		l->line = line_of(l, hdr->val);

	return l->line != NULL;
}


static bool diversion_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct looking *l = arg;

	(void)msg;
	l->line = line_of(l, hdr->val);

	return l->line != NULL;
}


/* The first entry of History-Info; the last Diversion, for each forwarding puts its own on top */
static const struct line *forwarded(const struct voice *v, const struct sip_msg *msg, const struct line_number **number)
{
	struct looking l = {.v = v, .number = number};

	if (!sip_msg_hdr_apply(msg, true, SIP_HDR_HISTORY_INFO, history_h, &l))
		(void)sip_msg_xhdr_apply(msg, false, "Diversion", diversion_h, &l);

	return l.line;
}


const struct line *dialled_line(const struct voice *v, const struct sip_msg *msg, const struct trunk *t, const struct line_number **number)
{
	const struct line *line = t && t->plan->trusted ? forwarded(v, msg, number) : NULL;

	if (!line)
		line = line_at(v, &msg->uri, number);
	if (!line && t)
		line = line_at(v, &msg->to.uri, number);

	return line || !t || !t->plan->number[0] ? line : find(v, t->plan->number, number);
}


static bool wants_privacy(const struct sip_msg *msg)
{
	return sip_msg_hdr_has_value(msg, SIP_HDR_PRIVACY, "id") || sip_msg_hdr_has_value(msg, SIP_HDR_PRIVACY, "user");
}


void dialled_caller(char *user, size_t size, const struct sip_msg *msg, const struct trunk *t)
{
	const struct sip_hdr *asserted = t && t->plan->trusted ? sip_msg_hdr(msg, SIP_HDR_P_ASSERTED_IDENTITY) : NULL;

	user[0] = '\0';
	if (asserted && wants_privacy(msg))
		return;
	if (asserted && trunk_user(user, size, asserted->val))
		return;

	if (re_snprintf(user, size, "%H", uri_user_unescape, &msg->from.uri.user) < 0 || 0 == str_casecmp(user, "anonymous"))
		user[0] = '\0';
}
