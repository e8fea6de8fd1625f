/**
 * @file test_overtaking.c  The report of who was served before somebody that waited longer, and the journal newest first, on both engines
 */
#include "appeal/record.h"
#include "base/clock.h"
#include "base/id.h"
#include "call/note.h"
#include "house.h"
#include "staff/staff.h"
#include "test.h"

int test_overtaking_store(void);

struct desk {
	struct house house;
	int64_t anna, digits[2], appeal[2];
};

/* One row, as the hub writes it */
struct passing {
	struct command cmd;
	const char *why;
	unsigned n;
	int64_t work, other, staff;
};


static int passing_apply(struct tx *tx, struct command *cmd)
{
	const struct passing *p = CONTAINER_OF(cmd, struct passing, cmd);
	char body[256];
	int n = re_snprintf(body, sizeof(body), "{\"medium\":\"written\",\"n\":%u,\"other\":\"%lld\",\"staff\":\"%lld\",\"why\":\"%s\",\"work\":\"%lld\"}",
			    p->n, p->other, p->staff, p->why, p->work);

	return tx_journal(tx, &(struct journal_entry){.kind = "work.overtaken", .actor = -1, .body = {body, (size_t)n}});
}


static int passed(struct desk *d, const char *why, unsigned n)
{
	struct passing p = {.cmd = {.apply_h = passing_apply}, .why = why, .n = n, .work = d->appeal[0], .other = d->appeal[1], .staff = d->anna};

	return command_run(d->house.db, d->house.keys, &p.cmd);
}


static int called(struct desk *d, unsigned i)
{
	int64_t now_ms = clock_wall_ms();
	struct call_record rec = {.id = id_new(now_ms), .line = "hotline", .medium = CALL_PHONE, .incarnation = d->house.incarnation,
				  .entered_ms = now_ms, .queued_ms = now_ms};
	struct call_note *n = NULL;
	int err;

	TEST_OK(call_note_make(&n, CALL_WAITS, &rec, now_ms));
	TEST_OK(call_note_appeal(n, d->house.keys, d->house.book, PL_LIT("Звонок."), "+79161234567"));
	TEST_OK(command_run(d->house.db, d->house.keys, &n->cmd));
	d->appeal[i] = i ? n->result.appeal : rec.id;    /* of a call or of its appeal: both lead to the number */
	d->digits[i] = n->result.digits;

out:
	mem_deref(n);
	return err;
}


static const char *text(const json_t *obj, const char *name, const char *in)
{
	return json_string_value(json_object_get(json_object_get(obj, name), in));
}


static int report(struct desk *d, const struct view *v)
{
	json_t *obj = NULL, *none = NULL, *number = NULL, *one;
	int64_t now_ms = clock_wall_ms();
	int err;

	TEST_OK(view_overtakings(v, now_ms - 60000, now_ms + 60000, &obj));
	TEST(3 == json_integer_value(json_object_get(obj, "n")) && !json_is_true(json_object_get(obj, "more")));
	TEST(2 == json_array_size(json_object_get(obj, "reasons")));
	one = json_array_get(json_object_get(obj, "reasons"), 0);
	TEST(!strcmp("owner", json_string_value(json_object_get(one, "why"))));
	TEST(2 == json_integer_value(json_object_get(one, "n")) && 5 == json_integer_value(json_object_get(one, "passed")));

	one = json_array_get(json_object_get(obj, "items"), 0);
	TEST(!strcmp("owner", json_string_value(json_object_get(one, "why"))) && 3 == json_integer_value(json_object_get(one, "n")));
	TEST(text(one, "staff", "name") && !strcmp("anna", text(one, "staff", "name")));
	number = view_number(d->digits[0]);
	TEST(text(one, "served", "number") && !strcmp(json_string_value(number), text(one, "served", "number")));
	json_decref(number);
	number = view_number(d->digits[1]);
	TEST(text(one, "passed", "number") && !strcmp(json_string_value(number), text(one, "passed", "number")));

	TEST_OK(view_overtakings(v, now_ms - 120000, now_ms - 60000, &none));
	TEST(!json_integer_value(json_object_get(none, "n")) && !json_array_size(json_object_get(none, "items")));

out:
	json_decref(number);
	json_decref(none);
	json_decref(obj);
	return err;
}


/* Pages of two rows: of a group, of the system, of the system and a group; each newest first, none twice */
static int pages(const struct view *v, struct pl kind, int64_t actor, unsigned want)
{
	struct record_choice c = {.appeal = DB_NULL, .before = INT64_MAX, .from_ms = DB_NULL, .to_ms = DB_NULL, .actor = actor, .kind = kind,
				  .most = 2};
	enum appeal_refusal refusal;
	json_int_t last = INT64_MAX;
	json_t *obj = NULL, *row;
	unsigned n = 0;
	size_t i;
	int err;

	do {
		obj = NULL;
		TEST_OK(view_record_newest(v, &c, &obj, &refusal));
		json_array_foreach(json_object_get(obj, "items"), i, row) {
			json_int_t pos = json_integer_value(json_object_get(row, "pos"));

			TEST(pos < last);
			last = pos;
			n++;
		}
		c.before = json_object_get(obj, "next") ? json_integer_value(json_object_get(obj, "next")) : 0;
		json_decref(obj);
		obj = NULL;
	} while (c.before);

	TEST(n == want);

out:
	json_decref(obj);
	return err;
}


static int story(struct desk *d)
{
	struct staff_set s = {.cmd = {.apply_h = staff_set_apply}, .actor = -1, .login = PL_LIT("anna"), .name = PL_LIT("anna"), .roles = ROLE_OPERATOR,
			      .active = true};
	struct view v;
	int err;

	TEST_OK(command_run(d->house.db, d->house.keys, &s.cmd));
	d->anna = s.id;
	TEST_OK(called(d, 0));
	TEST_OK(called(d, 1));
	TEST_OK(passed(d, "owner", 2));
	TEST_OK(passed(d, "refused", 1));
	TEST_OK(passed(d, "owner", 3));

	v = (struct view){.db = d->house.db, .keys = d->house.keys, .book = d->house.book, .actor = {d->anna, ROLE_AUDITOR}, .now_ms = clock_wall_ms()};
	TEST_OK(db_begin(d->house.db));
	err = report(d, &v);
	if (!err)
		err = pages(&v, PL_LIT("work"), DB_NULL, 3);
	if (!err)
		err = pages(&v, PL_LIT("work.overtaken"), -1, 3);
	if (!err)
		err = pages(&v, PL_LIT("staff"), -1, 1);
	if (!err)
		err = pages(&v, PL_LIT("call.ended"), DB_NULL, 0);
	db_rollback(d->house.db);

out:
	return err;
}


static int stores(struct test_store *st)
{
	struct desk d = {.house = {.db = NULL}};
	int err;

	TEST_OK(house_open(&d.house, st));
	TEST_OK(story(&d));

out:
	house_close(&d.house);
	return err;
}


int test_overtaking_store(void)
{
	return store_each(stores);
}
