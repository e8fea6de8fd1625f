/**
 * @file test_queue.c  The rules of the queue core, one story each; test_queue_model.c proves them in any order
 */
#include "queue_story.h"
#include "test.h"

int test_queue_order(void);
int test_queue_fair(void);
int test_queue_skill(void);
int test_queue_capacity(void);
int test_queue_miss(void);
int test_queue_refuse(void);
int test_queue_stale(void);
int test_queue_place(void);
int test_queue_owner(void);
int test_queue_wrap_up(void);
int test_queue_overtake(void);
int test_queue_full(void);
int test_queue_rebuild(void);
int test_queue_view(void);
int test_queue_ring(void);
int test_queue_send(void);
int test_queue_hand_over(void);
int test_queue_own_call(void);


static void pass_time(struct story *st, int64_t ms)
{
	st->now_ms += ms;
	queue_tick(st->core, st->now_ms);
}


/* Priority is a head start, so the urgent are soon served and nobody waits for ever */
int test_queue_order(void)
{
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(join(&st, 1, NULL));
	pass_time(&st, MIN);
	TEST_OK(join(&st, 2, &(struct queue_work){.class = QUEUE_RAISED, .topic = 1}));
	pass_time(&st, 5 * MIN);
	TEST_OK(join(&st, 3, &(struct queue_work){.class = QUEUE_RAISED, .topic = 1}));

	/* 2 came a minute after 1 and has five minutes ahead; 3 came six minutes after: too late for that */
	TEST_OK(staff(&st, 9, NULL));
	TEST(offered(&st, 2, 9));
	TEST(QUEUE_DONE == answer(&st, 2, 9, QUEUE_ACCEPT));
	TEST_OK(staff(&st, 8, NULL));
	TEST(offered(&st, 1, 8));

out:
	mem_deref(st.core);
	return err;
}


/* The longest idle operator comes first */
int test_queue_fair(void)
{
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_READY, 0));

	/* 1 has just had one */
	TEST_OK(join(&st, 12, NULL));
	TEST(offered(&st, 12, 2));
	TEST_OK(join(&st, 13, NULL));
	TEST(offered(&st, 13, 1));

out:
	mem_deref(st.core);
	return err;
}


/* Topic, level, language and region; as a call waits, less will do */
int test_queue_skill(void)
{
	const struct queue_skill skill = {.topic = 7, .level = 2};
	const struct queue_staff novice = {.langs = 1, .skill = &skill, .skills = 1, .regions = {1ULL << 54}, .most = {1}};
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, &novice));

	TEST_OK(join(&st, 11, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 8}));
	TEST_OK(join(&st, 12, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 7, .lang = 1}));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 7, .region = 77}));
	TEST_OK(join(&st, 14, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 7, .level = 4}));
	TEST(!last(&st, QUEUE_OFFER));

	/* a minute: two levels less; three: any region; another topic and another language never */
	pass_time(&st, MIN);
	TEST(offered(&st, 14, 1));
	TEST(QUEUE_DONE == answer(&st, 14, 1, QUEUE_ACCEPT));
	pass_time(&st, 2 * MIN);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 14, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_READY, 0));
	TEST(offered(&st, 13, 1));
	TEST(QUEUE_DONE == answer(&st, 13, 1, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ENDED));
	forget(&st);
	pass_time(&st, 60 * MIN);
	TEST(!last(&st, QUEUE_OFFER));

out:
	mem_deref(st.core);
	return err;
}


/* One call, two letters, and no letter while a call rings or is talked */
int test_queue_capacity(void)
{
	const struct queue_work letter = {.medium = QUEUE_WRITTEN, .class = QUEUE_NORMAL};
	const struct queue_decision *d;
	struct queue_staff_view v;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	for (int64_t id = 11; id < 15; id++)
		TEST_OK(join(&st, id, &letter));

	/* one letter is shown at a time, the second when the first is in hand, no third */
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST(offered(&st, 12, 1));

	/* a call takes the letter's place */
	TEST_OK(join(&st, 21, NULL));
	TEST(offered(&st, 21, 1));
	d = last(&st, QUEUE_WITHDRAW);
	TEST(d && 12 == d->work && QUEUE_WHY_CAPACITY == d->why);
	TEST(QUEUE_DONE == answer(&st, 21, 1, QUEUE_ACCEPT));
	forget(&st);
	TEST_OK(join(&st, 22, NULL));
	TEST(!last(&st, QUEUE_OFFER));

	/* after it the second call, though letters wait longer */
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 21, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_READY, 0));
	TEST(offered(&st, 22, 1));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 22, QUEUE_ABANDONED));
	TEST(offered(&st, 12, 1));
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_ACCEPT));

	/* two are in hand; a third is the operator's own will */
	TEST(QUEUE_DONE == queue_take(st.core, st.now_ms, 14, 1));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &v));
	TEST(3 == v.in_hand[QUEUE_WRITTEN] && !v.offer[QUEUE_WRITTEN].gen);

