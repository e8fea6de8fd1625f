/**
 * @file test_queue_tune.c  The queue core takes other times while there is work
 */
#include "queue/queue.h"
#include "test.h"

int test_queue_tune(void);
int test_queue_tune_raised(void);
int test_queue_tune_overtaken(void);
int test_queue_tune_reason(void);
int test_queue_tune_staff(void);

enum { SEEN = 64, S = 1000, MIN = 60 * S };

struct story {
	struct queue_core *core;
	struct queue_decision seen[SEEN];
	unsigned n;
	int64_t now_ms;
};


static void decide_h(const struct queue_decision *d, void *arg)
{
	struct story *st = arg;

	if (st->n < SEEN)
		st->seen[st->n++] = *d;
}


static int begin(struct story *st, const struct queue_prm *prm)
{
	struct queue_prm p;

	*st = (struct story){.now_ms = 1000 * S};
	if (prm)
		p = *prm;
	else
		queue_prm_init(&p);
	p.decide_h = decide_h;
	p.arg = st;

	return queue_core_alloc(&st->core, &p);
}


/* What was decided of this kind since the last forget(); the last one */
static const struct queue_decision *last(const struct story *st, enum queue_what what)
{
	for (unsigned i = st->n; i > 0; i--) {
		if (what == st->seen[i - 1].what)
			return &st->seen[i - 1];
	}

	return NULL;
}


static void forget(struct story *st)
{
	st->n = 0;
}


/* Was this work offered to this operator last? */
static bool offered(const struct story *st, int64_t work, int64_t staff)
{
	const struct queue_decision *d = last(st, QUEUE_OFFER);

	return d && d->work == work && d->staff == staff;
}


static int staff(struct story *st, int64_t id, const struct queue_staff *like)
{
	struct queue_staff s = {.langs = 1, .level_other = 5, .most = {1, 2}, .excludes = {[QUEUE_WRITTEN] = 1U << QUEUE_CALL}};
	enum queue_refusal refusal;
	int err;

	if (like)
		s = *like;
	s.id = id;

	err = queue_staff_set(st->core, st->now_ms, &s, &refusal);
	if (err)
		return err;

	return refusal || queue_staff_state(st->core, ++st->now_ms, id, QUEUE_READY, 0) ? EINVAL : 0;
}


static int join(struct story *st, int64_t id, const struct queue_work *like)
{
	struct queue_work w = {.class = QUEUE_NORMAL, .topic = 1, .since_ms = st->now_ms};
	enum queue_refusal refusal;
	int err;

	if (like) {
		w = *like;
		if (!w.since_ms)
			w.since_ms = st->now_ms;
	}
	w.id = id;

	err = queue_join(st->core, st->now_ms++, &w, &refusal);

	return err ? err : (refusal ? EINVAL : 0);
}


static enum queue_refusal answer(struct story *st, int64_t work, int64_t staff_id, enum queue_reply reply)
{
	struct queue_work_view v;

	if (queue_work_get(st->core, work, &v))
		return QUEUE_UNKNOWN;

	return queue_answer(st->core, st->now_ms++, &(struct queue_offer){work, staff_id, v.gen}, reply);
}


static void pass_time(struct story *st, int64_t ms)
{
	st->now_ms += ms;
	queue_tick(st->core, st->now_ms);
}


static int tune(struct story *st, const struct queue_tune *all, const struct queue_topic_tune *topic, size_t n,
		enum queue_refusal *refusal)
{
	return queue_tune(st->core, st->now_ms, QUEUE_CALL, all, topic, n, refusal);
}


