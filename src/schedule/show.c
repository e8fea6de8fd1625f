/**
 * @file show.c  Calendars and terms as the settings show them
 */
#include <stdlib.h>
#include <string.h>
#include "base/date.h"
#include "base/rfc3339.h"
#include "schedule/schedule.sql.h"
#include "schedule/schedule_priv.h"
#include "schedule/show.h"
#include "schedule/show_priv.h"


json_t *show_time(const struct zone *zone, int64_t ms)
{
	char buf[RFC3339_SIZE];

	if (DB_NULL == ms || rfc3339_print(buf, ms, zone_offset_s(zone, ms)))
		return json_null();

	return json_string(buf);
}


static json_t *minute(unsigned min)
{
	char buf[8];

	if (min > DAY_MIN)
		min -= DAY_MIN;
	(void)re_snprintf(buf, sizeof(buf), "%02u:%02u", min / 60, min % 60);

	return json_string(buf);
}


json_t *show_hours(const struct hours *hours)
{
	json_t *list = json_array();

	for (unsigned i = 0; list && i < hours->n; i++)
		(void)json_array_append_new(list, json_pack("[o, o]", minute(hours->at[i].from_min), minute(hours->at[i].to_min)));

	return list;
}


json_t *show_week(const struct week *week)
{
	static const char *const words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	json_t *obj = json_object();

	for (unsigned i = 0; obj && i < 7; i++)
		(void)json_object_set_new(obj, words[i], show_hours(&week->day[i]));
	if (obj)
		(void)json_object_set_new(obj, "holiday", show_hours(&week->holiday));

	return obj;
}


static int set_reason(json_t *obj, const char *name, const char *reason)
{
	return reason && json_object_set_new(obj, name, json_string(reason)) ? ENOMEM : 0;
}


json_t *show_status(const struct book *book, struct pl name, int64_t now_ms)
{
	const struct calendar *ru = book_calendar(book, LANG_RU, name), *en = book_calendar(book, LANG_EN, name);
	struct status status;
	json_t *obj;

	if (!ru || !en)
		return NULL;

	status = calendar_status(ru, now_ms);
	obj = json_pack("{s:b, s:o*}", "open", (int)status.open, "change",
			status.change_ms ? show_time(calendar_zone(ru), status.change_ms) : NULL);
	if (obj && (set_reason(obj, "reason_ru", status.reason) ||
		    set_reason(obj, "reason_en", calendar_status(en, now_ms).reason))) {
		json_decref(obj);
		obj = NULL;
	}

	return obj;
}


/* ---- calendars ---- */

struct showing {
	struct book *book;
	struct pl only;              /* a name, or p == NULL: all */
	int64_t now_ms;
	json_t *items;
};


static json_t *item_find(const struct showing *s, struct pl name)
{
	json_t *item;
	size_t i;

	json_array_foreach(s->items, i, item) {
		struct pl own = pl_of(json_string_value(json_object_get(item, "name")));

		if (0 == pl_cmp(&own, &name))
			return item;
	}

	return NULL;
}


/* Who it was: the name is looked up when the rows have been read (people_name) */
static json_t *somebody(const json_t *entry, const char *name)
{
	const json_t *id = json_object_get(entry, name);

	return id ? json_pack("{s:O}", "id", id) : NULL;
}


static json_t *dated_json(const json_t *entry)
{
	json_t *emergency = json_object_get(entry, "emergency");
	bool waits = json_is_true(json_object_get(entry, "waits"));
	struct week week;

	if (week_parse(pl_of(json_string_value(json_object_get(entry, "week"))), &week))
		return NULL;

	return json_pack("{s:O, s:o, s:O*, s:o*, s:b, s:b, s:o*, s:o*}", "from", json_object_get(entry, "from"),
			 "week", show_week(&week), "zone", json_object_get(entry, "zone"),
			 "emergency", emergency ? json_pack("{s:O}", "reason", emergency) : NULL,
			 "waits", (int)waits, "confirmed", (int)!waits,
			 "by", somebody(entry, "by"), "second", somebody(entry, "second"));
}


/* Weekly hours that do not act yet: they come, or wait */
static json_t *weeks_json(const json_t *body, int32_t today)
{
	json_t *list = json_array(), *entry;
	size_t i;

	json_array_foreach(json_object_get(body, "weeks"), i, entry) {
		bool waits = json_is_true(json_object_get(entry, "waits"));
		int32_t day;

		if (date_parse(pl_of(json_string_value(json_object_get(entry, "from"))), &day) || (!waits && day <= today))
			continue;
		if (json_array_append_new(list, dated_json(entry))) {
			json_decref(list);
			return NULL;
		}
	}

	return list;
}


