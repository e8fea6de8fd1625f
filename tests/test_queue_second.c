/**
 * @file test_queue_second.c  The queue core: a repeat contact goes first, with a reason; a second call that waits
 */
#include "queue_story.h"
#include "test.h"

int test_queue_repeat(void);
int test_queue_second(void);
int test_queue_second_late(void);


/* Nothing was done since the citizen came before: five minutes of head start, and no more, and the overtaking says why */
int test_queue_repeat(void)
{
	const struct queue_decision *d;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(join(&st, 11, NULL));
	st.now_ms += 240 * 1000;
	TEST_OK(join(&st, 12, NULL));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_RAISED, .topic = 1, .repeat = true}));
	st.now_ms += 61 * 1000;
	TEST_OK(join(&st, 14, &(struct queue_work){.class = QUEUE_RAISED, .topic = 1, .repeat = true}));

	TEST_OK(staff(&st, 1, NULL));
	TEST(offered(&st, 13, 1));
	d = last(&st, QUEUE_OVERTAKEN);
	TEST(d && 13 == d->work && 11 == d->other && 2 == d->n && QUEUE_WHY_REPEAT == d->why);
	TEST(QUEUE_WHY_REPEAT == queue_why(st.core, 1, 13, 12) && 0 == strcmp("repeat", queue_why_name(d->why)));

	/* who has waited longer than the head start is before it */
	forget(&st);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ABANDONED));
	TEST(offered(&st, 11, 1) && !last(&st, QUEUE_OVERTAKEN));
	TEST(QUEUE_WHY_NONE == queue_why(st.core, 1, 14, 11) && QUEUE_WHY_REPEAT == queue_why(st.core, 1, 14, 12));

out:
	mem_deref(st.core);
	return err;
}


static int64_t talks(const struct story *st, int64_t staff)
{
	struct queue_staff_view view;

	return queue_staff_get(st->core, staff, &view) ? -1 : view.talks;
}


/* A call that is given to one who talks is a second one that waits; of the two one is talked to */
int test_queue_second(void)
{
	const struct queue_work given = {.id = 12};
	const struct queue_decision *d;
	enum queue_refusal refusal;
	struct queue_prm prm;
	struct queue_staff_view view;
	struct story st;
	int err;

	queue_prm_init(&prm);
	prm.medium[QUEUE_CALL].second = 1;
	TEST_OK(begin(&st, &prm));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(staff(&st, 3, NULL));
	for (int64_t id = 11; id <= 13; id++) {
		TEST_OK(join(&st, id, NULL));
		TEST(QUEUE_DONE == answer(&st, id, id - 10, QUEUE_ACCEPT));
	}
	TEST(11 == talks(&st, 1) && 12 == talks(&st, 2));

	TEST_OK(queue_ring(st.core, st.now_ms, &given, 1, false, &refusal));
	d = last(&st, QUEUE_OFFER);
	TEST(QUEUE_DONE == refusal && d && 12 == d->work && 1 == d->staff && 11 == talks(&st, 1) && 0 == talks(&st, 2));

	/* no third, and nothing of the queue */
	TEST_OK(queue_ring(st.core, st.now_ms, &(struct queue_work){.id = 13}, 1, false, &refusal));
	TEST(QUEUE_NOT_OPEN == refusal);

	/* not answered beside a talk: no miss, and the talk goes on */
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_MISS));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && 0 == view.misses && 11 == view.talks && 1 == view.in_hand[QUEUE_CALL]);

	/* answered: the first is on hold; back to it, and the second is */
	TEST_OK(queue_ring(st.core, st.now_ms, &given, 1, false, &refusal));
	forget(&st);
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_ACCEPT));
	d = last(&st, QUEUE_TALKS);
	TEST(d && 12 == d->work && 11 == d->other && 1 == d->staff && 12 == talks(&st, 1));
	TEST(QUEUE_DONE == queue_talk(st.core, st.now_ms, 11) && 11 == talks(&st, 1));
	TEST(QUEUE_DONE == queue_talk(st.core, st.now_ms, 11) && QUEUE_UNKNOWN == queue_talk(st.core, st.now_ms, 99));

	/* one ends: the other is still in hand, and the time after both comes when it ends */
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && 0 == view.talks && QUEUE_READY == view.state);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 12, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && QUEUE_WRAP_UP == view.state);

out:
	mem_deref(st.core);
	return err;
}


/* The first call ends while the second one still rings, and that is not taken: the time after the first is not lost */
int test_queue_second_late(void)
{
	enum queue_refusal refusal;
	struct queue_prm prm;
	struct queue_staff_view view;
	struct story st;
	int err;

	queue_prm_init(&prm);
	prm.medium[QUEUE_CALL].second = 1;
	TEST_OK(begin(&st, &prm));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	for (int64_t id = 11; id <= 12; id++) {
		TEST_OK(join(&st, id, NULL));
		TEST(QUEUE_DONE == answer(&st, id, id - 10, QUEUE_ACCEPT));
	}
	TEST_OK(queue_ring(st.core, st.now_ms, &(struct queue_work){.id = 12}, 1, false, &refusal));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && QUEUE_READY == view.state);
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_REFUSE));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && QUEUE_WRAP_UP == view.state);

out:
	mem_deref(st.core);
	return err;
}
