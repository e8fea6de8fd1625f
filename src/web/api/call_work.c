/**
 * @file call_work.c  What an operator makes of a call: calls a citizen, attaches a call to a known appeal, makes two appeals of one
 */
#include "appeal/number.h"
#include "appeal/view.h"
#include "base/clock.h"
#include "call/attach.h"
#include "web/api/appeal.h"
#include "web/api/call.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum {
	BODY_MAX = 1024,
	BODY_SDP_MAX = 2 * CALL_SDP_MAX,          /* line ends are escaped in JSON */
	BODY_TEXT_MAX = 64 * 1024,
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))


/* A number as it was typed; false: replied */
static bool number_read(struct request *req, struct pl text, int64_t *digits)
{
	enum number_form form = number_parse(digits, text);

	if (NUMBER_WHOLE == form || NUMBER_BARE == form)
		return true;

	call_refuse(req, CALL_APPEAL_UNKNOWN);
	return false;
}


/* The call of the path; 0: it cannot be one */
static int64_t call_id(const struct request *req)
{
	struct pl id = request_param(req, 0);

	return id.l && id.l < 20 && id.p[0] >= '1' && id.p[0] <= '9' ? (int64_t)pl_u64(&id) : 0;
}


/* ---- dial ---- */

struct dial_in {
	struct pl number, sdp;
};

static const struct want dial_want[] = {
	{"number", WANT_LINE, offsetof(struct dial_in, number), true, 40, NULL},
	{"sdp",    WANT_TEXT, offsetof(struct dial_in, sdp),    false, CALL_SDP_MAX, NULL},
};


static void dialled_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!call_refused(req, ask))
		reply_json(req, 201, json_pack("{s:o, s:I, s:b, s:s*}", "call", view_id(ask->call), "generation",
					       (json_int_t)ask->view.generation, "by_phone", ask->view.by_phone, "sdp", ask->answer));
}


static int dial_h(struct request *req)
{
	struct dial_in in = {{NULL, 0}};
	struct call_ask *ask;
	int64_t digits;

	if (!request_want(req, dial_want, COUNT(dial_want), &in) || !number_read(req, in.number, &digits))
		return 0;

	ask = call_ask_new(req, CALL_ASK_DIAL, in.sdp.l ? &in.sdp : NULL);
	if (ask)
		ask->digits = digits;
	return call_ask_send(req, ask, dialled_h);
}


/* ---- attach ---- */

static const struct want attach_want[] = {
	{"number", WANT_LINE, offsetof(struct dial_in, number), true, 40, NULL},
};

struct attaching {
	struct call_attach attach;
	struct call_ask *ask;
};


/* Voice knows more of a call that goes on than the record; of one that has ended, nothing */
static void moved_h(struct request *req, void *arg)
{
	const struct attaching *a = arg;
	bool live = !a->ask->err && !a->ask->refusal;

	call_show(req, a->attach.call, live ? &a->ask->view : &a->attach.view);
}


static void attached_h(struct request *req, void *arg)
{
	struct attaching *a = arg;
	int err;

	if (a->attach.cmd.err) {
		reply_errno(req, a->attach.cmd.err);
		return;
	}
	if (a->attach.cmd.refusal) {
		call_refuse(req, (enum call_refusal)a->attach.cmd.refusal);
		return;
	}

	a->ask->call = a->attach.call;
	a->ask->appeal = a->attach.appeal;
	a->ask->digits = a->attach.digits;
	err = request_ask(req, a->ask, moved_h, a);
	if (err)                                 /* the record has it all the same */
		call_show(req, a->attach.call, &a->attach.view);
}


static int attach_h(struct request *req)
{
	struct attaching *a = request_alloc(req, sizeof(*a), NULL);
	const struct session *session = request_session(req);
	struct dial_in in = {{NULL, 0}};

	if (!a)
		return ENOMEM;
	if (!request_want(req, attach_want, COUNT(attach_want), &in) || !number_read(req, in.number, &a->attach.into))
		return 0;

	a->ask = call_ask_new(req, CALL_ASK_MOVED, NULL);
	if (!a->ask)
		return ENOMEM;

	a->attach.cmd.apply_h = call_attach_apply;
	a->attach.keys = web_keys(request_web(req));
	a->attach.call = call_id(req);
	a->attach.actor = (struct actor){session->staff, session->roles};

	return request_write(req, &a->attach.cmd, attached_h, a);
}


/* ---- split ---- */

struct split_in {
	struct pl kind, text, topic;
};

