/**
 * @file test_attach.c  What an operator makes of a call's appeal: attached to a known one, split in two, the phone to call back
 */
#include "appeal/act.h"
#include "appeal/incarnate.h"
#include "appeal/join.h"
#include "appeal/number.h"
#include "appeal/receipt.h"
#include "appeal/reveal.h"
#include "appeal/view.h"
#include "base/clock.h"
#include "base/id.h"
#include "call/attach.h"
#include "call/call.sql.h"
#include "call/note.h"
#include "staff/role.h"
#include "staff/staff.h"
#include "store.h"
#include "test.h"

int test_call_attach(void);
int test_call_split(void);
int test_call_dial(void);

enum { STAFF = 2 };

struct desk {
	struct db *db;
	struct keyring *keys;
	struct book *book;
	char dir[FOLDER_MAX];
	int64_t incarnation, staff[STAFF];
};


static int desk_open(struct desk *d, struct test_store *st)
{
	struct incarnate in = {.cmd = {.apply_h = incarnate_begin_apply}};
	int err;

	memset(d, 0, sizeof(*d));
	TEST_OK(folder_make(d->dir));
	TEST_OK(folder_keyring(&d->keys, d->dir));
	TEST_OK(db_open(&d->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(d->db, migration_count, NULL));
	TEST_OK(command_run(d->db, d->keys, &in.cmd));
	d->incarnation = in.id;
	TEST_OK(db_begin(d->db));
	err = book_load(&d->book, d->db, clock_wall_ms());
	db_rollback(d->db);
	TEST_OK(err);
	for (int i = 0; i < STAFF; i++) {
		struct staff_set set = {.cmd = {.apply_h = staff_set_apply}, .actor = -1, .roles = ROLE_OPERATOR, .active = true};

		set.login = set.name = i ? PL_LIT("two") : PL_LIT("one");
		TEST_OK(command_run(d->db, d->keys, &set.cmd));
		TEST(!set.cmd.refusal);
		d->staff[i] = set.id;
	}

out:
	return err;
}


static void desk_close(struct desk *d)
{
	book_unref(d->book);
	mem_deref(d->keys);
	mem_deref(d->db);
	if (d->dir[0])
		folder_remove(d->dir);
}


/* An appeal that was written, of a citizen with this phone ("" none) */
static int written(struct desk *d, const char *phone, int64_t *digits)
{
	struct appeal_clean clean = {.kind = APPEAL_COMPLAINT, .channel = CHANNEL_FORM, .topic = DB_NULL, .region = DB_NULL,
				     .text = PL_LIT("Не горит фонарь.")};
	struct appeal_enter *enter = NULL;
	int64_t by;
	int err;

	str_ncpy(clean.phone, phone, sizeof(clean.phone));
	TEST_OK(appeal_enter_prepare(&enter, d->keys, d->book, &clean, NULL, 0, d->incarnation, clock_wall_ms()));
	TEST_OK(command_run(d->db, d->keys, appeal_enter_command(enter)));
	TEST_OK(appeal_enter_result(appeal_enter_command(enter), digits, &by));

out:
	mem_deref(enter);
	return err;
}


static int noted(struct desk *d, enum call_what what, struct call_record *rec, enum call_state state, int64_t *digits)
{
	struct call_note *n = NULL;
	int64_t now_ms = clock_wall_ms();
	int err;

	rec->queued_ms = CALL_WAITS == what ? now_ms : rec->queued_ms;
	rec->answered_ms = CALL_ANSWERED == what ? now_ms : rec->answered_ms;
	rec->ended_ms = CALL_OVER == what ? now_ms : rec->ended_ms;
	TEST_OK(call_note_make(&n, what, rec, now_ms));
	if (CALL_WAITS == what && !rec->appeal)
		TEST_OK(call_note_appeal(n, d->keys, d->book, PL_LIT("Звонок."), "+79161234567"));
	if (CALL_OVER == what)
		call_note_owe(n, d->book, state);
	TEST_OK(command_run(d->db, d->keys, &n->cmd));
	if (CALL_WAITS == what) {
		rec->appeal = n->result.appeal;
		if (digits)
			*digits = n->result.digits;
	}

out:
	mem_deref(n);
	return err;
}


/* A call that an operator talks to, with its provisional number */
static int talks(struct desk *d, struct call_record *rec, int64_t staff, int64_t *digits)
{
	int64_t appeal = rec->appeal;
	int err;

	*rec = (struct call_record){.id = id_new(clock_wall_ms()), .line = "hotline", .medium = CALL_PHONE, .entered_ms = clock_wall_ms(),
				    .incarnation = d->incarnation, .appeal = appeal};
	TEST_OK(noted(d, CALL_ENTERED, rec, CALL_MENU, NULL));
	TEST_OK(noted(d, CALL_WAITS, rec, CALL_MENU, digits));
	rec->staff = staff;
	TEST_OK(noted(d, CALL_ANSWERED, rec, CALL_TALKING, NULL));

out:
	return err;
}


static int attach(struct desk *d, struct call_attach *a, int64_t call, int64_t staff, unsigned roles, int64_t into)
{
	*a = (struct call_attach){.cmd = {.apply_h = call_attach_apply}, .keys = d->keys, .call = call, .actor = {staff, roles}, .into = into};

	return command_run(d->db, d->keys, &a->cmd);
}


static int act(struct desk *d, int64_t digits, enum appeal_event event, const char *text, int64_t version, int *refusal)
{
	struct appeal_act a = {.cmd = {.apply_h = appeal_act_apply}, .keys = d->keys, .book = d->book, .digits = digits, .event = event,
			       .actor = {d->staff[0], ROLE_OPERATOR}, .version = version, .text = pl_of(text), .topic = DB_NULL,
			       .answer_by_ms = DB_NULL, .result = RESULT_EXPLAINED};
	int err = command_run(d->db, d->keys, &a.cmd);

	*refusal = a.cmd.refusal;
	return err;
}


/* The card, as the first operator sees it */
static int card(struct desk *d, int64_t digits, json_t **objp)
{
	struct topics *topics = NULL;
	struct view v = {.db = d->db, .keys = d->keys, .book = d->book, .actor = {d->staff[0], ROLE_OPERATOR}, .now_ms = clock_wall_ms()};
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	int err;

	*objp = NULL;
	err = db_begin(d->db);
	if (err)
		return err;
	err = topics_load(&topics, d->db);
	v.topics = topics;
	if (!err)
		err = view_card(&v, digits, objp, &refusal);
	db_rollback(d->db);
	topics_unref(topics);

	return err;
}


/* What the citizen sees with this number, once the receipt code was right: the number there */
static int status(struct desk *d, int64_t digits, char *number, size_t size)
{
	struct topics *topics = NULL;
	struct view v = {.db = d->db, .keys = d->keys, .book = d->book, .now_ms = clock_wall_ms()};
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	json_t *obj = NULL;
	int err;

	err = db_begin(d->db);
	if (err)
		return err;
	err = topics_load(&topics, d->db);
	v.topics = topics;
	if (!err)
		err = view_status(&v, digits, &obj, &refusal);
	db_rollback(d->db);
	topics_unref(topics);

	str_ncpy(number, obj ? json_string_value(json_object_get(obj, "number")) : "", size);
	json_decref(obj);
	return err;
}


static const char *word(const json_t *obj, const char *name)
{
	const char *text = json_string_value(json_object_get(obj, name));

	return text ? text : "";
}


static bool has_kind(const json_t *obj, const char *kind)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(obj, "history"), i, row) {
		if (0 == strcmp(kind, word(row, "kind")))
			return true;
	}

	return false;
}


