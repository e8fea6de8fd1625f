/**
 * @file queues.c  What is set about waiting, in all topics and in some: one document with versions
 *
 * It is published when it is saved, and the queue core takes it at once; what the configuration says is version 0.
 */
#include "base/setting.h"
#include "waiting/waiting.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/table.h"

enum { BODY_MAX = 32 * 1024, ACT_MAX = 2048 };

struct act {
	struct sheet_act sheet;
	const struct waiting *settings;      /* version 0; borrowed for ever */
	json_t *everywhere, *topics;         /* borrowed from the request's body */
	struct sheet_save save;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	sheet_act_close(&a->sheet);
}


static int own_h(struct sheet_act *act)
{
	act->body = waiting_json(CONTAINER_OF(act, struct act, sheet)->settings);
	return act->body ? 0 : ENOMEM;
}


/* A version that is older than a value has it as the settings say */
static int complete(struct sheet_act *act)
{
	json_t *settings = waiting_json(CONTAINER_OF(act, struct act, sheet)->settings);
	int err = settings ? json_object_update_missing(json_object_get(act->body, "all"), json_object_get(settings, "all")) : -1;

	json_decref(settings);
	return err ? ENOMEM : 0;
}


static int show_h(struct sheet_act *act, json_t *reply)
{
	int err = complete(act);

	err |= json_object_set(reply, "all", json_object_get(act->body, "all"));
	err |= json_object_set(reply, "topics", json_object_get(act->body, "topics"));
	err |= json_object_set_new(reply, "bounds", waiting_bounds());

	return err ? ENOMEM : 0;
}


static void fault_h(const char *path, enum waiting_fault fault, const struct setting *row, void *arg)
{
	int64_t unit = row && SETTING_DURATION == row->type ? 1000 : 1;
	const struct text_arg bounds[] = {TEXT_NUM("least", row ? row->min / unit : 0), TEXT_NUM("most", row ? row->max / unit : 0)};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "field.waiting-%s", waiting_fault_name(fault));
	reply_field(arg, path, code, bounds, row ? 2 : 0, NULL);
}


/* Topics that were never there; one that is no longer offered may still have waiting calls */
static void topics_look(struct request *req, const json_t *topics)
{
	char path[32];
	json_t *one;
	size_t i;

	json_array_foreach(topics, i, one) {
		const json_t *id = json_object_get(one, "topic");

		if (topics_find(app_of(req)->topics, setting_id((struct pl){json_string_value(id), json_string_length(id)})))
			continue;
		(void)re_snprintf(path, sizeof(path), "topics.%zu.topic", i);
		reply_field(req, path, "field.waiting-topic", NULL, 0, NULL);
	}
}


static bool right_h(struct request *req, struct sheet_act *act, int *errp)
{
	struct waiting w = {.topics = 0};
	int err = act->version < 0 ? 0 : complete(act);

	if (!err)
		err = waiting_read(&w, act->body, fault_h, req);
	if (!err)
		topics_look(req, json_object_get(act->body, "topics"));
	if (EINVAL == err || reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return false;
	}

	*errp = err;
	return !err;
}


static const struct sheet_kind queues_kind = {PL_CONST(SHEET_QUEUE), own_h, show_h, NULL, NULL, right_h};


static struct act *act_new(struct request *req)
{
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (a)
		*a = (struct act){.sheet = {.of = &queues_kind, .save = &a->save}, .settings = app_of(req)->waiting,
				  .save.cmd.apply_h = sheet_save_apply};

	return a;
}


static int list_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_get(req, &a->sheet) : ENOMEM;
}


static int put_h(struct request *req)
{
	static const struct want want[] = {
		{"base",   WANT_INT,    offsetof(struct act, sheet.base), true,  0, NULL},
		{"all",    WANT_OBJECT, offsetof(struct act, everywhere), true,  0, NULL},
		{"topics", WANT_LIST,   offsetof(struct act, topics),     true,  WAITING_TOPICS, NULL},
		{"note",   WANT_LINE,   offsetof(struct act, sheet.note), false, 120, NULL},
	};
	struct act *a = act_new(req);

	if (!a)
		return ENOMEM;
	if (!request_want(req, want, sizeof(want) / sizeof(want[0]), a))
		return 0;

	a->sheet.body = json_pack("{s:O, s:O}", "all", a->everywhere, "topics", a->topics);
	return a->sheet.body ? sheet_put(req, &a->sheet) : ENOMEM;
}


static int back_h(struct request *req)
{
	struct act *a = act_new(req);

	return a ? sheet_back(req, &a->sheet) : ENOMEM;
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/queues", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What is set about waiting, in all topics and in some, as it is in force, and its versions", NULL, "Queues", 200, 0},
	{PUT, "/api/v1/settings/queues", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Publishes it as a new version, which acts at once; what rings goes on as it began", "QueuesSet", "Queues", 200, 0},
	{POST, "/api/v1/settings/queues/roll-back", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, back_h,
	 "Publishes an older version, as a new one", "FlowBack", "Queues", 200, 0},
};

const struct route_set queues_routes = ROUTE_SET(rows);
