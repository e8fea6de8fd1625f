/**
 * @file test_calendar.c  Named calendars: hours, day kinds, exceptions, the notice rule, status and timetable
 */
#include <stdio.h>
#include "base/date.h"
#include "test.h"
#include "schedule.h"


int test_hours(void);
int test_week(void);
int test_calendar_status(void);
int test_calendar_night(void);
int test_calendar_days(void);
int test_calendar_except(void);
int test_calendar_refuse(void);
int test_calendar_dst(void);
int test_calendar_random(void);
int test_calendars(void);
int test_notice(void);

#define LINE "mon-fri 08:00-20:00; sat 09:00-15:00; sun closed; holiday closed"
#define MSK "Europe/Moscow"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };
static const int64_t DAY = 86400000;


int test_hours(void)
{
	static const struct {
		const char *text;
		const char *back;
		enum schedule_refusal why;
	} cases[] = {
		{"closed", "closed", 0}, {" Closed ", "closed", 0},
		{"08:00-20:00", "08:00-20:00", 0}, {"08:00-13:00,14:00-20:00", "08:00-13:00, 14:00-20:00", 0},
		{"22:00-06:00", "22:00-06:00", 0}, {"00:00-24:00", "00:00-24:00", 0}, {"08:00-08:00", "08:00-08:00", 0},
		{"08:00 - 20:00", "08:00-20:00", 0}, {"20:00-00:00", "20:00-24:00", 0},
		{"06:00-07:00, 22:00-05:00", "06:00-07:00, 22:00-05:00", 0},
		{"", "", SCHEDULE_HOURS_TEXT}, {"8:00-20:00", "", SCHEDULE_HOURS_TEXT},
		{"08:00", "", SCHEDULE_HOURS_TEXT},
		{"08:00-25:00", "", SCHEDULE_HOURS_TEXT}, {"24:00-25:00", "", SCHEDULE_HOURS_TEXT},
		{"08:60-20:00", "", SCHEDULE_HOURS_TEXT}, {"08:00-20:00,", "", SCHEDULE_HOURS_TEXT},
		{"08:00-20:00-21:00", "", SCHEDULE_HOURS_TEXT}, {"24:30-20:00", "", SCHEDULE_HOURS_TEXT},
		{"08:00-12:00, 11:00-20:00", "", SCHEDULE_HOURS_ORDER},
		{"08:00-12:00, 12:00-20:00", "", SCHEDULE_HOURS_ORDER},
		{"14:00-20:00, 08:00-13:00", "", SCHEDULE_HOURS_ORDER},
		{"06:00-07:00, 22:00-06:00", "", SCHEDULE_HOURS_ORDER},
		{"01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00,"
		 "11:00-12:00,13:00-14:00,15:00-16:00,17:00-18:00",
		 "", SCHEDULE_HOURS_MANY},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		char buf[HOURS_TEXT_SIZE] = "";
		struct hours h = {0};

		TEST(cases[i].why == hours_parse(pl_of(cases[i].text), &h));
		if (!cases[i].why) {
			hours_print(buf, &h);
			TEST_PL(pl_of(cases[i].back), pl_of(buf));
		}
	}

out:
	return err;
}


int test_week(void)
{
	struct week w = {0};
	int err = 0;

	TEST(0 == week_parse(PL_LIT(LINE), &w));
	TEST(w.day[0].n == 1 && w.day[4].at[0].to_min == 1200 && w.day[5].at[0].from_min == 540 && !w.day[6].n &&
		!w.holiday.n);
	TEST(0 == week_parse(PL_LIT("daily 00:00-24:00;"), &w) && w.holiday.n == 1 && w.day[6].at[0].to_min == 1440);
	TEST(0 == week_parse(PL_LIT("MON 08:00-13:00, 14:00-18:00"), &w) && w.day[0].n == 2 && !w.day[1].n);

	TEST(SCHEDULE_WEEK_DAY == week_parse(PL_LIT(""), &w));
	TEST(SCHEDULE_WEEK_DAY == week_parse(PL_LIT("mo 08:00-20:00"), &w));
	TEST(SCHEDULE_WEEK_DAY == week_parse(PL_LIT("fri-mon 08:00-20:00"), &w));
	TEST(SCHEDULE_WEEK_DAY == week_parse(PL_LIT("mon-fri 08:00-20:00; wed closed"), &w));
	TEST(SCHEDULE_WEEK_DAY == week_parse(PL_LIT("sat-holiday 08:00-20:00"), &w));
	TEST(SCHEDULE_HOURS_TEXT == week_parse(PL_LIT("mon"), &w));
	TEST(SCHEDULE_HOURS_TEXT == week_parse(PL_LIT("mon 8-20"), &w));
	TEST(w.day[0].n == 2);

out:
	return err;
}


