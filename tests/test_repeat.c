/**
 * @file test_repeat.c  Repeat contacts: the rule, the same from the store, hurrying
 */
#include "base/clock.h"
#include "base/id.h"
#include "call/note.h"
#include "repeat/repeat.h"
#include "staff/role.h"
#include "house.h"
#include "test.h"

int test_repeat_rule(void);
int test_repeat_store(void);

enum { MIN = 60 * 1000, HOUR = 60 * MIN, AFTER = 30 * MIN };

#define T (1000LL * HOUR)


static unsigned vain(const struct repeat_facts *f, struct repeat *r)
{
	repeat_judge(r, f, AFTER);
	return r->vain;
}


int test_repeat_rule(void)
{
	struct repeat_facts f = {.state = APPEAL_NEW, .contact = {{T, T + 5 * MIN, 7}}, .contacts = 1};
	struct repeat r;
	int err = 0;

	TEST(1 == vain(&f, &r) && !r.former_ms && !r.begun_ms);

	/* what its operator did in it, and in the time to write, is how it was taken down */
	f.act[0] = (struct repeat_act){T + MIN, 7};
	f.act[1] = (struct repeat_act){T + 15 * MIN, 7};
	f.acts = 2;
	f.contact[1] = (struct repeat_contact){T + 5 * HOUR, 0, 0};
	f.contacts = 2;
	TEST(2 == vain(&f, &r) && T == r.former_ms && !r.progress_ms && !r.begun_ms);

	/* … the same a minute later, or by another, is progress */
	f.act[1].at_ms += MIN;
	TEST(1 == vain(&f, &r) && T + 16 * MIN == r.progress_ms && T + 16 * MIN == r.begun_ms);
	f.act[1] = (struct repeat_act){T + 2 * MIN, 8};
	TEST(2 == vain(&f, &r));                 /* before that contact ended */
	f.act[1].at_ms = T + 6 * MIN;
	TEST(1 == vain(&f, &r) && T + 6 * MIN == r.progress_ms);

	/* progress, and then two in vain */
	f.contact[1].ended_ms = T + 6 * HOUR;
	f.contact[2] = (struct repeat_contact){T + 9 * HOUR, 0, 0};
	f.contacts = 3;
	TEST(2 == vain(&f, &r) && T + 5 * HOUR == r.former_ms);

	/* who hung up and calls anew within the half hour comes once */
	f.contact[2].began_ms = T + 6 * HOUR + AFTER - 1;
	TEST(1 == vain(&f, &r));
	f.contact[2].began_ms++;
	TEST(2 == vain(&f, &r));

	/* what was asked, answered or closed is not ours to move */
	f.state = APPEAL_WAITING;
	TEST(0 == vain(&f, &r));
	f.state = APPEAL_ANSWERED;
	TEST(0 == vain(&f, &r) && r.progress_ms);
	f.state = APPEAL_REOPENED;
	TEST(2 == vain(&f, &r));

out:
	return err;
}


static int waits(struct db *db, const struct keyring *keys, const struct book *book, struct call_record *rec, int64_t at_ms, bool ask,
		 struct call_note_result *result)
{
	struct call_note *n = NULL;
	int err;

	rec->entered_ms = rec->queued_ms = at_ms;
	err = call_note_make(&n, CALL_WAITS, rec, at_ms);
	if (!err && !rec->appeal)
		err = call_note_appeal(n, keys, book, PL_LIT("Звонок"), "+79161234567");
	if (!err) {
		n->ask_repeat = ask;
		n->repeat_after_ms = AFTER;
		err = str_dup(&n->path, "[{\"at\":3,\"key\":\"2\",\"what\":\"key\"}]");
	}
	if (!err)
		err = command_run(db, keys, &n->cmd);
	if (!err) {
		*result = n->result;
		rec->appeal = n->result.appeal;
	}

	mem_deref(n);
	return err;
}


