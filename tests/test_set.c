/**
 * @file test_set.c  Calendars, exceptions and terms, set on a store: versions, notice, the second person
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "test.h"
#include "base/clock.h"
#include "db/journal.h"
#include "schedule/set.h"
#include "schedule/show.h"
#include "store.h"

enum { BOSS = 11, MATE = 12, HOUR = 3600000, DAY = 24 * HOUR };

#define MONDAY INT64_C(1795413600000)           /* 2026-11-23 09:00 in Moscow */

struct desk {
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX];
};

int test_set_calendar(void);
int test_set_notice(void);
int test_set_week(void);
int test_set_exception(void);
int test_set_term(void);


static void desk_end(struct desk *d)
{
	clock_virtual_stop();
	mem_deref(d->db);
	mem_deref(d->kr);
	folder_remove(d->dir);
}


static int desk_make(struct desk *d, struct test_store *st)
{
	int err;

	clock_virtual_start(MONDAY, 0);

	TEST_OK(folder_make(d->dir));
	TEST_OK(folder_keyring(&d->kr, d->dir));
	TEST_OK(db_open(&d->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(d->db, 1, NULL));

out:
	return err;
}


static int book_read(struct desk *d, struct book **bp)
{
	int err = db_begin(d->db);

	if (!err) {
		err = book_load(bp, d->db, clock_wall_ms());
		db_rollback(d->db);
	}

	return err;
}


/* Is the line open then, as the book says that is read now? */
static int open_at(struct desk *d, const char *name, int64_t ms, bool *open)
{
	struct book *book = NULL;
	int err = book_read(d, &book);

	if (!err) {
		*open = calendar_open(book_calendar(book, LANG_RU, pl_of(name)), ms);
		book_unref(book);
	}

	return err;
}


static int calendar_put(struct desk *d, struct calendar_set *s, const char *name, const char *zone, const char *week, int64_t version)
{
	*s = (struct calendar_set){
		.cmd = {.apply_h = calendar_set_apply}, .actor = BOSS, .name = pl_of(name), .zone = pl_of(zone), .week = pl_of(week),
		.version = version, .from_day = WEEK_SOONEST, .notice_min_ms = DAY};

	return command_run(d->db, d->kr, &s->cmd);
}


static int calendar_on(struct test_store *st)
{
	struct journal_report rep;
	struct calendar_set s;
	json_t *obj = NULL, *next;
	struct desk d = {NULL};
	bool open;
	int err;

	TEST_OK(desk_make(&d, st));

	TEST_OK(open_at(&d, BOOK_LINE, MONDAY, &open));
	TEST(open);

	/* new hours act on the first day that is 24 hours away: Wednesday */
	TEST_OK(calendar_put(&d, &s, BOOK_LINE, "Europe/Moscow", "mon-fri 10:00-18:00", 0));
	TEST(!s.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY, &open));
	TEST(open);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + DAY, &open));
	TEST(open);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + 2 * DAY, &open));
	TEST(!open);

	/* two who change one: the second is told */
	TEST_OK(calendar_put(&d, &s, BOOK_LINE, "Europe/Moscow", "daily 00:00-24:00", 0));
	TEST(SET_CHANGED == s.cmd.refusal);
	TEST_OK(calendar_put(&d, &s, BOOK_LINE, "Europe/Moscow", "daily 00:00-24:00", 1));
	TEST(!s.cmd.refusal);

	/* what the rules refuse says which member */
	TEST_OK(calendar_put(&d, &s, BOOK_LINE, "Europe/Mosco", "daily 00:00-24:00", 2));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_FILE_ZONE == s.fault.why && !strcmp(s.fault.word, "zone"));
	TEST_OK(calendar_put(&d, &s, BOOK_LINE, "Europe/Moscow", "mon 10:00-12:00, 11:00-13:00", 2));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_HOURS_ORDER == s.fault.why && !strcmp(s.fault.word, "week"));
	TEST_OK(calendar_put(&d, &s, "No Name", "Europe/Moscow", "daily 00:00-24:00", 0));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_CALENDAR_NAME == s.fault.why);

	/* one of its own, up to the ceiling; those that are there can still be changed */
	for (int i = 0; i < BOOK_CALENDARS_MAX - 3; i++) {
		char name[16];

		(void)re_snprintf(name, sizeof(name), "branch-%d", i);
		TEST_OK(calendar_put(&d, &s, name, "Asia/Omsk", "mon 09:00-10:00", 0));
		TEST(!s.cmd.refusal);
	}
	TEST_OK(calendar_put(&d, &s, "branch-x", "Asia/Omsk", "mon 09:00-10:00", 0));
	TEST(SET_FULL == s.cmd.refusal);
	TEST_OK(calendar_put(&d, &s, "branch-0", "Asia/Omsk", "tue 09:00-10:00", 1));
	TEST(!s.cmd.refusal);

	TEST_OK(db_begin(d.db));
	err = show_calendar(d.db, PL_LIT("branch-0"), MONDAY, &obj);
	db_rollback(d.db);
	TEST(!err && obj && 2 == json_integer_value(json_object_get(obj, "version")));
	TEST(1 == json_array_size(json_object_get(json_object_get(obj, "week"), "mon")));
	TEST(0 == json_array_size(json_object_get(json_object_get(obj, "week"), "tue")));
	next = json_array_get(json_object_get(obj, "weeks"), 0);
	TEST_PL(PL_LIT("2026-11-25"), pl_of(json_string_value(json_object_get(next, "from"))));
	TEST(1 == json_array_size(json_object_get(json_object_get(next, "week"), "tue")));

	TEST_OK(journal_verify(d.db, d.kr, NULL, false, &rep));
	TEST(JOURNAL_OK == rep.fault && BOOK_CALENDARS_MAX == rep.rows);

