/**
 * @file test_call.c  The record of a call: notes in and out of order, contact and number, call-back, redial, crash
 */
#include "appeal/receipt.h"
#include "base/clock.h"
#include "base/id.h"
#include "call/back.h"
#include "call/call.sql.h"
#include "call/note.h"
#include "db/journal.sql.h"
#include "house.h"
#include "test.h"

int test_call_note(void);

struct seen {
	int64_t appeal, queued_ms, ended_ms, owed;
	char cause[24];
};


static int seen_h(const struct row_call_get *row, void *arg)
{
	struct seen *s = arg;

	s->appeal = row->appeal;
	s->queued_ms = row->queued_ms;
	s->ended_ms = row->ended_ms;
	s->owed = row->owed;
	(void)pl_strcpy(&row->cause, s->cause, sizeof(s->cause));

	return 0;
}


static int look(struct db *db, int64_t id, struct seen *s)
{
	int err;

	memset(s, 0, sizeof(*s));
	err = db_begin(db);
	if (err)
		return err;

	err = sql_call_get(db, id, seen_h, s);
	db_rollback(db);

	return err;
}


static int64_t redial_ms = 30 * 60 * 1000;


/* Makes a note, runs it and forgets it; what it gave is kept in *out, when asked */
static int note(struct db *db, const struct keyring *keys, const struct book *book, enum call_what what, struct call_record *rec,
		enum call_state state, struct call_note *out)
{
	struct call_note *n = NULL;
	int64_t now_ms = clock_wall_ms();
	int err;

	if (CALL_WAITS == what)
		rec->queued_ms = now_ms;
	if (CALL_OVER == what)
		rec->ended_ms = now_ms;

	err = call_note_make(&n, what, rec, now_ms);
	if (!err)
		n->redial_ms = redial_ms;
	if (!err && CALL_WAITS == what && !rec->appeal)
		err = call_note_appeal(n, keys, book, PL_LIT("Звонок"), "+79161234567");
	if (!err && CALL_OVER == what)
		call_note_owe(n, book, state);
	if (!err)
		err = command_run(db, keys, &n->cmd);
	if (!err && out)
		*out = *n;
	if (!err && n->result.appeal)
		rec->appeal = n->result.appeal;

	mem_deref(n);
	return err;
}


static struct call_record record(const struct keyring *keys, int64_t incarnation)
{
	struct call_record rec = {.id = id_new(clock_wall_ms()), .line = "hotline", .medium = CALL_PHONE, .entered_ms = clock_wall_ms(),
				  .incarnation = incarnation, .has_caller = true};

	call_caller_digest(keys, PL_LIT("+79161234567"), rec.caller);
	return rec;
}


/* How many calls back an appeal is owed */
static int owed(struct db *db, int64_t appeal, bool want)
{
	struct promise promise;
	bool is = false;
	int err = db_begin(db);

	if (err)
		return err;

	err = promise_owed(db, appeal, PROMISE_CALL_BACK, &promise, &is);
	db_rollback(db);

	return err ? err : is == want ? 0 : EPROTO;
}


/* The one who was cut off waits again, is cut off while talking, and again keeps the first place; then talks to the end */
static int go_on(struct db *db, const struct keyring *keys, const struct book *book, const struct call_record *first,
		 struct call_record *again)
{
	struct call_record third = record(keys, first->incarnation), fourth = third, late = third;
	struct call_note got = {.what = CALL_ENTERED};
	int err;

	fourth.id = id_new(clock_wall_ms());
	late.id = id_new(clock_wall_ms());
	again->appeal = first->appeal;
	again->previous = first->id;
	again->since_ms = first->queued_ms;
	TEST_OK(note(db, keys, book, CALL_WAITS, again, CALL_MENU, NULL));
	again->answered_ms = clock_wall_ms();
	again->cause = CALL_OPERATOR_LOST;
	TEST_OK(note(db, keys, book, CALL_OVER, again, CALL_TALKING, &got));
	TEST(got.has_promise);
	TEST_OK(owed(db, first->appeal, 1));

	/* longer ago than is set: a caller like any other */
	redial_ms = -1000;
	err = note(db, keys, book, CALL_ENTERED, &late, CALL_MENU, &got);
	redial_ms = 30 * 60 * 1000;
	TEST_OK(err);
	late.cause = CALL_CITIZEN_LEFT;
	TEST_OK(note(db, keys, book, CALL_OVER, &late, CALL_MENU, NULL));
	TEST(!got.result.previous && !got.result.waited_since_ms);