static int over(struct db *db, const struct keyring *keys, struct call_record *rec, int64_t at_ms)
{
	struct call_note *n = NULL;
	int err;

	rec->ended_ms = at_ms;
	rec->cause = CALL_CITIZEN_LEFT;
	err = call_note_make(&n, CALL_OVER, rec, at_ms);
	if (!err)
		err = command_run(db, keys, &n->cmd);

	mem_deref(n);
	return err;
}


static struct call_record record(const struct keyring *keys, int64_t incarnation)
{
	struct call_record rec = {.id = id_new(clock_wall_ms()), .line = "hotline", .medium = CALL_PHONE, .incarnation = incarnation,
				  .has_caller = true};

	call_caller_digest(keys, PL_LIT("+79161234567"), rec.caller);
	return rec;
}


static int hurry(struct db *db, const struct keyring *keys, int64_t digits, enum urge_level level, unsigned roles, int *refusal)
{
	struct urge u = {.cmd.apply_h = urge_apply, .keys = keys, .digits = digits, .level = level, .after_ms = AFTER, .actor = {1, roles}};
	int err;

	id_random(u.cmd.id, sizeof(u.cmd.id));
	err = command_run(db, keys, &u.cmd);
	*refusal = u.cmd.refusal;

	return err;
}


/* The first call begins an appeal, now; the next, hours from now, comes again about it: by the caller's number, and as its contact */
static int story(struct db *db, const struct keyring *keys, const struct book *book, int64_t incarnation)
{
	struct call_record first = record(keys, incarnation), soon = first, again = first, known = first;
	struct call_note_result got;
	struct repeat_found found;
	int64_t now_ms = clock_wall_ms(), digits;
	int refusal = 0, err;

	soon.id = id_new(clock_wall_ms());
	again.id = id_new(clock_wall_ms());
	known.id = id_new(clock_wall_ms());

	TEST_OK(waits(db, keys, book, &first, now_ms, true, &got));
	TEST(!got.vain && !got.repeats && got.digits);
	digits = got.digits;
	TEST_OK(over(db, keys, &first, now_ms + 5 * MIN));

	TEST_OK(waits(db, keys, book, &soon, now_ms + 6 * MIN, true, &got));
	TEST(!got.vain);
	TEST_OK(over(db, keys, &soon, now_ms + 7 * MIN));

	TEST_OK(waits(db, keys, book, &again, now_ms + 5 * HOUR, true, &got));
	TEST(2 == got.vain && got.repeats_digits);
	TEST_OK(over(db, keys, &again, now_ms + 5 * HOUR + MIN));

	known.appeal = first.appeal;
	TEST_OK(waits(db, keys, book, &known, now_ms + 6 * HOUR, true, &got));
	TEST(2 == got.vain && first.appeal == got.repeats && digits == got.repeats_digits);

	TEST_OK(db_begin(db));
	TEST_OK(repeat_look(db, first.appeal, AFTER, 0, 0, &found));
	TEST(2 == found.r.vain && found.r.former_ms >= now_ms && found.r.former_ms < now_ms + HOUR && !found.r.begun_ms);
	db_rollback(db);

	/* hurrying it is an act */
	TEST_OK(hurry(db, keys, digits, URGE_HEAD, ROLE_AUDITOR, &refusal));
	TEST(APPEAL_NOT_PERMITTED == refusal);
	TEST_OK(hurry(db, keys, digits, URGE_HEAD, ROLE_OPERATOR, &refusal));
	TEST(!refusal);
	TEST_OK(hurry(db, keys, digits, URGE_HURRIED, ROLE_OPERATOR, &refusal));
	TEST(!refusal);
	TEST_OK(over(db, keys, &known, now_ms + 6 * HOUR + MIN));
	TEST_OK(db_begin(db));
	TEST_OK(repeat_look(db, first.appeal, AFTER, 0, 0, &found));
	TEST(found.r.begun_ms && found.r.progress_ms);
	db_rollback(db);

out:
	return err;
}


static int stores(struct test_store *st)
{
	struct house house;
	int err;

	TEST_OK(house_open(&house, st));
	TEST_OK(story(house.db, house.keys, house.book, house.incarnation));

out:
	house_close(&house);
	return err;
}


int test_repeat_store(void)
{
	return store_each(stores);
}