out:
	desk_end(&d);
	json_decref(obj);
	return err;
}


int test_set_calendar(void)
{
	return store_each(calendar_on);
}


/* 2026-11-23 is day 20780 */
static int week_put_on(struct desk *d, struct calendar_set *s, int64_t version, int32_t from_day, const char *zone, const char *week,
		       const char *emergency)
{
	*s = (struct calendar_set){
		.cmd = {.apply_h = calendar_set_apply}, .actor = BOSS, .name = PL_LIT(BOOK_LINE), .zone = pl_of(zone),
		.week = pl_of(week), .version = version, .from_day = from_day, .emergency = emergency != NULL,
		.emergency_reason = pl_of(emergency), .notice_min_ms = DAY};

	return command_run(d->db, d->kr, &s->cmd);
}


static int week_act(struct desk *d, struct week_act *a, int (*apply_h)(struct tx *, struct command *), int64_t actor, int32_t from_day)
{
	*a = (struct week_act){
		.cmd = {.apply_h = apply_h}, .actor = actor, .calendar = PL_LIT(BOOK_LINE), .from_day = from_day, .notice_min_ms = DAY};

	return command_run(d->db, d->kr, &a->cmd);
}


/* The rule of notice: in time, too late, an emergency and its second person, a withdrawal */
static int week_on(struct test_store *st)
{
	static const char moscow[] = "Europe/Moscow", early[] = "daily 06:00-08:00";
	const int32_t today = (int32_t)(MONDAY / DAY);
	struct calendar_set s;
	struct week_act a;
	struct desk d = {NULL};
	bool open;
	int err;

	TEST_OK(desk_make(&d, st));

	/* tomorrow begins in 15 hours, the day before is over */
	TEST_OK(week_put_on(&d, &s, 0, today + 1, moscow, early, NULL));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_NOTICE_SHORT == s.fault.why && !strcmp(s.fault.word, "from"));
	TEST_OK(week_put_on(&d, &s, 0, today - 1, moscow, early, "No power"));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_WEEK_PAST == s.fault.why);
	TEST_OK(week_put_on(&d, &s, 0, today, moscow, early, ""));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_NOTICE_REASON == s.fault.why && !strcmp(s.fault.word, "emergency"));

	/* an emergency acts when somebody else has confirmed it */
	TEST_OK(week_put_on(&d, &s, 0, WEEK_SOONEST, moscow, early, "No power"));
	TEST(!s.cmd.refusal && s.waits && today == s.acts_from);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY, &open));
	TEST(open);
	TEST_OK(week_act(&d, &a, week_confirm_apply, BOSS, today));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_NOTICE_SECOND == a.fault.why);
	TEST_OK(week_act(&d, &a, week_confirm_apply, MATE, today + 1));
	TEST(SET_UNKNOWN == a.cmd.refusal);
	TEST_OK(week_act(&d, &a, week_confirm_apply, MATE, today));
	TEST(!a.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY, &open));
	TEST(!open);
	TEST_OK(week_act(&d, &a, week_confirm_apply, MATE, today));
	TEST(SET_WAITS_NOT == a.cmd.refusal);
	TEST_OK(week_act(&d, &a, week_withdraw_apply, MATE, today));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_NOTICE_SHORT == a.fault.why);

	/* in time they are published, and withdrawn; the same hours again change nothing */
	TEST_OK(week_put_on(&d, &s, 2, today + 7, moscow, "daily 09:00-10:00", NULL));
	TEST(!s.cmd.refusal && !s.waits && today + 7 == s.acts_from);
	TEST_OK(week_put_on(&d, &s, 3, today + 9, moscow, "daily 09:00-10:00", NULL));
	TEST(!s.cmd.refusal && WEEK_SOONEST == s.acts_from);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + 7 * (int64_t)DAY, &open));
	TEST(open);
	TEST_OK(week_act(&d, &a, week_withdraw_apply, MATE, today + 7));
	TEST(!a.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + 7 * (int64_t)DAY, &open));
	TEST(!open);

	/* another zone moves every hour at once: never without a second person; confirmed later, it acts from that day on */
	TEST_OK(week_put_on(&d, &s, 5, today + 7, "Asia/Omsk", early, NULL));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_NOTICE_SHORT == s.fault.why && !strcmp(s.fault.word, "zone"));
	TEST_OK(week_put_on(&d, &s, 5, WEEK_SOONEST, "Asia/Omsk", "daily 12:00-13:00", "We moved"));
	TEST(!s.cmd.refusal && s.waits);
	clock_virtual_advance(DAY);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + DAY, &open));
	TEST(!open);
	TEST_OK(week_act(&d, &a, week_confirm_apply, MATE, today));
	TEST(!a.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, MONDAY + DAY, &open));
	TEST(open);                              /* noon in Omsk */

	/* what nobody can ask about any more is folded into the ordinary hours */
	for (int i = 0; i < 2 * CALENDAR_WEEKS_MAX; i++) {
		clock_virtual_advance(30 * (int64_t)DAY);
		TEST_OK(week_put_on(&d, &s, 7 + i, WEEK_SOONEST, "Asia/Omsk", i & 1 ? "mon 09:00-10:00" : "tue 09:00-10:00", NULL));
		TEST(!s.cmd.refusal);
	}

