/**
 * @file show.c  What callers said, as JSON
 */
#include "base/date.h"
#include "base/zone.h"
#include "survey/survey.h"
#include "survey/survey.sql.h"

enum { QUARTER_MS = 15 * 60 * 1000, DAY_NONE = INT32_MIN };

struct sum {
	int64_t n, total;
};

struct showing {
	const struct view *v;
	json_t *list;
	int64_t said[SURVEY_BEST];
	struct sum all, today;
	int32_t day;                     /* of today; DAY_NONE: none yet */
};


int64_t survey_mean_hundredths(int64_t n, int64_t total)
{
	return n > 0 ? (200 * total + n) / (2 * n) : 0;
}


static json_t *average(struct sum sum, int64_t least)
{
	return sum.n && sum.n >= least ? json_real((double)survey_mean_hundredths(sum.n, sum.total) / 100) : json_null();
}


static int day_end(struct showing *s)
{
	char day[DATE_SIZE];

	if (DAY_NONE == s->day)
		return 0;

	date_print(day, s->day);
	return json_array_append_new(s->list, json_pack("{s:s, s:I, s:o}", "day", day, "n", (json_int_t)s->today.n,
							"average", average(s->today, 0))) ? ENOMEM : 0;
}


static int time_h(const struct row_survey_times *row, void *arg)
{
	struct showing *s = arg;
	int32_t day = zone_local(book_zone(s->v->book), row->quarter * QUARTER_MS).day;
	struct sum more = {row->n, row->n * row->score};
	int err = 0;

	if (day != s->day) {
		err = day_end(s);
		s->today = (struct sum){0, 0};
		s->day = day;
	}

	s->today = (struct sum){s->today.n + more.n, s->today.total + more.total};
	s->all = (struct sum){s->all.n + more.n, s->all.total + more.total};
	if (row->score >= 1 && row->score <= SURVEY_BEST)
		s->said[row->score - 1] += row->n;

	return err;
}


static int topic_h(const struct row_survey_topics *row, void *arg)
{
	struct showing *s = arg;
	const struct topic *topic = DB_NULL == row->topic ? NULL : topics_find(s->v->topics, row->topic);
	json_t *obj = json_pack("{s:I, s:o}", "n", (json_int_t)row->n, "average", average((struct sum){row->n, row->total}, 0));

	if (!obj || json_array_append_new(s->list, obj))
		return ENOMEM;
	if (DB_NULL == row->topic)
		return 0;

	return json_object_set_new(obj, "topic", json_pack("{s:o, s:s}", "id", view_id(row->topic),
							   "name", topic ? topic->name[s->v->lang] : "")) ? ENOMEM : 0;
}


static int staff_h(const struct row_survey_staff *row, void *arg)
{
	struct showing *s = arg;

	return json_array_append_new(s->list, json_pack("{s:o, s:s%, s:I, s:o}", "id", view_id(row->id), "name", row->name.p, row->name.l,
							"n", (json_int_t)row->n,
							"average", average((struct sum){row->n, row->total}, SURVEY_FEW))) ? ENOMEM : 0;
}


/* Begins a list of the document, and has it filled; borrowed */
static json_t *list_new(struct showing *s, json_t *obj, const char *name)
{
	s->list = json_array();

	return s->list && !json_object_set_new(obj, name, s->list) ? s->list : NULL;
}


static int scores_set(struct showing *s, json_t *obj)
{
	int err = list_new(s, obj, "scores") ? 0 : ENOMEM;

	for (size_t i = 0; i < SURVEY_BEST && !err; i++)
		err = json_array_append_new(s->list, json_integer((json_int_t)s->said[i])) ? ENOMEM : 0;
	if (!err)
		err = json_object_set_new(obj, "n", json_integer((json_int_t)s->all.n)) ||
			json_object_set_new(obj, "average", average(s->all, 0)) ? ENOMEM : 0;

	return err;
}


int survey_view(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	struct showing s = {.v = v, .day = DAY_NONE};
	json_t *obj = json_pack("{s:o, s:o, s:i}", "from", view_time(v, from_ms), "to", view_time(v, to_ms), "few", SURVEY_FEW);
	int err = obj && list_new(&s, obj, "days") ? 0 : ENOMEM;

	if (!err)
		err = sql_survey_times(v->db, from_ms, to_ms, time_h, &s);
	if (!err)
		err = day_end(&s);
	if (!err)
		err = scores_set(&s, obj);
	if (!err)
		err = list_new(&s, obj, "topics") ? sql_survey_topics(v->db, from_ms, to_ms, topic_h, &s) : ENOMEM;
	if (!err)
		err = list_new(&s, obj, "staff") ? sql_survey_staff(v->db, from_ms, to_ms, staff_h, &s) : ENOMEM;

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}