out:
	mem_deref(st.core);
	return err;
}


/* A call that rang in vain goes to the head and to another; after three in a row the operator is paused */
int test_queue_miss(void)
{
	const struct queue_decision *d;
	struct queue_work_view v;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST_OK(join(&st, 12, &(struct queue_work){.class = QUEUE_URGENT, .topic = 1}));
	TEST_OK(staff(&st, 2, NULL));
	TEST(offered(&st, 12, 2));

	/* nobody else is free: it rings at the same one again, before what is urgent */
	TEST(QUEUE_DONE == answer(&st, 12, 2, QUEUE_ACCEPT));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_URGENT, .topic = 1}));
	pass_time(&st, 20 * S);
	d = last(&st, QUEUE_WITHDRAW);
	TEST(d && 11 == d->work && QUEUE_WHY_TIMEOUT == d->why);
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == queue_work_get(st.core, 11, &v) && QUEUE_RETURNED == v.class);

	/* a second is free: then it rings there */
	TEST_OK(staff(&st, 3, NULL));
	TEST(offered(&st, 13, 3));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ABANDONED));
	pass_time(&st, 20 * S);
	TEST(offered(&st, 11, 3));

	/* the third miss in a row */
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 3, QUEUE_PAUSED, 0));
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_MISS));
	d = last(&st, QUEUE_STAFF);
	TEST(d && 1 == d->staff && QUEUE_PAUSED == d->state && QUEUE_WHY_MISSES == d->why);
	TEST(QUEUE_DONE == queue_work_get(st.core, 11, &v) && QUEUE_IS_WAITING == v.state);

out:
	mem_deref(st.core);
	return err;
}


/* "Not me": others first; again when nobody took it for a while, or when the operator comes back */
int test_queue_refuse(void)
{
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST(offered(&st, 11, 1));
	forget(&st);
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_REFUSE));
	TEST(!last(&st, QUEUE_OFFER));
	TEST_OK(join(&st, 12, NULL));
	TEST(offered(&st, 12, 1));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 12, QUEUE_ABANDONED));

	forget(&st);
	pass_time(&st, 30 * S);
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_REFUSE));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_PAUSED, 0));
	forget(&st);
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_READY, 0));
	TEST(offered(&st, 11, 1));

out:
	mem_deref(st.core);
	return err;
}


/* Whoever answers an offer that is over gets nothing, and nothing changes */
int test_queue_stale(void)
{
	struct queue_offer first, second;
	struct queue_work_view v;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(join(&st, 11, NULL));
	first = (struct queue_offer){11, 1, last(&st, QUEUE_OFFER)->gen};
	pass_time(&st, 20 * S);
	TEST(offered(&st, 11, 2));
	second = (struct queue_offer){11, 2, last(&st, QUEUE_OFFER)->gen};
	TEST(second.gen > first.gen);

	TEST(QUEUE_STALE == queue_answer(st.core, st.now_ms, &first, QUEUE_ACCEPT));
	TEST(QUEUE_STALE == queue_answer(st.core, st.now_ms, &(struct queue_offer){11, 1, second.gen}, QUEUE_ACCEPT));
	TEST(QUEUE_STALE == queue_withdraw(st.core, st.now_ms, &first));
	TEST(QUEUE_DONE == queue_answer(st.core, st.now_ms, &second, QUEUE_ACCEPT));
	TEST(QUEUE_STALE == queue_answer(st.core, st.now_ms, &second, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_work_get(st.core, 11, &v) && QUEUE_IS_IN_HAND == v.state && 2 == v.staff);
	TEST(QUEUE_NOT_NOW == queue_take(st.core, st.now_ms, 11, 1));

out:
	mem_deref(st.core);
	return err;
}


/* What a caller was told never grows, and whoever is cut off and comes back has the place again */
int test_queue_place(void)
{
	struct queue_place p;
	struct story st;
	int64_t came_ms;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(join(&st, 11, NULL));
	came_ms = st.now_ms;
	TEST_OK(join(&st, 12, NULL));
	TEST_OK(join(&st, 13, NULL));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 13, &p) && 3 == p.place);

	/* one that is urgent comes before: the place that was told stays */
	TEST_OK(join(&st, 14, &(struct queue_work){.class = QUEUE_URGENT, .topic = 1}));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 14, &p) && 1 == p.place);
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 13, &p) && 3 == p.place);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 14, QUEUE_ABANDONED));

	/* 12 is cut off and redials: behind nobody who came after */
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 12, QUEUE_ABANDONED));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 13, &p) && 2 == p.place);
	TEST_OK(join(&st, 22, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .since_ms = came_ms, .place_most = 2}));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 22, &p) && 2 == p.place);
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 13, &p) && 2 == p.place);
	TEST(p.waited_ms >= 0 && p.band <= 10);

	/* a row of its own has places of its own */
	TEST_OK(join(&st, 31, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 2}));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 31, &p) && 1 == p.place);

	/* it is told by itself, when it changed */
	forget(&st);
	pass_time(&st, 30 * S);
	TEST(last(&st, QUEUE_PLACE));
	forget(&st);
	pass_time(&st, 30 * S);
	TEST(!last(&st, QUEUE_PLACE));

