/**
 * @file repeat.c  A citizen who comes again: what is known already, and hurrying what nobody has begun
 */
#include "appeal/view.h"
#include "callback/callback.h"
#include "flow/trail.h"
#include "repeat/repeat.h"
#include "web/api/call.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 256 };

struct asked {
	int64_t digits, after_ms;
};

struct urge_in {
	struct pl level;
};

static const struct want urge_want[] = {
	{"level", WANT_LINE, offsetof(struct urge_in, level), true, 20, NULL},
};


static json_t *text_or_null(const char *text)
{
	return text[0] ? json_string(text) : json_null();
}


int call_way_set(const struct request *req, json_t *obj, const struct call_view *v)
{
	const struct app *app = app_of(req);
	json_t *repeats = v->vain ? json_pack("{s:o, s:i}", "number", view_number(v->repeats), "vain", (int)v->vain) : json_null();
	json_t *back = v->callback ? json_pack("{s:s}", "reason", callback_reason_name(v->callback)) : json_null();
	char region[8] = "";
	int err;

	if (v->region)
		(void)re_snprintf(region, sizeof(region), "%02u", v->region);
	err  = json_object_set_new(obj, "line", text_or_null(v->line));
	err |= json_object_set_new(obj, "dialled", text_or_null(v->dialled));
	err |= json_object_set_new(obj, "region", text_or_null(region));
	err |= json_object_set_new(obj, "path", trail_show(pl_of(v->path), request_lang(req), app->topics, app->book));
	err |= json_object_set_new(obj, "callback", back);
	err |= json_object_set_new(obj, "repeats", repeats);

	return err ? ENOMEM : 0;
}


static int show_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct asked *asked = arg;
	enum appeal_refusal r = APPEAL_ALLOWED;
	int err = repeat_view(v, asked->digits, asked->after_ms, objp, &r);

	*refusal = r;
	return err;
}


/* So long after a contact the next one is a repeat contact, as it is in force now */
static int64_t after_ms(const struct request *req)
{
	const struct app *app = app_of(req);

	return waiting_of(app->board ? switchboard_waiting(app->board) : app->waiting, WAITING_REPEAT_AFTER, 0);
}


static int show_h(struct request *req)
{
	struct asked *asked = request_alloc(req, sizeof(*asked), NULL);

	if (!asked)
		return ENOMEM;

	asked->after_ms = after_ms(req);
	return desk_number(req, &asked->digits) ? app_view(req, show_view_h, asked) : 0;
}


static void urged_h(struct request *req, void *arg)
{
	const struct urge *u = arg;

	if (u->cmd.err)
		reply_errno(req, u->cmd.err);
	else if (u->cmd.refusal)
		app_refuse(req, u->cmd.refusal);
	else
		reply_empty(req, 204);
}


static int urge_h(struct request *req)
{
	struct urge *u = request_alloc(req, sizeof(*u), NULL);
	const struct session *session = request_session(req);
	struct urge_in in = {{NULL, 0}};

	if (!u)
		return ENOMEM;
	if (!desk_number(req, &u->digits) || !request_want(req, urge_want, 1, &in))
		return 0;

	u->level = urge_of(in.level);
	if (!u->level) {
		reply_field(req, "level", "field.choice", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	u->cmd.apply_h = urge_apply;
	u->keys = web_keys(request_web(req));
	u->after_ms = after_ms(req);
	u->actor = (struct actor){session->staff, session->roles};
	return request_write(req, &u->cmd, urged_h, u);
}


static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	(void)arg;
	*refusal = 0;
	return urge_view(v, objp);
}


static int list_h(struct request *req)
{
	return app_view(req, list_view_h, NULL);
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/appeals/{number}/repeat", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, show_h,
	 "What is known of an appeal that its citizen comes again about: the problem, earlier contacts and results, whether work has begun, "
	 "and how often it was in vain", NULL, "Repeat", 200, 0},
	{POST, "/api/v1/desk/appeals/{number}/urge", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, urge_h,
	 "Hurries an appeal: it is offered before others; or brings it to the head of the service", "Urge", NULL, 204, 0},
	{GET, "/api/v1/desk/urged", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What was hurried and is not done, the head's first", NULL, "Urged", 200, 0},
};

const struct route_set repeat_routes = ROUTE_SET(rows);
