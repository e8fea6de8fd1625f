/**
 * @file moment.c  Times of day, dates and moments as they are said
 *
 * «В восемь часов», «до восьми часов завтрашнего дня», «двадцать третьего ноября»; "at eight AM", "the twenty-third of
 * November". The day is named by the nearest word there is: today, tomorrow, a weekday within the week, else the date; the
 * year only when it is far off.
 */
#include "base/date.h"
#include "phrase/phrase_priv.h"

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MIN  = 60,
	DAY_MIN   = 24 * HOUR_MIN,
	WEEK_DAYS = 7,
	YEAR_FAR  = 300,        /* days, from which on the year is said */
};

/* A local day and a minute of it, 0 … DAY_MIN */
struct local {
	int32_t day, today;
	unsigned minute;
};

static const char *const weekday_in_ru[WEEK_DAYS] = {
	"в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье",
};


static struct local local_of(const struct saying *s, int64_t ms)
{
	const struct zone_local at = zone_local(s->zone, ms), now = zone_local(s->zone, s->now_ms);

	return (struct local){at.day, now.day, (unsigned)(at.ms / MINUTE_MS)};
}


static int clock_ru(struct mbuf *mb, unsigned minute, enum gcase gcase)
{
	int err = numeral_count(mb, LANG_RU, minute / HOUR_MIN, gcase, noun_find(PL_LIT("hour")));

	if (err || !(minute % HOUR_MIN))
		return err;

	err  = mbuf_write_u8(mb, ' ');
	err |= numeral_count(mb, LANG_RU, minute % HOUR_MIN, gcase, noun_find(PL_LIT("minute")));
	return err;
}


static int clock_en(struct mbuf *mb, unsigned minute)
{
	const unsigned hour = minute / HOUR_MIN % 12, rest = minute % HOUR_MIN;
	int err;

	if (0 == minute % DAY_MIN)
		return mbuf_write_str(mb, "midnight");
	if (12 * HOUR_MIN == minute)
		return mbuf_write_str(mb, "noon");

	err = numeral_cardinal(mb, LANG_EN, hour ? hour : 12, CASE_NOM, GENDER_M);
	if (rest) {
		err |= mbuf_write_str(mb, rest < 10 ? " oh " : " ");
		err |= numeral_cardinal(mb, LANG_EN, rest, CASE_NOM, GENDER_M);
	}
	err |= mbuf_write_str(mb, minute < 12 * HOUR_MIN ? " AM" : " PM");

	return err;
}


int say_clock(struct mbuf *mb, enum lang lang, unsigned minute, enum gcase gcase)
{
	return LANG_RU == lang ? clock_ru(mb, minute, gcase) : clock_en(mb, minute);
}


static int date_ru(struct mbuf *mb, const struct date *d, bool year, enum gcase gcase)
{
	int err;

	err  = numeral_ordinal(mb, LANG_RU, (unsigned)d->day, gcase, GENDER_N);
	err |= mbuf_write_u8(mb, ' ');
	err |= mbuf_write_str(mb, t(LANG_RU, (enum text_key)(T_WHEN_MONTH_M01 + (unsigned)d->month - 1)));
	if (year) {
		err |= mbuf_write_u8(mb, ' ');
		err |= numeral_ordinal(mb, LANG_RU, (unsigned)d->year, CASE_GEN, GENDER_M);
		err |= mbuf_write_str(mb, " года");
	}

	return err;
}


/* 2026: "twenty twenty-six"; 2005: "two thousand and five"; 1905: "nineteen oh five" */
static int year_en(struct mbuf *mb, unsigned year)
{
	int err;

	if (year / 10 % 100 == 0)
		return numeral_cardinal(mb, LANG_EN, year, CASE_NOM, GENDER_M);

	err = numeral_cardinal(mb, LANG_EN, year / 100, CASE_NOM, GENDER_M);
	if (0 == year % 100)
		return err | mbuf_write_str(mb, " hundred");

	err |= mbuf_write_str(mb, year % 100 < 10 ? " oh " : " ");
	return err | numeral_cardinal(mb, LANG_EN, year % 100, CASE_NOM, GENDER_M);
}


