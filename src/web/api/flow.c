/**
 * @file flow.c  What lines say and ask: versions of flows, saved, checked, published, rolled back
 *
 * A version never changes, so that what is published may be checked on a reader before the command. What the profile says is version 0.
 */
#include <stdlib.h>
#include "flow/problem.h"
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/table.h"

enum { BODY_MAX = 256 * 1024, ACT_MAX = 2048 };

static const struct pl kind = PL_CONST(SHEET_FLOW);

struct act {
	struct query q;
	struct request *req;                 /* borrowed: what it has is its own */
	struct pl name;
	int64_t version;                     /* that is asked for; -1: the newest */
	int64_t base;
	struct pl note;
	bool publish, versions, gone;
	enum lang lang;
	struct switchboard *board;           /* a reference */
	const struct profile *profile;
	json_t *steps;                       /* a reference */
	json_t *reply;                       /* owned until it is sent */
	json_t *problems;                    /* owned */
	char *text;                          /* the steps as they are stored; of malloc */
	struct sheet_save save;
	struct sheet_publish pub;
};


static void act_destructor(void *arg)
{
	struct act *a = arg;

	json_decref(a->steps);
	json_decref(a->reply);
	json_decref(a->problems);
	free(a->text);
	switchboard_unref(a->board);
}


/* NULL: no memory, or it has been replied that there is no flow of such a name */
static struct act *act_new(struct request *req, int *errp)
{
	struct app *app = app_of(req);
	struct act *a = request_alloc(req, sizeof(*a), act_destructor);

	*errp = a ? 0 : ENOMEM;
	if (!a)
		return NULL;

	*a = (struct act){.req = req, .name = request_param(req, 0), .version = -1, .lang = request_lang(req),
			  .board = switchboard_ref(app->board), .profile = app->profile};
	return a;
}


static bool named(struct request *req, const struct act *a)
{
	if (flow_is_name(a->name))
		return true;

	reply_problem(req, 404, "sheet.unknown");
	return false;
}


/* ---- reading ---- */

/* What the profile says, or the program itself; NULL: neither knows it, or no memory */
static json_t *founding(const struct act *a)
{
	json_t *steps = a->profile ? json_object_getn(json_object_get(profile_json(a->profile), "flows"), a->name.p, a->name.l) : NULL;

	if (steps)
		return json_incref(steps);

	return pl_strcmp(&a->name, "default") ? NULL : flow_builtin();
}


/* Keys of the lines that say it */
static json_t *lines_of(const struct act *a, struct pl name)
{
	const struct lines *lines = switchboard_lines(a->board);
	json_t *list = json_array();

	for (size_t i = 0; lines && i < lines->n; i++) {
		if (0 == pl_strcmp(&name, flow_name(lines->at[i].flow)))
			(void)json_array_append_new(list, json_string(lines->at[i].key));
	}

	return list;
}


/* The steps of a version, or of the newest */
static int steps_get(struct act *a, struct db *db, struct sheet_marks *marks, bool *published)
{
	int64_t version;
	int err;

	err = sheet_marks(marks, db, kind, a->name);
	if (err)
		return err;

	version = a->version < 0 ? marks->newest : a->version;
	*published = !version;
	json_decref(a->steps);
	a->steps = NULL;
	if (!version) {
		a->steps = founding(a);
		return 0;
	}

	a->version = version;
	return sheet_body(&a->steps, published, db, kind, a->name, version);
}


static int one_make(struct act *a, struct db *db)
{
	struct sheet_marks marks;
	bool published;
	int err;

	err = steps_get(a, db, &marks, &published);
	if (err || !a->steps) {
		a->gone = !err;
		return err;
	}

	json_decref(a->problems);
	a->problems = NULL;
	err = flow_problems(&a->problems, NULL, a->name, a->steps, a->lang);
	if (err)
		return err;

	a->reply = json_pack("{s:s%, s:I, s:I, s:I, s:b, s:O, s:O, s:o}", "name", a->name.p, a->name.l,
			     "version", (json_int_t)(a->version < 0 ? 0 : a->version), "newest", (json_int_t)marks.newest,
			     "in_force", (json_int_t)marks.in_force, "published", (int)published, "steps", a->steps,
			     "problems", a->problems, "lines", lines_of(a, a->name));
	return a->reply ? 0 : ENOMEM;
}


static int one_read_h(struct db *db, struct query *q)
{
	return one_make(CONTAINER_OF(q, struct act, q), db);
}