static int reveal(struct desk *d, int64_t digits, enum reveal_field field, int64_t message, char *value, size_t size)
{
	struct appeal_reveal r = {.cmd = {.apply_h = appeal_reveal_apply}, .keys = d->keys, .digits = digits, .message = message,
				  .actor = {d->staff[0], ROLE_OPERATOR}, .field = field, .reason = PL_LIT("call")};
	int err = command_run(d->db, d->keys, &r.cmd);

	if (!err && r.value)
		err = pl_strcpy(&(struct pl){(char *)r.value->buf, r.value->end}, value, size);
	else
		value[0] = '\0';

	mem_deref(r.value);
	return err;
}


static int owed_look(struct desk *d, int64_t digits, int64_t *idp, bool *answer, bool *back)
{
	struct promise promise;
	int64_t own;
	int err;

	err = db_begin(d->db);
	if (!err)
		err = appeal_ids(d->db, d->keys, digits, idp, &own);
	if (!err)
		err = promise_owed(d->db, *idp, PROMISE_ANSWER, &promise, answer);
	if (!err)
		err = promise_owed(d->db, *idp, PROMISE_CALL_BACK, &promise, back);
	db_rollback(d->db);

	return err;
}


static int found(struct desk *d, int64_t digits, int64_t *appeal)
{
	struct call_appeal got = {.id = 0};
	char code[RECEIPT_SIZE];
	int err;

	receipt_code(code, keyring_key(d->keys, KEY_RECEIPT), digits);
	err = db_begin(d->db);
	if (!err)
		err = call_appeal_find(&got, d->db, d->keys, digits, pl_of(code));
	db_rollback(d->db);
	if (!err)
		*appeal = got.id;

	return err;
}


