/**
 * @file test_term.c  Terms: their text, the dates they give, pause and resumption
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/date.h"
#include "test.h"
#include "schedule.h"


int test_term_text(void);
int test_term_refuse(void);
int test_term_vectors(void);
int test_term_due(void);
int test_term_end(void);
int test_term_open(void);
int test_term_pause(void);
int test_term_extend(void);
int test_term_named(void);
int test_term_random(void);

#define LINE "mon-fri 08:00-20:00; sat 09:00-15:00; sun closed; holiday closed"
#define MSK "Europe/Moscow"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };
static const int64_t DAY = 86400000;


int test_term_text(void)
{
	static const struct {
		const char *text;
		const char *back;
	} cases[] = {
		{"1 working day", NULL}, {"15 working days", NULL}, {"24 h", NULL}, {"30 min", NULL},
		{"3 full days", NULL},
		{"30 calendar days, next working day", NULL}, {"30 calendar days, previous working day", NULL},
		{"4 working hours of line-1", NULL}, {"90 working minutes of chat.night", NULL},
		{"1 calendar day", NULL},
		{"1 working day of staffed", NULL}, {"1000000 min", NULL},
		{"  5   Working\tDays , Next  working day ", "5 working days, next working day"},
		{"24h", "24 h"}, {"1 hour", "1 h"}, {"2 hours", "2 h"}, {"45 minutes", "45 min"},
		{"7 calendar days, same day", "7 calendar days"},
		{"1 рабочий день", "1 working day"}, {"15 рабочих дней", "15 working days"}, {"24 ч", "24 h"},
		{"30 мин", "30 min"},
		{"30 календарных дней, следующий рабочий день", "30 calendar days, next working day"},
		{"2 суток", "2 full days"}, {"4 рабочих часа of line", "4 working hours of line"},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		char buf[TERM_TEXT_SIZE];
		struct term t, again;

		TEST(SCHEDULE_OK == term_parse(pl_of(cases[i].text), &t));
		term_print(buf, &t);
		TEST_PL(pl_of(cases[i].back ? cases[i].back : cases[i].text), pl_of(buf));
		TEST(SCHEDULE_OK == term_parse(pl_of(buf), &again) && again.amount == t.amount && again.unit == t.unit);
	}

out:
	return err;
}


int test_term_refuse(void)
{
	static const struct {
		const char *text;
		enum schedule_refusal why;
	} cases[] = {
		{"", SCHEDULE_TERM_AMOUNT}, {"working day", SCHEDULE_TERM_AMOUNT}, {"0 h", SCHEDULE_TERM_AMOUNT},
		{"-1 h", SCHEDULE_TERM_AMOUNT}, {"10001 h", SCHEDULE_TERM_AMOUNT},
		{"1000001 min", SCHEDULE_TERM_AMOUNT},
		{"99999999999999999999 min", SCHEDULE_TERM_AMOUNT}, {"1", SCHEDULE_TERM_UNIT},
		{"1.5 h", SCHEDULE_TERM_UNIT},
		{"1 week", SCHEDULE_TERM_UNIT}, {"1 workday", SCHEDULE_TERM_UNIT},
		{"1 рабочая неделя", SCHEDULE_TERM_UNIT},
		{"3 days", SCHEDULE_TERM_DAYS}, {"3 d", SCHEDULE_TERM_DAYS}, {"1 day", SCHEDULE_TERM_DAYS},
		{"3 дня", SCHEDULE_TERM_DAYS},
		{"1 working day of", SCHEDULE_TERM_UNIT}, {"1 working day of Line", SCHEDULE_CALENDAR_NAME},
		{"1 h of a b", SCHEDULE_CALENDAR_NAME},
		{"1 working day of abcdefghijklmnopqrstuvwxyz0123456789", SCHEDULE_CALENDAR_NAME},
		{"3 calendar days,", SCHEDULE_TERM_END}, {"3 calendar days, next day", SCHEDULE_TERM_END},
		{"24 h, next working day", SCHEDULE_TERM_END_UNIT},
		{"2 full days, next working day", SCHEDULE_TERM_END_UNIT},
		 {"4 working hours of a, previous working day", SCHEDULE_TERM_END_UNIT},
	};
	struct term t = {.amount = 77};
	char large[300];
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		TEST(cases[i].why == term_parse(pl_of(cases[i].text), &t));
		TEST(t.amount == 77);
	}

	memset(large, 'x', sizeof(large));
	large[0] = '1';
	TEST(SCHEDULE_TERM_UNIT == term_parse((struct pl){large, sizeof(large)}, &t));
	TEST(SCHEDULE_TERM_UNIT == term_parse((struct pl){"1 h\0", 4}, &t));
	TEST(SCHEDULE_TERM_AMOUNT == term_parse((struct pl){NULL, 0}, &t));

out:
	return err;
}


/* Does a term that starts at noon of a day fall due on another? Without a calendar: at its last millisecond */
static bool falls(const struct term_basis *basis, const char *text, struct pl day0, struct pl want)
{
	int32_t day, due_day;
	struct term term;
	int64_t due = 0;

	if (date_parse(day0, &day) || date_parse(want, &due_day) || term_parse(pl_of(text), &term))
		return false;
	if (term_due(&term, basis, zone_instant(basis->zone, day, 12 * HOUR_MS), &due))
		return false;

	if (due != zone_instant(basis->zone, due_day + 1, 0) - 1) {
		fprintf(stderr, "%.*s + %s: want %.*s\n", (int)day0.l, day0.p, text, (int)want.l, want.p);
		return false;
	}

	return true;
}


