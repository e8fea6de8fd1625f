/**
 * @file view.c  An appeal as the citizen sees it, and what all views share
 */
#include "appeal/appeal.sql.h"
#include "appeal/number.h"
#include "appeal/view_priv.h"
#include "base/rfc3339.h"


json_t *view_time(const struct view *v, int64_t ms)
{
	char buf[RFC3339_SIZE];

	if (DB_NULL == ms || rfc3339_print(buf, ms, zone_offset_s(book_zone(v->book), ms)))
		return json_null();

	return json_string(buf);
}


json_t *view_id(int64_t id)
{
	char buf[24];

	(void)re_snprintf(buf, sizeof(buf), "%lld", id);

	return json_string(buf);
}


json_t *view_number(int64_t digits)
{
	char buf[NUMBER_SIZE];

	number_format(buf, digits, NUMBER_LATIN);

	return json_string(buf);
}


int view_set_time(const struct view *v, json_t *obj, const char *name, int64_t ms)
{
	if (DB_NULL == ms)
		return 0;

	return json_object_set_new(obj, name, view_time(v, ms)) ? ENOMEM : 0;
}


int view_set_text(json_t *obj, const char *name, struct pl text)
{
	return json_object_set_new(obj, name, json_stringn(text.p ? text.p : "", text.l)) ? ENOMEM : 0;
}


int view_set_topic(const struct view *v, json_t *obj, int64_t topic)
{
	const struct topic *found = topics_find(v->topics, topic);
	json_t *t;

	if (DB_NULL == topic)
		return 0;

	t = json_pack("{s:o, s:s}", "id", view_id(topic), "name", found ? found->name[v->lang] : "");

	return t && !json_object_set_new(obj, "topic", t) ? 0 : ENOMEM;
}


/* Messages by kind, to be set beside the journal rows they came with: both are in order, and of the same moment */
struct words {
	const struct view *v;
	json_t *of[MESSAGE_NOTE + 1];
	size_t next[MESSAGE_NOTE + 1];
};


static int words_h(const struct row_message_list *row, void *arg)
{
	struct words *w = arg;
	json_t *obj;

	if (row->kind < MESSAGE_QUESTION || row->kind > MESSAGE_REQUEST)
		return 0;

	obj = json_object();
	if (!obj || json_array_append_new(w->of[row->kind], obj))
		return ENOMEM;

	if (json_object_set_new(obj, "at", view_time(w->v, row->at_ms)))
		return ENOMEM;
	if (row->name.p && view_set_text(obj, "by", row->name))
		return ENOMEM;

	return view_set_text(obj, "text", row->body);
}


/* What of the journal the citizen is told, and which message came with it */
static const struct told {
	const char *kind, *what;
	enum message_kind message;
} tells[] = {
	{"appeal.entered",   "entered",   MESSAGE_QUESTION},
	{"appeal.message",   "message",   MESSAGE_QUESTION},
	{"appeal.file",      "file",      0},
	{"appeal.taken",     "taken",     0},
	{"appeal.answered",  "answered",  MESSAGE_ANSWER},
	{"appeal.requested", "requested", MESSAGE_REQUEST},
	{"appeal.delay",     "delay",     0},
	{"appeal.closed",    "closed",    0},
	{"appeal.reopened",  "reopened",  0},
	{"promise.broken",   "late",      0},
};


struct history {
	const struct view *v;
	struct words *words;
	json_t *list;
};


/* The next message of a kind, when it came with this row; files may come without one */
static void words_set(struct history *h, enum message_kind kind, json_t *obj)
{
	json_t *words = json_array_get(h->words->of[kind], h->words->next[kind]);

	if (!words || strcmp(json_string_value(json_object_get(words, "at")), json_string_value(json_object_get(obj, "at"))))
		return;

	h->words->next[kind]++;
	json_object_update(obj, words);
}


static int told_h(const struct row_journal_of_appeal *row, void *arg)
{
	struct history *h = arg;
	json_t *obj;

	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
		const struct told *told = &tells[i];

		if (pl_strcmp(&row->kind, told->kind))
			continue;

		obj = json_pack("{s:o, s:s}", "at", view_time(h->v, row->at_ms), "what", told->what);
		if (!obj || json_array_append_new(h->list, obj))
			return ENOMEM;

		if (told->message)
			words_set(h, told->message, obj);
		return 0;
	}

	return 0;
}


static int set_history(const struct view *v, const struct appeal_row *row, json_t *obj)
{
	struct words words = {v, {NULL}, {0}};
	struct history h = {v, &words, json_array()};
	int err = h.list ? 0 : ENOMEM;

	for (int i = MESSAGE_QUESTION; i <= MESSAGE_NOTE; i++)
		words.of[i] = json_array();

	if (!err)
		err = sql_message_list(v->db, row->id, words_h, &words);
	if (!err)
		err = sql_journal_of_appeal(v->db, row->id, told_h, &h);

	for (int i = MESSAGE_QUESTION; i <= MESSAGE_NOTE; i++)
		json_decref(words.of[i]);

	if (json_object_set_new(obj, "history", h.list))
		err = err ? err : ENOMEM;

	return err;
}


json_t *view_base(const struct view *v, const struct appeal_row *row)
{
	return json_pack("{s:o, s:s, s:s, s:o, s:o}",
			 "number", view_number(row->digits),
			 "status", appeal_state_name(row->state),
			 "kind", appeal_kind_name(row->kind),
			 "entered", view_time(v, row->entered_ms),
			 "answer_by", view_time(v, row->answer_by_ms));
}


int view_set_ends(const struct view *v, const struct appeal_row *row, json_t *obj)
{
	int err;

	err  = view_set_time(v, obj, "paused", row->paused_ms);
	err |= view_set_time(v, obj, "answered", row->answered_ms);
	err |= view_set_time(v, obj, "closed", row->closed_ms);
	if (row->result)
		err |= json_object_set_new(obj, "result", json_string(appeal_result_name(row->result))) ? ENOMEM : 0;
	if (row->delay && row->delay->end)
		err |= view_set_text(obj, "delay", (struct pl){(char *)row->delay->buf, row->delay->end});

	return err ? ENOMEM : 0;
}


int view_end(int err, json_t *owned, json_t **objp, enum appeal_refusal *refusal)
{
	if (err) {
		json_decref(owned);
	}
	else if (owned) {
		*refusal = APPEAL_ALLOWED;
		*objp = owned;
	}

	return err;
}


int view_status(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal)
{
	struct appeal_row row;
	json_t *obj = NULL;
	int err;

	err = appeal_row_read(v->db, v->keys, digits, &row);
	if (err || !row.found) {
		*refusal = APPEAL_UNKNOWN;
		goto out;
	}

	obj = view_base(v, &row);
	err = obj ? view_set_ends(v, &row, obj) : ENOMEM;
	if (!err)
		err = view_set_topic(v, obj, row.topic);
	if (!err)
		err = set_history(v, &row, obj);
	if (!err)
		err = view_set_files(v, &row, obj);

out:
	appeal_row_close(&row);
	return view_end(err, obj, objp, refusal);
}
