/**
 * @file test_answers.c  How soon calls were answered: counted in both engines
 */
#include "base/clock.h"
#include "base/id.h"
#include "call/figures.h"
#include "call/note.h"
#include "house.h"
#include "test.h"

int test_answers_store(void);

#define DAY 86400000LL

enum { LEFT = -1, MENU = -2, GIVEN = -3 };


/* A call that came at a time: answered after `wait_s`, left while it waited, ended in the menu, or left the telephone outside that it was given to */
static int came(struct house *house, enum call_medium medium, int64_t at_ms, int wait_s)
{
	struct call_record rec = {.id = id_new(clock_wall_ms()), .line = "hotline", .medium = medium, .incarnation = house->incarnation, .entered_ms = at_ms};
	struct call_note *n = NULL;
	int err;

	if (MENU != wait_s)
		rec.queued_ms = at_ms + 5000;
	if (wait_s >= 0)
		rec.answered_ms = rec.queued_ms + wait_s * 1000LL;
	if (GIVEN == wait_s)
		rec.parted_ms = rec.queued_ms + 60 * 1000LL;
	rec.ended_ms = at_ms + 600 * 1000LL;
	rec.cause = wait_s >= 0 ? CALL_OPERATOR_LEFT : CALL_CITIZEN_LEFT;

	TEST_OK(call_note_make(&n, CALL_OVER, &rec, at_ms));
	TEST_OK(command_run(house->db, house->keys, &n->cmd));

out:
	mem_deref(n);
	return err;
}


static json_int_t number(const json_t *obj, const char *name)
{
	return json_integer_value(json_object_get(obj, name));
}


static int figures(struct house *house, int64_t now_ms)
{
	struct view v = {.db = house->db, .keys = house->keys, .book = house->book, .topics = house->topics, .now_ms = now_ms};
	json_t *obj = NULL, *all, *days;
	int err;

	TEST_OK(db_begin(house->db));
	err = call_figures_view(&v, now_ms - 5 * DAY, now_ms + DAY, &obj);
	db_rollback(house->db);
	TEST_OK(err);

	/* ten answered after 10 … 100 s: three of them soon, nine within 90 s */
	all = json_object_get(obj, "all");
	TEST(14 == number(all, "came") && 13 == number(all, "queued") && 11 == number(all, "answered") && 1 == number(all, "abandoned"));
	TEST(4 == number(all, "soon") && 51 == number(all, "mean_s") && 90 == number(all, "p90_s"));

	days = json_object_get(obj, "days");
	TEST(2 == json_array_size(days) && 1 == number(json_array_get(days, 0), "came") && 13 == number(json_array_get(days, 1), "came"));
	TEST(8 == number(json_array_get(days, 0), "p90_s") && 90 == number(json_array_get(days, 1), "p90_s"));
	TEST(55 == number(json_array_get(days, 1), "mean_s") && 3 == number(json_array_get(days, 1), "soon"));

	all = json_array_get(json_object_get(obj, "topics"), 0);
	TEST(1 == json_array_size(json_object_get(obj, "topics")) && !json_object_get(all, "topic") && 14 == number(all, "came") && 1 == number(all, "abandoned") && 90 == number(all, "p90_s"));

	json_decref(obj);
	obj = NULL;
	TEST_OK(db_begin(house->db));
	err = call_figures_view(&v, now_ms + 2 * DAY, now_ms + 3 * DAY, &obj);
	db_rollback(house->db);
	TEST_OK(err);
	TEST(!number(json_object_get(obj, "all"), "came") && json_is_null(json_object_get(json_object_get(obj, "all"), "mean_s")));

out:
	json_decref(obj);
	return err;
}


static int story(struct house *house)
{
	const int64_t noon_ms = clock_wall_ms() / DAY * DAY + DAY / 2;
	int err;

	TEST_OK(came(house, CALL_PHONE, noon_ms - 3 * DAY, 8));
	for (int i = 1; i <= 10; i++)
		TEST_OK(came(house, i % 2 ? CALL_PHONE : CALL_PAGE, noon_ms + i, 10 * i));
	TEST_OK(came(house, CALL_PHONE, noon_ms, LEFT));
	TEST_OK(came(house, CALL_PHONE, noon_ms, MENU));
	TEST_OK(came(house, CALL_PHONE, noon_ms, GIVEN));
	TEST_OK(came(house, CALL_OUT, noon_ms, 3));
	TEST_OK(figures(house, noon_ms));

out:
	return err;
}


static int stores(struct test_store *st)
{
	struct house house;
	int err;

	TEST_OK(house_open(&house, st));
	TEST_OK(story(&house));

out:
	house_close(&house);
	return err;
}


int test_answers_store(void)
{
	return store_each(stores);
}