/* deadlines.tsv: 40 starts, both rules */
int test_term_vectors(void)
{
	static const char *const terms[] = {
		NULL, NULL, "3 calendar days, next working day", "7 calendar days", "30 calendar days",
		"30 calendar days, next working day", "30 calendar days, previous working day", "60 calendar days",
		"1 working day", "5 working days", "10 working days", "15 working days",
	};
	struct production *p = NULL;
	struct term_basis basis = {0};
	unsigned rows = 0, column;
	char *text = NULL, *line, *save, *field, *rest;
	int err = 0;

	TEST_OK(data_read(&text, "vectors/deadlines.tsv"));
	TEST_OK(production_builtin(&p));
	basis.production = p;
	TEST_OK(zone_get(&basis.zone, MSK));

	(void)strtok_r(text, "\n", &save);
	while ((line = strtok_r(NULL, "\n", &save))) {

		struct pl day0 = {line, 10};
		int32_t day;

		rest = line;
		for (column = 0; (field = strsep(&rest, "\t")); column++) {

			if (column == 1)
				TEST(0 == date_parse(day0, &day) &&
					production_works(p, day) == (0 == strcmp(field, "work")));
			if (column > 1)
				TEST(column < 12 && falls(&basis, terms[column], day0, pl_of(field)));
		}
		TEST(column == 12);
		rows++;
	}
	TEST(rows == 40);

out:
	mem_deref(text);
	mem_deref(p);
	return err;
}


static int64_t due_of(const struct term_basis *basis, const char *text, const char *start)
{
	int64_t due = 0;
	struct term t;

	if (term_parse(pl_of(text), &t) || term_due(&t, basis, at(MSK, start), &due))
		return -1;

	return due;
}


