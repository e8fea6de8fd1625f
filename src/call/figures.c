/**
 * @file figures.c  How soon calls were answered, as JSON
 */
#include "base/date.h"
#include "base/zone.h"
#include "call/call.sql.h"
#include "call/figures.h"

struct sum {
	int64_t came, queued, answered, soon, abandoned, wait_ms, p90_ms;
};

struct showing {
	const struct view *v;
	struct sum sum;
	json_t *list;
};

#define SUM(row) (struct sum){(row)->came, (row)->queued, (row)->answered, (row)->soon, (row)->abandoned, (row)->wait_ms, (row)->p90_ms}


static json_t *seconds(bool known, int64_t ms)
{
	return known ? json_integer((ms + 500) / 1000) : json_null();
}


static json_t *sum_json(const struct sum *s)
{
	bool any = s->answered > 0;

	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "came", (json_int_t)s->came, "queued", (json_int_t)s->queued, "answered", (json_int_t)s->answered,
			 "soon", (json_int_t)s->soon, "abandoned", (json_int_t)s->abandoned, "mean_s", seconds(any, any ? s->wait_ms / s->answered : 0),
			 "p90_s", seconds(any && DB_NULL != s->p90_ms, s->p90_ms));
}


static int sum_h(const struct row_call_figures *row, void *arg)
{
	struct showing *s = arg;

	s->sum = SUM(row);
	return 0;
}


static int day_add(struct showing *s, json_t *days, int32_t day)
{
	const struct zone *zone = book_zone(s->v->book);
	char text[DATE_SIZE];
	json_t *obj;
	int err = sql_call_figures(s->v->db, zone_instant(zone, day, 0), zone_instant(zone, day + 1, 0), CALL_SOON_MS, sum_h, s);

	if (err || !s->sum.came)
		return err;

	date_print(text, day);
	obj = sum_json(&s->sum);

	return json_array_append_new(days, obj) || json_object_set_new(obj, "day", json_string(text)) ? ENOMEM : 0;
}


/* A day is asked for by itself: each begins where the clocks of the organisation have midnight */
static int days_set(struct showing *s, json_t *obj, int64_t from_ms, int64_t to_ms)
{
	const struct zone *zone = book_zone(s->v->book);
	const int32_t last = zone_local(zone, to_ms - 1).day;
	json_t *days = json_array();
	int err = days ? 0 : ENOMEM;

	for (int32_t day = zone_local(zone, from_ms).day; day <= last && !err; day++)
		err = day_add(s, days, day);
	if (!err)
		err = json_object_set(obj, "days", days) ? ENOMEM : 0;

	json_decref(days);
	return err;
}


static int topic_h(const struct row_call_figures_topics *row, void *arg)
{
	struct showing *s = arg;
	const struct topic *topic = row->topic ? topics_find(s->v->topics, row->topic) : NULL;
	const struct sum sum = SUM(row);
	json_t *obj = sum_json(&sum);

	if (!obj || json_array_append_new(s->list, obj))
		return ENOMEM;
	if (!row->topic)
		return 0;

	return json_object_set_new(obj, "topic", json_pack("{s:o, s:s}", "id", view_id(row->topic), "name", topic ? topic->name[s->v->lang] : "")) ? ENOMEM : 0;
}


static int topics_set(struct showing *s, json_t *obj, int64_t from_ms, int64_t to_ms)
{
	s->list = json_array();
	if (!s->list || json_object_set_new(obj, "topics", s->list))
		return ENOMEM;

	return sql_call_figures_topics(s->v->db, from_ms, to_ms, CALL_SOON_MS, topic_h, s);
}


int call_figures_view(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	struct showing s = {.v = v};
	const struct zone *zone = book_zone(v->book);
	const int64_t first_ms = zone_instant(zone, zone_local(zone, to_ms - 1).day - CALL_FIGURES_DAYS + 1, 0);
	json_t *obj;
	int err;

	if (from_ms < first_ms)
		from_ms = first_ms;
	obj = json_pack("{s:o, s:o, s:i}", "from", view_time(v, from_ms), "to", view_time(v, to_ms), "soon_s", CALL_SOON_MS / 1000);
	err = obj ? sql_call_figures(v->db, from_ms, to_ms, CALL_SOON_MS, sum_h, &s) : ENOMEM;
	if (!err)
		err = json_object_set_new(obj, "all", sum_json(&s.sum)) ? ENOMEM : 0;
	if (!err)
		err = days_set(&s, obj, from_ms, to_ms);
	if (!err)
		err = topics_set(&s, obj, from_ms, to_ms);

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}
