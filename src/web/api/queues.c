/**
 * @file queues.c  What is set about waiting, in all topics and in some: one document with versions
 *
 * It is published when it is saved, and the queue core takes it at once; what the configuration says is version 0.
 */
#include <stdlib.h>
#include "base/setting.h"
#include "waiting/waiting.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 32 * 1024, ACT_MAX = 2048 };

static const struct pl kind = PL_CONST(SHEET_QUEUE), all = PL_CONST(SHEET_ALL);

struct act {
	struct query q;
	const struct waiting *settings;      /* version 0; borrowed for ever */
	int64_t base, version;
	struct pl note;
	json_t *everywhere, *topics;         /* borrowed from the request's body */
	json_t *body;                        /* owned: the document */
	json_t *reply;                       /* owned until it is sent */
	char *text;                          /* of malloc */
	struct sheet_save save;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	json_decref(a->body);
	json_decref(a->reply);
	free(a->text);
}


static struct act *act_new(struct request *req)
{
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	if (a)
		*a = (struct act){.settings = app_of(req)->waiting};

	return a;
}


/* ---- reading ---- */

static int body_get(struct act *a, struct db *db, int64_t version)
{
	json_decref(a->body);
	a->body = NULL;
	if (version)
		return sheet_body(&a->body, NULL, db, kind, all, version);

	a->body = waiting_json(a->settings);
	return a->body ? 0 : ENOMEM;
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

	a->reply = json_pack("{s:I, s:I, s:O*, s:O*, s:o, s:o}", "newest", (json_int_t)marks.newest, "in_force",
			     (json_int_t)marks.in_force, "all", json_object_get(a->body, "all"), "topics",
			     json_object_get(a->body, "topics"), "bounds", waiting_bounds(), "versions", versions);
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

static void saved_h(struct request *req, void *arg)
{
	static const int status[] = {[SHEET_UNKNOWN] = 404, [SHEET_CHANGED] = 409, [SHEET_FULL] = 422, [SHEET_PUBLISHED] = 409};
	struct act *a = arg;
	const struct command *cmd = &a->save.cmd;
	int err = cmd->err;
	char code[40];

	if (!err && cmd->refusal) {
		(void)re_snprintf(code, sizeof(code), "sheet.%s", sheet_refusal_name((enum sheet_refusal)cmd->refusal));
		reply_problem(req, status[cmd->refusal], code);
		return;
	}

	if (!err)
		err = show(req, a);
	if (err)
		reply_errno(req, err);
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


static int publish(struct request *req, struct act *a)
{
	struct waiting w;
	int err = waiting_read(&w, a->body, fault_h, req);

	if (!err)
		topics_look(req, json_object_get(a->body, "topics"));
	if (EINVAL == err || reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}
	if (err)
		return err;

	a->text = json_dumps(a->body, JSON_COMPACT);
	a->save = (struct sheet_save){
		.cmd = {.apply_h = sheet_save_apply}, .actor = request_session(req)->staff, .kind = kind, .key = all,
		.body = pl_of(a->text), .note = a->note, .base = a->base, .of = a->version, .publish = true};

	return a->text ? request_write(req, &a->save.cmd, saved_h, a) : ENOMEM;
}


static const struct want put_want[] = {
	{"base",   WANT_INT,    offsetof(struct act, base),       true,  0, NULL},
	{"all",    WANT_OBJECT, offsetof(struct act, everywhere), true,  0, NULL},
	{"topics", WANT_LIST,   offsetof(struct act, topics),     true,  WAITING_TOPICS, NULL},
	{"note",   WANT_LINE,   offsetof(struct act, note),       false, 120, NULL},
};


static int put_h(struct request *req)
{
	struct act *a = act_new(req);

	if (!a)
		return ENOMEM;
	if (!request_want(req, put_want, sizeof(put_want) / sizeof(put_want[0]), a))
		return 0;

	a->version = -1;
	a->body = json_pack("{s:O, s:O}", "all", a->everywhere, "topics", a->topics);
	return a->body ? publish(req, a) : ENOMEM;
}


static const struct want back_want[] = {
	{"version", WANT_INT, offsetof(struct act, version), true, 0, NULL},
	{"base",    WANT_INT, offsetof(struct act, base),    true, 0, NULL},
};


static int old_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);

	return body_get(a, db, a->version);
}


static void old_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && !a->body) {
		reply_problem(req, 404, "sheet.unknown");
		return;
	}

	if (!err)
		err = publish(req, a);
	if (err)
		reply_errno(req, err);
}


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

	a->q.read_h = old_read_h;
	return request_read(req, &a->q, old_h, a);
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
