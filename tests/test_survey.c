/**
 * @file test_survey.c  What callers said of talks: the mean, the figures, who sees them
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "base/id.h"
#include "call/note.h"
#include "house.h"
#include "staff/staff.h"
#include "survey/survey.h"
#include "test.h"

int test_survey_rule(void);
int test_survey_store(void);

#define DAY 86400000LL

struct desk {
	struct house house;
	int64_t anna, boris, digits;
};


int test_survey_rule(void)
{
	int err = 0;

	TEST(0 == survey_mean_hundredths(0, 0));
	TEST(500 == survey_mean_hundredths(3, 15));
	TEST(433 == survey_mean_hundredths(3, 13));
	TEST(467 == survey_mean_hundredths(3, 14));
	TEST(350 == survey_mean_hundredths(2, 7));

	TEST(role_sees_scores(ROLE_SUPERVISOR) && role_sees_scores(ROLE_AUDITOR) && role_sees_scores(ROLE_OPERATOR | ROLE_SUPERVISOR));
	TEST(!role_sees_scores(ROLE_OPERATOR | ROLE_SENIOR | ROLE_SPECIALIST | ROLE_ADMINISTRATOR) && !role_sees_scores(0));

out:
	return err;
}


static int hired(struct desk *d, const char *login, int64_t *id)
{
	struct staff_set s = {.cmd = {.apply_h = staff_set_apply}, .actor = -1, .login = pl_of(login), .name = pl_of(login), .roles = ROLE_OPERATOR,
			      .active = true};
	int err = command_run(d->house.db, d->house.keys, &s.cmd);

	*id = s.id;
	return err;
}


/* A call that was talked; the caller said `score` of it at a time; said again it does not count */
static int scored(struct desk *d, int64_t staff, unsigned score, int64_t at_ms)
{
	struct call_record rec = {.id = id_new(clock_wall_ms()), .line = "hotline", .medium = CALL_PHONE, .incarnation = d->house.incarnation,
				  .entered_ms = at_ms, .queued_ms = at_ms};
	struct call_note *n = NULL;
	int err;

	TEST_OK(call_note_make(&n, CALL_WAITS, &rec, at_ms));
	TEST_OK(call_note_appeal(n, d->house.keys, d->house.book, PL_LIT("Звонок."), "+79161234567"));
	TEST_OK(command_run(d->house.db, d->house.keys, &n->cmd));
	rec.appeal = n->result.appeal;
	d->digits = n->result.digits;
	rec.staff = staff;
	rec.answered_ms = at_ms;

	for (unsigned i = 0; i < 2; i++) {
		n = mem_deref(n);
		TEST_OK(call_note_make(&n, CALL_SCORED, &rec, at_ms));
		n->score = i ? 1 : score;
		TEST_OK(command_run(d->house.db, d->house.keys, &n->cmd));
	}

out:
	mem_deref(n);
	return err;
}


static struct view view_of(const struct desk *d, unsigned roles)
{
	return (struct view){.db = d->house.db, .keys = d->house.keys, .book = d->house.book, .topics = d->house.topics, .actor = {d->anna, roles}, .now_ms = clock_wall_ms()};
}


static int shown(struct desk *d, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	struct view v = view_of(d, ROLE_AUDITOR);
	int err;

	err = db_begin(d->house.db);
	if (!err)
		err = survey_view(&v, from_ms, to_ms, objp);
	db_rollback(d->house.db);

	return err;
}


static json_int_t number(const json_t *obj, const char *name)
{
	return json_integer_value(json_object_get(obj, name));
}


static int figures(struct desk *d, int64_t now_ms)
{
	json_t *obj = NULL, *list;
	int err;

	TEST_OK(shown(d, now_ms - 10 * DAY, now_ms + DAY, &obj));
	TEST(6 == number(obj, "n") && SURVEY_FEW == number(obj, "few"));
	TEST(json_real_value(json_object_get(obj, "average")) > 4.16 && json_real_value(json_object_get(obj, "average")) < 4.18);
	list = json_object_get(obj, "scores");
	TEST(5 == json_array_size(list) && 1 == json_integer_value(json_array_get(list, 0)) && 4 == json_integer_value(json_array_get(list, 4)));

	list = json_object_get(obj, "days");
	TEST(2 == json_array_size(list) && 1 == number(json_array_get(list, 0), "n") && 5 == number(json_array_get(list, 1), "n"));
	list = json_object_get(obj, "topics");
	TEST(1 == json_array_size(list) && 6 == number(json_array_get(list, 0), "n"));

	/* five of one are an average, one of another is none */
	list = json_object_get(obj, "staff");
	TEST(2 == json_array_size(list) && 5 == number(json_array_get(list, 0), "n") && 1 == number(json_array_get(list, 1), "n"));
	TEST(json_is_real(json_object_get(json_array_get(list, 0), "average")) && json_is_null(json_object_get(json_array_get(list, 1), "average")));

	json_decref(obj);
	obj = NULL;
	TEST_OK(shown(d, now_ms + DAY, now_ms + 2 * DAY, &obj));
	TEST(!number(obj, "n") && json_is_null(json_object_get(obj, "average")) && !json_array_size(json_object_get(obj, "days")));

out:
	json_decref(obj);
	return err;
}


/* In the card the score stands at its contact and in the history, for some */
static int card(struct desk *d, unsigned roles, bool told)
{
	struct view v = view_of(d, roles);
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	json_t *obj = NULL, *row;
	bool said = false;
	size_t i;
	int err;

	TEST_OK(db_begin(d->house.db));
	err = view_card(&v, d->digits, &obj, &refusal);
	db_rollback(d->house.db);
	TEST_OK(err);
	TEST(!refusal);

	row = json_array_get(json_object_get(obj, "contacts"), 0);
	TEST(row && told == (NULL != json_object_get(row, "score")));
	json_array_foreach(json_object_get(obj, "history"), i, row) {
		if (strcmp("call.scored", json_string_value(json_object_get(row, "kind"))))
			continue;
		said = true;
		TEST(told == (NULL != json_object_get(json_object_get(row, "data"), "score")));
	}
	TEST(said);

out:
	json_decref(obj);
	return err;
}


static int story(struct desk *d)
{
	int64_t now_ms = clock_wall_ms();
	int err;

	TEST_OK(hired(d, "anna", &d->anna));
	TEST_OK(hired(d, "boris", &d->boris));
	TEST_OK(scored(d, d->boris, 1, now_ms - 5 * DAY));
	TEST_OK(scored(d, d->anna, 4, now_ms));
	for (unsigned i = 0; i < 4; i++)
		TEST_OK(scored(d, d->anna, 5, now_ms));

	TEST_OK(figures(d, now_ms));
	TEST_OK(card(d, ROLE_SUPERVISOR, true));
	TEST_OK(card(d, ROLE_AUDITOR, true));
	TEST_OK(card(d, ROLE_OPERATOR | ROLE_SENIOR | ROLE_SPECIALIST, false));

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


int test_survey_store(void)
{
	return store_each(stores);
}