/* Decision 0010: what «one working day» means, at every hour of asking */
int test_term_due(void)
{
	static const struct {
		const char *start;
		const char *term;
		const char *due;
	} cases[] = {
		{"2026-11-20 19:50", "1 working day", "2026-11-23 20:00"},
		{"2026-11-20 23:00", "1 working day", "2026-11-23 20:00"},
		{"2026-11-20 00:00", "1 working day", "2026-11-23 20:00"},
		{"2026-11-21 12:00", "1 working day", "2026-11-23 20:00"},
		{"2026-11-22 23:59", "1 working day", "2026-11-23 20:00"},
		{"2026-11-23 00:00", "1 working day", "2026-11-24 20:00"},
		{"2026-11-02 12:00", "1 working day", "2026-11-03 19:00"},
		{"2026-11-03 12:00", "1 working day", "2026-11-05 20:00"},
		{"2024-04-26 12:00", "1 working day", "2024-04-27 20:00"},
		{"2026-11-20 12:00", "5 working days", "2026-11-27 20:00"},
		{"2026-11-20 12:00", "24 h", "2026-11-21 12:00"},
		{"2026-11-20 12:00", "30 min", "2026-11-20 12:30"},
		{"2026-11-20 12:00", "1 calendar day", "2026-11-21 15:00"},
		{"2026-11-20 12:00", "1 full day", "2026-11-21 12:00"},
	};
	struct term_basis basis = {0};
	struct production *p = NULL;
	struct calendar *cal = NULL, *night = NULL, *always = NULL;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));
	TEST_OK(calendar_make(&night, MSK, p, "mon-fri 20:00-04:00"));
	TEST_OK(calendar_make(&always, MSK, p, "daily 00:00-24:00"));
	basis = (struct term_basis){.production = p, .calendar = cal};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (due_of(&basis, cases[i].term, cases[i].start) != at(MSK, cases[i].due))
			fprintf(stderr, "%s + %s\n", cases[i].start, cases[i].term);
		TEST(due_of(&basis, cases[i].term, cases[i].start) == at(MSK, cases[i].due));
	}

	/* closed all that day (Sunday), round the clock: the day's last millisecond; a night shift: its end */
	TEST(due_of(&basis, "2 calendar days", "2026-11-20 12:00") == at(MSK, "2026-11-23 00:00") - 1);
	basis.calendar = always;
	TEST(due_of(&basis, "1 working day", "2026-11-23 12:00") == at(MSK, "2026-11-24 23:59") + MINUTE_MS - 1);
	basis.calendar = night;
	TEST(due_of(&basis, "1 working day", "2026-11-23 12:00") == at(MSK, "2026-11-25 04:00"));

	/* the day is that of the zone: Friday 16:00 in Moscow is Saturday in Kamchatka */
	basis.calendar = NULL;
	TEST_OK(zone_get(&basis.zone, "Asia/Kamchatka"));
	TEST(due_of(&basis, "1 calendar day", "2026-11-20 16:00") == at("Asia/Kamchatka", "2026-11-23 00:00") - 1);
	TEST(due_of(&basis, "1 calendar day", "2026-11-20 14:59") == at("Asia/Kamchatka", "2026-11-22 00:00") - 1);

out:
	mem_deref(cal);
	mem_deref(night);
	mem_deref(always);
	mem_deref(p);
	return err;
}


/* The previous working day is never on or before the day of the start */
int test_term_end(void)
{
	struct production *p = NULL;
	struct term_basis basis = {0};
	int err = 0;

	TEST_OK(production_builtin(&p));
	basis.production = p;
	TEST_OK(zone_get(&basis.zone, MSK));

	TEST(falls(&basis, "1 calendar day, previous working day", PL_LIT("2026-11-20"), PL_LIT("2026-11-23")));
	TEST(falls(&basis, "3 calendar days, previous working day", PL_LIT("2025-12-30"), PL_LIT("2026-01-12")));
	TEST(falls(&basis, "3 calendar days, previous working day", PL_LIT("2026-11-19"), PL_LIT("2026-11-20")));
	TEST(falls(&basis, "3 calendar days, same day", PL_LIT("2026-11-19"), PL_LIT("2026-11-22")));

out:
	mem_deref(p);
	return err;
}