static void reply_h(struct request *req, void *arg)
{
	struct act *a = arg;
	json_t *reply = a->reply;

	a->reply = NULL;
	if (a->q.err)
		reply_errno(req, a->q.err);
	else if (!reply || a->gone)
		reply_problem(req, 404, "sheet.unknown");
	else
		reply_json(req, 200, reply);
}


/* The document anew: what a command has changed. The query is used again */
static void read_again(struct request *req, struct act *a)
{
	int err;

	a->version = -1;
	a->gone = false;
	a->q = (struct query){.read_h = one_read_h};
	err = request_read(req, &a->q, reply_h, a);
	if (err)
		reply_errno(req, err);
}


static int one_h(struct request *req)
{
	struct pl version = request_query(req, "version");
	struct act *a;
	int err;

	a = act_new(req, &err);
	if (!a || !named(req, a))
		return err;

	if (version.p)
		a->version = 0 == pl_strcmp(&version, "0") ? 0 : setting_id(version);
	a->q.read_h = one_read_h;
	return version.p && a->version < 0 ? (reply_problem(req, 404, "sheet.unknown"), 0) : request_read(req, &a->q, reply_h, a);
}


/* What lines say, sheet or not, each once and by name */
static int list_put(const struct act *a, json_t *list, struct pl name, const json_t *head)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		if (0 == pl_strcmp(&name, json_string_value(json_object_get(one, "name"))))
			return 0;
	}

	one = head ? json_copy((json_t *)head) : json_pack("{s:s%, s:i, s:i}", "name", name.p, name.l, "version", 0, "in_force", 0);
	if (!one || json_object_set_new(one, "lines", lines_of(a, name)))
		return ENOMEM;

	return json_array_append_new(list, one) ? ENOMEM : 0;
}


static int list_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	const struct flows *flows = switchboard_flows(a->board);
	json_t *heads = NULL, *list = json_array(), *head;
	const struct flow_tree *tree;
	size_t i;
	int err = list ? sheet_heads(&heads, db, kind) : ENOMEM;

	json_array_foreach(heads, i, head) {
		if (!err)
			err = list_put(a, list, pl_of(json_string_value(json_object_get(head, "name"))), head);
	}
	for (i = 0; !err && flows && (tree = flows_at(flows, i)); i++)
		err = list_put(a, list, pl_of(flow_name(tree)), NULL);

	json_decref(heads);
	if (!err)
		a->reply = json_pack("{s:o}", "items", list);
	else
		json_decref(list);

	return err ? err : a->reply ? 0 : ENOMEM;
}


static int list_h(struct request *req)
{
	int err;
	struct act *a = act_new(req, &err);

	if (!a)
		return err;

	a->q.read_h = list_read_h;
	return request_read(req, &a->q, reply_h, a);
}


static int versions_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	json_t *list = NULL;
	int err = sheet_versions(&list, db, kind, a->name);

	if (err)
		return err;

	a->reply = json_pack("{s:o}", "items", list);
	return a->reply ? 0 : ENOMEM;
}


static int versions_h(struct request *req)
{
	int err;
	struct act *a = act_new(req, &err);

	if (!a || !named(req, a))
		return err;

	a->q.read_h = versions_read_h;
	return request_read(req, &a->q, reply_h, a);
}


/* ---- changing ---- */

static void written(struct request *req, struct act *a, const struct command *cmd)
{
	if (cmd->err)
		reply_errno(req, cmd->err);
	else if (cmd->refusal)
		sheet_refuse(req, cmd->refusal);
	else
		read_again(req, a);
}


static void saved_h(struct request *req, void *arg)
{
	struct act *a = arg;

	written(req, a, &a->save.cmd);
}


static void published_h(struct request *req, void *arg)
{
	struct act *a = arg;

	written(req, a, &a->pub.cmd);
}


static int save_send(struct request *req, struct act *a, int64_t of)
{
	a->text = json_dumps(a->steps, JSON_COMPACT);
	if (!a->text)
		return ENOMEM;

	a->save = (struct sheet_save){
		.cmd = {.apply_h = sheet_save_apply}, .actor = request_session(req)->staff, .kind = kind, .key = a->name,
		.body = pl_of(a->text), .note = a->note, .base = a->base, .of = of, .publish = a->publish};
	return request_write(req, &a->save.cmd, saved_h, a);
}


static int publish_send(struct request *req, struct act *a)
{
	a->pub = (struct sheet_publish){
		.cmd = {.apply_h = sheet_publish_apply}, .actor = request_session(req)->staff, .kind = kind, .key = a->name,
		.version = a->version};
	return request_write(req, &a->pub.cmd, published_h, a);
}