static int attach_on(struct test_store *st)
{
	int64_t known, other, provisional, id, version, appeal = 0;
	struct call_record rec = {.appeal = 0}, again = {.appeal = 0};
	struct call_attach a;
	json_t *obj = NULL;
	bool answer, back;
	struct desk d;
	char value[128], shown[NUMBER_SIZE];
	int refusal, err;

	TEST_OK(desk_open(&d, st));
	TEST_OK(written(&d, "", &known));
	TEST_OK(written(&d, "+79990000000", &other));
	TEST_OK(talks(&d, &rec, d.staff[0], &provisional));

	/* who answers works on the appeal; what is noted has a phone cut out */
	TEST_OK(card(&d, provisional, &obj));
	TEST(0 == strcmp("in_work", word(obj, "state")));
	obj = (json_decref(obj), NULL);
	TEST_OK(act(&d, provisional, APPEAL_NOTE, "Перезвонить на +7 916 000-00-01.", 0, &refusal));
	TEST(!refusal);
	rec.cause = CALL_LOST;
	TEST_OK(noted(&d, CALL_OVER, &rec, CALL_TALKING, NULL));

	/* who may, and to what */
	TEST_OK(attach(&d, &a, rec.id, d.staff[1], ROLE_OPERATOR, known));
	TEST(CALL_NOT_YOURS == a.cmd.refusal);
	TEST_OK(attach(&d, &a, rec.id, d.staff[0], ROLE_OPERATOR, 1));
	TEST(CALL_APPEAL_UNKNOWN == a.cmd.refusal);
	TEST_OK(attach(&d, &a, 1, d.staff[0], ROLE_OPERATOR, known));
	TEST(CALL_UNKNOWN == a.cmd.refusal);

	/* attached: all goes over */
	TEST_OK(attach(&d, &a, rec.id, d.staff[0], ROLE_OPERATOR, known));
	TEST(!a.cmd.refusal && a.digits == known && CALL_ENDED == a.view.state && CALL_LOST == a.view.cause);
	TEST_OK(owed_look(&d, provisional, &id, &answer, &back));
	TEST(id == a.appeal && answer && back);
	TEST_OK(found(&d, provisional, &appeal));
	TEST(appeal == id);
	TEST_OK(found(&d, known, &appeal));
	TEST(appeal == id);
	TEST_OK(status(&d, provisional, value, sizeof(value)));
	number_format(shown, known, NUMBER_LATIN);
	TEST(0 == strcmp(value, shown));
	TEST_OK(card(&d, provisional, &obj));
	TEST(3 == json_array_size(json_object_get(obj, "messages")));
	TEST(has_kind(obj, "call.attached") && has_kind(obj, "appeal.joined"));
	version = json_integer_value(json_object_get(obj, "version"));
	TEST(version >= 4);                      /* the provisional one was at 3: what was seen of either is old now */
	for (size_t i = 0; i < 3; i++) {
		const json_t *m = json_array_get(json_object_get(obj, "messages"), i);

		if (!json_is_true(json_object_get(m, "cut")))
			continue;
		TEST_OK(reveal(&d, known, REVEAL_CUT, strtoll(word(m, "id"), NULL, 10), value, sizeof(value)));
		TEST(NULL != strstr(value, "916 000-00-01"));
	}
	TEST_OK(reveal(&d, known, REVEAL_PHONE, 0, value, sizeof(value)));
	TEST(0 == strcmp(value, "+79161234567"));
	TEST_OK(act(&d, provisional, APPEAL_NOTE, "Old", version - 1, &refusal));
	TEST(APPEAL_CHANGED == refusal);

	/* again is the same; another is told; late notes find the way */
	TEST_OK(attach(&d, &a, rec.id, d.staff[1], ROLE_SUPERVISOR, known));
	TEST(!a.cmd.refusal && a.appeal == id);
	TEST_OK(attach(&d, &a, rec.id, d.staff[1], ROLE_SUPERVISOR, other));
	TEST(CALL_ATTACHED == a.cmd.refusal);
	TEST_OK(noted(&d, CALL_RESUMED, &rec, CALL_TALKING, NULL));
	again.appeal = rec.appeal;               /* a redial that still has the provisional appeal in mind */
	TEST_OK(talks(&d, &again, d.staff[0], NULL));
	TEST(again.appeal == id);

out:
	json_decref(obj);
	desk_close(&d);
	return err;
}


