/**
 * @file flow_drop.c  A flow is deleted: an empty version is published, so that it can be taken back like any other
 *
 * Whether a line says it is judged twice: by the switchboard, which may still answer by lines that were replaced a moment ago or that this program could
 * not take, and by the lines that are published, inside the transaction (profile/bind.h).
 */
#include "profile/bind.h"
#include "profile/switchboard.h"
#include "web/api/setting.h"
#include "web/api/sheet.h"
#include "web/table.h"

static const struct pl kind = PL_CONST(SHEET_FLOW);


static void destructor(void *arg)
{
	struct flow_drop *drop = arg;

	json_decref(drop->lines);
}


static void dropped_h(struct request *req, void *arg)
{
	struct flow_drop *drop = arg;
	const struct command *cmd = &drop->save.cmd;

	if (!cmd->err && SHEET_USED == cmd->refusal)
		reply_member(req, "lines", json_incref(drop->lines));
	if (cmd->err)
		reply_errno(req, cmd->err);
	else if (cmd->refusal)
		sheet_refuse(req, cmd->refusal);
	else
		reply_empty(req, 204);
}


/* Keys of the lines that say it; owned */
static json_t *lines_of(const struct lines *lines, struct pl name)
{
	json_t *list = json_array();

	for (size_t i = 0; lines && i < lines->n; i++) {
		if (0 == pl_strcmp(&name, flow_name(lines->at[i].flow)))
			(void)json_array_append_new(list, json_string(lines->at[i].key));
	}

	return list;
}


/* The one of the program itself is what a line says that names none */
static bool used(struct request *req, struct pl name)
{
	json_t *lines = lines_of(switchboard_lines(app_of(req)->board), name);

	if (0 == json_array_size(lines) && pl_strcmp(&name, "default")) {
		json_decref(lines);
		return false;
	}

	reply_member(req, "lines", lines);
	reply_problem(req, 409, "sheet.used");
	return true;
}


static int drop_h(struct request *req)
{
	struct flow_drop *drop = request_alloc(req, sizeof(*drop), destructor);
	struct pl base = request_query(req, "base"), name = request_param(req, 0);
	int64_t seen = 0 == pl_strcmp(&base, "0") ? 0 : setting_id(base);

	if (!drop)
		return ENOMEM;
	if (!flow_is_name(name) || (!seen && !flows_find(switchboard_flows(app_of(req)->board), name))) {
		reply_problem(req, 404, "sheet.unknown");
		return 0;
	}
	if (seen < 0) {
		reply_problem(req, 409, "sheet.changed");
		return 0;
	}
	if (used(req, name))
		return 0;

	drop->profile = app_of(req)->profile;
	drop->save = (struct sheet_save){
		.cmd = {.apply_h = flow_drop_apply}, .actor = request_session(req)->staff, .kind = kind, .key = name, .body = PL_LIT("[]"),
		.base = seen, .of = -1, .publish = true, .removes = true};
	return request_write(req, &drop->save.cmd, dropped_h, drop);
}


static const struct route rows[] = {
	{DELETE, "/api/v1/settings/flows/{name}", ROLE_ADMINISTRATOR, BODY_NONE, 0, RATE_STAFF, drop_h,
	 "Deletes a flow that no line says; ?base= is the newest version that was seen. Rolling back brings it again", NULL, NULL, 204, 0},
};

const struct route_set flow_drop_routes = ROUTE_SET(rows);