static int item_add(struct showing *s, struct pl name, struct pl body, int64_t version)
{
	const struct calendar *cal = book_calendar(s->book, LANG_RU, name);
	json_t *root, *item;
	int32_t today;
	int err = ENOMEM;

	if (!cal || (s->only.p && pl_cmp(&s->only, &name)))
		return 0;

	root = json_loadb(body.p, body.l, 0, NULL);
	if (!root)
		return EBADMSG;

	today = zone_local(calendar_zone(cal), s->now_ms).day;
	item = json_pack("{s:s%, s:O, s:O*, s:o, s:o, s:b, s:b, s:I, s:o*, s:[]}", "name", name.p, name.l,
			 "zone", json_object_get(root, "zone"), "region", json_object_get(root, "region"),
			 "week", show_week(calendar_week_at(cal, today)), "weeks", weeks_json(root, today),
			 "follow_holidays", !json_is_false(json_object_get(root, "follow_holidays")),
			 "follow_short", !json_is_false(json_object_get(root, "follow_short")), "version", (json_int_t)version,
			 "status", show_status(s->book, name, s->now_ms), "exceptions");
	if (item && 0 == json_array_append_new(s->items, item))
		err = 0;

	json_decref(root);
	return err;
}


static int calendar_h(const struct row_calendar_list *row, void *arg)
{
	return item_add(arg, row->name, row->body, row->version);
}


static int built_in_add(struct showing *s)
{
	int err = 0;

	for (size_t i = 0; i < book_calendar_count(s->book) && !err; i++) {
		struct pl name = pl_of(calendar_name(book_calendar_at(s->book, LANG_RU, i)));
		const char *body = book_built_in(name);

		if (body && !item_find(s, name))
			err = item_add(s, name, pl_of(body), 0);
	}

	return err;
}


static json_t *person(int64_t id, struct pl name)
{
	char number[24];

	if (DB_NULL == id)
		return NULL;

	(void)re_snprintf(number, sizeof(number), "%lld", id);

	return json_pack("{s:s, s:s%}", "id", number, "name", name.p ? name.p : "", name.l);
}


static int set_hours(json_t *obj, const json_t *body)
{
	const char *text = json_string_value(json_object_get(body, "hours"));
	struct hours hours;

	if (!text)
		return 0;
	if (hours_parse(pl_of(text), &hours))
		return EBADMSG;

	return json_object_set_new(obj, "hours", show_hours(&hours)) ? ENOMEM : 0;
}


static json_t *exception_json(const struct row_calendar_exceptions_shown *row, const struct zone *zone, const json_t *body)
{
	const char *kind = json_string_value(json_object_get(body, "kind"));
	json_t *emergency = json_object_get(body, "emergency");
	char number[24];

	(void)re_snprintf(number, sizeof(number), "%lld", row->id);

	return json_pack("{s:s, s:o, s:o, s:b, s:O, s:O, s:o*, s:b, s:b, s:o*, s:o*}", "id", number,
			 "from", show_time(zone, row->from_ms), "to", show_time(zone, row->to_ms),
			 "closed", 0 == strcmp(kind ? kind : "", "closed"),
			 "reason_ru", json_object_get(body, "reason_ru"), "reason_en", json_object_get(body, "reason_en"),
			 "emergency", emergency ? json_pack("{s:O}", "reason", emergency) : NULL,
			 "waits", (int)row->waits, "confirmed", !row->waits,
			 "by", person(row->by_staff, row->by_name), "second", person(row->second_staff, row->second_name));
}


static int exception_h(const struct row_calendar_exceptions_shown *row, void *arg)
{
	struct showing *s = arg;
	json_t *item = item_find(s, row->calendar), *body, *obj;
	const struct calendar *cal = book_calendar(s->book, LANG_RU, row->calendar);
	int err;

	if (!item || !cal)
		return 0;

	body = json_loadb(row->body.p, row->body.l, 0, NULL);
	if (!body)
		return EBADMSG;

	obj = exception_json(row, calendar_zone(cal), body);
	err = obj && 0 == json_array_append_new(json_object_get(item, "exceptions"), obj) ? set_hours(obj, body) : ENOMEM;

	json_decref(body);
	return err;
}


