/**
 * @file test_queue_model.c  The queue core against a model that is too simple to be wrong
 *
 * Random events drive a small hotline. The model keeps plain arrays, believes no decision and looks at everything after each
 * event: whatever it can compute by going through all work and all operators must hold.
 *
 *   nothing is offered to two, nobody is offered two of a medium, no capacity is exceeded, no offer lacks the skills;
 *   nothing is forgotten: an open operator and waiting work that fits never stand beside each other;
 *   of the calls in one hand one is talked to at most, beside it one more rings at most, and what is put on hold is told;
 *   what is given away rings at one alone, and comes into nobody's hand when it is refused there;
 *   the turn is kept, the longest idle operator comes first, each overtaking has a reason and is counted;
 *   places are what counting gives, and never grow; a stale generation changes nothing; work is answered once.
 *
 * `make test` takes RUNS random runs, `make soak` RUNS_SOAK of them.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include "queue_model.h"
#include "test.h"

enum { EVENTS = 1500, RUNS = 60, RUNS_SOAK = 6000 };

int test_queue_model(void);
int test_queue_model_memory(void);


static bool said(struct model *m, enum queue_refusal want, enum queue_refusal got)
{
	if (want != got)
		model_wrong(m, "another refusal than the model's");

	return QUEUE_DONE == got;
}


static struct mwork *some(struct model *m, enum queue_work_state state)
{
	unsigned from = model_draw(m, WORKS);

	for (unsigned i = 0; i < WORKS; i++) {
		struct mwork *w = &m->work[(from + i) % WORKS];

		if (w->here && w->state == state)
			return w;
	}

	return NULL;
}


static enum queue_refusal join_refusal(const struct model *m, const struct mwork *w)
{
	const struct queue_medium_prm *prm = &m->prm.medium[w->in.medium];
	unsigned all = 0, row = 0;

	for (unsigned i = 0; i < WORKS; i++) {
		const struct mwork *o = &m->work[i];

		if (!o->here || o == w || o->in.medium != w->in.medium)
			continue;
		all++;
		row += QUEUE_IS_IN_HAND != o->state && model_same_row(o, w);
	}

	if (w->in.in_hand && !m->staff[w->in.in_hand].here)
		return QUEUE_NOBODY;

	return all >= prm->work_most || (!w->in.in_hand && row >= prm->row_most) ? QUEUE_FULL : QUEUE_DONE;
}


static int do_join(struct model *m)
{
	enum queue_refusal want, got = QUEUE_DONE;
	struct mwork *w = m->work;
	struct mstaff *owner;
	int64_t talked = 0;
	int err;

	while (w < m->work + WORKS && w->here)
		w++;
	if (w == m->work + WORKS)
		return 0;

	*w = (struct mwork){
		.in = {
			.id = ++m->next_id, .medium = model_draw(m, QUEUE_MEDIA), .class = model_draw(m, QUEUE_URGENT + 1), .topic = model_draw(m, TOPICS),
			.lang = model_draw(m, 8) ? 0 : 1, .region = model_draw(m, 3) ? 0 : model_draw(m, 3), .level = model_draw(m, 4) ? 1 : 1 + model_draw(m, 3),
			.since_ms = m->now_ms - (model_draw(m, 6) ? 0 : model_draw(m, 9000)), .owner = model_draw(m, 3) ? 0 : model_draw(m, STAFF + 1),
			.in_hand = model_draw(m, 12) ? 0 : 1 + model_draw(m, STAFF), .place_most = model_draw(m, 8) ? 0 : 1 + model_draw(m, 3), .repeat = model_draw(m, 4)},
		.here = true, .pass_ms = INT64_MAX, .place = UINT_MAX};
	w->class = w->in.class;
	model_turn(m, w);
	w->step = model_step(m, w);
	want = join_refusal(m, w);

	if (want) {
		w->here = false;
	}
	else if (w->in.in_hand) {
		talked = m->staff[w->in.in_hand].talks;
		model_hand(m, w, &m->staff[w->in.in_hand]);
		model_talk(m, w, &m->staff[w->in.in_hand]);
	}
	else {
		owner = &m->staff[w->in.owner];
		w->held = w->in.owner && owner->here && QUEUE_OUT != owner->state && model_fits(m, owner, w);
		w->held_until_ms = m->now_ms + OWNER_MS;
	}

	err = queue_join(m->core, m->now_ms, &w->in, &got);
	if (err) {
		if (w->in.in_hand && !want) {
			m->staff[w->in.in_hand].in_hand[w->in.medium]--;
			m->staff[w->in.in_hand].talks = talked;
			m->held = 0;
		}
		w->here = false;
	}
	else {
		said(m, want, got);
	}

	return err;
}


/* Out of a hand, before the core does it */
static struct mstaff *hand_leave(struct model *m, struct mwork *w, bool told)
{
	struct mstaff *s = w->staff ? &m->staff[w->staff] : NULL;