/* What is an operator's changes too: may a second call be given, how long does the time after a call last at most */
int test_queue_tune_staff(void)
{
	struct queue_tune all = {.row_most = 9, .ring_ms = 20 * S, .wrap_ms = 10 * S, .wrap_most_ms = 60 * S, .after_ms = {0, 60 * S, 60 * S}};
	const struct queue_work given = {.id = 12};
	enum queue_refusal refusal = QUEUE_DONE;
	struct queue_staff_view view;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	for (int64_t id = 11; id <= 12; id++) {
		TEST_OK(join(&st, id, NULL));
		TEST(QUEUE_DONE == answer(&st, id, id - 10, QUEUE_ACCEPT));
	}
	TEST_OK(queue_ring(st.core, st.now_ms, &given, 1, false, &refusal));
	TEST(QUEUE_NOT_OPEN == refusal);
	all.second = 1;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST_OK(queue_ring(st.core, st.now_ms, &given, 1, false, &refusal));
	TEST(QUEUE_DONE == refusal && offered(&st, 12, 1));

	/* none any more: the one that rings goes on */
	all.second = 0;
	all.wrap_most_ms = 20 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_DONE == answer(&st, 12, 1, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 12, QUEUE_ENDED));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));

	/* beyond the new ceiling, up to it; one that lasts longer already is not cut */
	TEST(QUEUE_BAD == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 20 * S + 1, 0));
	TEST(QUEUE_BAD == queue_staff_wrap_may(st.core, st.now_ms, 1, st.now_ms + 20 * S + 1));
	TEST(QUEUE_DONE == queue_staff_wrap_may(st.core, st.now_ms, 1, st.now_ms + 20 * S));
	TEST(QUEUE_DONE == queue_staff_get(st.core, 1, &view) && st.now_ms + 10 * S == view.until_ms);
	TEST(QUEUE_DONE == queue_staff_wrap_up(st.core, st.now_ms, 1, st.now_ms + 20 * S, 0));
	TEST(QUEUE_NOBODY == queue_staff_wrap_may(st.core, st.now_ms, 9, st.now_ms + 1));
	all.wrap_most_ms = 1 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	forget(&st);
	pass_time(&st, 20 * S - 1);
	TEST(last(&st, QUEUE_STAFF) && 2 == last(&st, QUEUE_STAFF)->staff);      /* who gave it, after the plain time */
	pass_time(&st, 1);
	TEST(1 == last(&st, QUEUE_STAFF)->staff);
	all.wrap_most_ms = -1;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_BAD == refusal);

out:
	mem_deref(st.core);
	return err;
}


/* Other times while there is work: of all topics, and of one. What rings goes on as it began */
int test_queue_tune(void)
{
	struct queue_tune all = {.row_most = 2, .misses_most = 1, .ring_ms = 20 * S, .wrap_ms = 10 * S, .after_ms = {0, 60 * S, 60 * S}};
	struct queue_topic_tune topic[2] = {{3, all}, {2, all}};
	const struct queue_work third = {.topic = 3};
	enum queue_refusal refusal = QUEUE_DONE;
	const struct queue_decision *d;
	struct story st;
	int err;

	topic[0].tune.ring_ms = 5 * S;
	topic[0].tune.wrap_ms = 40 * S;
	topic[0].tune.row_most = 1;
	topic[0].tune.after_ms[1] = 1 * S;
	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(join(&st, 11, &third));          /* rings by the old time */
	TEST(offered(&st, 11, 1));
	TEST_OK(tune(&st, &all, topic, 2, &refusal));
	TEST(QUEUE_DONE == refusal);
	pass_time(&st, 19 * S);
	TEST(!last(&st, QUEUE_WITHDRAW));
	d = last(&st, QUEUE_WIDEN);
	TEST(d && 11 == d->work && 1 == d->n);
	pass_time(&st, 1 * S);
	TEST(last(&st, QUEUE_WITHDRAW) && offered(&st, 11, 2));
	d = last(&st, QUEUE_STAFF);              /* one miss is enough now */
	TEST(d && 1 == d->staff && QUEUE_PAUSED == d->state);

	/* it rings at the next one by the time of its topic, and so does what follows */
	forget(&st);
	pass_time(&st, 4 * S);
	TEST(!last(&st, QUEUE_WITHDRAW));
	TEST(QUEUE_DONE == answer(&st, 11, 2, QUEUE_ACCEPT));
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	d = last(&st, QUEUE_STAFF);
	TEST(d && QUEUE_WRAP_UP == d->state && st.now_ms + 40 * S == d->until_ms);

	/* one place in its queue, two in others */
	TEST_OK(join(&st, 12, &third));
	TEST_OK(queue_join(st.core, st.now_ms, &(struct queue_work){.id = 13, .topic = 3}, &refusal));
	TEST(QUEUE_FULL == refusal);
	TEST_OK(join(&st, 14, NULL));
	TEST_OK(join(&st, 15, NULL));

	/* all are as everywhere again; times that fall are refused */
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST_OK(join(&st, 13, &third));
	all.after_ms[2] = 59 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_BAD == refusal);
	topic[1].topic = 3;
	TEST_OK(tune(&st, &topic[1].tune, topic, 2, &refusal));
	TEST(QUEUE_BAD == refusal);

out:
	mem_deref(st.core);
	return err;
}