out:
	desk_end(&d);
	return err;
}


int test_set_week(void)
{
	return store_each(week_on);
}


static int except(struct desk *d, struct exception_add *a, int64_t from_ms, int64_t to_ms, const char *emergency)
{
	*a = (struct exception_add){
		.cmd = {.apply_h = exception_add_apply}, .actor = BOSS, .calendar = PL_LIT(BOOK_LINE), .kind = EXCEPTION_CLOSED,
		.from_ms = from_ms, .to_ms = to_ms, .reason = {PL_LIT("Авария"), PL_LIT("A fault")},
		.emergency = emergency != NULL, .emergency_reason = pl_of(emergency), .notice_min_ms = DAY};

	return command_run(d->db, d->kr, &a->cmd);
}


static int act(struct desk *d, struct exception_act *a, int (*apply_h)(struct tx *, struct command *), int64_t actor, int64_t id)
{
	*a = (struct exception_act){
		.cmd = {.apply_h = apply_h}, .actor = actor, .calendar = PL_LIT(BOOK_LINE), .id = id, .notice_min_ms = DAY};

	return command_run(d->db, d->kr, &a->cmd);
}


static int notice_on(struct test_store *st)
{
	const int64_t soon = MONDAY + HOUR;
	struct exception_add a;
	struct exception_act x;
	struct desk d = {NULL};
	int64_t waits;
	bool open;
	int err;

	TEST_OK(desk_make(&d, st));

	/* the last moment that is in time, and the first that is not */
	TEST_OK(except(&d, &a, MONDAY + DAY, MONDAY + DAY + HOUR, NULL));
	TEST(!a.cmd.refusal && !a.waits);
	TEST_OK(except(&d, &a, MONDAY + DAY - 1, MONDAY + DAY + HOUR, NULL));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_NOTICE_SHORT == a.fault.why);
	TEST_OK(except(&d, &a, soon, soon + HOUR, ""));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_NOTICE_REASON == a.fault.why);

	/* an emergency waits, and does not act */
	TEST_OK(except(&d, &a, soon, soon + HOUR, "No power"));
	TEST(!a.cmd.refusal && a.waits);
	waits = a.id;
	TEST_OK(open_at(&d, BOOK_LINE, soon, &open));
	TEST(open);

	/* not the one who made it; not of another calendar; then it acts, once */
	TEST_OK(act(&d, &x, exception_confirm_apply, BOSS, waits));
	TEST(SET_RULES == x.cmd.refusal && SCHEDULE_NOTICE_SECOND == x.fault.why);
	TEST_OK(act(&d, &x, exception_confirm_apply, MATE, waits + 1));
	TEST(SET_UNKNOWN == x.cmd.refusal);
	TEST_OK(act(&d, &x, exception_confirm_apply, MATE, waits));
	TEST(!x.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, soon, &open));
	TEST(!open);
	TEST_OK(act(&d, &x, exception_confirm_apply, MATE, waits));
	TEST(SET_WAITS_NOT == x.cmd.refusal);

	/* what acts is not withdrawn on short notice; what waits is, at any time */
	TEST_OK(act(&d, &x, exception_withdraw_apply, MATE, waits));
	TEST(SET_RULES == x.cmd.refusal && SCHEDULE_NOTICE_SHORT == x.fault.why);
	TEST_OK(except(&d, &a, soon, soon + HOUR, "No power"));
	TEST_OK(act(&d, &x, exception_withdraw_apply, BOSS, a.id));
	TEST(!x.cmd.refusal);
	TEST_OK(act(&d, &x, exception_confirm_apply, MATE, a.id));
	TEST(SET_UNKNOWN == x.cmd.refusal);