/* Who is first, and what is not joined */
static int attach_twice(struct test_store *st)
{
	struct call_record rec = {.appeal = 0}, again = {.appeal = 0};
	int64_t known, other, provisional;
	struct call_attach a;
	json_t *obj = NULL;
	struct desk d;
	char value[128];
	int refusal, err;

	TEST_OK(desk_open(&d, st));
	TEST_OK(written(&d, "", &known));
	TEST_OK(written(&d, "+79990000000", &other));

	/* the supervisor is first, with another appeal than the operator */
	TEST_OK(talks(&d, &rec, d.staff[0], &provisional));
	TEST_OK(attach(&d, &a, rec.id, d.staff[1], ROLE_SUPERVISOR, other));
	TEST(!a.cmd.refusal && CALL_TALKING == a.view.state);
	TEST_OK(attach(&d, &a, rec.id, d.staff[0], ROLE_OPERATOR, known));
	TEST(CALL_ATTACHED == a.cmd.refusal);
	TEST_OK(reveal(&d, other, REVEAL_PHONE, 0, value, sizeof(value)));
	TEST(0 == strcmp(value, "+79990000000"));
	TEST_OK(card(&d, other, &obj));
	TEST(3 == json_array_size(json_object_get(obj, "messages")));        /* its own, the call, the number that called */
	obj = (json_decref(obj), NULL);
	rec.cause = CALL_OPERATOR_LEFT;
	TEST_OK(noted(&d, CALL_OVER, &rec, CALL_TALKING, NULL));

	/* a call that began nothing goes over alone; an answered appeal is not joined */
	rec.appeal = 0;
	TEST_OK(talks(&d, &rec, d.staff[0], &provisional));
	again.appeal = rec.appeal;
	TEST_OK(talks(&d, &again, d.staff[0], NULL));
	again.cause = CALL_OPERATOR_LEFT;
	TEST_OK(attach(&d, &a, again.id, d.staff[0], ROLE_OPERATOR, other));
	TEST(!a.cmd.refusal && a.digits == other);
	TEST_OK(noted(&d, CALL_OVER, &again, CALL_TALKING, NULL));
	TEST_OK(card(&d, provisional, &obj));
	TEST(0 == strcmp("in_work", word(obj, "state")) && has_kind(obj, "call.attached"));
	TEST_OK(act(&d, provisional, APPEAL_ANSWER, "Приходите завтра.", 0, &refusal));
	TEST(!refusal);
	TEST_OK(attach(&d, &a, rec.id, d.staff[0], ROLE_OPERATOR, known));
	TEST(CALL_APPEAL_USED == a.cmd.refusal);

out:
	json_decref(obj);
	desk_close(&d);
	return err;
}


int test_call_attach(void)
{
	int err = store_each(attach_on);

	return err ? err : store_each(attach_twice);
}


static int split(struct desk *d, int64_t call, int64_t staff, int *refusal, int64_t *digits)
{
	struct appeal_clean clean = {.kind = APPEAL_TECHNICAL, .channel = CHANNEL_CALL, .actor = staff, .topic = DB_NULL, .region = DB_NULL,
				     .text = PL_LIT("Не открывается портал.")};
	struct call_split *s = NULL;
	int64_t by = 0;
	int err;

	TEST_OK(call_split_prepare(&s, d->keys, d->book, &clean, call, ROLE_OPERATOR, d->incarnation, clock_wall_ms()));
	TEST_OK(command_run(d->db, d->keys, call_split_command(s)));
	*refusal = call_split_command(s)->refusal;
	if (!*refusal) {
		TEST_OK(call_split_result(s, digits, &by));
		TEST(by > clock_wall_ms());
	}

out:
	mem_deref(s);
	return err;
}


