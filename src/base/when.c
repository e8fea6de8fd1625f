/**
 * @file when.c  Writes moments in words of the catalogue
 */
#include <stdio.h>
#include "base/date.h"
#include "base/when.h"

enum { MINUTE_MS = 60 * 1000 };

struct words {
	char time[8];                   /* "18:00" */
	struct mbuf date;               /* "24 ноября" */
};


/* The keys of months and weekdays stand in order in the catalogue */
static const char *word(enum lang lang, enum text_key first, int n)
{
	return t(lang, (enum text_key)(first + (unsigned)n - 1));
}


static int date_write(struct mbuf *mb, enum lang lang, int32_t day, bool with_year)
{
	const struct date d = date_civil(day);
	const struct text_arg argv[] = {
		TEXT_NUM("day", d.day),
		TEXT_PL("month", pl_of(word(lang, T_WHEN_MONTH_M01, d.month))),
		TEXT_NUM("year", d.year),
	};

	return text_print(mb, lang, with_year ? T_WHEN_DATE_YEAR : T_WHEN_DATE, argv, 3);
}


static int words_write(struct mbuf *mb, enum lang lang, enum text_key key, const struct words *w, const char *weekday)
{
	const struct text_arg argv[] = {
		TEXT_PL("time", pl_of(w->time)),
		TEXT_PL("date", ((struct pl){(const char *)w->date.buf, w->date.end})),
		TEXT_PL("weekday", pl_of(weekday)),
	};

	return text_print(mb, lang, key, argv, 3);
}


static enum text_key due_key(int32_t day, int32_t today, bool end)
{
	if (end)
		return day == today ? T_WHEN_DUE_END_TODAY : T_WHEN_DUE_END;
	if (day == today)
		return T_WHEN_DUE_TODAY;
	return day == today + 1 ? T_WHEN_DUE_TOMORROW : T_WHEN_DUE;
}


int when_print(struct mbuf *mb, enum lang lang, enum when_form form, int64_t ms, const struct zone *zone, int64_t now)
{
	struct zone_local at = zone_local(zone, ms);
	const struct zone_local present = zone_local(zone, now);
	bool end = WHEN_DUE == form && at.ms < MINUTE_MS;
	enum text_key first, key;
	struct words w;
	int err;

	if (end)
		at.day--;

	snprintf(w.time, sizeof(w.time), "%d:%02d", at.ms / (60 * MINUTE_MS) % 24, at.ms / MINUTE_MS % 60);
	if (WHEN_TIME == form)
		return mbuf_write_str(mb, w.time);

	mbuf_init(&w.date);
	err = date_write(&w.date, lang, at.day,
			 WHEN_MOMENT == form || date_civil(at.day).year != date_civil(present.day).year);
	if (err)
		goto out;

	key = WHEN_DAY == form ? T_WHEN_DAY : WHEN_MOMENT == form ? T_WHEN_MOMENT : due_key(at.day, present.day, end);
	first = WHEN_DUE == form ? T_WHEN_WEEKDAY_OF_D1 : T_WHEN_WEEKDAY_D1;
	err = words_write(mb, lang, key, &w, word(lang, first, date_weekday(at.day)));

out:
	mbuf_reset(&w.date);
	return err;
}