int test_term_open(void)
{
	struct term_basis basis = {0};
	struct production *p = NULL;
	struct calendar *cal = NULL, *never = NULL;
	struct term t;
	int64_t due = 5;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));
	TEST_OK(calendar_make(&never, MSK, p, "daily closed"));
	basis = (struct term_basis){.production = p, .calendar = cal};
	TEST_OK(zone_get(&basis.zone, MSK));

	TEST(due_of(&basis, "4 working hours", "2026-11-20 12:00") == at(MSK, "2026-11-20 16:00"));
	TEST(due_of(&basis, "8 working hours", "2026-11-20 12:00") == at(MSK, "2026-11-20 20:00"));
	TEST(due_of(&basis, "9 working hours", "2026-11-20 12:00") == at(MSK, "2026-11-21 10:00"));
	TEST(due_of(&basis, "15 working hours", "2026-11-20 12:00") == at(MSK, "2026-11-23 09:00"));
	TEST(due_of(&basis, "30 working minutes", "2026-11-20 19:45") == at(MSK, "2026-11-21 09:15"));
	TEST(due_of(&basis, "30 working minutes", "2026-11-22 10:00") == at(MSK, "2026-11-23 08:30"));

	TEST(0 == term_parse(PL_LIT("1 working hour"), &t));
	basis.calendar = never;
	TEST(SCHEDULE_TERM_NEVER == term_due(&t, &basis, at(MSK, "2026-11-20 12:00"), &due));
	basis.calendar = NULL;
	TEST(SCHEDULE_TERM_CALENDAR == term_due(&t, &basis, at(MSK, "2026-11-20 12:00"), &due));
	t.amount = 0;
	TEST(SCHEDULE_TERM_AMOUNT == term_due(&t, &basis, at(MSK, "2026-11-20 12:00"), &due));
	t = (struct term){.amount = 10000, .unit = TERM_WORKING_DAYS};
	TEST(SCHEDULE_TERM_TIME == term_due(&t, &basis, at(MSK, "2190-01-01 00:00"), &due));
	TEST(SCHEDULE_TERM_TIME == term_due(&t, &basis, INT64_MIN / 2, &due) && due == 5);

out:
	mem_deref(cal);
	mem_deref(never);
	mem_deref(p);
	return err;
}


/* One row: a term started, paused and resumed falls due then */
struct pause {
	const char *term, *start, *pause, *resume, *due;
};


static int pause_all(const struct term_basis *basis, const struct pause *row, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n; i++) {

		struct term_clock c;
		struct term t;

		TEST(0 == term_parse(pl_of(row[i].term), &t));
		TEST(0 == term_start(&c, &t, basis, at(MSK, row[i].start)));
		TEST(0 == term_pause(&c, &t, basis, at(MSK, row[i].pause)));
		TEST(SCHEDULE_TERM_PAUSED == term_pause(&c, &t, basis, at(MSK, row[i].pause)));
		TEST(SCHEDULE_TERM_TIME == term_resume(&c, &t, basis, at(MSK, row[i].pause) - 1));
		TEST(term_left(&c, &t, basis, at(MSK, row[i].resume)).paused);
		TEST(0 == term_resume(&c, &t, basis, at(MSK, row[i].resume)));
		TEST(SCHEDULE_TERM_RUNNING == term_resume(&c, &t, basis, at(MSK, row[i].resume)));
		if (c.due_ms != at(MSK, row[i].due))
			fprintf(stderr, "%s from %s, paused %s to %s\n", row[i].term, row[i].start, row[i].pause,
				row[i].resume);
		TEST(c.due_ms == at(MSK, row[i].due));
	}

out:
	return err;
}


