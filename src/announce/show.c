/**
 * @file show.c  Announcements as the settings show them
 */
#include "announce/announce.h"
#include "announce/announce.sql.h"
#include "base/rfc3339.h"

struct showing {
	json_t *list;
	int64_t now_ms;
};


static void time_put(json_t *obj, const char *name, int64_t ms)
{
	char buf[RFC3339_SIZE];

	if (DB_NULL != ms && !rfc3339_print(buf, ms, 0))
		(void)json_object_set_new(obj, name, json_string(buf));
}


static void name_put(json_t *obj, const char *name, struct pl text)
{
	if (text.p)
		(void)json_object_set_new(obj, name, json_stringn(text.p, text.l));
}


static int list_h(const struct row_announce_list *row, void *arg)
{
	const struct showing *s = arg;
	const bool heard = DB_NULL == row->ended_ms && (DB_NULL == row->until_ms || s->now_ms < row->until_ms);
	char id[24], by[24];
	json_t *one;

	(void)re_snprintf(id, sizeof(id), "%lld", row->id);
	(void)re_snprintf(by, sizeof(by), "%lld", row->by_staff);
	one = json_pack("{s:s, s:s%, s:s%, s:{s:s, s:s%}, s:b, s:b}", "id", id, "words_ru", row->words_ru.p, row->words_ru.l,
			"words_en", row->words_en.p, row->words_en.l, "by", "id", by, "name", row->by_name.p ? row->by_name.p : "",
			row->by_name.l, "heard", (int)heard, "lapsed", (int)(DB_NULL != row->ended_ms && -1 == row->ended_by));
	if (!one)
		return ENOMEM;

	time_put(one, "at", row->at_ms);
	time_put(one, "until", row->until_ms);
	time_put(one, "confirmed", row->confirmed_ms);
	time_put(one, "ended", row->ended_ms);
	name_put(one, "second", row->second_name);
	name_put(one, "ended_by", row->ended_name);

	return json_array_append_new(s->list, one) ? ENOMEM : 0;
}


int announce_show(json_t **objp, struct db *db, int64_t now_ms)
{
	struct showing s = {.list = json_array(), .now_ms = now_ms};
	int err = s.list ? sql_announce_list(db, list_h, &s) : ENOMEM;

	if (err) {
		json_decref(s.list);
		return err;
	}

	*objp = json_pack("{s:o}", "items", s.list);
	return *objp ? 0 : ENOMEM;
}
