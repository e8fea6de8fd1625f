/**
 * @file show_days.c  The timetable of a calendar, as citizens are told it
 */
#include "base/date.h"
#include "base/rfc3339.h"
#include "schedule/show_priv.h"

enum { DAYS_MAX = 62 };

static const char *const kinds[] = {
	[DAY_WORK] = "work", [DAY_WEEKEND] = "weekend", [DAY_HOLIDAY] = "holiday", [DAY_MOVED_OFF] = "moved_off",
	[DAY_WORKING_WEEKEND] = "working_weekend",
};


/* "20:00", or "24:00" at the end of the day it began on; the next day's time where hours go on past midnight */
static json_t *clock_json(const struct zone *zone, int32_t day, int64_t ms, bool end)
{
	struct zone_local local = zone_local(zone, ms);
	unsigned min = (unsigned)local.ms / 60000;
	char buf[8];

	if (end && 0 == local.ms && local.day == day + 1)
		min = 24 * 60;
	(void)re_snprintf(buf, sizeof(buf), "%02u:%02u", min / 60, min % 60);

	return json_string(buf);
}


static json_t *day_json(const struct calendar *ru, const struct calendar *en, int32_t day)
{
	const struct zone *zone = calendar_zone(ru);
	struct timetable_day d, e;
	json_t *hours = json_array();
	char date[DATE_SIZE];

	calendar_day(ru, day, &d);
	calendar_day(en, day, &e);
	date_print(date, day);

	for (unsigned i = 0; hours && i < d.n; i++)
		(void)json_array_append_new(hours, json_pack("[o, o]", clock_json(zone, day, d.span[i].from_ms, false),
							     clock_json(zone, day, d.span[i].to_ms, true)));

	return json_pack("{s:s, s:i, s:s, s:o, s:b, s:b, s:b, s:s*, s:s*}", "date", date, "weekday", date_weekday(day),
			 "kind", kinds[d.production.kind], "hours", hours, "shortened", (int)d.production.shortened,
			 "changed", (int)d.excepted, "provisional", (int)d.provisional, "reason_ru", d.reason, "reason_en", e.reason);
}


json_t *show_timetable(const struct book *book, struct pl name, int64_t now_ms, unsigned days)
{
	const struct calendar *ru = book_calendar(book, LANG_RU, name), *en = book_calendar(book, LANG_EN, name);
	const struct week *week;
	json_t *list, *weeks;
	int32_t today, day;

	if (!ru || !en)
		return NULL;

	today = zone_local(calendar_zone(ru), now_ms).day;
	list = json_array();
	for (unsigned i = 0; list && i < days && i < DAYS_MAX; i++)
		(void)json_array_append_new(list, day_json(ru, en, today + (int32_t)i));

	weeks = json_array();
	day = today;
	while (weeks && (week = calendar_week_after(ru, day, &day))) {
		char from[DATE_SIZE];

		date_print(from, day);
		(void)json_array_append_new(weeks, json_pack("{s:s, s:o}", "from", from, "week", show_week(week)));
	}

	return json_pack("{s:s%, s:s, s:o, s:o, s:o, s:o}", "calendar", name.p, name.l, "zone", zone_name(calendar_zone(ru)),
			 "now", show_time(calendar_zone(ru), now_ms), "status", show_status(book, name, now_ms), "days", list,
			 "weeks", weeks);
}