	if (w->gen && s && told) {
		m->rung_work = w->in.id;
		m->rung_staff = w->staff;
		m->rung_gen = w->gen;
	}
	w->gen = 0;
	w->staff = 0;
	if (s && s->talks == w->in.id)
		s->talks = 0;
	if (s) {
		s->in_hand[w->in.medium]--;
		model_idle(m, s);
	}

	return s;
}


static void hand_enter(struct model *m, struct mwork *w, struct mstaff *s)
{
	w->staff = s->in.id;
	s->in_hand[w->in.medium]++;
	model_idle(m, s);
}


/* One whose hands are full, and at whom nothing rings, has a second one waiting */
static bool ringable(const struct model *m, const struct mstaff *s, unsigned medium, bool back)
{
	unsigned most = s->in.most[medium] ? s->in.most[medium] : 1, rings = 0;

	for (unsigned i = 0; i < WORKS; i++) {
		const struct mwork *w = &m->work[i];

		rings += w->here && QUEUE_IS_IN_HAND == w->state && w->staff == s->in.id && w->in.medium == medium && w->gen;
	}
	if (!(back ? QUEUE_OUT != s->state : QUEUE_READY == s->state) || !s->reached[medium] || s->offer[medium])
		return false;

	return s->in_hand[medium] < most || (s->in_hand[medium] < most + m->prm.medium[medium].second && !rings);
}


static void do_ring(struct model *m)
{
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)];
	enum queue_refusal want, got = QUEUE_DONE;
	struct mwork *w = some(m, QUEUE_IS_IN_HAND), *other = some(m, QUEUE_IS_WAITING);
	bool back = model_draw(m, 2);

	if (other && queue_ring(m->core, m->now_ms, &other->in, s->in.id, back, &got))
		model_wrong(m, "a ring wants memory");
	else if (other)
		said(m, s->here ? QUEUE_NOT_NOW : QUEUE_NOBODY, got);
	if (!w)
		return;

	want = !s->here ? QUEUE_NOBODY : w->staff == s->in.id || !ringable(m, s, w->in.medium, back) ? QUEUE_NOT_OPEN : QUEUE_DONE;
	if (!want) {
		struct mstaff *was = hand_leave(m, w, true);

		m->seconds += s->in_hand[w->in.medium] > 0;
		hand_enter(m, w, s);
		if (was)
			model_idle(m, was);
		w->rings = s->in.id;
	}
	if (queue_ring(m->core, m->now_ms, &w->in, s->in.id, back, &got))
		model_wrong(m, "a ring wants memory");
	said(m, want, got);
}