static bool is(const struct calendar *cal, const char *when, bool open, const char *change)
{
	const char *zone = zone_name(calendar_zone(cal));
	struct status s = calendar_status(cal, at(zone, when));

	return s.open == open && s.change_ms == (change ? at(zone, change) : 0);
}


/* R8, R129: the line's hours as the service publishes them */
int test_calendar_status(void)
{
	struct production *p = NULL;
	struct calendar *cal = NULL;
	const char *reason;
	struct status s;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));

	TEST(is(cal, "2026-11-20 07:59", false, "2026-11-20 08:00"));
	TEST(is(cal, "2026-11-20 08:00", true, "2026-11-20 20:00"));
	TEST(is(cal, "2026-11-20 19:59", true, "2026-11-20 20:00"));
	TEST(is(cal, "2026-11-20 20:00", false, "2026-11-21 09:00"));
	TEST(is(cal, "2026-11-21 12:00", true, "2026-11-21 15:00"));
	TEST(is(cal, "2026-11-21 15:00", false, "2026-11-23 08:00"));

	/* a working Saturday, short: the hours of the Tuesday that it replaced, an hour less */
	TEST(is(cal, "2024-11-02 08:30", true, "2024-11-02 19:00"));
	TEST(is(cal, "2024-12-29 12:00", false, "2025-01-03 08:00") == false);
	TEST(is(cal, "2024-12-28 16:00", true, "2024-12-28 20:00"));
	TEST(is(cal, "2024-12-28 20:00", false, "2025-01-09 08:00"));
	TEST(is(cal, "2026-11-03 19:00", false, "2026-11-05 08:00"));

	s = calendar_status(cal, at(MSK, "2026-11-04 12:00"));
	TEST(!s.open);
	TEST_PL(PL_LIT("День народного единства"), pl_of(s.reason));
	s = calendar_status(cal, at(MSK, "2026-11-22 12:00"));
	TEST(!s.open && !s.reason);

	/* the same in words: a holiday, the short day before it, a Sunday, an hour too late */
	TEST(STATUS_HOLIDAY == calendar_why(cal, at(MSK, "2026-11-04 12:00"), &reason) && reason);
	TEST(STATUS_SHORT == calendar_why(cal, at(MSK, "2026-11-03 12:00"), &reason) && !reason);
	TEST(STATUS_ORDINARY == calendar_why(cal, at(MSK, "2026-11-03 19:30"), &reason) && !reason);
	TEST(STATUS_ORDINARY == calendar_why(cal, at(MSK, "2026-11-22 12:00"), &reason) && !reason);

	mem_deref(cal);
	cal = NULL;
	TEST_OK(calendar_make(&cal, MSK, p, "daily 00:00-24:00"));
	TEST(calendar_open(cal, at(MSK, "2026-01-01 00:00")) && calendar_open(cal, at(MSK, "2026-05-09 23:59")));
	mem_deref(cal);
	cal = NULL;
	TEST_OK(calendar_make(&cal, MSK, p, "daily closed"));
	TEST(is(cal, "2026-11-20 12:00", false, NULL));

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


