/**
 * @file checklists.c  Checklists as they are in force: all in one document with versions, like lines (lines.c)
 */
#include <stdlib.h>
#include "base/why.h"
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 200 * 1024, ACT_MAX = 2048 };

static const struct pl kind = PL_CONST(SHEET_CHECKLIST), all = PL_CONST(SHEET_ALL);

struct act {
	struct query q;
	struct switchboard *board;           /* a reference */
	const struct profile *profile;
	int64_t base, version;
	struct pl note;
	json_t *items;                       /* a reference */
	json_t *reply;                       /* owned until it is sent */
	struct mbuf *why;                    /* owned: what is wrong with the items */
	bool gone;
	char *text;                          /* of malloc */
	struct sheet_save save;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	json_decref(a->items);
	json_decref(a->reply);
	free(a->text);
	mem_deref(a->why);
	switchboard_unref(a->board);
}


static struct act *act_new(struct request *req)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (!a)
		return NULL;

	*a = (struct act){.board = switchboard_ref(app->board), .profile = app->profile, .why = mbuf_alloc(256)};
	return a->why ? a : NULL;
}


/* ---- reading ---- */

static int body_get(struct act *a, struct db *db, int64_t version)
{
	json_t *own = a->profile ? json_object_get(profile_json(a->profile), "checklists") : NULL;

	json_decref(a->items);
	a->items = NULL;
	if (version)
		return sheet_body(&a->items, NULL, db, kind, all, version);

	a->items = own ? json_incref(own) : json_array();
	return a->items ? 0 : ENOMEM;
}


/* What is wrong, the room says in its own words; `parts` gets how many SMS each takes */
static int look(struct act *a, json_t *items, json_t **partsp)
{
	struct checklists *lists = NULL;
	json_t *parts = json_array();
	int err = parts ? checklists_read(&lists, items, "checklists", a->why) : ENOMEM;

	for (size_t i = 0; !err && i < lists->n; i++)
		err = json_array_append_new(parts, json_pack("{s:i, s:i}", "ru", (int)lists->at[i].parts[LANG_RU],
							     "en", (int)lists->at[i].parts[LANG_EN])) ? ENOMEM : 0;
	mem_deref(lists);
	if (err || !partsp)
		json_decref(parts);
	else
		*partsp = parts;

	return EINVAL == err ? 0 : err;
}


static int show_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	json_t *versions = NULL, *parts = NULL;
	struct sheet_marks marks;
	int err;

	err = sheet_marks(&marks, db, kind, all);
	if (!err)
		err = body_get(a, db, marks.in_force);
	if (!err)
		err = look(a, a->items, &parts);
	if (!err)
		err = sheet_versions(&versions, db, kind, all);
	if (err) {
		json_decref(parts);
		return err;
	}

	a->reply = json_pack("{s:o, s:I, s:I, s:O, s:o}", "parts", parts ? parts : json_array(), "newest", (json_int_t)marks.newest, "in_force", (json_int_t)marks.in_force,
			     "items", a->items, "versions", versions);
	return a->reply ? 0 : ENOMEM;
}


static void reply_h(struct request *req, void *arg)
{
	struct act *a = arg;
	json_t *reply = a->reply;

	a->reply = NULL;
	if (a->q.err)
		reply_errno(req, a->q.err);
	else
		reply_json(req, 200, reply);
}


static int show(struct request *req, struct act *a)
{
	a->q = (struct query){.read_h = show_read_h};
	return request_read(req, &a->q, reply_h, a);
}


static int list_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? show(req, a) : ENOMEM;
}


/* ---- changing ---- */

static void refuse(struct request *req, int refusal)
{
	static const int status[] = {
		[SHEET_UNKNOWN] = 404, [SHEET_CHANGED] = 409, [SHEET_FULL] = 422, [SHEET_PUBLISHED] = 409,
	};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "sheet.%s", sheet_refusal_name((enum sheet_refusal)refusal));
	reply_problem(req, status[refusal], code);
}


static void saved_h(struct request *req, void *arg)
{
	struct act *a = arg;
	const struct command *cmd = &a->save.cmd;
	int err = cmd->err;

	if (!err && cmd->refusal) {
		refuse(req, cmd->refusal);
		return;
	}

	if (!err)
		err = show(req, a);
	if (err)
		reply_errno(req, err);
}


static int check_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	int err = a->items ? 0 : body_get(a, db, a->version);

	a->gone = !err && !a->items;
	return err || a->gone ? err : look(a, a->items, NULL);
}


static void checked_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && a->gone) {
		reply_problem(req, 404, "sheet.unknown");
	}
	else if (!err && a->why->end) {
		reply_member(req, "why", json_stringn((char *)a->why->buf, a->why->end));
		reply_problem(req, 422, "sheet.checklist");
	}
	else if (!err) {
		a->text = json_dumps(a->items, JSON_COMPACT);
		a->save = (struct sheet_save){
			.cmd = {.apply_h = sheet_save_apply}, .actor = request_session(req)->staff, .kind = kind, .key = all,
			.body = pl_of(a->text), .note = a->note, .base = a->base, .of = a->version, .publish = true};
		err = a->text ? request_write(req, &a->save.cmd, saved_h, a) : ENOMEM;
	}

	if (err)
		reply_errno(req, err);
}


static const struct want put_want[] = {
	{"base",  WANT_INT,  offsetof(struct act, base),  true,  0, NULL},
	{"items", WANT_LIST, offsetof(struct act, items), true,  CHECKLISTS_MAX, NULL},
	{"note",  WANT_LINE, offsetof(struct act, note),  false, 120, NULL},
};


static int put_h(struct request *req)
{
	struct act *a = act_new(req);

	if (!a)
		return ENOMEM;
	if (!request_want(req, put_want, sizeof(put_want) / sizeof(put_want[0]), a)) {
		a->items = NULL;                 /* the body's own */
		return 0;
	}

	json_incref(a->items);
	a->version = -1;
	a->q.read_h = check_read_h;
	return request_read(req, &a->q, checked_h, a);
}


static const struct want back_want[] = {
	{"version", WANT_INT, offsetof(struct act, version), true, 0, NULL},
	{"base",    WANT_INT, offsetof(struct act, base),    true, 0, NULL},
};


static int back_h(struct request *req)
{
	struct act *a = act_new(req);

	if (!a)
		return ENOMEM;
	if (!request_want(req, back_want, sizeof(back_want) / sizeof(back_want[0]), a))
		return 0;
	if (a->version < 0 || a->version > INT32_MAX) {
		reply_problem(req, 404, "sheet.unknown");
		return 0;
	}

	a->q.read_h = check_read_h;
	return request_read(req, &a->q, checked_h, a);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/checklists", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Checklists as they are in force, how many SMS each takes, and versions", NULL, "ChecklistTable", 200, 0},
	{PUT, "/api/v1/settings/checklists", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Publishes all checklists as a new version; calls in progress keep theirs", "ChecklistTableSet", "ChecklistTable", 200, 0},
	{POST, "/api/v1/settings/checklists/roll-back", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, back_h,
	 "Publishes the checklists of an older version, as a new one", "FlowBack", "ChecklistTable", 200, 0},
};

const struct route_set checklists_routes = ROUTE_SET(rows);
