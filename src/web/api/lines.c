/**
 * @file lines.c  What people dial, as it is in force: all lines in one document with versions
 *
 * One document, since two lines may not have one number: whoever changes a line has the others checked with it. It is published when it is
 * saved; what the profile says is version 0.
 */
#include "base/why.h"
#include "profile/bind.h"
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/table.h"

enum { BODY_MAX = 128 * 1024, ACT_MAX = 2048 };

struct act {
	struct sheet_act sheet;              /* its body: the items */
	struct switchboard *board;           /* a reference */
	const struct profile *profile;
	struct mbuf *why;                    /* owned: what is wrong with the items */
	struct line_fault fault;             /* and where */
	struct sheet_save save;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	sheet_act_close(&a->sheet);
	mem_deref(a->why);
	switchboard_unref(a->board);
}


static int own_h(struct sheet_act *act)
{
	const struct act *a = CONTAINER_OF(act, struct act, sheet);
	json_t *own = a->profile ? json_object_get(profile_json(a->profile), "lines") : NULL;

	act->body = own ? json_incref(own) : json_array();
	return act->body ? 0 : ENOMEM;
}


static int show_h(struct sheet_act *act, json_t *reply)
{
	return json_object_set(reply, "items", act->body) ? ENOMEM : 0;
}


/* A hotline without a line answers nobody; what is wrong otherwise, the room says in its own words */
static int look_h(struct sheet_act *act, struct db *db)
{
	struct act *a = CONTAINER_OF(act, struct act, sheet);
	struct lines *lines = NULL;
	int err;
	(void)db;

	if (!json_array_size(act->body))
		return mbuf_write_str(a->why, "lines: there is no line");

	err = lines_read_told(&lines, act->body, switchboard_flows(a->board), "lines", a->why, &a->fault);
	mem_deref(lines);

	return EINVAL == err ? 0 : err;
}


/* "items.0.region", "items.0.numbers.1.from" */
static void refuse_item(struct request *req, const struct line_fault *fault)
{
	char field[64], code[64], number[24] = "";

	if (fault->number >= 0)
		(void)re_snprintf(number, sizeof(number), "numbers.%d.", fault->number);
	(void)re_snprintf(field, sizeof(field), "items.%zu.%s%s", fault->line, number, fault->member);
	(void)re_snprintf(code, sizeof(code), "problem.line.%s", fault->what);
	reply_field(req, field, code, NULL, 0, NULL);
}


static bool right_h(struct request *req, struct sheet_act *act, int *errp)
{
	const struct act *a = CONTAINER_OF(act, struct act, sheet);
	(void)errp;

	if (!a->why->end)
		return true;

	if (a->fault.member)
		refuse_item(req, &a->fault);
	reply_member(req, "why", json_stringn((char *)a->why->buf, a->why->end));
	reply_problem(req, 422, "sheet.line");
	return false;
}


static const struct sheet_kind lines_kind = {PL_CONST(SHEET_LINE), own_h, show_h, NULL, look_h, right_h};


static struct act *act_new(struct request *req)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (!a)
		return NULL;

	*a = (struct act){.sheet = {.of = &lines_kind, .save = &a->save}, .board = switchboard_ref(app->board), .profile = app->profile,
			  .why = mbuf_alloc(256), .save.cmd.apply_h = lines_publish_apply};
	return a->why ? a : NULL;
}


static int list_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_get(req, &a->sheet) : ENOMEM;
}


static int put_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_put_items(req, &a->sheet, LINES_MAX) : ENOMEM;
}


static int back_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_back(req, &a->sheet) : ENOMEM;
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/lines", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What people dial, as it is in force, and its versions", NULL, "LineTable", 200, 0},
	{PUT, "/api/v1/settings/lines", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Publishes all lines as a new version; calls in progress keep theirs", "LineTableSet", "LineTable", 200, 0},
	{POST, "/api/v1/settings/lines/roll-back", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, back_h,
	 "Publishes the lines of an older version, as a new one", "FlowBack", "LineTable", 200, 0},
};

const struct route_set lines_routes = ROUTE_SET(rows);