out:
	desk_end(&d);
	return err;
}


int test_set_notice(void)
{
	return store_each(notice_on);
}


static int exception_on(struct test_store *st)
{
	const int64_t wednesday = MONDAY + 2 * DAY;
	struct exception_add a;
	struct exception_act x;
	json_t *obj = NULL, *one;
	struct desk d = {NULL};
	bool open;
	int err;

	TEST_OK(desk_make(&d, st));

	TEST_OK(except(&d, &a, wednesday, wednesday, NULL));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_EXCEPTION_SPAN == a.fault.why);
	TEST_OK(except(&d, &a, wednesday, wednesday + 367 * (int64_t)DAY, NULL));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_EXCEPTION_LONG == a.fault.why);

	a = (struct exception_add){
		.cmd = {.apply_h = exception_add_apply}, .actor = BOSS, .calendar = PL_LIT(BOOK_LINE), .kind = EXCEPTION_CLOSED,
		.from_ms = wednesday, .to_ms = wednesday + HOUR, .reason = {PL_LIT("Авария"), PL_LIT("")}, .notice_min_ms = DAY};
	TEST_OK(command_run(d.db, d.kr, &a.cmd));
	TEST(SET_RULES == a.cmd.refusal && SCHEDULE_EXCEPTION_REASON == a.fault.why && !strcmp(a.fault.word, "reason_en"));
	a.calendar = PL_LIT("nowhere");
	TEST_OK(command_run(d.db, d.kr, &a.cmd));
	TEST(SET_UNKNOWN == a.cmd.refusal);

	/* other hours are of whole days: 09:00 of Wednesday is closed now, 11:00 open */
	a = (struct exception_add){
		.cmd = {.apply_h = exception_add_apply}, .actor = BOSS, .calendar = PL_LIT(BOOK_LINE), .kind = EXCEPTION_HOURS,
		.from_ms = wednesday, .to_ms = wednesday + HOUR, .hours = PL_LIT("11:00-13:00"),
		.reason = {PL_LIT("Ремонт"), PL_LIT("Works")}, .notice_min_ms = DAY};
	TEST_OK(command_run(d.db, d.kr, &a.cmd));
	TEST(!a.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, wednesday, &open));
	TEST(!open);
	TEST_OK(open_at(&d, BOOK_LINE, wednesday + 2 * HOUR, &open));
	TEST(open);

	TEST_OK(db_begin(d.db));
	err = show_calendar(d.db, PL_LIT(BOOK_LINE), MONDAY, &obj);
	db_rollback(d.db);
	TEST(!err);
	one = json_array_get(json_object_get(obj, "exceptions"), 0);
	TEST_PL(PL_LIT("2026-11-25T00:00:00+03:00"), pl_of(json_string_value(json_object_get(one, "from"))));
	TEST_PL(PL_LIT("2026-11-26T00:00:00+03:00"), pl_of(json_string_value(json_object_get(one, "to"))));
	TEST(json_is_true(json_object_get(one, "confirmed")) && !json_object_get(one, "emergency"));

	/* in time it is withdrawn, and the ordinary hours are back */
	TEST_OK(act(&d, &x, exception_withdraw_apply, MATE, a.id));
	TEST(!x.cmd.refusal);
	TEST_OK(open_at(&d, BOOK_LINE, wednesday, &open));
	TEST(open);