static void do_ring_answer(struct model *m)
{
	enum queue_reply reply = model_draw(m, 3);
	struct mwork *w = NULL;
	struct queue_offer offer;
	struct mstaff *s;

	for (unsigned i = 0; i < WORKS && !w; i++) {
		if (m->work[i].here && QUEUE_IS_IN_HAND == m->work[i].state && m->work[i].gen)
			w = &m->work[i];
	}
	if (!w)
		return;

	s = &m->staff[w->staff];
	offer = (struct queue_offer){w->in.id, w->staff, w->gen};
	said(m, QUEUE_STALE, queue_answer(m->core, m->now_ms, &(struct queue_offer){w->in.id, w->staff, w->gen - 1}, reply));

	if (QUEUE_ACCEPT == reply) {
		w->gen = 0;
		s->misses = 0;
		model_talk(m, w, s);
	}
	else {
		(void)hand_leave(m, w, QUEUE_MISS == reply);
		s->misses += QUEUE_MISS == reply && !s->in_hand[w->in.medium];
	}
	said(m, QUEUE_DONE, queue_answer(m->core, m->now_ms, &offer, reply));
	said(m, QUEUE_STALE, queue_answer(m->core, m->now_ms, &offer, QUEUE_ACCEPT));
}


static int do_send(struct model *m)
{
	struct mwork *w = some(m, QUEUE_IS_IN_HAND), was;
	enum queue_refusal want, got = QUEUE_DONE;
	bool head = model_draw(m, 2);
	struct mstaff *s, staff;
	int err;

	if (!w)
		return 0;

	was = *w;
	s = &m->staff[w->staff];
	staff = *s;
	w->in.topic = model_draw(m, TOPICS);
	w->in.in_hand = 0;
	want = head ? QUEUE_DONE : join_refusal(m, w);
	if (want) {
		err = queue_send(m->core, m->now_ms, w->in.id, w->in.topic, head, &got);
		if (!err)
			said(m, want, got);
		*w = was;
		return err;
	}

	s = hand_leave(m, w, true);
	w->state = QUEUE_IS_WAITING;
	w->class = head ? QUEUE_RETURNED : w->class > QUEUE_URGENT ? QUEUE_NORMAL : w->class;
	model_turn(m, w);
	w->step = model_step(m, w);
	w->answers = 0;
	if (w->in.topic != was.in.topic)
		w->place = UINT_MAX;
	if (s)
		model_pass(m, w, s);

	err = queue_send(m->core, m->now_ms, w->in.id, w->in.topic, head, &got);
	if (err) {
		if (s) {
			model_unpass(m, w);
			*s = staff;
			s->in.skill = s->skill;
		}
		*w = was;
		m->rung_gen = 0;
	}
	else {
		said(m, QUEUE_DONE, got);
	}

	return err;
}


static void do_hand_over(struct model *m)
{
	struct mwork *w = some(m, QUEUE_IS_IN_HAND), *other = some(m, QUEUE_IS_WAITING);
	struct mstaff *s = &m->staff[model_draw(m, STAFF + 1)];
	enum queue_refusal want = QUEUE_DONE;
	int64_t to = s == m->staff ? 0 : s->in.id;
	uint64_t gen = 0;

	if (other)
		said(m, to && !s->here ? QUEUE_NOBODY : QUEUE_NOT_NOW, queue_hand_over(m->core, m->now_ms, other->in.id, to, &gen));
	if (!w)
		return;

	if (to && !s->here) {
		want = QUEUE_NOBODY;
	}
	else if (to && to == w->staff) {
		want = w->gen ? QUEUE_NOT_NOW : QUEUE_DONE;
	}
	else {
		struct mstaff *was = hand_leave(m, w, true);

		if (to) {
			hand_enter(m, w, s);
			model_talk(m, w, s);
		}
		if (was)
			model_idle(m, was);
	}
	said(m, want, queue_hand_over(m->core, m->now_ms, w->in.id, to, &gen));
	if (gen && gen <= m->gen)
		model_wrong(m, "a generation came again");
}