int test_calendar_night(void)
{
	struct timetable_day t;
	struct production *p = NULL;
	struct calendar *cal = NULL;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, "mon-thu 08:00-12:00, 22:00-06:00; fri 22:00-24:00; sat 00:00-03:00"));

	TEST(is(cal, "2026-11-23 23:00", true, "2026-11-24 06:00"));
	TEST(is(cal, "2026-11-24 05:59", true, "2026-11-24 06:00"));
	TEST(is(cal, "2026-11-24 06:00", false, "2026-11-24 08:00"));
	TEST(is(cal, "2026-11-23 03:00", false, "2026-11-23 08:00"));
	TEST(is(cal, "2026-11-27 23:30", true, "2026-11-28 03:00"));

	/* the night belongs to the day that it begins in */
	calendar_day(cal, date_day(2026, 11, 24), &t);
	TEST(t.n == 2 && t.span[1].from_ms == at(MSK, "2026-11-24 22:00") &&
		t.span[1].to_ms == at(MSK, "2026-11-25 06:00"));
	TEST(10 * HOUR_MS == calendar_open_ms(cal, at(MSK, "2026-11-24 00:00"), at(MSK, "2026-11-24 12:00")));

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


/* Effective dates of weekly hours, a region's own holiday, days without a decree */
int test_calendar_days(void)
{
	enum schedule_refusal why;
	struct production *p = NULL;
	struct calendar *cal = NULL;
	struct timetable_day t;
	struct week later;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));
	TEST(0 == week_parse(PL_LIT("mon-sun 10:00-18:00"), &later));

	TEST_OK(calendar_week_add(cal, date_day(2026, 12, 1), &later, &why));
	TEST(!why);
	TEST_OK(calendar_week_add(cal, date_day(2026, 12, 1), &later, &why));
	TEST(why == SCHEDULE_WEEK_DATE);
	TEST(is(cal, "2026-11-30 20:00", false, "2026-12-01 10:00"));

	TEST_OK(calendar_holiday_add(cal, date_day(2026, 8, 30), PL_LIT("День Республики"), &why));
	TEST_OK(calendar_holiday_add(cal, date_day(2026, 3, 20), PL_LIT("Ураза-байрам"), &why));
	TEST_OK(calendar_holiday_add(cal, date_day(2026, 5, 27), PL_LIT("Курбан-байрам"), &why));
	TEST(!why && is(cal, "2026-03-19 20:00", false, "2026-03-21 09:00"));
	TEST(production_works(p, date_day(2026, 3, 20)));

	calendar_day(cal, date_day(2026, 5, 27), &t);
	TEST(t.n == 0 && !t.excepted && t.production.kind == DAY_HOLIDAY && !t.provisional);
	TEST_PL(PL_LIT("Курбан-байрам"), pl_of(t.reason));

	calendar_day(cal, date_day(2027, 1, 11), &t);
	TEST(t.n == 1 && t.provisional && !t.reason && t.span[0].to_ms - t.span[0].from_ms == 8 * HOUR_MS);

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


