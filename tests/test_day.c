/**
 * @file test_day.c  Two days of a hotline on the virtual clock, in seconds; the same day twice is the same day
 *
 * Appeals come in, operators take, ask, answer and close or let the term pass; the watch of promises runs every ten minutes. The
 * night between is the end of a month. Afterwards every promise is what its times say, and the journal verifies.
 */
#include <stdio.h>
#include <stdlib.h>
#include "test.h"
#include "appeal/enter.h"
#include "base/clock.h"
#include "base/date.h"
#include "db/journal.h"
#include "db/tx_priv.h"
#include "promise/promise.h"
#include "staff/staff.h"
#include "store.h"

enum { STEP_MS = 600000, STEPS = 300, APPEALS_MAX = 60, OPERATORS = 3 };

struct day {
	struct db *db;
	struct keyring *kr;
	struct book *book;
	char dir[FOLDER_MAX];
	uint32_t seed;
	int64_t staff[OPERATORS];
	int64_t digits[APPEALS_MAX];
	int64_t owner[APPEALS_MAX];
	unsigned n, broken;
	uint64_t story;                  /* what happened and when, in one number */
};

int test_day(void);
int test_alias(void);


static uint32_t chance(struct day *d, uint32_t below)
{
	d->seed = d->seed * 1664525u + 1013904223u;
	return (d->seed >> 8) % below;
}


static void tell(struct day *d, int64_t what)
{
	d->story = (d->story ^ (uint64_t)what) * UINT64_C(1099511628211);
}


static void day_end(struct day *d)
{
	clock_virtual_stop();
	book_unref(d->book);
	mem_deref(d->db);
	mem_deref(d->kr);
	folder_remove(d->dir);
}