out:
	mem_deref(st.core);
	return err;
}


/* Who knows the matter has it to himself for a while */
int test_queue_owner(void)
{
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_PAUSED, 0));
	TEST_OK(join(&st, 11, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .owner = 1}));
	TEST(!last(&st, QUEUE_OFFER));
	pass_time(&st, 30 * S);
	TEST(offered(&st, 11, 2));

	TEST_OK(join(&st, 12, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .owner = 1}));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_READY, 0));
	TEST(offered(&st, 12, 1));

	/* who is not here has nothing to himself */
	TEST(QUEUE_DONE == answer(&st, 11, 2, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 2, QUEUE_READY, 0));
	TEST_OK(staff(&st, 3, NULL));
	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 3, QUEUE_OUT, 0));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .owner = 3}));
	TEST(offered(&st, 13, 2));

out:
	mem_deref(st.core);
	return err;
}


/* After a call there is time to write; more of it when the operator says so */
int test_queue_wrap_up(void)
{
	const struct queue_decision *d;
	struct queue_staff_view view;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST_OK(join(&st, 12, NULL));
	forget(&st);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	d = last(&st, QUEUE_STAFF);
	TEST(d && QUEUE_WRAP_UP == d->state && !last(&st, QUEUE_OFFER));

	TEST(QUEUE_DONE == queue_staff_state(st.core, st.now_ms, 1, QUEUE_WRAP_UP, st.now_ms + 45 * S));
	pass_time(&st, 44 * S);
	TEST(!last(&st, QUEUE_OFFER));
	TEST(queue_next_ms(st.core) <= st.now_ms + 1 * S);
	pass_time(&st, 1 * S);
	TEST(offered(&st, 12, 1));

	/* extended with a reason, as often as one likes, up to the ceiling from its beginning on; over it nothing is changed */
	TEST(QUEUE_NOT_NOW == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 1 * S, 7));
	TEST(QUEUE_NOBODY == queue_staff_wrap_up(st.core, st.now_ms, 9, st.now_ms + 1 * S, 7));
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 12, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && QUEUE_WRAP_UP == view.state && !view.reason);
	TEST(QUEUE_DONE == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 20 * 60 * S, 7));
	pass_time(&st, 19 * 60 * S);
	TEST(QUEUE_BAD == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 12 * 60 * S, 8));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && 7 == view.reason && st.now_ms + 60 * S == view.until_ms);
	TEST(QUEUE_DONE == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 11 * 60 * S, 8));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && 8 == view.reason && QUEUE_WRAP_UP == view.state);
	TEST(QUEUE_DONE == queue_staff_wrap_up(st.core, st.now_ms, 1, 0, 0));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && !view.reason && QUEUE_READY == view.state);
	TEST_OK(join(&st, 12, NULL));
	TEST(offered(&st, 12, 1));

	/* who cannot be rung is not rung */
	TEST(QUEUE_DONE == queue_staff_reach(st.core, st.now_ms, 1, QUEUE_CALL, false));
	d = last(&st, QUEUE_WITHDRAW);
	TEST(d && 12 == d->work && QUEUE_WHY_STATE == d->why);
	forget(&st);
	TEST(QUEUE_DONE == queue_staff_reach(st.core, st.now_ms, 1, QUEUE_CALL, true));
	TEST(offered(&st, 12, 1));