int test_term_pause(void)
{
	static const struct pause rows[] = {
		{"24 h", "2026-11-20 12:00", "2026-11-20 18:00", "2026-11-25 09:00", "2026-11-26 03:00"},
		{"4 working hours", "2026-11-20 18:00", "2026-11-20 19:00", "2026-11-21 14:30", "2026-11-23 10:30"},
		{"5 working days", "2026-11-16 12:00", "2026-11-18 12:00", "2026-11-18 15:00", "2026-11-23 20:00"},
		{"5 working days", "2026-11-16 12:00", "2026-11-18 12:00", "2026-11-20 09:00", "2026-11-25 20:00"},
		{"5 working days", "2026-11-16 12:00", "2026-11-18 12:00", "2026-11-21 09:00", "2026-11-25 20:00"},
		{"1 working day", "2026-11-20 12:00", "2026-11-23 10:00", "2026-11-25 09:00", "2026-11-25 20:00"},
		{"1 working day", "2026-11-20 12:00", "2026-11-23 10:00", "2026-11-25 21:00", "2026-11-26 20:00"},
		{"1 working day", "2026-11-20 12:00", "2026-11-23 10:00", "2026-11-28 12:00", "2026-11-30 20:00"},
		{"1 working day", "2026-11-20 12:00", "2026-11-23 10:00", "2026-11-23 20:30", "2026-11-24 20:00"},
		{"10 calendar days, next working day", "2026-11-02 12:00", "2026-11-10 12:00", "2026-11-12 12:00",
		 "2026-11-16 20:00"},
		/* overdue when it was paused: stays overdue */
		{"1 working day", "2026-11-20 12:00", "2026-11-23 20:01", "2026-11-25 09:00", "2026-11-23 20:00"},
	};
	struct term_basis basis = {0};
	struct production *p = NULL;
	struct calendar *cal = NULL;
	struct term_left left;
	struct term_clock c;
	struct term t;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, MSK, p, LINE));
	basis = (struct term_basis){.production = p, .calendar = cal};
	TEST_OK(pause_all(&basis, rows, sizeof(rows) / sizeof(rows[0])));

	TEST(0 == term_parse(PL_LIT("5 working days"), &t) &&
		0 == term_start(&c, &t, &basis, at(MSK, "2026-11-16 12:00")));
	TEST(SCHEDULE_TERM_TIME == term_pause(&c, &t, &basis, at(MSK, "2026-11-16 11:00")));
	left = term_left(&c, &t, &basis, at(MSK, "2026-11-18 20:00"));
	TEST(left.amount == 3 && !left.overdue && !left.paused && left.wall_ms == 5 * DAY);
	left = term_left(&c, &t, &basis, at(MSK, "2026-11-23 20:01"));
	TEST(left.amount == 0 && left.overdue && left.wall_ms == -MINUTE_MS);
	TEST(0 == term_pause(&c, &t, &basis, at(MSK, "2026-11-19 12:00")));
	left = term_left(&c, &t, &basis, at(MSK, "2027-11-19 12:00"));
	TEST(left.amount == 2 && left.paused && !left.overdue && left.wall_ms == 0);

	TEST(0 == term_parse(PL_LIT("9 working hours"), &t) &&
		0 == term_start(&c, &t, &basis, at(MSK, "2026-11-20 12:00")));
	TEST(2 == term_left(&c, &t, &basis, at(MSK, "2026-11-20 18:01")).amount);

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}


/* 59-ФЗ ст. 12 ч. 2: thirty days more count from the unmoved thirtieth day */
int test_term_extend(void)
{
	struct term_basis basis = {0};
	struct production *p = NULL;
	struct term_clock c;
	struct term t;
	int err = 0;

	TEST_OK(production_builtin(&p));
	basis.production = p;
	TEST_OK(zone_get(&basis.zone, MSK));

	TEST(term_named(PL_LIT("59fz.answer"), &t) && 0 == term_start(&c, &t, &basis, at(MSK, "2024-12-02 12:00")));
	TEST(c.due_ms == at(MSK, "2025-01-10 00:00") - 1);
	TEST(0 == term_extend(&c, &t, &basis, 30) && c.due_ms == at(MSK, "2025-02-01 00:00") - 1);
	TEST(SCHEDULE_TERM_AMOUNT == term_extend(&c, &t, &basis, 0));
	TEST(0 == term_pause(&c, &t, &basis, at(MSK, "2025-01-20 12:00")));
	TEST(SCHEDULE_TERM_PAUSED == term_extend(&c, &t, &basis, 30));

	TEST(0 == term_parse(PL_LIT("24 h"), &t) && 0 == term_start(&c, &t, &basis, at(MSK, "2024-12-02 12:00")));
	TEST(0 == term_extend(&c, &t, &basis, 2) && c.due_ms == at(MSK, "2024-12-03 14:00"));

out:
	mem_deref(p);
	return err;
}