static void do_talk(struct model *m)
{
	struct mwork *w = some(m, model_draw(m, 4) ? QUEUE_IS_IN_HAND : QUEUE_IS_WAITING);
	bool may = w && QUEUE_IS_IN_HAND == w->state && w->staff && !w->gen && QUEUE_CALL == w->in.medium;

	if (!w)
		return;
	if (may)
		model_talk(m, w, &m->staff[w->staff]);
	said(m, may ? QUEUE_DONE : QUEUE_NOT_NOW, queue_talk(m->core, m->now_ms, w->in.id));
}


static void do_leave(struct model *m)
{
	struct mwork *w = some(m, model_draw(m, 3));
	int64_t id;

	if (!w)
		return;

	id = w->in.id;
	w->leaving = true;
	if (QUEUE_IS_OFFERED != w->state) {
		if (QUEUE_IS_IN_HAND == w->state)
			hand_leave(m, w, true);
		model_unpass(m, w);
		w->here = false;
	}

	said(m, QUEUE_DONE, queue_leave(m->core, m->now_ms, id, model_draw(m, 3)));
	said(m, QUEUE_UNKNOWN, queue_leave(m->core, m->now_ms, id, QUEUE_ENDED));
	if (model_work(m, id))
		model_wrong(m, "left without a withdrawal");
}


static void do_answer(struct model *m)
{
	struct mwork *w = some(m, QUEUE_IS_OFFERED);
	enum queue_reply reply = model_draw(m, 5) ? (model_draw(m, 3) ? QUEUE_ACCEPT : QUEUE_REFUSE) : QUEUE_MISS;
	struct queue_offer offer;
	struct mstaff *s;

	if (!w)
		return;

	s = &m->staff[w->staff];
	offer = (struct queue_offer){w->in.id, w->staff, w->gen};
	model_back(m, w);

	if (QUEUE_ACCEPT == reply) {
		model_hand(m, w, s);
		model_talk(m, w, s);
		s->misses = 0;
		if (++w->answers > 1)
			model_wrong(m, "answered twice");
	}
	else if (QUEUE_REFUSE == reply) {
		model_pass(m, w, s);
		if (QUEUE_CALL == w->in.medium) {
			w->class = QUEUE_RETURNED;
			model_turn(m, w);
		}
		model_idle(m, s);
	}
	else {
		model_miss(m, w, s);
	}

	said(m, QUEUE_DONE, queue_answer(m->core, m->now_ms, &offer, reply));
	said(m, QUEUE_STALE, queue_answer(m->core, m->now_ms, &offer, QUEUE_ACCEPT));
}


static void do_stale(struct model *m)
{
	struct queue_offer offer = {m->stale_work, m->stale_staff, m->stale_gen};
	struct mwork *w = some(m, QUEUE_IS_OFFERED);

	said(m, QUEUE_STALE, model_draw(m, 2) ? queue_answer(m->core, m->now_ms, &offer, model_draw(m, 3)) : queue_withdraw(m->core, m->now_ms, &offer));
	if (!w)
		return;

	offer = (struct queue_offer){w->in.id, w->staff, w->gen - 1};
	said(m, QUEUE_STALE, queue_answer(m->core, m->now_ms, &offer, QUEUE_ACCEPT));
	offer = (struct queue_offer){w->in.id, w->staff % STAFF + 1, w->gen};
	said(m, QUEUE_STALE, queue_answer(m->core, m->now_ms, &offer, QUEUE_ACCEPT));
}


static void do_withdraw(struct model *m)
{
	struct mwork *w = some(m, QUEUE_IS_OFFERED);
	struct queue_offer offer;

	if (!w)
		return;

	offer = (struct queue_offer){w->in.id, w->staff, w->gen};
	model_idle(m, &m->staff[w->staff]);
	said(m, QUEUE_DONE, queue_withdraw(m->core, m->now_ms, &offer));
}


