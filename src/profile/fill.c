/**
 * @file fill.c  What a store begins with
 */
#include "appeal/topic.h"
#include "base/why.h"
#include "profile/profile_priv.h"
#include "schedule/set.h"

static struct pl text_of(const json_t *obj, const char *name)
{
	const json_t *v = json_object_get(obj, name);

	return (struct pl){json_string_value(v), json_string_length(v)};
}


static int refused(const struct profile *p, struct mbuf *why, const char *what, struct pl name, const char *because)
{
	return why_say(why, EINVAL, "%s: %s %.*s: %s", p->from, what, (int)name.l, name.p ? name.p : "", because);
}


/* In the words of the catalogue */
static const char *words_of(enum schedule_refusal refusal)
{
	enum text_key key;

	return text_find(&key, pl_of(schedule_refusal_key(refusal))) ? t(LANG_EN, key) : schedule_refusal_key(refusal);
}


static int topics_fill(const struct profile *p, struct store *store, struct mbuf *why)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(p->root, "topics"), i, item) {
		struct topic_set set = {
			.cmd = {.apply_h = topic_set_apply}, .actor = -1, .parent = DB_NULL, .sort = (int64_t)i + 1,
			.name_ru = text_of(item, "ru"), .name_en = text_of(item, "en"), .active = true,
		};
		int err = command_run(store->db, store->keys, &set.cmd);

		if (err)
			return err;
		if (set.cmd.refusal)
			return refused(p, why, "topic", set.name_ru, "wants a name in both languages, at most 200 bytes each");
	}

	return 0;
}


static int calendars_fill(const struct profile *p, struct store *store, struct mbuf *why)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(p->root, "calendars"), i, item) {
		struct calendar_set set = {
			.cmd = {.apply_h = calendar_set_apply}, .actor = -1, .name = text_of(item, "name"),
			.zone = text_of(item, "zone"), .region = text_of(item, "region"), .week = text_of(item, "week"),
			.founding = true, .every_day = json_is_true(json_object_get(item, "every_day")),
		};
		int err = command_run(store->db, store->keys, &set.cmd);

		if (err)
			return err;
		if (set.cmd.refusal)
			return refused(p, why, "calendar", set.name, words_of(set.fault.why));
	}

	return 0;
}


static int terms_fill(const struct profile *p, struct store *store, struct mbuf *why)
{
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(p->root, "terms"), name, value) {
		struct term_set set = {
			.cmd = {.apply_h = term_set_apply}, .actor = -1, .name = pl_of(name),
			.value = {json_string_value(value), json_string_length(value)},
		};
		int err = command_run(store->db, store->keys, &set.cmd);

		if (err)
			return err;
		if (set.cmd.refusal)
			return refused(p, why, "term", set.name, SET_UNKNOWN == set.cmd.refusal ? "there is no such term"
				       : words_of(set.fault.why));
	}

	return 0;
}


/* A store whose topics or schedule anybody has touched is not filled: an administrator's work is never overwritten */
int profile_fill(const struct profile *profile, struct store *store, struct mbuf *why)
{
	struct topics *topics = NULL;
	bool touched = false, empty = false;
	int err;

	err = db_begin(store->db);
	if (err)
		return err;

	err = topics_load(&topics, store->db);
	if (!err)
		err = schedule_touched(store->db, &touched);
	db_rollback(store->db);

	empty = topics && !topics->n;
	topics_unref(topics);

	if (!err && empty)
		err = topics_fill(profile, store, why);
	if (!err && !touched)
		err = calendars_fill(profile, store, why);
	if (!err && !touched)
		err = terms_fill(profile, store, why);

	return err;
}
