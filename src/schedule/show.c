/**
 * @file show.c  Calendars and terms as the settings show them
 */
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


static json_t *week_json(const struct week *week)
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


static int item_add(struct showing *s, struct pl name, struct pl body, int64_t version)
{
	json_t *root, *item;
	struct week week;
	int err = ENOMEM;

	if (s->only.p && pl_cmp(&s->only, &name))
		return 0;

	root = json_loadb(body.p, body.l, 0, NULL);
	if (!root || week_parse(pl_of(json_string_value(json_object_get(root, "week"))), &week)) {
		json_decref(root);
		return EBADMSG;
	}

	item = json_pack("{s:s%, s:O, s:O*, s:o, s:b, s:b, s:I, s:o*, s:[]}", "name", name.p, name.l,
			 "zone", json_object_get(root, "zone"), "region", json_object_get(root, "region"), "week", week_json(&week),
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