static void do_take(struct model *m)
{
	struct mwork *w = some(m, model_draw(m, 3));
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)];
	enum queue_refusal want = QUEUE_DONE;

	if (!w)
		return;

	if (!s->here) {
		want = QUEUE_NOBODY;
	}
	else if (QUEUE_IS_IN_HAND == w->state) {
		want = !w->staff || w->staff == s->in.id ? QUEUE_DONE : QUEUE_NOT_NOW;
		if (!w->staff) {
			model_hand(m, w, s);
			model_talk(m, w, s);
		}
	}
	else {
		s->misses = 0;
		if (QUEUE_IS_OFFERED == w->state) {
			w->taker = s;
		}
		else {
			model_hand(m, w, s);
			model_talk(m, w, s);
		}
	}

	if (said(m, want, queue_take(m->core, m->now_ms, w->in.id, s->in.id)))
		w->answers = 1;
}


static void do_give_back(struct model *m)
{
	struct mwork *w = some(m, QUEUE_IS_IN_HAND);
	struct mstaff *s;

	if (!w)
		return;
	if (w->gen) {
		said(m, QUEUE_NOT_NOW, queue_give_back(m->core, m->now_ms, w->in.id));
		return;
	}

	s = &m->staff[w->staff];
	w->state = QUEUE_IS_WAITING;
	w->staff = 0;
	w->answers = 0;
	model_turn(m, w);
	w->step = model_step(m, w);
	if (s->in.id) {
		s->talks = s->talks == w->in.id ? 0 : s->talks;
		s->in_hand[w->in.medium]--;
		model_pass(m, w, s);
		model_idle(m, s);
	}

	said(m, QUEUE_DONE, queue_give_back(m->core, m->now_ms, w->in.id));
	said(m, QUEUE_NOT_NOW, QUEUE_IS_IN_HAND == w->state ? QUEUE_NOT_NOW : queue_give_back(m->core, m->now_ms, w->in.id));
}


static void do_state(struct model *m)
{
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)];
	enum queue_state state = model_draw(m, 3) ? QUEUE_READY : model_draw(m, 4);
	int64_t until_ms = QUEUE_WRAP_UP == state ? m->now_ms + 1 + model_draw(m, 3000) : 0;

	if (s->here)
		model_stand(m, s, state, until_ms);
	said(m, s->here ? QUEUE_DONE : QUEUE_NOBODY, queue_staff_state(m->core, m->now_ms, s->in.id, state, until_ms));
}


static void do_reach(struct model *m)
{
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)];
	unsigned medium = model_draw(m, QUEUE_MEDIA);
	bool on = model_draw(m, 4);

	if (s->here && on != s->reached[medium]) {
		s->reached[medium] = on;
		if (on)
			model_idle(m, s);
	}
	said(m, s->here ? QUEUE_DONE : QUEUE_NOBODY, queue_staff_reach(m->core, m->now_ms, s->in.id, medium, on));
}


static int do_staff(struct model *m)
{
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)], was = *s;
	enum queue_refusal got = QUEUE_DONE;
	bool held[WORKS];
	int err;

	s->in.langs = 1 + model_draw(m, 3);
	s->in.regions[0] = model_draw(m, 2) ? 0 : 2ULL << model_draw(m, 2);
	s->in.level_other = model_draw(m, 3) ? 0 : model_draw(m, 4);
	s->in.most[QUEUE_CALL] = model_draw(m, 8) ? 1 : 0;
	s->in.most[QUEUE_WRITTEN] = model_draw(m, 4);
	s->in.excludes[QUEUE_CALL] = model_draw(m, 8) ? 0 : 1U << QUEUE_WRITTEN;
	s->in.excludes[QUEUE_WRITTEN] = model_draw(m, 3) ? 1U << QUEUE_CALL : 0;
	s->in.skills = model_draw(m, TOPICS + 1);
	s->in.skill = s->skill;
	for (unsigned i = 0; i < s->in.skills; i++)
		s->skill[i] = (struct queue_skill){(int64_t)(s->in.skills - i), model_draw(m, 4)};
	if (!s->here) {
		s->here = true;
		s->state = QUEUE_OUT;
		for (unsigned i = 0; i < QUEUE_MEDIA; i++)
			s->reached[i] = true;
		model_idle(m, s);
	}

	for (unsigned i = 0; i < WORKS; i++) {
		struct mwork *w = &m->work[i];

		held[i] = w->held;
		if (w->here && w->held && w->in.owner == s->in.id && !model_fits(m, s, w))
			w->held = false;
	}

	err = queue_staff_set(m->core, m->now_ms, &s->in, &got);
	if (err) {
		*s = was;
		s->in.skill = s->skill;
		for (unsigned i = 0; i < WORKS; i++)
			m->work[i].held = held[i];
	}
	else {
		said(m, QUEUE_DONE, got);
	}

	return err;
}