	TEST_OK(note(db, keys, book, CALL_ENTERED, &third, CALL_MENU, &got));
	TEST(got.result.previous == again->id && got.result.waited_since_ms == first->queued_ms && got.result.previous_appeal == first->appeal);
	third.appeal = first->appeal;
	third.previous = again->id;
	TEST_OK(note(db, keys, book, CALL_WAITS, &third, CALL_MENU, NULL));
	third.answered_ms = clock_wall_ms();
	third.cause = CALL_CITIZEN_LEFT;
	TEST_OK(note(db, keys, book, CALL_OVER, &third, CALL_TALKING, NULL));
	TEST_OK(owed(db, first->appeal, 0));

	/* nothing is left to go on with */
	TEST_OK(note(db, keys, book, CALL_ENTERED, &fourth, CALL_MENU, &got));
	TEST(!got.result.previous && !got.result.waited_since_ms);

out:
	return err;
}


static int head_h(const struct row_journal_head_read *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


static int journal_pos(struct db *db, int64_t *pos)
{
	int err = db_begin(db);

	if (err)
		return err;

	err = sql_journal_head_read(db, head_h, pos);
	db_rollback(db);
	return err;
}


/* A note whose first try was written unheard is tried again: nothing is written twice, and its result is the first one's */
static int repeated(struct db *db, const struct keyring *keys, const struct book *book, int64_t incarnation)
{
	struct call_record rec = record(keys, incarnation);
	struct call_note *n = NULL;
	struct call_note_result first;
	int64_t before = 0, after = 0;
	int err;

	rec.queued_ms = clock_wall_ms();
	TEST_OK(call_note_make(&n, CALL_WAITS, &rec, rec.queued_ms));
	TEST_OK(call_note_appeal(n, keys, book, PL_LIT("Звонок"), ""));
	id_random(n->cmd.id, sizeof(n->cmd.id));
	TEST_OK(command_run(db, keys, &n->cmd));
	first = n->result;
	TEST(first.appeal && first.digits && !n->cmd.repeated);

	TEST_OK(journal_pos(db, &before));
	memset(&n->result, 0, sizeof(n->result));
	TEST_OK(command_run(db, keys, &n->cmd));
	call_note_recall(n);
	TEST_OK(journal_pos(db, &after));
	TEST(n->cmd.repeated && before == after && 0 == memcmp(&first, &n->result, sizeof(first)));

out:
	mem_deref(n);
	return err;
}


/* A promise whose first try was rolled back behind it */
struct rolled {
	struct call_back back;
	bool once;
	int64_t due_ms;                  /* of the first try */
};


static int rolled_apply(struct tx *tx, struct command *cmd)
{
	struct rolled *r = CONTAINER_OF(cmd, struct rolled, back.cmd);
	int err = call_back_apply(tx, cmd);

	if (err || r->once)
		return err;

	r->once = true;
	r->due_ms = r->back.due_ms;
	return EAGAIN;
}


/* As soon as can be stays so when it is tried again: it is late by its term, not an hour after the time that the first try found */
static int promised_again(struct db *db, const struct keyring *keys, struct book *book, int64_t digits)
{
	const struct callback_rules rules = {.from_h = 0, .until_h = 24};
	struct rolled r = {.back = {.cmd = {.apply_h = rolled_apply}, .digits = digits}};
	int64_t now_ms = clock_wall_ms();
	int err;

	TEST_OK(call_back_prepare(&r.back, book, &rules, now_ms));
	err = command_run(db, keys, &r.back.cmd);
	TEST_OK(EAGAIN == err ? 0 : err);
	TEST(r.once);
	TEST_OK(command_run(db, keys, &r.back.cmd));
	TEST(r.due_ms == r.back.promise.clock.due_ms && r.due_ms == r.back.due_ms);
	TEST(!r.back.cmd.refusal && r.back.first_ms >= now_ms);

out:
	call_back_close(&r.back);
	return err;
}


struct died {
	struct command cmd;
	int64_t calls;
};


static int died_apply(struct tx *tx, struct command *cmd)
{
	return call_crash(tx, 0, NULL, &CONTAINER_OF(cmd, struct died, cmd)->calls);
}


/* A crash: what is open is closed, and owed when it waited or talked, but not once the talk was over */
static int crash(struct db *db, const struct keyring *keys, const struct book *book, int64_t incarnation)
{
	struct died died = {.cmd = {.apply_h = died_apply}};
	struct call_record rec, again, third;
	struct seen s;
	int err;

	third = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_WAITS, &third, CALL_MENU, NULL));
	third.answered_ms = third.parted_ms = clock_wall_ms();
	TEST_OK(note(db, keys, book, CALL_PARTED, &third, CALL_TALKING, NULL));
	rec = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &rec, CALL_MENU, NULL));
	TEST_OK(note(db, keys, book, CALL_WAITS, &rec, CALL_MENU, NULL));
	again = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &again, CALL_MENU, NULL));
	TEST_OK(command_run(db, keys, &died.cmd));
	TEST(5 == died.calls);           /* and those of go_on() and repeated() */
	TEST_OK(look(db, third.id, &s));
	TEST(s.ended_ms > 0 && 0 == s.owed);
	TEST_OK(owed(db, third.appeal, 0));
	TEST_OK(owed(db, rec.appeal, 1));
	TEST_OK(look(db, rec.id, &s));
	TEST(s.ended_ms > 0 && 1 == s.owed && 0 == strcmp(s.cause, "crash"));
	TEST_OK(look(db, again.id, &s));
	TEST(s.ended_ms > 0 && 0 == s.owed && 0 == strcmp(s.cause, "crash"));
	TEST_OK(command_run(db, keys, &died.cmd));
	TEST(0 == died.calls);