out:
	mem_deref(st.core);
	return err;
}


/* Each overtaking is told, with its reason */
int test_queue_overtake(void)
{
	const struct queue_decision *d;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST_OK(join(&st, 12, NULL));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_URGENT, .topic = 1}));
	TEST_OK(staff(&st, 1, NULL));
	d = last(&st, QUEUE_OVERTAKEN);
	TEST(d && 13 == d->work && 11 == d->other && 2 == d->n && QUEUE_WHY_CLASS == d->why);
	TEST(QUEUE_WHY_CLASS == queue_why(st.core, 1, 13, 12) && QUEUE_WHY_NONE == queue_why(st.core, 1, 11, 12));

	/* 1 refuses 11 and gets 12 */
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ABANDONED));
	TEST(offered(&st, 11, 1));
	forget(&st);
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_REFUSE));
	TEST(offered(&st, 12, 1));
	TEST(!last(&st, QUEUE_OVERTAKEN) || QUEUE_WHY_REFUSED == last(&st, QUEUE_OVERTAKEN)->why);
	TEST(QUEUE_WHY_NONE == queue_why(st.core, 1, 12, 99));

out:
	mem_deref(st.core);
	return err;
}


/* Ceilings are refusals in words; nothing half done */
int test_queue_full(void)
{
	const struct queue_work call = {.id = 20, .topic = 1, .class = QUEUE_NORMAL};
	struct queue_prm prm;
	enum queue_refusal refusal;
	struct story st;
	int err;

	queue_prm_init(&prm);
	prm.medium[QUEUE_CALL].row_most = 2;
	prm.medium[QUEUE_CALL].work_most = 3;
	prm.rows_most = 2;
	prm.staff_most = 1;
	TEST_OK(begin(&st, &prm));
	TEST_OK(join(&st, 11, NULL));
	TEST_OK(join(&st, 12, NULL));
	TEST_OK(queue_join(st.core, st.now_ms, &call, &refusal));
	TEST(QUEUE_FULL == refusal);
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 2}));
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 14, .topic = 2}, &refusal));
	TEST(QUEUE_FULL == refusal);

	/* a third row has room when one of the two is empty */
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 15, .medium = QUEUE_WRITTEN}, &refusal));
	TEST(QUEUE_FULL == refusal);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ABANDONED));
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 15, .medium = QUEUE_WRITTEN}, &refusal));
	TEST(QUEUE_DONE == refusal);

	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 11, .topic = 1}, &refusal));
	TEST(QUEUE_KNOWN == refusal);
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 16, .lang = QUEUE_LANGS}, &refusal));
	TEST(QUEUE_BAD == refusal);
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 16, .in_hand = 5}, &refusal));
	TEST(QUEUE_NOBODY == refusal);
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(queue_staff_set(st.core, st.now_ms, &(struct queue_staff){.id = 2}, &refusal));
	TEST(QUEUE_FULL == refusal);
	TEST(QUEUE_UNKNOWN == queue_leave(st.core, st.now_ms, 99, QUEUE_ENDED));
	TEST(QUEUE_NOBODY == queue_staff_state(st.core, st.now_ms, 99, QUEUE_READY, 0));

	prm.head_start_ms[QUEUE_URGENT] = -1;
	TEST(EINVAL == queue_core_alloc(&st.core, &prm));

out:
	mem_deref(st.core);
	return err;
}


/* After a crash: who has what in hand, who waits since when; the order is the same */
int test_queue_rebuild(void)
{
	struct queue_work_view v;
	struct queue_place p;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .in_hand = 1, .since_ms = st.now_ms - 30 * MIN}));
	TEST(!last(&st, QUEUE_OFFER));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .since_ms = st.now_ms - 10 * MIN}));
	TEST_OK(join(&st, 12, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .since_ms = st.now_ms - 20 * MIN}));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 12, &p) && 1 == p.place && p.waited_ms >= 20 * MIN);
	TEST(QUEUE_DONE == queue_work_get(st.core, 12, &v) && 2 == v.step);

	/* what is given back has its old place too */
	TEST(QUEUE_DONE == queue_give_back(st.core, st.now_ms, 11));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 11, &p) && 1 == p.place);
	TEST(offered(&st, 12, 1));

	/* an operator who is one no longer leaves what he had to whoever takes it */
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_staff_drop(st.core, st.now_ms, 1));
	TEST(QUEUE_DONE == queue_work_get(st.core, 12, &v) && QUEUE_IS_IN_HAND == v.state && 0 == v.staff);
	TEST_OK(staff(&st, 2, NULL));
	TEST(QUEUE_DONE == queue_take(st.core, st.now_ms, 12, 2));

