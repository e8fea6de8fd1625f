/**
 * @file journal.c  The journal, for those who look at what was done
 */
#include "appeal/number.h"
#include "appeal/record.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"

enum { ROWS_DEFAULT = 100, ROWS_MAX = 500, KIND_MAX = 100 };

struct asked {
	int64_t from;
	bool newest;
	struct record_choice choice;
};


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct asked *asked = arg;
	enum appeal_refusal r = APPEAL_ALLOWED;
	int err;

	err = asked->newest ? view_record_newest(v, &asked->choice, objp, &r)
		: view_record(v, asked->choice.appeal, asked->from, asked->choice.most, objp, &r);
	*refusal = r;
	if (!err && !r)
		err = record_names(v, json_object_get(*objp, "items"));

	return err;
}


/* A whole number; false: it is something else. Untouched when absent */
static bool number_read(struct pl text, int64_t min, int64_t max, int64_t *np)
{
	int64_t n = 0;

	if (!text.l)
		return true;
	if (text.l > 19)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || n > (INT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (text.p[i] - '0');
	}

	*np = n;
	return n >= min && n <= max;
}


/* Who acted: an id, "citizen", "system" */
static bool actor_read(struct pl text, int64_t *actorp)
{
	if (0 == pl_strcmp(&text, "citizen"))
		*actorp = 0;
	else if (0 == pl_strcmp(&text, "system"))
		*actorp = -1;
	else
		return number_read(text, 1, INT64_MAX, actorp);

	return true;
}


/* A kind, or the group before its dot */
static bool kind_read(struct pl text, struct pl *kindp)
{
	if (text.l > KIND_MAX)
		return false;
	for (size_t i = 0; i < text.l; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz_.", text.p[i]))
			return false;

	*kindp = text;
	return true;
}


/* What is chosen of the journal; wrong fields are kept for the problem */
static void choice_read(struct request *req, struct asked *asked)
{
	struct record_choice *c = &asked->choice;
	struct pl order = request_query(req, "order");
	int64_t most = ROWS_DEFAULT;

	asked->newest = 0 == pl_strcmp(&order, "newest");
	if (order.l && !asked->newest && pl_strcmp(&order, "oldest"))
		reply_field(req, "order", "field.choice", &TEXT_PL("choices", PL_LIT("newest, oldest")), 1, NULL);
	if (!number_read(request_query(req, "from"), 0, INT64_MAX, &asked->from))
		reply_field(req, "from", "field.number", NULL, 0, NULL);
	if (!number_read(request_query(req, "before"), 1, INT64_MAX, &c->before))
		reply_field(req, "before", "field.number", NULL, 0, NULL);
	if (!number_read(request_query(req, "limit"), 1, ROWS_MAX, &most))
		reply_field(req, "limit", "field.number", NULL, 0, NULL);
	if (!desk_days(req, request_query(req, "since"), (struct pl){NULL, 0}, &c->from_ms, &c->to_ms))
		reply_field(req, "since", "appeal.form.day", NULL, 0, NULL);
	if (!desk_days(req, (struct pl){NULL, 0}, request_query(req, "until"), &c->from_ms, &c->to_ms))
		reply_field(req, "until", "appeal.form.day", NULL, 0, NULL);
	if (!actor_read(request_query(req, "actor"), &c->actor))
		reply_field(req, "actor", "field.number", NULL, 0, NULL);
	if (!kind_read(request_query(req, "kind"), &c->kind))
		reply_field(req, "kind", "field.choice", &TEXT_PL("choices", PL_LIT("call, call.ended …")), 1, NULL);
	c->most = (unsigned)most;
}


static int get_h(struct request *req)
{
	struct asked *asked = request_alloc(req, sizeof(*asked), NULL);
	struct pl number = request_query(req, "appeal");
	enum number_form form;

	if (!asked)
		return ENOMEM;

	asked->choice = (struct record_choice){.appeal = DB_NULL, .before = INT64_MAX, .from_ms = DB_NULL, .to_ms = DB_NULL, .actor = DB_NULL};
	if (number.l) {
		form = number_parse(&asked->choice.appeal, number);
		if (NUMBER_WHOLE != form && NUMBER_BARE != form) {
			reply_problem(req, 404, "appeal.unknown");
			return 0;
		}
	}

	choice_read(req, asked);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	return app_view(req, view_h, asked);
}


/* ---- a report ---- */

struct span {
	int64_t from_ms, to_ms;
};


static int overtakings_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct span *span = arg;

	*refusal = APPEAL_ALLOWED;
	return view_overtakings(v, span->from_ms, span->to_ms, objp);
}


static int overtakings_h(struct request *req)
{
	struct span *span = request_alloc(req, sizeof(*span), NULL);

	if (!span)
		return ENOMEM;

	return desk_span(req, &span->from_ms, &span->to_ms) ? app_view(req, overtakings_view_h, span) : 0;
}


static const struct route rows[] = {
	{GET, "/api/v1/journal", ROLE_AUDITOR | ROLE_SUPERVISOR, BODY_NONE, 0, RATE_STAFF, get_h,
	 "What happened, in order, from a position on (?from=, ?limit= up to 500), of one appeal (?appeal=) or of all. With ?order=newest the newest "
	 "first, before a position (?before=), between two days (?since=2026-11-24, ?until=), of a kind or a group of kinds (?kind=call.ended, "
	 "?kind=call), by who acted (?actor=ID, citizen, system)",
	 NULL, "Journal", 200, 0},
	{GET, "/api/v1/statistics/overtakings", ROLE_AUDITOR | ROLE_SUPERVISOR, BODY_NONE, 0, RATE_STAFF, overtakings_h,
	 "Who was served before somebody that waited longer, between two days (from, to): how often for which reason, and each, the newest 200",
	 NULL, "Overtakings", 200, 0},
};

const struct route_set journal_routes = ROUTE_SET(rows);