int test_calendar_except(void)
{
	struct exception day = {.kind = EXCEPTION_HOURS, .reason = PL_LIT("Переезд")};
	struct exception works = {.kind = EXCEPTION_CLOSED, .reason = PL_LIT("Технические работы")};
	struct exception extra = {.kind = EXCEPTION_OPEN, .reason = PL_LIT("Горячая линия открыта дольше")};
	enum schedule_refusal why;
	struct production *p = NULL;
	struct calendar *cal = NULL;
	struct timetable_day t;
	struct status s;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));

	day.first_day = date_day(2026, 11, 24);
	day.last_day = date_day(2026, 11, 25);
	TEST(0 == hours_parse(PL_LIT("10:00-14:00"), &day.hours));
	works.from_ms = at(MSK, "2026-11-24 12:00");
	works.to_ms = at(MSK, "2026-11-24 13:00");
	extra.from_ms = at(MSK, "2026-11-25 14:00");
	extra.to_ms = at(MSK, "2026-11-26 02:00");

	TEST(exception_begins(cal, &day) == at(MSK, "2026-11-24 00:00") &&
		exception_begins(cal, &works) == works.from_ms);
	TEST_OK(calendar_except(cal, &day, &why));
	TEST_OK(calendar_except(cal, &works, &why));
	TEST_OK(calendar_except(cal, &extra, &why));
	TEST(!why);

	TEST(is(cal, "2026-11-24 09:00", false, "2026-11-24 10:00"));
	TEST(is(cal, "2026-11-24 11:00", true, "2026-11-24 12:00"));
	TEST(is(cal, "2026-11-24 12:30", false, "2026-11-24 13:00"));
	TEST(is(cal, "2026-11-25 11:00", true, "2026-11-26 02:00"));
	TEST(is(cal, "2026-11-26 02:00", false, "2026-11-26 08:00"));

	s = calendar_status(cal, at(MSK, "2026-11-24 12:30"));
	TEST_PL(PL_LIT("Технические работы"), pl_of(s.reason));
	s = calendar_status(cal, at(MSK, "2026-11-24 18:00"));
	TEST_PL(PL_LIT("Переезд"), pl_of(s.reason));

	calendar_day(cal, day.first_day, &t);
	TEST(t.n == 2 && t.excepted && t.span[0].to_ms == works.from_ms && t.span[1].from_ms == works.to_ms);
	TEST_PL(PL_LIT("Технические работы"), pl_of(t.reason));
	calendar_day(cal, day.last_day, &t);
	TEST(t.n == 1 && t.span[0].to_ms == at(MSK, "2026-11-26 00:00"));
	calendar_day(cal, day.last_day + 1, &t);
	TEST(t.n == 2 && t.span[0].to_ms == extra.to_ms && t.span[1].from_ms == at(MSK, "2026-11-26 08:00"));

	/* what is added later wins */
	day.hours.n = 0;
	TEST_OK(calendar_except(cal, &day, &why));
	TEST(!why && is(cal, "2026-11-24 11:00", false, "2026-11-25 14:00"));
	works.kind = EXCEPTION_OPEN;
	TEST_OK(calendar_except(cal, &works, &why));
	TEST(!why && is(cal, "2026-11-24 12:30", true, "2026-11-24 13:00"));

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


int test_calendar_refuse(void)
{
	const struct exception good = {.kind = EXCEPTION_CLOSED, .from_ms = 1000, .to_ms = 2000, .reason = PL_LIT("x")};
	enum schedule_refusal why;
	struct calendar *cal = NULL, *none = NULL;
	struct exception ex = good;
	struct week week = {0};
	const struct zone *z;
	int err = 0;

	TEST_OK(zone_get(&z, MSK));
	TEST_OK(calendar_make(&cal, MSK, NULL, LINE));

	TEST(SCHEDULE_OK == exception_check(&ex));
	ex.reason = PL_LIT("");
	TEST(SCHEDULE_EXCEPTION_REASON == exception_check(&ex));
	ex.reason = PL_LIT("a\nb\x01");
	TEST(SCHEDULE_EXCEPTION_REASON == exception_check(&ex));
	ex = good;
	ex.to_ms = ex.from_ms;
	TEST(SCHEDULE_EXCEPTION_SPAN == exception_check(&ex));
	ex.to_ms = ex.from_ms + 367 * DAY;
	TEST(SCHEDULE_EXCEPTION_LONG == exception_check(&ex));
	ex = (struct exception){.kind = EXCEPTION_HOURS, .first_day = 5, .last_day = 4, .reason = PL_LIT("x")};
	TEST(SCHEDULE_EXCEPTION_SPAN == exception_check(&ex));
	ex.last_day = 5 + 366;
	TEST(SCHEDULE_EXCEPTION_LONG == exception_check(&ex));
	ex.last_day = 5;
	ex.hours.n = 1;
	TEST(SCHEDULE_HOURS_ORDER == exception_check(&ex));

	for (int i = 0; i <= CALENDAR_EXCEPTIONS_MAX; i++)
		TEST_OK(calendar_except(cal, &good, &why));
	TEST(why == SCHEDULE_EXCEPTION_MANY);
	for (int i = 1; i <= CALENDAR_WEEKS_MAX; i++)
		TEST_OK(calendar_week_add(cal, -i, &week, &why));
	TEST(why == SCHEDULE_WEEK_MANY);
	TEST_OK(calendar_holiday_add(cal, 0, PL_LIT(""), &why));
	TEST(why == SCHEDULE_FILE_FIELD);

	week.day[3].n = 1;
	TEST_OK(calendar_alloc(&none, &(struct calendar_params){.name = PL_LIT("a"), .zone = z, .week = &week}, &why));
	TEST(why == SCHEDULE_HOURS_ORDER && !none);
	TEST_OK(calendar_alloc(&none, &(struct calendar_params){.name = PL_LIT("A b"), .zone = z, .week = &week},
		&why));
	TEST(why == SCHEDULE_CALENDAR_NAME && !none);

out:
	mem_deref(cal);
	mem_deref(none);
	return err;
}