out:
	mem_deref(st.core);
	return err;
}


static void row_h(const struct queue_row_view *row, void *arg)
{
	struct queue_row_view *sum = arg;

	sum->waiting += row->waiting;
	sum->offered += row->offered;
	sum->ready += row->ready;
}


/* What supervisors and lists are shown */
int test_queue_view(void)
{
	const struct queue_staff other = {.langs = 2, .level_other = 1, .most = {1}};
	struct queue_row_view sum = {.waiting = 0};
	struct queue_counts counts;
	int64_t ids[4];
	size_t n = 0;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, &other));
	TEST_OK(join(&st, 11, NULL));
	TEST_OK(join(&st, 12, NULL));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_URGENT, .topic = 2}));
	TEST_OK(join(&st, 14, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 1, .lang = 1, .level = 3}));

	TEST_OK(queue_list(st.core, 0, QUEUE_CALL, ids, 4, &n));
	TEST(4 == n && 13 == ids[0] && 11 == ids[1] && 12 == ids[2] && 14 == ids[3]);
	TEST_OK(queue_list(st.core, 1, QUEUE_CALL, ids, 2, &n));
	TEST(2 == n && 13 == ids[0] && 11 == ids[1]);
	TEST_OK(queue_list(st.core, 2, QUEUE_CALL, ids, 4, &n));
	TEST(0 == n);
	err = queue_list(st.core, 3, QUEUE_CALL, ids, 4, &n);
	TEST(ENOENT == err);
	err = 0;

	queue_rows(st.core, st.now_ms, row_h, &sum);
	TEST(3 == sum.waiting && 1 == sum.offered && 0 == sum.ready);
	queue_counts(st.core, &counts);
	TEST(3 == counts.waiting[QUEUE_CALL] && 1 == counts.offered[QUEUE_CALL] && 2 == counts.ready && 3 == counts.rows);
	TEST(0 == strcmp("stale", queue_refusal_name(QUEUE_STALE)) && 0 == strcmp("refused", queue_why_name(QUEUE_WHY_REFUSED)));
	TEST(0 == strcmp("wrap_up", queue_state_name(QUEUE_WRAP_UP)));

out:
	mem_deref(st.core);
	return err;
}


static enum queue_refusal ring(struct story *st, int64_t work, int64_t staff_id, bool back, int *err)
{
	enum queue_refusal refusal = QUEUE_DONE;

	*err = queue_ring(st->core, st->now_ms++, &(struct queue_work){.id = work, .medium = QUEUE_CALL}, staff_id, back, &refusal);
	return refusal;
}


/* A call that one has rings at another alone; refused, it is nobody's until it rings at who gave it, also in his wrap-up */
int test_queue_ring(void)
{
	const struct queue_decision *d;
	struct queue_work_view v;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST(QUEUE_NOBODY == ring(&st, 11, 2, false, &err) && QUEUE_NOT_OPEN == ring(&st, 11, 1, false, &err));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(staff(&st, 3, NULL));

	/* the longest idle one is not meant */
	TEST(QUEUE_DONE == ring(&st, 11, 3, false, &err));
	TEST_OK(err);
	TEST(offered(&st, 11, 3) && QUEUE_DONE == queue_work_get(st.core, 11, &v) && QUEUE_IS_IN_HAND == v.state && 3 == v.staff && v.gen);
	TEST_OK(join(&st, 12, NULL));
	TEST(offered(&st, 12, 2));

	/* who gave it has wrap-up, and is called back all the same */
	TEST(QUEUE_STALE == queue_answer(st.core, st.now_ms, &(struct queue_offer){11, 3, v.gen - 1}, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_answer(st.core, st.now_ms, &(struct queue_offer){11, 3, v.gen}, QUEUE_REFUSE));
	TEST(QUEUE_STALE == queue_answer(st.core, st.now_ms, &(struct queue_offer){11, 3, v.gen}, QUEUE_ACCEPT));
	TEST(QUEUE_NOT_OPEN == ring(&st, 11, 1, false, &err));
	TEST(QUEUE_DONE == ring(&st, 11, 1, true, &err));
	TEST_OK(err);
	TEST(offered(&st, 11, 1));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));

	/* called in: a work that is nowhere else; it ends without a wrap-up when it only rang, and the ring is taken back */
	TEST(QUEUE_DONE == ring(&st, 13, 3, false, &err));
	TEST_OK(err);
	forget(&st);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 13, QUEUE_ENDED));
	TEST((d = last(&st, QUEUE_WITHDRAW)) && 13 == d->work && 3 == d->staff && !last(&st, QUEUE_STAFF));