/* How much earlier who comes again stands: of work that comes from now on; what waits keeps its turn */
int test_queue_tune_raised(void)
{
	struct queue_tune all = {.row_most = 9, .ring_ms = 20 * S, .raised_ms = 10 * S, .after_ms = {0, 60 * S, 60 * S}};
	struct queue_work raised = {.class = QUEUE_RAISED, .topic = 1};
	enum queue_refusal refusal = QUEUE_DONE;
	struct queue_place place;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));            /* rings: nobody else is there */
	TEST_OK(join(&st, 21, NULL));
	pass_time(&st, 5 * S);
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_DONE == refusal);
	TEST_OK(join(&st, 31, &raised));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 31, &place) && 1 == place.place);

	all.raised_ms = 1 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST_OK(join(&st, 32, &raised));
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 31, &place) && 1 == place.place);
	TEST(QUEUE_DONE == queue_place_of(st.core, st.now_ms, 32, &place) && 4 == place.place);

	/* never behind those who come for the first time, nor before what is urgent */
	all.raised_ms = -1;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_BAD == refusal);
	all.raised_ms = 3600 * S + 1;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_BAD == refusal);

out:
	mem_deref(st.core);
	return err;
}


/* Who came again and waits stands before who came again later, and has overtaken nobody, whatever is set meanwhile */
int test_queue_tune_overtaken(void)
{
	struct queue_tune all = {.row_most = 9, .ring_ms = 20 * S, .raised_ms = 10 * S, .after_ms = {0, 60 * S, 60 * S}};
	struct queue_work raised = {.class = QUEUE_RAISED, .topic = 1, .repeat = true};
	enum queue_refusal refusal = QUEUE_DONE;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(join(&st, 11, NULL));            /* rings */
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST_OK(join(&st, 31, &raised));
	TEST_OK(join(&st, 32, &raised));
	all.raised_ms = 1 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST(QUEUE_DONE == refusal && QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	forget(&st);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 11, QUEUE_ENDED));
	TEST(offered(&st, 31, 1) && !last(&st, QUEUE_OVERTAKEN));

out:
	mem_deref(st.core);
	return err;
}


/*
 * Who was overtaken is told by when they came, not by today's head start: who came again before it changed and is held for
 * an operator has not waited longer than who came before; and who waits longer is told of, though placed by less than holds now
 */
int test_queue_tune_reason(void)
{
	struct queue_tune all = {.row_most = 9, .ring_ms = 20 * S, .owner_ms = 60 * S, .raised_ms = 10 * S, .after_ms = {0, 60 * S, 60 * S}};
	struct queue_work raised = {.class = QUEUE_RAISED, .topic = 1, .repeat = true}, urgent = {.class = QUEUE_URGENT, .topic = 1},
		before = {.class = QUEUE_NORMAL, .topic = 1}, own = raised;
	enum queue_refusal refusal = QUEUE_DONE;
	const struct queue_decision *d;
	struct story st;
	int err;

	TEST_OK(begin(&st, NULL));
	TEST_OK(staff(&st, 1, NULL));
	TEST_OK(staff(&st, 2, NULL));
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	TEST_OK(join(&st, 11, NULL));
	TEST(QUEUE_DONE == answer(&st, 11, 1, QUEUE_ACCEPT));
	pass_time(&st, 10 * S);
	own.owner = 1;
	TEST_OK(join(&st, 31, &own));
	all.raised_ms = 1 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	before.since_ms = st.now_ms - 5 * S;
	forget(&st);
	TEST_OK(join(&st, 21, &before));
	TEST(offered(&st, 21, 2) && !last(&st, QUEUE_OVERTAKEN));
	TEST(QUEUE_DONE == answer(&st, 21, 2, QUEUE_ACCEPT));

	/* all three wait longer than what is urgent, and the first of them is the first by its time, not by its turn */
	TEST_OK(join(&st, 32, &raised));
	all.raised_ms = 600 * S;
	TEST_OK(tune(&st, &all, NULL, 0, &refusal));
	pass_time(&st, 1 * S);
	TEST_OK(join(&st, 33, &raised));
	pass_time(&st, 1 * S);
	TEST_OK(join(&st, 41, &urgent));
	forget(&st);
	TEST(QUEUE_DONE == queue_leave(st.core, st.now_ms, 21, QUEUE_ENDED));
	d = last(&st, QUEUE_OVERTAKEN);
	TEST(offered(&st, 41, 2) && d && QUEUE_WHY_CLASS == d->why && 31 == d->other && 3 == d->n);

out:
	mem_deref(st.core);
	return err;
}