static int day_begin(struct day *d, struct test_store *st)
{
	int err;

	memset(d, 0, sizeof(*d));
	d->seed = 20261130;

	/* Monday 30 November 2026, 08:00 in Moscow */
	clock_virtual_start((int64_t)date_day(2026, 11, 30) * 86400000 + 5 * 3600000, 0);

	TEST_OK(folder_make(d->dir));
	TEST_OK(folder_keyring(&d->kr, d->dir));
	TEST_OK(db_open(&d->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(d->db, clock_wall_ms(), NULL));
	TEST_OK(db_begin(d->db));
	TEST_OK(book_load(&d->book, d->db, clock_wall_ms()));
	db_rollback(d->db);

	for (int i = 0; i < OPERATORS; i++) {
		char login[16];
		struct staff_set set = {.cmd = {.apply_h = staff_set_apply}, .actor = -1, .roles = ROLE_OPERATOR, .active = true};

		(void)snprintf(login, sizeof(login), "operator%d", i);
		set.login = set.name = pl_of(login);
		TEST_OK(command_run(d->db, d->kr, &set.cmd));
		d->staff[i] = set.id;
	}

out:
	if (err)
		day_end(d);
	return err;
}


static int appeal_comes(struct day *d)
{
	struct appeal_clean clean = {
		.kind = 1 + chance(d, 4), .channel = CHANNEL_FORM, .topic = DB_NULL, .region = DB_NULL, .text = PL_LIT("Когда ответят?")};
	struct appeal_enter *e = NULL;
	int64_t answer_by;
	int err;

	TEST_OK(appeal_enter_prepare(&e, d->kr, d->book, &clean, NULL, 0, 1, clock_wall_ms()));
	TEST_OK(command_run(d->db, d->kr, appeal_enter_command(e)));
	TEST_OK(appeal_enter_result(appeal_enter_command(e), &d->digits[d->n], &answer_by));
	d->owner[d->n++] = 0;
	tell(d, answer_by);

out:
	mem_deref(e);
	return err;
}


/* Somebody does something to some appeal; what the rules refuse is part of the day */
static int something_happens(struct day *d)
{
	static const enum appeal_event events[] = {
		APPEAL_TAKE, APPEAL_TAKE, APPEAL_ANSWER, APPEAL_REQUEST, APPEAL_CITIZEN_WRITES, APPEAL_CLOSE, APPEAL_RETURN,
		APPEAL_REOPEN, APPEAL_NOTE,
	};
	unsigned i = chance(d, d->n);
	struct appeal_act act = {
		.cmd = {.apply_h = appeal_act_apply}, .keys = d->kr, .book = d->book, .digits = d->digits[i],
		.event = events[chance(d, sizeof(events) / sizeof(events[0]))], .text = PL_LIT("Слова"), .result = RESULT_SOLVED,
		.topic = DB_NULL, .answer_by_ms = DB_NULL, .channel = CHANNEL_FORM,
	};
	int64_t staff = d->owner[i] ? d->owner[i] : d->staff[chance(d, OPERATORS)];
	int err;

	if (APPEAL_CITIZEN_WRITES != act.event)
		act.actor = (struct actor){staff, ROLE_OPERATOR};

	err = command_run(d->db, d->kr, &act.cmd);
	if (err)
		return err;

	if (!act.cmd.refusal)
		d->owner[i] = DB_NULL == act.owner ? 0 : act.owner;
	tell(d, act.event * 100 + act.cmd.refusal);
	tell(d, act.answer_by_given_ms);

	return 0;
}


static int watch(struct day *d)
{
	struct promise_watch w = {.cmd = {.apply_h = promise_watch_apply}};
	int err = command_run(d->db, d->kr, &w.cmd);

	d->broken += w.broken;
	tell(d, w.broken);

	return err;
}


static int day_lives(struct day *d)
{
	int err = 0;

	for (int step = 0; step < STEPS && !err; step++) {

		clock_virtual_advance(STEP_MS);
		if (d->n < APPEALS_MAX && chance(d, 3))
			err = appeal_comes(d);
		for (uint32_t i = chance(d, 3); i && d->n && !err; i--)
			err = something_happens(d);
		if (!err)
			err = watch(d);
	}

	return err;
}


static int day_on(struct test_store *st, uint64_t *story)
{
	struct journal_report rep;
	struct promise promise;
	struct day d;
	int err;

	err = day_begin(&d, st);
	if (err)
		return err;

	TEST_OK(day_lives(&d));
	TEST(APPEALS_MAX == d.n && d.broken > 0);

	/* no open promise lies behind the clock, and nothing paused is broken */
	for (unsigned i = 0; i < d.n; i++) {
		struct appeal_act act = {.cmd = {.apply_h = appeal_act_apply}, .keys = d.kr, .book = d.book, .digits = d.digits[i],
					 .event = APPEAL_NOTE, .actor = {d.staff[0], ROLE_OPERATOR}, .topic = DB_NULL,
					 .answer_by_ms = DB_NULL};
		bool owed = false;

		TEST_OK(command_run(d.db, d.kr, &act.cmd));
		TEST_OK(db_begin(d.db));
		err = promise_owed(d.db, act.id, PROMISE_ANSWER, &promise, &owed);
		db_rollback(d.db);
		TEST_OK(err);
		TEST(!owed || PROMISE_OPEN != promise.state || promise.clock.due_ms >= clock_wall_ms() - STEP_MS);
		TEST(owed == (APPEAL_ANSWERED != act.state && APPEAL_CLOSED != act.state));
	}

	TEST_OK(journal_verify(d.db, d.kr, NULL, false, &rep));
	TEST(JOURNAL_OK == rep.fault && 1 <= rep.marks);     /* November was closed with a signed head */
	*story = d.story;

out:
	day_end(&d);
	return err;
}


int test_day(void)
{
	uint64_t first = 0, second = 1;
	struct test_store st = {0};
	int err;

	TEST_OK(store_make(&st, DB_SQLITE));
	err = day_on(&st, &first);
	store_remove(&st);
	TEST_OK(err);

	TEST_OK(store_make(&st, DB_SQLITE));
	err = day_on(&st, &second);
	store_remove(&st);
	TEST_OK(err);

	TEST(first == second);

out:
	return err;
}


struct aliasing {
	struct command cmd;
	int64_t digits, appeal;
};


static int alias_apply(struct tx *tx, struct command *cmd)
{
	struct aliasing *a = CONTAINER_OF(cmd, struct aliasing, cmd);

	return appeal_alias(tx, a->digits, a->appeal);
}


/* A number once given always leads to its appeal */
static int alias_on(struct test_store *st)
{
	struct aliasing alias = {.cmd = {.apply_h = alias_apply}, .digits = 4242424242};
	struct appeal_act act = {.cmd = {.apply_h = appeal_act_apply}, .event = APPEAL_TAKE, .topic = DB_NULL,
				 .answer_by_ms = DB_NULL};
	struct day d;
	int err;

	err = day_begin(&d, st);
	if (err)
		return err;

	TEST_OK(appeal_comes(&d));
	act.keys = d.kr;
	act.book = d.book;
	act.actor = (struct actor){d.staff[0], ROLE_OPERATOR};
	act.digits = alias.digits;
	TEST_OK(command_run(d.db, d.kr, &act.cmd));
	TEST(APPEAL_UNKNOWN == act.cmd.refusal);

	act.digits = d.digits[0];
	TEST_OK(command_run(d.db, d.kr, &act.cmd));
	TEST(!act.cmd.refusal);

	alias.appeal = act.id;
	TEST_OK(command_run(d.db, d.kr, &alias.cmd));
	act.digits = alias.digits;
	act.event = APPEAL_RETURN;
	TEST_OK(command_run(d.db, d.kr, &act.cmd));
	TEST(!act.cmd.refusal && act.id == alias.appeal && APPEAL_NEW == act.state);

out:
	day_end(&d);
	return err;
}


int test_alias(void)
{
	return store_each(alias_on);
}
