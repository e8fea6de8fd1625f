/**
 * @file urge.c  An appeal is hurried, or goes to the head of the service
 */
#include "appeal/join.h"
#include "appeal/topic.h"
#include "repeat/repeat.h"
#include "repeat/repeat.sql.h"
#include "staff/role.h"

enum { LIST_MOST = 100 };

static const char *const names[] = {[URGE_NONE] = "", [URGE_HURRIED] = "hurried", [URGE_HEAD] = "head"};


const char *urge_name(enum urge_level level)
{
	return (size_t)level < sizeof(names) / sizeof(names[0]) ? names[level] : "";
}


enum urge_level urge_of(struct pl name)
{
	return 0 == pl_strcmp(&name, "hurried") ? URGE_HURRIED : 0 == pl_strcmp(&name, "head") ? URGE_HEAD : URGE_NONE;
}


static int level_h(const struct row_urge_get *row, void *arg)
{
	*(int64_t *)arg = row->level;
	return 0;
}


static int state_h(const struct row_repeat_appeal *row, void *arg)
{
	*(enum appeal_state *)arg = (enum appeal_state)row->state;
	return 0;
}


int urge_apply(struct tx *tx, struct command *cmd)
{
	struct urge *u = CONTAINER_OF(cmd, struct urge, cmd);
	int64_t appeal = 0, digits = 0, level = URGE_NONE;
	enum appeal_state state = APPEAL_CLOSED;
	struct db *db = tx_db(tx);
	struct repeat_found found = {.appeal = 0};
	char body[64];
	int err, n;

	err = appeal_ids(db, u->keys, u->digits, &appeal, &digits);
	if (!err && appeal)
		err = sql_repeat_appeal(db, appeal, state_h, &state);
	if (!err && appeal)
		err = sql_urge_get(db, appeal, level_h, &level);
	if (err)
		return err;

	if (!appeal)
		cmd->refusal = APPEAL_UNKNOWN;
	else if (!(u->actor.roles & ROLE_DESK))
		cmd->refusal = APPEAL_NOT_PERMITTED;
	else if (!repeat_open(state) && APPEAL_WAITING != state)
		cmd->refusal = APPEAL_NOT_NOW;
	if (cmd->refusal || level >= (int64_t)u->level)
		return 0;

	err = repeat_look(db, appeal, u->after_ms, 0, 0, &found);
	if (err)
		return err;

	n = re_snprintf(body, sizeof(body), "{\"level\":\"%s\",\"vain\":%u}", urge_name(u->level), found.r.vain);
	err = n < 0 ? ENOMEM : sql_urge_put(db, &(struct sql_urge_put){
			.appeal = appeal, .level = u->level, .staff = u->actor.staff, .at_ms = tx_now(tx), .vain = found.r.vain});

	return err ? err : tx_journal(tx, &(struct journal_entry){
			.kind = URGE_HEAD == u->level ? "appeal.escalated" : "appeal.hurried", .appeal = appeal, .actor = u->actor.staff,
			.body = {body, (size_t)n}});
}


struct moving {
	int64_t level, vain;
	bool there;
};


static int move_h(const struct row_urge_get *row, void *arg)
{
	*(struct moving *)arg = (struct moving){row->level, row->vain, true};
	return 0;
}


int urge_move(struct tx *tx, int64_t appeal, int64_t into)
{
	struct moving from = {0, 0, false}, to = {0, 0, false};
	struct db *db = tx_db(tx);
	int err;

	err = sql_urge_get(db, appeal, move_h, &from);
	if (!err && from.there)
		err = sql_urge_get(db, into, move_h, &to);
	if (err || !from.there)
		return err;

	if (to.level < from.level)
		err = sql_urge_put(db, &(struct sql_urge_put){.appeal = into, .level = from.level, .at_ms = tx_now(tx), .vain = from.vain});

	return err ? err : sql_urge_drop(db, appeal);
}


struct listing {
	const struct view *v;
	json_t *list;
};


static json_t *name_or_null(struct pl name)
{
	return name.p ? json_stringn(name.p, name.l) : json_null();
}


static json_t *topic_or_null(const struct view *v, int64_t id)
{
	const struct topic *topic = DB_NULL == id ? NULL : topics_find(v->topics, id);

	return topic ? json_string(topic->name[v->lang]) : json_null();
}


static int row_h(const struct row_urge_list *row, void *arg)
{
	const struct listing *l = arg;
	json_t *obj;

	obj = json_pack("{s:o, s:s, s:o, s:o, s:I, s:s, s:o, s:o, s:o, s:o}", "number", view_number(row->digits),
			"level", urge_name((enum urge_level)row->level), "at", view_time(l->v, row->at_ms), "by", name_or_null(row->name),
			"vain", (json_int_t)row->vain, "state", appeal_state_name((enum appeal_state)row->state),
			"topic", topic_or_null(l->v, row->topic), "owner", name_or_null(row->owner),
			"answer_by", view_time(l->v, row->answer_by_ms), "entered", view_time(l->v, row->entered_ms));

	return obj && !json_array_append_new(l->list, obj) ? 0 : ENOMEM;
}


int urge_view(const struct view *v, json_t **objp)
{
	struct listing l = {v, json_array()};
	int err = l.list ? sql_urge_list(v->db, LIST_MOST, row_h, &l) : ENOMEM;

	if (err) {
		json_decref(l.list);
		return err;
	}

	*objp = json_pack("{s:o}", "items", l.list);
	return *objp ? 0 : ENOMEM;
}