static const struct want split_want[] = {
	{"kind",  WANT_LINE, offsetof(struct split_in, kind),  true, 40, NULL},
	{"text",  WANT_TEXT, offsetof(struct split_in, text),  true, 0, NULL},
	{"topic", WANT_LINE, offsetof(struct split_in, topic), false, 200, NULL},
};

struct splitting {
	struct call_split *split;
	struct call_ask *ask;
	int64_t digits, answer_by_ms;
};


static void splitting_destructor(void *arg)
{
	struct splitting *s = arg;

	mem_deref(s->split);
}


/* Whether voice could be told or not: the record has it. The receipt code is the citizen's: the line says it, no desk shows it */
static void split_told_h(struct request *req, void *arg)
{
	const struct splitting *s = arg;

	reply_json(req, 201, json_pack("{s:o, s:o}", "number", view_number(s->digits), "answer_by", app_time(req, s->answer_by_ms)));
}


static void split_done_h(struct request *req, void *arg)
{
	struct splitting *s = arg;
	const struct command *cmd = call_split_command(s->split);
	int err = cmd->err;

	if (!err && cmd->refusal < 0) {
		app_refuse(req, cmd->refusal);
		return;
	}
	if (!err && cmd->refusal) {
		call_refuse(req, (enum call_refusal)cmd->refusal);
		return;
	}
	if (!err)
		err = call_split_result(s->split, &s->digits, &s->answer_by_ms);
	if (err) {
		reply_errno(req, err);
		return;
	}

	s->ask->digits = s->digits;
	if (request_ask(req, s->ask, split_told_h, s))
		split_told_h(req, s);
}


static bool split_read(struct request *req, struct appeal_clean *clean)
{
	const struct session *session = request_session(req);
	struct app *app = app_of(req);
	struct form_faults faults;
	struct split_in in = {{NULL, 0}};

	want_json(req, request_json(req), split_want, COUNT(split_want), &in);
	if (!appeal_key_good(request_header(req, "Idempotency-Key")))
		reply_field(req, "Idempotency-Key", "appeal.form.key", NULL, 0, NULL);
	if (!reply_has_fields(req)) {
		appeal_form_check(&(struct appeal_form){
				.kind = in.kind, .text = in.text, .topic = in.topic, .lang = request_lang(req), .channel = CHANNEL_CALL,
				.actor = session->staff}, book_regions(app->book), app->topics, app_today(req), clean, &faults);
		appeal_faults_reply(req, &faults);
	}
	if (!reply_has_fields(req))
		return true;

	reply_problem(req, 422, "request.fields");
	return false;
}


static int split_h(struct request *req)
{
	struct splitting *s = request_alloc(req, sizeof(*s), splitting_destructor);
	struct app *app = app_of(req);
	struct appeal_clean clean = {.text = {NULL, 0}};
	struct command *cmd;
	char scope[40];
	int err;

	if (!s)
		return ENOMEM;
	if (!split_read(req, &clean))
		return 0;

	s->ask = call_ask_new(req, CALL_ASK_SPLIT, NULL);
	if (!s->ask)
		return ENOMEM;

	err = call_split_prepare(&s->split, web_keys(request_web(req)), app->book, &clean, call_id(req), request_session(req)->roles,
				 app->incarnation, clock_wall_ms());
	if (err)
		return err;

	cmd = call_split_command(s->split);
	(void)re_snprintf(scope, sizeof(scope), "split %lld", call_id(req));
	app_idempotent(req, cmd, request_header(req, "Idempotency-Key"), scope, clean.text);

	return request_write(req, cmd, split_done_h, s);
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/calls", ROLE_DESK, BODY_JSON, BODY_SDP_MAX, RATE_STAFF, dial_h,
	 "Calls the citizen of an appeal at the phone that the appeal has: the browser's SDP offer for the server's answer. Without an offer "
	 "the operator's own telephone rings, and once it is lifted the citizen's. How it goes on shows GET /api/v1/desk/calls/mine", "CallDial", "CallDialled", 201, 0},
	{POST, "/api/v1/desk/calls/{id}/appeal", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, attach_h,
	 "Attaches one's call to a known appeal: the number that the call was given leads there from now on", "CallAttach", "Call", 200, 0},
	{POST, "/api/v1/desk/calls/{id}/split", ROLE_DESK, BODY_JSON, BODY_TEXT_MAX, RATE_STAFF, split_h,
	 "Makes a second appeal of one's call, of the same citizen", "CallSplit", "CallSplitDone", 201, 0},
};

const struct route_set call_work_routes = ROUTE_SET(rows);