/* The night when clocks change: a shift of eight hours is seven or nine */
int test_calendar_dst(void)
{
	struct calendar *cal = NULL;
	int err = 0;

	TEST_OK(calendar_make(&cal, "Europe/Berlin", NULL, "daily 22:00-06:00"));
	TEST(7 * HOUR_MS == calendar_open_ms(cal, at("Europe/Berlin", "2026-03-28 12:00"),
		at("Europe/Berlin", "2026-03-29 12:00")));
	TEST(9 * HOUR_MS == calendar_open_ms(cal, at("Europe/Berlin", "2026-10-24 12:00"),
		at("Europe/Berlin", "2026-10-25 12:00")));
	TEST(is(cal, "2026-03-29 03:30", true, "2026-03-29 06:00"));

out:
	mem_deref(cal);
	return err;
}


static uint64_t rnd(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 20;
}


/* Adds a random exception in the weeks around `base` */
static int except_random(struct calendar *cal, uint64_t *seed, int64_t base)
{
	struct exception ex = {.kind = (enum exception_kind)(rnd(seed) % 3), .reason = PL_LIT("x")};
	enum schedule_refusal why;
	int err;

	ex.first_day = (int32_t)(base / DAY + (int64_t)(rnd(seed) % 30));
	ex.last_day = ex.first_day + (int32_t)(rnd(seed) % 3);
	ex.from_ms = base + (int64_t)(rnd(seed) % (30 * 1440)) * MINUTE_MS;
	ex.to_ms = ex.from_ms + (int64_t)(1 + rnd(seed) % 2000) * MINUTE_MS;
	if (rnd(seed) % 2 && hours_parse(PL_LIT("03:00-09:00, 21:00-02:00"), &ex.hours))
		return EINVAL;

	err = calendar_except(cal, &ex, &why);
	return err ? err : why ? EINVAL : 0;
}


/*
 * Random instants: nothing changes before the announced change, everything does at it; the timetable of the days and
 * the open time say the same as the status, minute by minute
 */
