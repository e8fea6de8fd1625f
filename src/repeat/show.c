/**
 * @file show.c  What is known of an appeal that a citizen comes again about, as JSON
 */
#include "appeal/join.h"
#include "appeal/topic.h"
#include "base/text.h"
#include "call/call.h"
#include "flow/trail.h"
#include "promise/promise.h"
#include "repeat/repeat.h"
#include "repeat/repeat.sql.h"

enum { SHOWN = 10, EXCERPT = 300 };      /* contacts, results; characters */

struct showing {
	const struct view *v;
	json_t *obj, *list;
};


static json_t *name_or_null(struct pl name)
{
	return name.p ? json_stringn(name.p, name.l) : json_null();
}


static json_t *time_of(const struct view *v, int64_t ms)
{
	return ms && DB_NULL != ms ? view_time(v, ms) : json_null();
}


static int contact_h(const struct row_repeat_calls *row, void *arg)
{
	struct showing *s = arg;
	const struct view *v = s->v;
	bool waited = DB_NULL != row->queued_ms;
	int64_t until_ms = DB_NULL != row->answered_ms ? row->answered_ms : row->ended_ms;
	json_t *obj, *path = trail_show(row->path, v->lang, v->topics, v->book);

	if (!path)
		return ENOMEM;

	obj = json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "id", view_id(row->id),
			"channel", contact_channel_name((enum contact_channel)row->channel), "ours", CALL_OUT == row->medium,
			"at", view_time(v, row->entered_ms), "ended", time_of(v, row->ended_ms), "cause", name_or_null(row->cause),
			"waited_s", waited && DB_NULL != until_ms ? json_integer((until_ms - row->queued_ms) / 1000) : json_null(),
			"operator", name_or_null(row->name), "path", path);

	return obj && !json_array_append_new(s->list, obj) ? 0 : ENOMEM;
}


static int result_h(const struct row_repeat_results *row, void *arg)
{
	struct showing *s = arg;
	const char *dot = memchr(row->kind.p, '.', row->kind.l);
	size_t skip = dot ? (size_t)(dot + 1 - row->kind.p) : 0;
	json_t *obj;

	obj = json_pack("{s:o, s:s%, s:o}", "at", view_time(s->v, row->at_ms), "what", row->kind.p + skip, row->kind.l - skip,
			"by", name_or_null(row->name));

	return obj && !json_array_append_new(s->list, obj) ? 0 : ENOMEM;
}


static int promise_h(const struct row_repeat_promise *row, void *arg)
{
	struct showing *s = arg;
	json_t *obj = json_pack("{s:s, s:o, s:o, s:o}", "state", promise_state_name((enum promise_state)row->state),
				"made_at", view_time(s->v, row->made_ms), "due_at", view_time(s->v, row->due_ms),
				"ended_at", time_of(s->v, row->ended_ms));

	return obj && !json_object_set_new(s->obj, "promise", obj) ? 0 : ENOMEM;
}


static int urge_h(const struct row_urge_get *row, void *arg)
{
	struct showing *s = arg;
	json_t *obj = json_pack("{s:s, s:o, s:o}", "level", urge_name((enum urge_level)row->level), "at", view_time(s->v, row->at_ms),
				"by", name_or_null(row->name));

	return obj && !json_object_set_new(s->obj, "urged", obj) ? 0 : ENOMEM;
}


static int words_h(const struct row_repeat_words *row, void *arg)
{
	struct showing *s = arg;
	struct pl rest = row->body;
	unsigned n = 0;

	while (rest.l && n++ < EXCERPT)
		(void)text_next(&rest);

	return json_object_set_new(s->obj, "problem", json_stringn(row->body.p, row->body.l - rest.l)) ? ENOMEM : 0;
}


static int state_h(const struct row_repeat_stands *row, void *arg)
{
	struct showing *s = arg;
	int err;

	err  = json_object_set_new(s->obj, "state", json_string(appeal_state_name((enum appeal_state)row->state)));
	err |= json_object_set_new(s->obj, "entered_at", view_time(s->v, row->entered_ms));
	err |= json_object_set_new(s->obj, "answer_by", view_time(s->v, row->answer_by_ms));
	err |= json_object_set_new(s->obj, "owner", name_or_null(row->name));

	return err ? ENOMEM : 0;
}


static int judged(struct showing *s, const struct repeat_found *f)
{
	s->obj = json_pack("{s:o, s:i, s:o, s:o, s:o}", "number", view_number(f->digits), "vain", (int)f->r.vain,
			   "former_at", time_of(s->v, f->r.former_ms), "progress_at", time_of(s->v, f->r.progress_ms),
			   "begun_at", time_of(s->v, f->r.begun_ms));

	return s->obj ? 0 : ENOMEM;
}


static int list_set(struct showing *s, const char *name)
{
	return json_object_set_new(s->obj, name, json_incref(s->list)) ? ENOMEM : 0;
}


static int fill(struct showing *s, int64_t appeal)
{
	struct db *db = s->v->db;
	int err;

	err = sql_repeat_stands(db, appeal, state_h, s);
	if (!err)
		err = sql_repeat_words(db, appeal, words_h, s);
	if (!err)
		err = sql_repeat_promise(db, appeal, promise_h, s);
	if (!err)
		err = sql_urge_get(db, appeal, urge_h, s);

	s->list = json_array();
	if (!err)
		err = s->list ? sql_repeat_calls(db, appeal, SHOWN, contact_h, s) : ENOMEM;
	if (!err)
		err = list_set(s, "contacts");
	json_decref(s->list);

	s->list = json_array();
	if (!err)
		err = s->list ? sql_repeat_results(db, appeal, SHOWN, result_h, s) : ENOMEM;
	if (!err)
		err = list_set(s, "results");
	json_decref(s->list);

	return err;
}


int repeat_view(const struct view *v, int64_t digits, int64_t after_ms, json_t **objp, enum appeal_refusal *refusal)
{
	struct showing s = {.v = v};
	struct repeat_found found;
	int64_t appeal = 0, own = 0;
	int err;

	err = appeal_ids(v->db, v->keys, digits, &appeal, &own);
	if (!err && !appeal) {
		*refusal = APPEAL_UNKNOWN;
		return 0;
	}
	if (!err)
		err = repeat_look(v->db, appeal, after_ms, 0, 0, &found);
	if (!err)
		err = judged(&s, &found);
	if (!err)
		err = fill(&s, appeal);

	if (err) {
		json_decref(s.obj);
		return err;
	}

	*refusal = APPEAL_ALLOWED;
	*objp = s.obj;
	return 0;
}
