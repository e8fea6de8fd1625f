/**
 * @file trunks.c  Through whom calls come and go: all trunks in one document with versions, and how each stands now
 *
 * One document, for their order is what a call follows. It is published when it is saved; what the profile says is version 0. A password is
 * typed (`password`: a text) and never seen again: what is kept and shown is `password`: true.
 */
#include <sodium.h>
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/api/trunks.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 64 * 1024, ACT_MAX = 2048 };

struct act {
	struct sheet_act sheet;              /* its body: the items, without passwords */
	const struct app *app;               /* its functions alone: they do not change */
	const struct profile *profile;
	const struct keyring *keys;
	json_t *given;                       /* a reference: as they were sent, with passwords */
	const char *wrong;                   /* NULL nothing; else the member … */
	size_t at;                           /* … of this one */
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
	sheet_act_close(&a->sheet);
	mem_deref(a->plans);
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


static int own_h(struct sheet_act *act)
{
	const struct act *a = CONTAINER_OF(act, struct act, sheet);
	json_t *own = a->profile ? json_object_get(profile_json(a->profile), "trunks") : NULL;

	act->body = own ? json_incref(own) : json_array();
	return act->body ? 0 : ENOMEM;
}


static int show_h(struct sheet_act *act, json_t *reply)
{
	return json_object_set(reply, "items", act->body) ? ENOMEM : 0;
}


static int live_h(struct request *req, json_t *reply)
{
	return json_object_set_new(reply, "states", states_json(req)) ? ENOMEM : 0;
}


/* ---- changing ---- */

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


static bool has_password(const struct act *a, size_t i)
{
	char password[TRUNK_PASSWORD_SIZE];
	bool kept = !a->set.typed[i] && 0 == trunk_password_open(a->keys, &a->plans->at[i], password);

	sodium_memzero(password, sizeof(password));
	return kept || a->set.typed[i];
}


/* What the room says of them, then what this program could do with them. What is off may wait for its password */
static int look_h(struct sheet_act *act, struct db *db)
{
	struct act *a = CONTAINER_OF(act, struct act, sheet);
	int err;

	if (!a->wrong)
		a->wrong = trunks_fault(act->body, TRUNK_OF_DESK, &a->at);
	if (a->wrong)
		return 0;

	err = trunks_read(&a->plans, act->body, TRUNK_OF_DESK, "trunks", NULL);
	if (!err)
		err = trunk_passwords_load(a->plans, db);

	for (size_t i = 0; !err && !a->wrong && i < a->plans->n; i++) {
		a->at = i;
		if (a->app->trunk_fits_h && !a->plans->at[i].off)
			a->wrong = a->app->trunk_fits_h(&a->plans->at[i], has_password(a, i), a->app->trunks_arg);
	}

	return err;
}


static bool right_h(struct request *req, struct sheet_act *act, int *errp)
{
	struct act *a = CONTAINER_OF(act, struct act, sheet);
	(void)errp;

	a->set.plans = a->plans;
	if (a->wrong)
		refuse_item(req, a);

	return !a->wrong;
}


static const struct sheet_kind trunks_kind = {PL_CONST(SHEET_TRUNK), own_h, show_h, live_h, look_h, right_h};


static struct act *act_new(struct request *req)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (a)
		*a = (struct act){.sheet = {.of = &trunks_kind, .save = &a->set.save}, .app = app, .profile = app->profile,
				  .keys = web_keys(request_web(req)), .set.save.cmd.apply_h = trunk_set_apply};

	return a;
}


static int list_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_get(req, &a->sheet) : ENOMEM;
}


/* A copy without what was typed */
static int passwords_part(struct act *a)
{
	json_t *item;
	size_t i;

	a->sheet.body = json_deep_copy(a->given);
	json_array_foreach(a->sheet.body, i, item) {
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

	return a->sheet.body ? 0 : ENOMEM;
}


static int put_h(struct request *req)
{
	static const struct want want[] = {
		{"base",  WANT_INT,  offsetof(struct act, sheet.base), true,  0, NULL},
		{"items", WANT_LIST, offsetof(struct act, given),      true,  TRUNKS_MAX, NULL},
		{"note",  WANT_LINE, offsetof(struct act, sheet.note), false, 120, NULL},
	};
	struct act *a = act_new(req);
	int err;

	if (!a)
		return ENOMEM;
	if (!request_want(req, want, sizeof(want) / sizeof(want[0]), a)) {
		a->given = NULL;                 /* the request's own */
		return 0;
	}

	json_incref(a->given);
	err = passwords_part(a);

	return err ? err : sheet_put(req, &a->sheet);
}


static int back_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_back(req, &a->sheet) : ENOMEM;
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
