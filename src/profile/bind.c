/**
 * @file bind.c  Lines and the flows they say, judged where they are written
 */
#include "profile/bind.h"

static const struct pl line_kind = PL_CONST(SHEET_LINE), flow_kind = PL_CONST(SHEET_FLOW), all = PL_CONST(SHEET_ALL);


/* What is published of a sheet, owned; untouched: nothing */
static int in_force(json_t **bodyp, struct tx *tx, struct pl kind, struct pl key)
{
	struct sheet_marks marks;
	int err = sheet_marks(&marks, tx_db(tx), kind, key);

	return err || !marks.in_force ? err : sheet_body(bodyp, NULL, tx_db(tx), kind, key, marks.in_force);
}


/* The flow that a line says */
static struct pl flow_of(const json_t *line)
{
	const json_t *flow = json_object_get(line, "flow");

	return json_is_string(flow) ? (struct pl){json_string_value(flow), json_string_length(flow)} : PL_LIT("default");
}


static int flow_gone(bool *gone, struct tx *tx, struct pl name)
{
	json_t *steps = NULL;
	int err = in_force(&steps, tx, flow_kind, name);

	*gone = steps && 0 == json_array_size(steps);
	json_decref(steps);
	return err;
}


int lines_publish_apply(struct tx *tx, struct command *cmd)
{
	const struct sheet_save *save = CONTAINER_OF(cmd, struct sheet_save, cmd);
	json_t *lines = json_loadb(save->body.p, save->body.l, 0, NULL), *line;
	bool gone = false;
	size_t i;
	int err = lines ? 0 : ENOMEM;

	json_array_foreach(lines, i, line) {
		if (!err && !gone)
			err = flow_gone(&gone, tx, flow_of(line));
	}
	json_decref(lines);
	if (err)
		return err;

	cmd->refusal = SHEET_CHANGED;
	return gone ? 0 : sheet_save_apply(tx, cmd);
}


/* Keys of the lines that say it, owned */
static int keys_of(json_t **keysp, const json_t *lines, struct pl name)
{
	json_t *keys = json_array(), *line;
	int err = keys ? 0 : ENOMEM;
	struct pl said;
	size_t i;

	json_array_foreach((json_t *)lines, i, line) {
		said = flow_of(line);
		if (!err && 0 == pl_cmp(&said, &name) && json_array_append_new(keys, json_string(json_string_value(json_object_get(line, "key")))))
			err = ENOMEM;
	}

	if (err)
		json_decref(keys);
	else
		*keysp = keys;

	return err;
}


int flow_drop_apply(struct tx *tx, struct command *cmd)
{
	struct flow_drop *drop = CONTAINER_OF(cmd, struct flow_drop, save.cmd);
	const json_t *own = drop->profile ? json_object_get(profile_json(drop->profile), "lines") : NULL;
	json_t *lines = NULL, *keys = NULL;
	int err = in_force(&lines, tx, line_kind, all);

	if (!err)
		err = keys_of(&keys, lines ? lines : own, drop->save.key);
	json_decref(lines);
	if (err)
		return err;

	json_decref(drop->lines);
	drop->lines = keys;
	cmd->refusal = SHEET_USED;
	return json_array_size(keys) ? 0 : sheet_save_apply(tx, cmd);
}
