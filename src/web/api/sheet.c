/**
 * @file sheet.c  A document that is published when it is saved: shown with its versions, judged, taken back
 */
#include <stdlib.h>
#include "web/api/setting.h"
#include "web/api/sheet.h"

static const struct pl all = PL_CONST(SHEET_ALL);


void sheet_act_close(struct sheet_act *act)
{
	json_decref(act->body);
	json_decref(act->reply);
	free(act->text);
}


void sheet_refuse(struct request *req, int refusal)
{
	static const int status[] = {
		[SHEET_UNKNOWN] = 404, [SHEET_CHANGED] = 409, [SHEET_FULL] = 422, [SHEET_PUBLISHED] = 409, [SHEET_USED] = 409,
	};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "sheet.%s", sheet_refusal_name((enum sheet_refusal)refusal));
	reply_problem(req, status[refusal], code);
}


bool sheet_version_good(struct request *req, int64_t version)
{
	if (version >= 0 && version <= INT32_MAX)
		return true;

	reply_problem(req, 404, "sheet.unknown");
	return false;
}


/* ---- reading ---- */

static int body_get(struct sheet_act *act, struct db *db, int64_t version)
{
	json_decref(act->body);
	act->body = NULL;

	return version ? sheet_body(&act->body, NULL, db, act->of->kind, all, version) : act->of->own_h(act);
}


static int show_read_h(struct db *db, struct query *q)
{
	struct sheet_act *act = CONTAINER_OF(q, struct sheet_act, q);
	json_t *versions = NULL;
	struct sheet_marks marks;
	int64_t version;
	int err;

	err = sheet_marks(&marks, db, act->of->kind, all);
	if (err)
		return err;

	version = act->old ? act->version : marks.in_force;
	err = body_get(act, db, version);
	if (!err && act->body)
		err = sheet_versions(&versions, db, act->of->kind, all);
	if (err || !act->body)
		return err;

	act->reply = json_pack("{s:I, s:I, s:I, s:o}", "version", (json_int_t)version, "newest", (json_int_t)marks.newest,
			       "in_force", (json_int_t)marks.in_force, "versions", versions);
	return act->reply ? act->of->show_h(act, act->reply) : ENOMEM;
}


static void shown_h(struct request *req, void *arg)
{
	struct sheet_act *act = arg;
	json_t *reply = act->reply;
	int err = act->q.err;

	if (!err && !reply) {
		reply_problem(req, 404, "sheet.unknown");
		return;
	}
	if (!err && act->of->live_h)
		err = act->of->live_h(req, reply);
	if (err) {
		reply_errno(req, err);
		return;
	}

	act->reply = NULL;
	reply_json(req, 200, reply);
}


static int show(struct request *req, struct sheet_act *act)
{
	act->q = (struct query){.read_h = show_read_h};
	return request_read(req, &act->q, shown_h, act);
}


int sheet_get(struct request *req, struct sheet_act *act)
{
	struct pl version = request_query(req, "version");

	act->old = !!version.p;
	if (act->old)
		act->version = 0 == pl_strcmp(&version, "0") ? 0 : setting_id(version);

	return !act->old || sheet_version_good(req, act->version) ? show(req, act) : 0;
}


/* ---- changing ---- */

static void saved_h(struct request *req, void *arg)
{
	struct sheet_act *act = arg;
	const struct command *cmd = &act->save->cmd;
	int err = cmd->err;

	if (!err && cmd->refusal) {
		sheet_refuse(req, cmd->refusal);
		return;
	}

	if (!err)
		err = show(req, act);
	if (err)
		reply_errno(req, err);
}


static int publish(struct request *req, struct sheet_act *act)
{
	struct sheet_save *save = act->save;

	act->text = json_dumps(act->body, JSON_COMPACT);
	*save = (struct sheet_save){
		.cmd = {.apply_h = save->cmd.apply_h}, .actor = request_session(req)->staff, .kind = act->of->kind, .key = all,
		.body = pl_of(act->text), .note = act->note, .base = act->base, .of = act->version, .publish = true};

	return act->text ? request_write(req, &save->cmd, saved_h, act) : ENOMEM;
}


static int look_read_h(struct db *db, struct query *q)
{
	struct sheet_act *act = CONTAINER_OF(q, struct sheet_act, q);
	int err = act->version < 0 ? 0 : body_get(act, db, act->version);

	return err || !act->body || !act->of->look_h ? err : act->of->look_h(act, db);
}


static void looked_h(struct request *req, void *arg)
{
	struct sheet_act *act = arg;
	int err = act->q.err;

	if (!err && !act->body)
		reply_problem(req, 404, "sheet.unknown");
	else if (!err && act->of->right_h(req, act, &err))
		err = publish(req, act);

	if (err)
		reply_errno(req, err);
}


static int look(struct request *req, struct sheet_act *act)
{
	act->q = (struct query){.read_h = look_read_h};
	return request_read(req, &act->q, looked_h, act);
}


int sheet_put(struct request *req, struct sheet_act *act)
{
	act->version = -1;
	return look(req, act);
}


int sheet_put_items(struct request *req, struct sheet_act *act, size_t most)
{
	const struct want want[] = {
		{"base",  WANT_INT,  offsetof(struct sheet_act, base), true,  0, NULL},
		{"items", WANT_LIST, offsetof(struct sheet_act, body), true,  most, NULL},
		{"note",  WANT_LINE, offsetof(struct sheet_act, note), false, 120, NULL},
	};

	if (!request_want(req, want, sizeof(want) / sizeof(want[0]), act)) {
		act->body = NULL;                /* the request's own */
		return 0;
	}

	json_incref(act->body);
	return sheet_put(req, act);
}


int sheet_back(struct request *req, struct sheet_act *act)
{
	static const struct want want[] = {
		{"version", WANT_INT, offsetof(struct sheet_act, version), true, 0, NULL},
		{"base",    WANT_INT, offsetof(struct sheet_act, base),    true, 0, NULL},
	};

	if (!request_want(req, want, sizeof(want) / sizeof(want[0]), act) || !sheet_version_good(req, act->version))
		return 0;

	return look(req, act);
}