out:
	desk_end(&d);
	json_decref(obj);
	return err;
}


int test_set_exception(void)
{
	return store_each(exception_on);
}


static int term_put(struct desk *d, struct term_set *s, const char *name, const char *value, int64_t version)
{
	*s = (struct term_set){
		.cmd = {.apply_h = term_set_apply}, .actor = BOSS, .name = pl_of(name), .value = pl_of(value), .version = version};

	return command_run(d->db, d->kr, &s->cmd);
}


static int term_on(struct test_store *st)
{
	struct book *book = NULL;
	struct term_set s;
	struct term term;
	struct desk d = {NULL};
	int err;

	TEST_OK(desk_make(&d, st));

	TEST_OK(term_put(&d, &s, "answer_by.question", "2 рабочих дня", 0));
	TEST(!s.cmd.refusal);
	TEST_OK(book_read(&d, &book));
	TEST(book_term(book, PL_LIT("answer_by.question"), &term) && 2 == term.amount && TERM_WORKING_DAYS == term.unit);

	TEST_OK(term_put(&d, &s, "answer_by.question", "3 working days", 0));
	TEST(SET_CHANGED == s.cmd.refusal);
	TEST_OK(term_put(&d, &s, "answer_by.question", "3 days", 1));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_TERM_DAYS == s.fault.why);
	TEST_OK(term_put(&d, &s, "answer_by.question", "3 working hours of nowhere", 1));
	TEST(SET_RULES == s.cmd.refusal && SCHEDULE_TERM_CALENDAR == s.fault.why);
	TEST_OK(term_put(&d, &s, "answer_by.question", "3 working hours of intake", 1));
	TEST(!s.cmd.refusal);
	TEST_OK(term_put(&d, &s, "answer_by.nothing", "3 working days", 0));
	TEST(SET_UNKNOWN == s.cmd.refusal);

out:
	book_unref(book);
	desk_end(&d);
	return err;
}


int test_set_term(void)
{
	return store_each(term_on);
}
