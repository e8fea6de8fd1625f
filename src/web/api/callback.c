/**
 * @file callback.c  Calls back that are owed: their list, and one that somebody at the desk promises
 */
#include "base/clock.h"
#include "base/rfc3339.h"
#include "call/back.h"
#include "web/api/call.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/web.h"
#include "web/table.h"

enum { BODY_MAX = 1024, AT_MOST_MS = 31 * 24 * 3600 };

struct back_in {
	struct pl at;
};

static const struct want back_want[] = {
	{"at", WANT_LINE, offsetof(struct back_in, at), false, 40, NULL},
};


/* The lines as they are when it is asked: a reference, as another thread reads them */
struct list_in {
	struct switchboard *board;
};


static void list_destructor(void *arg)
{
	struct list_in *in = arg;

	switchboard_unref(in->board);
}


static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct list_in *in = arg;

	*refusal = 0;
	return callback_view(v, switchboard_lines(in->board), objp);
}


static int list_h(struct request *req)
{
	struct list_in *in = request_alloc(req, sizeof(*in), list_destructor);

	if (!in)
		return ENOMEM;

	in->board = switchboard_ref(app_of(req)->board);
	return app_view(req, list_view_h, in);
}


static bool refused(struct request *req, const struct command *cmd)
{
	if (cmd->err)
		reply_errno(req, cmd->err);
	else if (cmd->refusal < 0)
		app_refuse(req, cmd->refusal);
	else if (cmd->refusal)
		call_refuse(req, (enum call_refusal)cmd->refusal);

	return cmd->err || cmd->refusal;
}


static void promised_h(struct request *req, void *arg)
{
	const struct call_back *back = arg;

	if (!refused(req, &back->cmd))
		reply_json(req, 201, json_pack("{s:o, s:o}", "due_at", app_time(req, back->due_ms), "next_at", app_time(req, back->first_ms)));
}


/* Not before a time that was agreed on, at most a month away */
static bool at_read(struct request *req, struct pl text, int64_t *at_ms)
{
	int64_t now_ms = clock_wall_ms();

	if (!text.l || (!rfc3339_parse(text, at_ms, NULL) && *at_ms >= now_ms && *at_ms < now_ms + AT_MOST_MS * 1000LL))
		return true;

	reply_field(req, "at", "field.time", NULL, 0, NULL);
	reply_problem(req, 422, "request.fields");
	return false;
}


static void back_destructor(void *arg)
{
	call_back_close(arg);
}


static struct call_back *back_new(struct request *req)
{
	const struct session *session = request_session(req);
	struct call_back *back = request_alloc(req, sizeof(*back), back_destructor);

	if (back)
		back->actor = (struct actor){session->staff, session->roles};
	return back;
}


static int promise_h(struct request *req)
{
	struct call_back *back = back_new(req);
	struct back_in in = {{NULL, 0}};
	int err;

	if (!back)
		return ENOMEM;
	if (!desk_number(req, &back->digits) || !request_want(req, back_want, 1, &in) || !at_read(req, in.at, &back->at_ms))
		return 0;

	back->cmd.apply_h = call_back_apply;
	err = call_back_prepare(back, app_of(req)->book, &web_limits_of(request_web(req))->callback, clock_wall_ms());

	return err ? err : request_write(req, &back->cmd, promised_h, back);
}


static void withdrawn_h(struct request *req, void *arg)
{
	const struct call_back *back = arg;

	if (!refused(req, &back->cmd))
		reply_empty(req, 204);
}


static int withdraw_h(struct request *req)
{
	struct call_back *back = back_new(req);

	if (!back)
		return ENOMEM;
	if (!desk_number(req, &back->digits))
		return 0;

	back->cmd.apply_h = call_back_withdraw_apply;
	return request_write(req, &back->cmd, withdrawn_h, back);
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/callbacks", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Calls back that are owed, first what is due first; `people`: nobody but a person keeps it", NULL, "Callbacks", 200, 0},
	{POST, "/api/v1/desk/appeals/{number}/callback", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, promise_h,
	 "Promises the citizen a call back to the phone that the appeal has, which the program makes", "CallbackNew", "CallbackDue", 201, 0},
	{DELETE, "/api/v1/desk/appeals/{number}/callback", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, withdraw_h,
	 "The citizen does not want to be called back any more", NULL, NULL, 204, 0},
};

const struct route_set callback_routes = ROUTE_SET(rows);
