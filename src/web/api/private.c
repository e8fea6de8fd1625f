/**
 * @file private.c  A look behind the mask, and drafts
 */
#include "appeal/number.h"
#include "appeal/reveal.h"
#include "appeal/view.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/event.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 64 * 1024, DRAFT_MAX = 10000 };


struct revealing {
	struct appeal_reveal reveal;
};


static void revealing_destructor(void *arg)
{
	struct revealing *r = arg;

	mem_deref(r->reveal.value);
}


static void revealed_h(struct request *req, void *arg)
{
	struct revealing *r = arg;
	const struct command *cmd = &r->reveal.cmd;
	const struct mbuf *value = r->reveal.value;

	if (cmd->err)
		reply_errno(req, cmd->err);
	else if (cmd->refusal)
		app_refuse(req, cmd->refusal);
	else
		reply_json(req, 200, json_pack("{s:o}", "value", value ? json_stringn((char *)value->buf, value->end) : json_null()));
}


struct reveal_in {
	struct pl field, reason;
	int64_t message;
};

static const struct want reveal_want[] = {
	{"field",   WANT_LINE, offsetof(struct reveal_in, field),   true,  20, NULL},
	{"reason",  WANT_LINE, offsetof(struct reveal_in, reason),  true,  20, NULL},
	{"message", WANT_ID,   offsetof(struct reveal_in, message), false, 0,  NULL},
};


static int reveal_h(struct request *req)
{
	const struct session *session = request_session(req);
	struct reveal_in in = {.message = DB_NULL};
	struct revealing *r;
	int64_t digits;

	if (!desk_number(req, &digits))
		return 0;

	want_json(req, request_json(req), reveal_want, sizeof(reveal_want) / sizeof(reveal_want[0]), &in);
	if (in.field.l && !reveal_field_of(in.field))
		reply_field(req, "field", "appeal.form.field", NULL, 0, NULL);
	if (in.reason.l && !reveal_reason_known(in.reason))
		reply_field(req, "reason", "problem.appeal.reason", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	r = request_alloc(req, sizeof(*r), revealing_destructor);
	if (!r)
		return ENOMEM;

	r->reveal = (struct appeal_reveal){
		.cmd = {.apply_h = appeal_reveal_apply}, .keys = web_keys(request_web(req)), .digits = digits,
		.actor = {session->staff, session->roles}, .field = reveal_field_of(in.field), .message = in.message,
		.reason = in.reason,
	};

	return request_write(req, &r->reveal.cmd, revealed_h, r);
}


struct drafting {
	struct appeal_draft draft;
};


static void drafting_destructor(void *arg)
{
	struct drafting *d = arg;

	mem_deref(d->draft.newer);
}


/* The author's other windows hear that there is a newer one, and ask for it: the text itself is in no event */
static void drafted_tell(struct request *req, const struct appeal_draft *draft)
{
	int64_t staff = request_session(req)->staff;
	struct web *web = request_web(req);
	char number[NUMBER_SIZE], text[96];

	if (web_event_windows(web, staff) < 2)
		return;

	number_format(number, draft->digits, NUMBER_LATIN);
	(void)re_snprintf(text, sizeof(text), "{\"number\":\"%s\",\"version\":%lld}", number, draft->new_version);
	web_event_tell(web, staff, "draft", pl_of(text));
}


static void drafted_h(struct request *req, void *arg)
{
	const struct appeal_draft *draft = &((struct drafting *)arg)->draft;

	if (draft->cmd.err) {
		reply_errno(req, draft->cmd.err);
		return;
	}
	if (APPEAL_DRAFT_NEWER == draft->cmd.refusal) {
		reply_member(req, "text", json_stringn((char *)draft->newer->buf, draft->newer->end));
		reply_member(req, "version", json_integer(draft->new_version));
		reply_member(req, "at", app_time(req, draft->at_ms));
		reply_problem(req, 409, "draft.newer");
		return;
	}
	if (draft->cmd.refusal) {
		app_refuse(req, draft->cmd.refusal);
		return;
	}

	drafted_tell(req, draft);
	reply_json(req, 200, json_pack("{s:I, s:o}", "version", (json_int_t)draft->new_version, "at", app_time(req, draft->at_ms)));
}


struct draft_in {
	struct pl text;
	int64_t version;
};

static const struct want draft_want[] = {
	{"text",    WANT_TEXT, offsetof(struct draft_in, text),    false, DRAFT_MAX, NULL},
	{"version", WANT_INT,  offsetof(struct draft_in, version), true,  0,         NULL},
};


static int draft_h(struct request *req)
{
	const struct session *session = request_session(req);
	struct draft_in in = {{NULL, 0}, 0};
	struct drafting *d;
	int64_t digits;

	if (!desk_number(req, &digits) || !request_want(req, draft_want, sizeof(draft_want) / sizeof(draft_want[0]), &in))
		return 0;

	d = request_alloc(req, sizeof(*d), drafting_destructor);
	if (!d)
		return ENOMEM;

	d->draft = (struct appeal_draft){
		.cmd = {.apply_h = appeal_draft_apply}, .keys = web_keys(request_web(req)), .digits = digits,
		.actor = {session->staff, session->roles}, .text = in.text, .version = in.version,
	};

	return request_write(req, &d->draft.cmd, drafted_h, d);
}


static int draft_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	enum appeal_refusal r = 0;
	int err = view_draft(v, *(int64_t *)arg, objp, &r);

	*refusal = r;
	return err;
}


static int draft_get_h(struct request *req)
{
	int64_t *digits = request_alloc(req, sizeof(*digits), NULL);

	if (!digits)
		return ENOMEM;

	return desk_number(req, digits) ? app_view(req, draft_view_h, digits) : 0;
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/appeals/{number}/reveal", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, reveal_h,
	 "Shows one masked field, for a reason; the journal says so", "Reveal", "Revealed", 200, 0},
	{GET, "/api/v1/desk/appeals/{number}/draft", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, draft_get_h,
	 "One's own draft, as the last device saved it; none: empty, of version 0", NULL, "Draft", 200, 0},
	{PUT, "/api/v1/desk/appeals/{number}/draft", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, draft_h,
	 "Saves the draft of an answer; a newer one from another device is given back instead", "DraftNew", "DraftSaved", 200, 0},
};

const struct route_set private_routes = ROUTE_SET(rows);
