/**
 * @file trunks.c  Through whom calls come and go: all trunks in one document with versions, and how each stands now
 *
 * One document, for their order is what a call follows. It is published when it is saved; what the profile says is version 0. A password is
 * typed (`password`: a text) and never seen again: what is kept and shown is `password`: true.
 */
#include <sodium.h>
#include <stdlib.h>
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/trunks.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 64 * 1024, ACT_MAX = 2048 };

static const struct pl kind = PL_CONST(SHEET_TRUNK), all = PL_CONST(SHEET_ALL);

struct act {
	struct query q;
	const struct app *app;               /* its functions alone: they do not change */
	const struct profile *profile;
	const struct keyring *keys;
	int64_t base, version;
	struct pl note;
	json_t *given;                       /* a reference: as they were sent, with passwords */
	json_t *items;                       /* a reference: without */
	json_t *reply;                       /* owned until it is sent */
	const char *wrong;                   /* NULL nothing; else the member … */
	size_t at;                           /* … of this one */
	bool gone;
	char *text;                          /* of malloc */
	struct trunk_plans *plans;           /* owned */
	struct trunk_set set;
};


/* What was typed lies in memory no longer than it must */
static void forget(json_t *given)
{
	json_t *item;
	size_t i;

	json_array_foreach(given, i, item) {
		json_t *password = json_object_get(item, "password");

		if (json_is_string(password))
			sodium_memzero((char *)json_string_value(password), json_string_length(password));
	}
	json_decref(given);
}


static void act_destructor(void *arg)
{
	struct act *a = arg;

	forget(a->given);
	json_decref(a->items);
	json_decref(a->reply);
	free(a->text);
	mem_deref(a->plans);
}


static struct act *act_new(struct request *req)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (a)
		*a = (struct act){.app = app, .profile = app->profile, .keys = web_keys(request_web(req))};

	return a;
}


/* ---- reading ---- */

json_t *trunk_json(const struct trunk_view *t, json_t *since)
{
	return json_pack("{s:s, s:s, s:i, s:o*, s:o*, s:o*, s:o*}", "key", t->key, "state", trunk_state_name(t->state), "calls", (int)t->calls,
			 "reason", TRUNK_DOWN == t->state ? json_string(trunk_reason_name(t->reason)) : NULL,
			 "registered", t->registers ? json_boolean(t->registered) : NULL, "since", since,
			 "simple", t->simple ? json_true() : NULL);
}


static json_t *states_json(const struct request *req)
{
	struct trunk_view view[TRUNKS_MAX + 1];
	const struct app *app = app_of(req);
	size_t n = app->trunks_h ? app->trunks_h(view, TRUNKS_MAX + 1, app->trunks_arg) : 0;
	json_t *list = json_array();

	for (size_t i = 0; list && i < n; i++) {
		if (json_array_append_new(list, trunk_json(&view[i], view[i].since_ms ? app_time(req, view[i].since_ms) : NULL))) {
			json_decref(list);
			return NULL;
		}
	}

	return list;
}


static int body_get(struct act *a, struct db *db, int64_t version)
{
	json_t *own = a->profile ? json_object_get(profile_json(a->profile), "trunks") : NULL;

	json_decref(a->items);
	a->items = NULL;
	if (version)
		return sheet_body(&a->items, NULL, db, kind, all, version);

	a->items = own ? json_incref(own) : json_array();
	return a->items ? 0 : ENOMEM;
}


static int show_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	json_t *versions = NULL;
	struct sheet_marks marks;
	int err;

	err = sheet_marks(&marks, db, kind, all);
	if (!err)
		err = body_get(a, db, marks.in_force);
	if (!err)
		err = sheet_versions(&versions, db, kind, all);
	if (err)
		return err;

	a->reply = json_pack("{s:I, s:I, s:O, s:o}", "newest", (json_int_t)marks.newest, "in_force", (json_int_t)marks.in_force,
			     "items", a->items, "versions", versions);
	return a->reply ? 0 : ENOMEM;
}


static void reply_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && json_object_set_new(a->reply, "states", states_json(req)))
		err = ENOMEM;
	if (err) {
		reply_errno(req, err);
		return;
	}

	reply_json(req, 200, a->reply);
	a->reply = NULL;
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