/* What would be heard is right, or the reply says what is not */
static bool right(struct request *req, struct act *a)
{
	if (!json_array_size(a->problems))
		return true;

	reply_member(req, "problems", json_incref(a->problems));
	reply_problem(req, 422, "sheet.faulty");
	return false;
}


/* The body of an older version, and what is wrong with it */
static int older_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);
	struct sheet_marks marks;
	bool published;
	int err;

	err = steps_get(a, db, &marks, &published);
	if (!err && a->steps)
		err = flow_problems(&a->problems, NULL, a->name, a->steps, a->lang);
	a->gone = !a->steps;

	return err;
}


static void older_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && a->gone)
		reply_problem(req, 404, "sheet.unknown");
	else if (!err && right(req, a))
		err = a->publish ? save_send(req, a, a->version) : publish_send(req, a);

	if (err)
		reply_errno(req, err);
}


static int older(struct request *req, struct act *a)
{
	if (!sheet_version_good(req, a->version))
		return 0;

	a->q.read_h = older_read_h;
	return request_read(req, &a->q, older_h, a);
}


static const struct want publish_want[] = {
	{"version", WANT_INT, offsetof(struct act, version), true, 0, NULL},
};


static int publish_h(struct request *req)
{
	int err;
	struct act *a = act_new(req, &err);

	if (!a || !named(req, a) || !request_want(req, publish_want, sizeof(publish_want) / sizeof(publish_want[0]), a))
		return err;

	return older(req, a);
}


static const struct want back_want[] = {
	{"version", WANT_INT,  offsetof(struct act, version), true,  0, NULL},
	{"base",    WANT_INT,  offsetof(struct act, base),    true,  0, NULL},
	{"note",    WANT_LINE, offsetof(struct act, note),    false, 120, NULL},
};


static int back_h(struct request *req)
{
	int err;
	struct act *a = act_new(req, &err);

	if (!a || !named(req, a) || !request_want(req, back_want, sizeof(back_want) / sizeof(back_want[0]), a))
		return err;

	a->publish = true;
	return older(req, a);
}


/* Nothing of the store is asked: a reader is where slow looking is done */
static int check_read_h(struct db *db, struct query *q)
{
	struct act *a = CONTAINER_OF(q, struct act, q);

	(void)db;
	return flow_problems(&a->problems, NULL, a->name, a->steps, a->lang);
}


static void checked_h(struct request *req, void *arg)
{
	struct act *a = arg;
	int err = a->q.err;

	if (!err && (!a->publish || right(req, a)))
		err = save_send(req, a, -1);
	if (err)
		reply_errno(req, err);
}


static const struct want put_want[] = {
	{"base",    WANT_INT,  offsetof(struct act, base),    true,  0, NULL},
	{"steps",   WANT_LIST, offsetof(struct act, steps),   true,  FLOW_NODES_MAX, NULL},
	{"note",    WANT_LINE, offsetof(struct act, note),    false, 120, NULL},
	{"publish", WANT_BOOL, offsetof(struct act, publish), false, 0, NULL},
};


static int put_h(struct request *req)
{
	int err;
	struct act *a = act_new(req, &err);

	if (!a || !named(req, a))
		return err;
	if (!request_want(req, put_want, sizeof(put_want) / sizeof(put_want[0]), a)) {
		a->steps = NULL;                 /* the body's own */
		return 0;
	}

	json_incref(a->steps);
	a->q.read_h = check_read_h;
	return request_read(req, &a->q, checked_h, a);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/flows", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What lines say and ask: every flow with its newest version and the one in force", NULL, "FlowList", 200, 0},
	{GET, "/api/v1/settings/flows/{name}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, one_h,
	 "The newest version of a flow, or the one of ?version=, with what is wrong with it", NULL, "Flow", 200, 0},
	{GET, "/api/v1/settings/flows/{name}/versions", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, versions_h,
	 "The versions of a flow, the newest first; 0, of the profile, is not among them", NULL, "FlowVersions", 200, 0},
	{PUT, "/api/v1/settings/flows/{name}", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Saves a new version, which nobody hears before it is published", "FlowSet", "Flow", 200, 0},
	{POST, "/api/v1/settings/flows/{name}/publish", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, publish_h,
	 "Publishes the newest version: callers hear it from now on; one with problems is refused", "FlowPublish", "Flow", 200, 0},
	{POST, "/api/v1/settings/flows/{name}/roll-back", ROLE_ADMINISTRATOR, BODY_JSON, ACT_MAX, RATE_STAFF, back_h,
	 "Publishes what an older version said, as a new one", "FlowBack", "Flow", 200, 0},
};

const struct route_set flow_routes = ROUTE_SET(rows);