static void do_drop(struct model *m)
{
	struct mstaff *s = &m->staff[1 + model_draw(m, STAFF)];
	bool here = s->here;

	if (here) {
		model_stand(m, s, QUEUE_READY, 0);         /* forgets what was refused */
		model_stand(m, s, QUEUE_OUT, 0);
		s->here = false;
	}
	for (unsigned i = 0; i < WORKS && here; i++) {
		struct mwork *w = &m->work[i];

		if (w->here && QUEUE_IS_IN_HAND == w->state && w->staff == s->in.id) {
			w->staff = 0;
			w->gen = 0;
			s->in_hand[w->in.medium]--;
		}
	}
	s->talks = 0;

	said(m, here ? QUEUE_DONE : QUEUE_NOBODY, queue_staff_drop(m->core, m->now_ms, s->in.id));
	s->misses = 0;
}


/* Who comes again from now on has another head start; the rest is said as it was */
static int do_tune(struct model *m)
{
	const struct queue_medium_prm *prm = &m->prm.medium[QUEUE_CALL];
	struct queue_tune t = {.row_most = prm->row_most, .misses_most = prm->misses_most, .second = prm->second, .ring_ms = prm->ring_ms,
		.wrap_ms = prm->wrap_ms, .owner_ms = prm->owner_ms, .wrap_most_ms = m->prm.wrap_most_ms, .raised_ms = 1000 * (int64_t)model_draw(m, 13)};
	enum queue_refusal got;
	int err;

	for (unsigned i = 0; i < prm->steps; i++)
		t.after_ms[i] = prm->step[i].after_ms;

	err = queue_tune(m->core, m->now_ms, QUEUE_CALL, &t, NULL, 0, &got);
	if (!err && said(m, QUEUE_DONE, got)) {
		m->prm.head_start_ms[QUEUE_RAISED] = t.raised_ms;
		m->tunes++;
	}

	return err;
}


static int event(struct model *m)
{
	unsigned what = model_draw(m, 100);

	if (!model_draw(m, 8)) {
		switch (model_draw(m, 7)) {

		case 6:  return do_tune(m);
		case 5:  do_talk(m); return 0;
		case 0:  do_hand_over(m); return 0;
		case 1:  return do_send(m);
		case 2:  do_ring_answer(m); return 0;
		default: do_ring(m); return 0;
		}
	}
	if (what < 30)
		return do_join(m);
	if (what < 35)
		return do_staff(m);

	if (what < 50)
		do_leave(m);
	else if (what < 70)
		do_answer(m);
	else if (what < 73)
		do_stale(m);
	else if (what < 76)
		do_withdraw(m);
	else if (what < 81)
		do_take(m);
	else if (what < 85)
		do_give_back(m);
	else if (what < 97)
		do_state(m);
	else if (what < 99)
		do_reach(m);
	else
		do_drop(m);

	return 0;
}


