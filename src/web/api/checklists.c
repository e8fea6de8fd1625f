/**
 * @file checklists.c  Checklists as they are in force: all in one document with versions, like lines (lines.c)
 */
#include "base/why.h"
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/table.h"

enum { BODY_MAX = 200 * 1024, ACT_MAX = 2048 };

struct act {
	struct sheet_act sheet;              /* its body: the items */
	const struct profile *profile;
	struct mbuf *why;                    /* owned: what is wrong with the items */
	struct sheet_save save;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	sheet_act_close(&a->sheet);
	mem_deref(a->why);
}


static int own_h(struct sheet_act *act)
{
	const struct act *a = CONTAINER_OF(act, struct act, sheet);
	json_t *own = a->profile ? json_object_get(profile_json(a->profile), "checklists") : NULL;

	act->body = own ? json_incref(own) : json_array();
	return act->body ? 0 : ENOMEM;
}


/* What is wrong, the room says in its own words; `partsp`, unless NULL, gets how many SMS each takes, owned */
static int look(struct sheet_act *act, json_t **partsp)
{
	struct checklists *lists = NULL;
	json_t *parts = json_array();
	int err = parts ? checklists_read(&lists, act->body, "checklists", CONTAINER_OF(act, struct act, sheet)->why) : ENOMEM;

	for (size_t i = 0; !err && i < lists->n; i++)
		err = json_array_append_new(parts, json_pack("{s:i, s:i}", "ru", (int)lists->at[i].parts[LANG_RU],
							     "en", (int)lists->at[i].parts[LANG_EN])) ? ENOMEM : 0;
	mem_deref(lists);
	if (EINVAL == err)
		err = 0;
	if (err || !partsp)
		json_decref(parts);
	else
		*partsp = parts;

	return err;
}


static int look_h(struct sheet_act *act, struct db *db)
{
	(void)db;

	return look(act, NULL);
}


static int show_h(struct sheet_act *act, json_t *reply)
{
	json_t *parts = NULL;
	int err = look(act, &parts);

	if (!err && (json_object_set_new(reply, "parts", parts) || json_object_set(reply, "items", act->body)))
		err = ENOMEM;

	return err;
}


static bool right_h(struct request *req, struct sheet_act *act, int *errp)
{
	const struct act *a = CONTAINER_OF(act, struct act, sheet);
	(void)errp;

	if (!a->why->end)
		return true;

	reply_member(req, "why", json_stringn((char *)a->why->buf, a->why->end));
	reply_problem(req, 422, "sheet.checklist");
	return false;
}


static const struct sheet_kind checklists_kind = {PL_CONST(SHEET_CHECKLIST), own_h, show_h, NULL, look_h, right_h};


static struct act *act_new(struct request *req)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (!a)
		return NULL;

	*a = (struct act){.sheet = {.of = &checklists_kind, .save = &a->save}, .profile = app->profile,
			  .why = mbuf_alloc(256), .save.cmd.apply_h = sheet_save_apply};
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

	return a ? sheet_put_items(req, &a->sheet, CHECKLISTS_MAX) : ENOMEM;
}


static int back_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_back(req, &a->sheet) : ENOMEM;
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