static int split_on(struct test_store *st)
{
	int64_t provisional, second = 0, third = 0, id1 = 0, id2 = 0, own;
	struct call_record rec = {.appeal = 0};
	struct call_attach a;
	json_t *obj = NULL;
	struct desk d;
	char value[128];
	int refusal, err;

	TEST_OK(desk_open(&d, st));
	TEST_OK(talks(&d, &rec, d.staff[0], &provisional));
	TEST_OK(split(&d, rec.id, d.staff[1], &refusal, &second));
	TEST(CALL_NOT_YOURS == refusal);
	TEST_OK(split(&d, rec.id, d.staff[0], &refusal, &second));
	TEST(!refusal && second != provisional);
	TEST_OK(reveal(&d, second, REVEAL_PHONE, 0, value, sizeof(value)));
	TEST(0 == strcmp(value, "+79161234567"));
	TEST_OK(card(&d, provisional, &obj));
	TEST(has_kind(obj, "call.split") && 1 == json_array_size(json_object_get(obj, "earlier")));
	obj = (json_decref(obj), NULL);
	TEST_OK(card(&d, second, &obj));
	TEST(has_kind(obj, "call.split") && 0 == strcmp("call", word(obj, "channel")));

	/* the end of the call ends both contacts; one more after it has an ended one at once */
	rec.cause = CALL_CITIZEN_LEFT;
	TEST_OK(noted(&d, CALL_OVER, &rec, CALL_TALKING, NULL));
	TEST_OK(split(&d, rec.id, d.staff[0], &refusal, &third));
	TEST(!refusal && third != second);
	TEST_OK(db_begin(d.db));
	err = appeal_ids(d.db, d.keys, second, &id1, &own);
	if (!err)
		err = appeal_first_contact(d.db, id1, &id2);
	db_rollback(d.db);
	TEST_OK(err);
	TEST(id1 && id2 == rec.id);

	/* the first becomes part of the second: their citizen stays */
	TEST_OK(attach(&d, &a, rec.id, d.staff[0], ROLE_OPERATOR, second));
	TEST(!a.cmd.refusal && a.digits == second);
	TEST_OK(reveal(&d, provisional, REVEAL_PHONE, 0, value, sizeof(value)));
	TEST(0 == strcmp(value, "+79161234567"));

out:
	json_decref(obj);
	desk_close(&d);
	return err;
}


int test_call_split(void)
{
	return store_each(split_on);
}


static int find(struct desk *d, int64_t digits, struct call_dial *to, enum call_refusal *refusal)
{
	int err = db_begin(d->db);

	if (!err)
		err = call_dial_find(d->db, d->keys, digits, to, refusal);
	db_rollback(d->db);

	return err;
}


static int dial_on(struct test_store *st)
{
	struct call_record rec = {.appeal = 0};
	enum call_refusal refusal;
	struct call_dial to;
	int64_t with, without, provisional, id;
	bool answer, back;
	struct desk d;
	json_t *obj = NULL;
	int err;

	TEST_OK(desk_open(&d, st));
	TEST_OK(written(&d, "+79990000000", &with));
	TEST_OK(written(&d, "", &without));
	TEST_OK(find(&d, with, &to, &refusal));
	TEST(!refusal && to.appeal && 0 == strcmp(to.phone, "+79990000000"));
	TEST_OK(find(&d, without, &to, &refusal));
	TEST(CALL_NO_PHONE == refusal);
	TEST_OK(find(&d, 1, &to, &refusal));
	TEST(CALL_APPEAL_UNKNOWN == refusal);

	/* cut off, and called back: the promise is kept when the two have talked, not before */
	TEST_OK(talks(&d, &rec, d.staff[0], &provisional));
	rec.cause = CALL_LOST;
	TEST_OK(noted(&d, CALL_OVER, &rec, CALL_TALKING, NULL));
	TEST_OK(owed_look(&d, provisional, &id, &answer, &back));
	TEST(back);
	rec = (struct call_record){.id = id_new(clock_wall_ms()), .medium = CALL_OUT, .entered_ms = clock_wall_ms(), .appeal = id,
				   .staff = d.staff[0], .incarnation = d.incarnation};
	TEST_OK(noted(&d, CALL_DIALLED, &rec, CALL_OFFERED, NULL));
	TEST_OK(owed_look(&d, provisional, &id, &answer, &back));
	TEST(back);
	TEST_OK(noted(&d, CALL_ANSWERED, &rec, CALL_TALKING, NULL));
	TEST_OK(owed_look(&d, provisional, &id, &answer, &back));
	TEST(back);
	rec.cause = CALL_OPERATOR_LEFT;
	TEST_OK(noted(&d, CALL_OVER, &rec, CALL_TALKING, NULL));
	TEST_OK(owed_look(&d, provisional, &id, &answer, &back));
	TEST(!back);
	TEST_OK(card(&d, provisional, &obj));
	TEST(has_kind(obj, "call.dialled"));

out:
	json_decref(obj);
	desk_close(&d);
	return err;
}


int test_call_dial(void)
{
	return store_each(dial_on);
}