int test_term_named(void)
{
	const struct term_named *all;
	struct term t;
	size_t n;
	int err = 0;

	all = term_named_all(&n);
	for (size_t i = 0; i < n; i++)
		TEST(term_named(pl_of(all[i].name), &t) && all[i].source[0]);

	TEST(term_named(PL_LIT("answer_by.question"), &t) && t.amount == 1 && t.unit == TERM_WORKING_DAYS);
	TEST(term_named(PL_LIT("answer_by.technical"), &t) && t.amount == 1 && t.unit == TERM_WORKING_DAYS);
	TEST(term_named(PL_LIT("answer_by.recommendation"), &t) && t.amount == 5);
	TEST(term_named(PL_LIT("answer_by.complaint"), &t) && t.amount == 15);
	TEST(!term_named(PL_LIT("answer_by"), &t) && t.amount == 15);

out:
	return err;
}


static uint64_t rnd(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 20;
}


/* A later start never falls due earlier, more never before less; due is after the start; a pause never shortens */
static int term_random(const struct term_basis *basis, uint64_t *seed)
{
	struct term t = {.amount = 1 + (uint32_t)(rnd(seed) % 40), .unit = (enum term_unit)(rnd(seed) % 7)}, more;
	int64_t start = at("UTC", "2024-01-01 00:00") + (int64_t)(rnd(seed) % (1400 * 1440)) * MINUTE_MS;
	int64_t later = start + (int64_t)(rnd(seed) % 5000) * MINUTE_MS, due = 0, due_later = 0, due_more = 0, paused;
	struct term_clock c;
	int err = 0;

	if (t.unit == TERM_CALENDAR_DAYS || t.unit == TERM_WORKING_DAYS)
		t.end = (enum term_end)(rnd(seed) % 2);
	more = t;
	more.amount++;

	TEST(0 == term_due(&t, basis, start, &due) && 0 == term_due(&t, basis, later, &due_later));
	TEST(0 == term_due(&more, basis, start, &due_more));
	TEST(due > start && due_later >= due && due_more >= due);

	TEST(0 == term_start(&c, &t, basis, start) && c.due_ms == due);
	paused = start + (int64_t)(rnd(seed) % 20000) * MINUTE_MS;
	TEST(0 == term_pause(&c, &t, basis, paused));
	TEST(0 == term_resume(&c, &t, basis, paused + (int64_t)(rnd(seed) % 20000) * MINUTE_MS));
	TEST(c.due_ms >= due && (paused <= due || c.due_ms == due));

	t.end = TERM_END_PREVIOUS;
	if (t.unit == TERM_CALENDAR_DAYS)
		TEST(0 == term_due(&t, basis, start, &due) && due > start);

out:
	return err;
}


int test_term_random(void)
{
	struct term_basis basis = {0};
	struct production *p = NULL;
	struct calendar *cal = NULL;
	uint64_t seed = 99;
	int err = 0;

	TEST_OK(production_builtin(&p));
	TEST_OK(calendar_make(&cal, "Europe/Berlin", p, LINE));
	basis = (struct term_basis){.production = p, .calendar = cal};

	for (int i = 0; i < 3000; i++)
		TEST_OK(term_random(&basis, &seed));

out:
	mem_deref(cal);
	mem_deref(p);
	return err;
}