static int date_en(struct mbuf *mb, const struct date *d, bool year)
{
	int err;

	err  = mbuf_write_str(mb, "the ");
	err |= numeral_ordinal(mb, LANG_EN, (unsigned)d->day, CASE_NOM, GENDER_M);
	err |= mbuf_write_str(mb, " of ");
	err |= mbuf_write_str(mb, t(LANG_EN, (enum text_key)(T_WHEN_MONTH_M01 + (unsigned)d->month - 1)));
	if (year) {
		err |= mbuf_write_u8(mb, ' ');
		err |= year_en(mb, (unsigned)d->year);
	}

	return err;
}


static int date_words(struct mbuf *mb, enum lang lang, const struct local *at, enum gcase gcase)
{
	const struct date d = date_civil(at->day);
	const int32_t off = at->day - at->today;
	const bool year = off > YEAR_FAR || off < -YEAR_FAR;

	return LANG_RU == lang ? date_ru(mb, &d, year, gcase) : date_en(mb, &d, year);
}


static bool in_week(const struct local *at)
{
	return at->day > at->today && at->day < at->today + WEEK_DAYS;
}


/* «завтра», "on Monday" */
static int day_words(struct mbuf *mb, enum lang lang, const struct local *at)
{
	const unsigned weekday = (unsigned)date_weekday(at->day) - 1;

	if (at->day == at->today)
		return mbuf_write_str(mb, LANG_RU == lang ? "сегодня" : "today");
	if (at->day == at->today + 1)
		return mbuf_write_str(mb, LANG_RU == lang ? "завтра" : "tomorrow");
	if (LANG_RU == lang)
		return in_week(at) ? mbuf_write_str(mb, weekday_in_ru[weekday]) : date_words(mb, lang, at, CASE_GEN);

	return mbuf_write_str(mb, "on ") |
		(in_week(at) ? mbuf_write_str(mb, t(lang, (enum text_key)(T_WHEN_WEEKDAY_D1 + weekday))) :
		 date_words(mb, lang, at, CASE_NOM));
}


static int moment_at(struct mbuf *mb, enum lang lang, const struct local *at)
{
	int err;

	err  = day_words(mb, lang, at);
	err |= mbuf_write_str(mb, LANG_RU == lang ? " в " : " at ");
	err |= say_clock(mb, lang, at->minute, CASE_ACC);

	return err;
}


static int until_day_ru(struct mbuf *mb, const struct local *at)
{
	const unsigned weekday = (unsigned)date_weekday(at->day) - 1;

	if (at->day == at->today + 1)
		return mbuf_write_str(mb, "завтрашнего дня");
	if (in_week(at))
		return mbuf_write_str(mb, t(LANG_RU, (enum text_key)(T_WHEN_WEEKDAY_OF_D1 + weekday)));

	return date_words(mb, LANG_RU, at, CASE_GEN);
}


static int moment_until(struct mbuf *mb, enum lang lang, struct local at)
{
	int err;

	if (0 == at.minute) {            /* midnight is the end of the day before */
		at.minute = DAY_MIN;
		at.day--;
	}

	err = say_clock(mb, lang, at.minute, CASE_GEN);
	if (at.day == at.today)
		return err;

	err |= mbuf_write_u8(mb, ' ');
	return err | (LANG_RU == lang ? until_day_ru(mb, &at) : day_words(mb, lang, &at));
}


/* «по московскому времени» */
static int zone_words(struct mbuf *mb, const struct saying *s)
{
	if (PHRASE_ZONE_PLAIN == s->named)
		return 0;

	return mbuf_write_u8(mb, ' ') | mbuf_write_str(mb, t(s->lang, PHRASE_ZONE_LOCAL == s->named ? T_WHEN_ZONE_LOCAL : T_WHEN_ZONE_MOSCOW));
}


int say_time(struct mbuf *mb, const struct saying *s, int64_t ms, enum gcase gcase)
{
	return say_clock(mb, s->lang, local_of(s, ms).minute, gcase) | zone_words(mb, s);
}


int say_date(struct mbuf *mb, const struct saying *s, int64_t ms, enum gcase gcase)
{
	const struct local at = local_of(s, ms);

	return date_words(mb, s->lang, &at, gcase);
}


int say_moment(struct mbuf *mb, const struct saying *s, int64_t ms, bool until)
{
	const struct local at = local_of(s, ms);

	return (until ? moment_until(mb, s->lang, at) : moment_at(mb, s->lang, &at)) | zone_words(mb, s);
}