static int called_h(const struct row_calendar_person *row, void *arg)
{
	return json_object_set_new(arg, "name", json_stringn(row->name.p, row->name.l)) ? ENOMEM : 0;
}


static int person_name(struct db *db, json_t *person)
{
	const char *id = json_string_value(json_object_get(person, "id"));

	if (!id)
		return 0;
	if (json_object_set_new(person, "name", json_string("")))
		return ENOMEM;

	return sql_calendar_person(db, strtoll(id, NULL, 10), called_h, person);
}


/* The names of those who published dated weeks */
static int people_name(struct db *db, const json_t *items)
{
	json_t *item, *week;
	size_t i, k;
	int err = 0;

	json_array_foreach((json_t *)(uintptr_t)items, i, item) {
		json_array_foreach(json_object_get(item, "weeks"), k, week) {
			if (!err)
				err = person_name(db, json_object_get(week, "by"));
			if (!err)
				err = person_name(db, json_object_get(week, "second"));
		}
	}

	return err;
}


static int show(struct db *db, struct pl only, int64_t now_ms, json_t **itemsp)
{
	struct showing s = {NULL, only, now_ms, json_array()};
	int err;

	if (!s.items)
		return ENOMEM;

	err = book_load(&s.book, db, now_ms);
	if (!err)
		err = sql_calendar_list(db, calendar_h, &s);
	if (!err)
		err = built_in_add(&s);
	if (!err)
		err = sql_calendar_exceptions_shown(db, now_ms, exception_h, &s);
	if (!err)
		err = people_name(db, s.items);

	book_unref(s.book);
	if (err)
		json_decref(s.items);
	else
		*itemsp = s.items;

	return err;
}


int show_calendars(struct db *db, int64_t now_ms, json_t **objp)
{
	json_t *items = NULL;
	int err;

	err = show(db, (struct pl){NULL, 0}, now_ms, &items);
	if (err)
		return err;

	*objp = json_pack("{s:o}", "items", items);
	return *objp ? 0 : ENOMEM;
}


int show_calendar(struct db *db, struct pl name, int64_t now_ms, json_t **objp)
{
	json_t *items = NULL;
	int err;

	err = show(db, name, now_ms, &items);
	if (err)
		return err;

	*objp = json_incref(json_array_get(items, 0));
	json_decref(items);

	return 0;
}


/* ---- terms ---- */

struct terms {
	struct pl only;
	json_t *items;
};


static int built_in_terms(struct terms *t)
{
	const struct term_named *named;
	size_t n;

	named = term_named_all(&n);
	for (size_t i = 0; i < n; i++) {
		json_t *item;

		if (t->only.p && pl_strcmp(&t->only, named[i].name))
			continue;

		item = json_pack("{s:s, s:s, s:s, s:s, s:i}", "name", named[i].name, "value", named[i].text,
				 "default", named[i].text, "source", named[i].source, "version", 0);
		if (json_array_append_new(t->items, item))
			return ENOMEM;
	}

	return 0;
}


static int term_h(const struct row_term_list *row, void *arg)
{
	const struct terms *t = arg;
	json_t *item;
	size_t i;

	json_array_foreach(t->items, i, item) {
		if (pl_strcmp(&row->name, json_string_value(json_object_get(item, "name"))))
			continue;

		return json_object_set_new(item, "value", json_stringn(row->value.p, row->value.l)) ||
		       json_object_set_new(item, "version", json_integer(row->version)) ? ENOMEM : 0;
	}

	return 0;
}


static int terms_read(struct db *db, struct terms *t)
{
	int err;

	t->items = json_array();
	err = t->items ? built_in_terms(t) : ENOMEM;
	if (!err)
		err = sql_term_list(db, term_h, t);
	if (err)
		json_decref(t->items);

	return err;
}


int show_terms(struct db *db, json_t **objp)
{
	struct terms t = {{NULL, 0}, NULL};
	int err;

	err = terms_read(db, &t);
	if (err)
		return err;

	*objp = json_pack("{s:o}", "items", t.items);
	return *objp ? 0 : ENOMEM;
}


int show_term(struct db *db, struct pl name, json_t **objp)
{
	struct terms t = {name, NULL};
	int err;

	err = terms_read(db, &t);
	if (err)
		return err;

	*objp = json_incref(json_array_get(t.items, 0));
	json_decref(t.items);

	return 0;
}
