/**
 * @file view.c  What is owed, as JSON
 */
#include "callback/callback.h"
#include "callback/callback.sql.h"

enum { MOST = 200 };

struct listing {
	const struct view *v;
	const struct lines *lines;
	json_t *list;
};

/* A row of either statement: they return the same columns */
struct owed {
	int64_t digits, promise_state, due_ms, made_ms, owner, id, state, reason, topic, next_ms, tries;
	struct pl line, outcome, by;
};


#define OWED(row) { \
	.digits = (row)->digits, .promise_state = (row)->promise_state, .due_ms = (row)->due_ms, .made_ms = (row)->made_ms, .owner = (row)->owner, \
	.id = (row)->id, .state = (row)->state, .reason = (row)->reason, .topic = (row)->topic, .next_ms = (row)->next_ms, .tries = (row)->tries, \
	.line = (row)->line, .outcome = (row)->outcome, .by = (row)->by}


static json_t *text_or_null(struct pl text)
{
	return text.l ? json_stringn(text.p, text.l) : json_null();
}


static json_t *topic_json(const struct view *v, int64_t topic)
{
	const struct topic *t = DB_NULL == topic ? NULL : topics_find(v->topics, topic);

	return t ? json_pack("{s:o, s:s}", "id", view_id(topic), "name", t->name[v->lang]) : json_null();
}


static json_t *line_name(const struct listing *l, struct pl key)
{
	for (size_t i = 0; key.l && l->lines && i < l->lines->n; i++) {
		const struct line *line = &l->lines->at[i];

		if (0 == pl_strcmp(&key, line->key))
			return text_or_null(line->name[l->v->lang].l ? line->name[l->v->lang] : line->name[LANG_RU]);
	}

	return json_null();
}


static const char *state_name(const struct owed *o)
{
	if (DB_NULL == o->id)
		return "people";
	if (CALLBACK_FAILED == o->state)
		return "failed";

	return o->state <= CALLBACK_DIALLED ? callback_state_name((enum callback_state)o->state) : "people";
}


static json_t *owed_json(const struct listing *l, const struct owed *o)
{
	const struct view *v = l->v;
	bool dials = DB_NULL != o->id && o->state <= CALLBACK_DIALLED;

	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:I}",
		"number", view_number(o->digits), "state", state_name(o),
		"reason", DB_NULL == o->reason ? json_null() : json_string(callback_reason_name((enum callback_reason)o->reason)),
		"topic", topic_json(v, o->topic), "line", text_or_null(o->line), "line_name", line_name(l, o->line), "by", text_or_null(o->by),
		"made_at", view_time(v, o->made_ms), "due_at", view_time(v, o->due_ms),
		"next_at", dials ? view_time(v, o->next_ms) : json_null(), "outcome", text_or_null(o->outcome),
		"broken", PROMISE_BROKEN == o->promise_state, "mine", DB_NULL != o->owner && o->owner == v->actor.staff,
		"tries", (json_int_t)(DB_NULL == o->tries ? 0 : o->tries));
}


static int list_h(const struct row_callback_list *row, void *arg)
{
	const struct listing *l = arg;
	const struct owed owed = OWED(row);
	json_t *obj = owed_json(l, &owed);

	return obj && !json_array_append_new(l->list, obj) ? 0 : ENOMEM;
}


static int of_h(const struct row_callback_of *row, void *arg)
{
	struct listing *l = arg;
	const struct owed owed = OWED(row);

	l->list = owed_json(l, &owed);
	return l->list ? 0 : ENOMEM;
}


int callback_view(const struct view *v, const struct lines *lines, json_t **objp)
{
	struct listing l = {v, lines, json_array()};
	int err = l.list ? sql_callback_list(v->db, MOST, list_h, &l) : ENOMEM;

	if (err) {
		json_decref(l.list);
		return err;
	}

	*objp = json_pack("{s:o}", "callbacks", l.list);
	return *objp ? 0 : ENOMEM;
}


int callback_card(const struct view *v, int64_t appeal, json_t *card)
{
	struct listing l = {.v = v};
	int err = sql_callback_of(v->db, appeal, of_h, &l);

	if (!err && l.list)
		return json_object_set_new(card, "callback", l.list) ? ENOMEM : 0;

	json_decref(l.list);
	return err;
}