out:
	return err;
}


static int calls(struct db *db, const struct keyring *keys, struct book *book, int64_t incarnation)
{
	struct call_note got = {.what = CALL_ENTERED};
	struct call_record rec, again;
	char code[RECEIPT_SIZE];
	struct seen s;
	struct call_appeal found = {.id = 0};
	int64_t digits = 0;
	int err;

	/* a call that leaves in the menu: a record and no appeal */
	rec = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &rec, CALL_MENU, NULL));
	rec.cause = CALL_CITIZEN_LEFT;
	TEST_OK(note(db, keys, book, CALL_OVER, &rec, CALL_MENU, NULL));
	TEST_OK(look(db, rec.id, &s));
	TEST(DB_NULL == s.appeal && s.ended_ms == rec.ended_ms && !s.owed && 0 == strcmp(s.cause, "citizen_left"));

	/* one that waits gets a number; cut off, it is owed a call back, and whoever calls again goes on */
	rec = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &rec, CALL_MENU, &got));
	TEST(!got.result.previous);
	TEST_OK(note(db, keys, book, CALL_WAITS, &rec, CALL_MENU, &got));
	TEST(got.result.appeal && got.result.digits);
	digits = got.result.digits;
	rec.cause = CALL_LOST;
	TEST_OK(note(db, keys, book, CALL_OVER, &rec, CALL_QUEUED, &got));
	TEST(got.has_promise);
	TEST_OK(look(db, rec.id, &s));
	TEST(s.appeal == rec.appeal && 1 == s.owed);

	again = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &again, CALL_MENU, &got));
	TEST(got.result.previous == rec.id && got.result.waited_since_ms == rec.queued_ms && got.result.previous_appeal == rec.appeal);
	TEST_OK(owed(db, rec.appeal, 1));
	TEST_OK(go_on(db, keys, book, &rec, &again));

	/* the known appeal: by number and code; a wrong code finds nothing */
	receipt_code(code, keyring_key(keys, KEY_RECEIPT), 1);
	TEST_OK(db_begin(db));
	err = call_appeal_find(&found, db, keys, 1, pl_of(code));
	db_rollback(db);
	TEST_OK(err);
	TEST(!found.id);
	receipt_code(code, keyring_key(keys, KEY_RECEIPT), digits);
	TEST_OK(db_begin(db));
	err = call_appeal_find(&found, db, keys, digits, pl_of(code));
	db_rollback(db);
	TEST_OK(err);
	TEST(found.id == rec.appeal && APPEAL_NEW == found.state && found.answer_by_ms > rec.queued_ms);
	code[0] = '9' == code[0] ? '1' : '9';
	TEST_OK(db_begin(db));
	err = call_appeal_find(&found, db, keys, digits, pl_of(code));
	db_rollback(db);
	TEST_OK(err);
	TEST(!found.id);

	/* a contact of the known appeal; the end overtakes what came before it */
	again = record(keys, incarnation);
	TEST_OK(note(db, keys, book, CALL_ENTERED, &again, CALL_MENU, NULL));
	again.appeal = rec.appeal;
	again.cause = CALL_OPERATOR_LEFT;
	again.ended_ms = clock_wall_ms();
	TEST_OK(note(db, keys, book, CALL_OVER, &again, CALL_TALKING, NULL));
	again.cause = CALL_ONGOING;
	again.ended_ms = 0;
	TEST_OK(note(db, keys, book, CALL_WAITS, &again, CALL_MENU, &got));
	TEST(got.result.appeal == rec.appeal && !got.result.digits);
	TEST_OK(look(db, again.id, &s));
	TEST(s.ended_ms > 0 && s.queued_ms == again.queued_ms && 0 == strcmp(s.cause, "operator_left"));

	TEST_OK(promised_again(db, keys, book, digits));
	TEST_OK(repeated(db, keys, book, incarnation));
	TEST_OK(crash(db, keys, book, incarnation));

out:
	return err;
}


static int stores(struct test_store *st)
{
	struct house house;
	int err;

	TEST_OK(house_open(&house, st));
	TEST_OK(calls(house.db, house.keys, house.book, house.incarnation));

out:
	house_close(&house);
	return err;
}


int test_call_note(void)
{
	return store_each(stores);
}