out:
	mem_deref(st.core);
	return err;
}


static enum queue_refusal send(struct story *st, int64_t work, int64_t topic, bool head, int *err)
{
	enum queue_refusal refusal = QUEUE_DONE;

	*err = queue_send(st->core, st->now_ms++, work, topic, head, &refusal);
	return refusal;
}


/* To another topic's queue: before who came later, for it keeps the time it waited; back from somewhere: before everybody */
int test_queue_send(void)
{
	struct queue_work_view v;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST_OK(join(&st, 12, &(struct queue_work){.class = QUEUE_NORMAL, .topic = 2}));
	TEST(QUEUE_NOT_NOW == send(&st, 12, 1, false, &err) && QUEUE_UNKNOWN == send(&st, 77, 1, false, &err));
	TEST(QUEUE_DONE == send(&st, 11, 2, false, &err));
	TEST_OK(err);
	TEST(QUEUE_DONE == queue_work_get(st.core, 11, &v) && QUEUE_IS_WAITING == v.state && 2 == v.topic && QUEUE_NORMAL == v.class);
	TEST(last(&st, QUEUE_STAFF) && QUEUE_WRAP_UP == last(&st, QUEUE_STAFF)->state);

	TEST_OK(staff(&st, 2, NULL));
	TEST(offered(&st, 11, 2));
	TEST(QUEUE_DONE == answer(&st, 11, 2, QUEUE_ACCEPT));
	TEST_OK(join(&st, 13, &(struct queue_work){.class = QUEUE_URGENT, .topic = 2}));
	TEST(QUEUE_DONE == send(&st, 11, 2, true, &err));
	TEST_OK(err);
	TEST_OK(staff(&st, 3, NULL));
	TEST(offered(&st, 11, 3));

out:
	mem_deref(st.core);
	return err;
}


/* From hand to hand, over any capacity; the former has wrap-up; to nobody, and back */
int test_queue_hand_over(void)
{
	struct queue_staff_view s;
	uint64_t first = 0, second = 0;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, &(struct queue_staff){.langs = 1}));
	TEST_OK(join(&st, 11, NULL));
	TEST(QUEUE_NOT_NOW == queue_hand_over(st.core, st.now_ms, 11, 2, &first));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	TEST(QUEUE_NOBODY == queue_hand_over(st.core, st.now_ms, 11, 9, &first) && !first);
	TEST(QUEUE_DONE == queue_hand_over(st.core, st.now_ms, 11, 2, &first));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 2, &s) && 1 == s.in_hand[QUEUE_CALL]);
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &s) && 0 == s.in_hand[QUEUE_CALL] && QUEUE_WRAP_UP == s.state);
	TEST(QUEUE_DONE == queue_hand_over(st.core, st.now_ms, 11, 0, &second) && second > first);
	TEST(QUEUE_DONE == ring(&st, 11, 1, true, &err));
	TEST_OK(err);
	TEST(offered(&st, 11, 1));

out:
	mem_deref(st.core);
	return err;
}


/* An operator's own call that nobody was talked to in: nothing to write down */
int test_queue_own_call(void)
{
	struct queue_staff_view s;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	for (unsigned i = 0; i < 2; i++) {
		TEST_OK(join(&st, 11, &(struct queue_work){.class = QUEUE_NORMAL, .in_hand = 1, .since_ms = st.now_ms}));
		TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, i ? QUEUE_ENDED : QUEUE_AWAY));
		TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &s) && 0 == s.in_hand[QUEUE_CALL]);
		TEST((i ? QUEUE_WRAP_UP : QUEUE_READY) == s.state);
	}

out:
	mem_deref(st.core);
	return err;
}