/* Whose fault it is, where the word says more than the member */
static const char *member_of(const char *wrong)
{
	static const char *const rows[][2] = {
		{"twice", "key"}, {"tls", "uri"}, {"secret-unknown", "secret"}, {"password-needed", "password"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (0 == strcmp(rows[i][0], wrong))
			return rows[i][1];
	}

	return wrong;
}


/* "items.0.uri": which one, and its member */
static void refuse_item(struct request *req, const struct act *a)
{
	char field[48], code[64];

	(void)re_snprintf(field, sizeof(field), "items.%zu.%s", a->at, member_of(a->wrong));
	(void)re_snprintf(code, sizeof(code), "problem.trunk.%s", a->wrong);
	reply_field(req, field, code, NULL, 0, NULL);
	reply_problem(req, 422, "sheet.trunk");
}


static void saved_h(struct request *req, void *arg)
{
	struct act *a = arg;
	const struct command *cmd = &a->set.save.cmd;
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


static bool has_password(const struct act *a, size_t i)
{
	char password[TRUNK_PASSWORD_SIZE];
	bool kept = !a->set.typed[i] && 0 == trunk_password_open(a->keys, &a->plans->at[i], password);

	sodium_memzero(password, sizeof(password));
	return kept || a->set.typed[i];
}


/* What the room says of them, then what this program could do with them. What is off may wait for its password */
static int look(struct act *a, struct db *db)
{
	int err;

	a->wrong = trunks_fault(a->items, TRUNK_OF_DESK, &a->at);
	if (a->wrong)
		return 0;

	err = trunks_read(&a->plans, a->items, TRUNK_OF_DESK, "trunks", NULL);
	if (!err)
		err = trunk_passwords_load(a->plans, db);

	for (size_t i = 0; !err && !a->wrong && i < a->plans->n; i++) {
		a->at = i;
		if (a->app->trunk_fits_h && !a->plans->at[i].off)
			a->wrong = a->app->trunk_fits_h(&a->plans->at[i], has_password(a, i), a->app->trunks_arg);
	}

	return err;
}


static int check_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	int err = a->items ? 0 : body_get(a, db, a->version);

	a->gone = !err && !a->items;
	return err || a->gone || a->wrong ? err : look(a, db);
}


static void checked_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && a->gone) {
		reply_problem(req, 404, "sheet.unknown");
	}
	else if (!err && a->wrong) {
		refuse_item(req, a);
	}
	else if (!err) {
		a->text = json_dumps(a->items, JSON_COMPACT);
		a->set.plans = a->plans;
		a->set.save = (struct sheet_save){
			.cmd = {.apply_h = trunk_set_apply}, .actor = request_session(req)->staff, .kind = kind, .key = all,
			.body = pl_of(a->text), .note = a->note, .base = a->base, .of = a->version, .publish = true};
		err = a->text ? request_write(req, &a->set.save.cmd, saved_h, a) : ENOMEM;
	}

	if (err)
		reply_errno(req, err);
}


/* A copy without what was typed */
static int passwords_part(struct act *a)
{
	json_t *item;
	size_t i;

	a->items = json_deep_copy(a->given);
	json_array_foreach(a->items, i, item) {
		json_t *typed = json_object_get(json_array_get(a->given, i), "password"), *mine = json_object_get(item, "password");

		if (!json_is_string(typed))
			continue;
		if (!trunk_password_good((struct pl){json_string_value(typed), json_string_length(typed)}) && !a->wrong) {
			a->wrong = "password";
			a->at = i;
		}

		a->set.typed[i] = json_string_value(typed);
		sodium_memzero((char *)json_string_value(mine), json_string_length(mine));
		if (json_object_set_new(item, "password", json_true()))
			return ENOMEM;
	}

	return a->items ? 0 : ENOMEM;
}


static const struct want put_want[] = {
	{"base",  WANT_INT,  offsetof(struct act, base),  true,  0, NULL},
	{"items", WANT_LIST, offsetof(struct act, given), true,  TRUNKS_MAX, NULL},
	{"note",  WANT_LINE, offsetof(struct act, note),  false, 120, NULL},
};


static int put_h(struct request *req)
{
	struct act *a = act_new(req);
	int err;

	if (!a)
		return ENOMEM;
	if (!request_want(req, put_want, sizeof(put_want) / sizeof(put_want[0]), a)) {
		a->given = NULL;                 /* the body's own */
		return 0;
	}

	json_incref(a->given);
	a->version = -1;
	err = passwords_part(a);
	if (err)
		return err;

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
	{GET, "/api/v1/settings/trunks", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Through whom calls come and go, as it is in force; its versions; how each stands now", NULL, "TrunkTable", 200, 0},
	{PUT, "/api/v1/settings/trunks", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Publishes all trunks as a new version, which is taken up at once; calls in progress keep theirs", "TrunkTableSet", "TrunkTable", 200, 0},
	{POST, "/api/v1/settings/trunks/roll-back", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, back_h,
	 "Publishes the trunks of an older version, as a new one; passwords stay as they are", "FlowBack", "TrunkTable", 200, 0},
};

const struct route_set trunks_routes = ROUTE_SET(rows);