static void prm_fill(struct queue_prm *prm, struct model *m)
{
	queue_prm_init(prm);
	for (unsigned i = 0; i < QUEUE_MEDIA; i++)
		prm->medium[i] = (struct queue_medium_prm){
			.work_most = 24, .row_most = 9, .owner_ms = OWNER_MS, .pass_ms = PASS_MS, .pace_ms = 1000, .steps = STEPS,
			.step = {{0}, {.after_ms = 4000, .level_less = 1}, {.after_ms = 9000, .level_less = 9, .any_region = true,
				.any_topic = model_draw(m, 2), .overflow = 7}}};

	prm->medium[QUEUE_CALL].ring_ms = RING_MS;
	prm->medium[QUEUE_CALL].wrap_ms = WRAP_MS;
	prm->medium[QUEUE_CALL].place_ms = 1500;
	prm->medium[QUEUE_CALL].misses_most = MISSES;
	prm->medium[QUEUE_CALL].second = SECOND;
	prm->head_start_ms[QUEUE_LOW] = -2000;
	prm->head_start_ms[QUEUE_RAISED] = 3000;
	prm->head_start_ms[QUEUE_URGENT] = 12000;
	prm->head_start_ms[QUEUE_RETURNED] = 60000;
	prm->decide_h = model_decide_h;
	prm->arg = m;
}


static int run(struct model *m, uint64_t seed, unsigned events)
{
	int err;

	memset(m, 0, sizeof(*m));
	m->seed = seed * 0x9e3779b97f4a7c15ULL + 1;
	for (unsigned i = 0; i <= STAFF; i++)
		m->staff[i].in.id = i;
	prm_fill(&m->prm, m);

	err = queue_core_alloc(&m->core, &m->prm);
	if (err)
		return err;

	for (unsigned i = 0; i < STAFF && !err; i++)
		err = do_staff(m);

	for (unsigned i = 0; i < events && !err && !m->wrong; i++) {
		m->was_ms = m->now_ms;
		m->now_ms += model_draw(m, 3) ? model_draw(m, 400) : model_draw(m, 5000);
		queue_tick(m->core, m->now_ms);
		model_check(m);
		m->was_ms = m->now_ms;
		err = event(m);
		model_check(m);
		if (m->wrong)
			fprintf(stderr, "queue model: seed %llu, event %u: %s\n", (unsigned long long)seed, i, m->wrong);
	}

	m->core = mem_deref(m->core);

	return err;
}


int test_queue_model(void)
{
	unsigned runs = getenv("OTKLIK_SOAK") ? RUNS_SOAK : RUNS, offers = 0, overtaken = 0, misses = 0, places = 0, rings = 0;
	unsigned repeats = 0, seconds = 0, switches = 0, tunes = 0;
	struct model *m = mem_zalloc(sizeof(*m), NULL);
	int err = 0;

	if (!m)
		return ENOMEM;

	for (uint64_t seed = 1; seed <= runs; seed++) {
		TEST_OK(run(m, seed, EVENTS));
		TEST(!m->wrong);
		offers += m->offers;
		overtaken += m->overtaken;
		misses += m->misses;
		places += m->places;
		rings += m->rings;
		repeats += m->repeats;
		seconds += m->seconds;
		switches += m->switches;
		tunes += m->tunes;
	}

	/* the runs went where it matters */
	TEST(offers > runs * 100 && overtaken > runs * 10 && misses > runs * 5 && places > runs * 20 && rings > runs * 5);
	TEST(repeats > runs / 6 && seconds > runs * 2 && switches > runs * 3 && tunes > runs * 3);

out:
	mem_deref(m);
	return err;
}


/* The same, shorter, for want of memory at every block: nothing is half done */
int test_queue_model_memory(void)
{
	struct model *m = mem_zalloc(sizeof(*m), NULL);
	int err;

	if (!m)
		return ENOMEM;

	err = run(m, 7, 150);
	if (!err)
		TEST(!m->wrong);

out:
	mem_deref(m);
	return err;
}