int test_calendar_random(void)
{
	static const char *const zones[] = {"Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "Australia/Lord_Howe"};
	const char *const weeks[] = {LINE, "mon-fri 22:00-06:00; sat 10:00-12:00, 13:00-18:30", "daily 00:00-24:00"};
	struct production *p = NULL;
	struct calendar *cal = NULL;
	uint64_t seed = 7;
	int err = 0;

	TEST_OK(production_builtin(&p));

	for (int round = 0; round < 24; round++) {

		int64_t base = at("UTC", round % 2 ? "2026-03-16 00:00" : "2026-10-12 00:00");

		TEST_OK(calendar_make(&cal, zones[round % 4], p, weeks[round % 3]));
		for (unsigned i = rnd(&seed) % 8; i; i--)
			TEST_OK(except_random(cal, &seed, base));

		for (int k = 0; k < 20; k++) {

			int64_t now = base + (int64_t)(rnd(&seed) % (32 * 1440)) * MINUTE_MS;
			struct status s = calendar_status(cal, now);
			int64_t end = s.change_ms ? s.change_ms : now + 3 * DAY, minute;

			TEST(s.open == calendar_open(cal, now));
			if (s.change_ms)
				TEST(s.change_ms > now && calendar_open(cal, s.change_ms) != s.open);
			TEST(calendar_open_ms(cal, now, end) == (s.open ? end - now : 0));
			for (minute = now; minute < end && minute < now + DAY / 4; minute += 7 * MINUTE_MS)
				TEST(calendar_open(cal, minute) == s.open);
		}

		for (int k = 0; k < 5; k++) {

			int32_t day = (int32_t)(base / DAY + (int64_t)(rnd(&seed) % 30));
			int64_t from = zone_instant(calendar_zone(cal), day, 0), sum = 0;
			struct timetable_day t;

			calendar_day(cal, day, &t);
			for (unsigned i = 0; i < t.n; i++) {
				TEST(t.span[i].from_ms >= (i ? t.span[i - 1].to_ms + 1 : from));
				TEST(t.span[i].to_ms > t.span[i].from_ms);
				sum += t.span[i].to_ms - t.span[i].from_ms;
				TEST(calendar_open_ms(cal, t.span[i].from_ms, t.span[i].to_ms) ==
				     t.span[i].to_ms - t.span[i].from_ms);
			}
			TEST(sum <= 2 * DAY);
		}
		cal = mem_deref(cal);
	}

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


int test_calendars(void)
{
	static const char *const names[] = {"line", "chat", "a", "line.msk", "z", "lin"};
	struct week week = {0};
	struct calendars *cs = NULL;
	struct calendar *cal = NULL;
	const struct zone *z;
	int err = 0;

	TEST_OK(zone_get(&z, MSK));
	TEST_OK(calendars_alloc(&cs));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {

		enum schedule_refusal why;

		TEST_OK(calendar_alloc(&cal, &(struct calendar_params){.name = pl_of(names[i]), .zone = z,
			.week = &week}, &why));
		TEST(!why && SCHEDULE_OK == calendars_add(cs, cal) &&
			SCHEDULE_CALENDAR_TWICE == calendars_add(cs, cal));
		cal = mem_deref(cal);
	}

	TEST(6 == calendars_count(cs));
	for (size_t i = 1; i < calendars_count(cs); i++)
		TEST(strcmp(calendar_name(calendars_at(cs, i - 1)), calendar_name(calendars_at(cs, i))) < 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		TEST_PL(pl_of(names[i]), pl_of(calendar_name(calendars_find(cs, pl_of(names[i])))));
	TEST(!calendars_find(cs, PL_LIT("li")) && !calendars_find(cs, PL_LIT("")) &&
		!calendars_find(cs, PL_LIT("line.mskx")));

out:
	mem_deref(cal);
	mem_deref(cs);
	return err;
}


/* R57, C11 */
int test_notice(void)
{
	struct notice n = {.notice_min_ms = 24 * HOUR_MS, .author = PL_LIT("7")};
	int64_t now = at(MSK, "2026-11-22 12:00");
	bool late = true;
	int err = 0;

	TEST(SCHEDULE_OK == notice_check(&n, now, now + 24 * HOUR_MS, &late) && !late);
	TEST(SCHEDULE_NOTICE_SHORT == notice_check(&n, now, now + 24 * HOUR_MS - 1, &late));
	TEST(SCHEDULE_NOTICE_SHORT == notice_check(&n, now, now - HOUR_MS, &late));

	n.emergency = true;
	TEST(SCHEDULE_OK == notice_check(&n, now, now + 25 * HOUR_MS, &late) && !late);
	TEST(SCHEDULE_NOTICE_REASON == notice_check(&n, now, now + HOUR_MS, &late));
	n.reason = PL_LIT("авария на узле связи");
	TEST(SCHEDULE_NOTICE_SECOND == notice_check(&n, now, now + HOUR_MS, &late));
	n.second = PL_LIT("7");
	TEST(SCHEDULE_NOTICE_SECOND == notice_check(&n, now, now + HOUR_MS, &late) && !late);
	n.second = PL_LIT("8");
	TEST(SCHEDULE_OK == notice_check(&n, now, now + HOUR_MS, &late) && late);
	TEST(SCHEDULE_OK == notice_check(&n, now, now + HOUR_MS, NULL));

out:
	return err;
}
