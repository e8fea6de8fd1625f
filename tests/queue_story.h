/**
 * @file queue_story.h  A queue core whose decisions are kept, for stories of its rules
 */
#ifndef OTKLIK_TEST_QUEUE_STORY_H
#define OTKLIK_TEST_QUEUE_STORY_H

#include "queue/queue.h"

enum { SEEN = 64, S = 1000, MIN = 60 * S };

struct story {
	struct queue_core *core;
	struct queue_decision seen[SEEN];
	unsigned n;
	int64_t now_ms;
};


static inline void decide_h(const struct queue_decision *d, void *arg)
{
	struct story *st = arg;

	if (st->n < SEEN)
		st->seen[st->n++] = *d;
}


static inline int begin(struct story *st, const struct queue_prm *prm)
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
static inline const struct queue_decision *last(const struct story *st, enum queue_what what)
{
	for (unsigned i = st->n; i > 0; i--) {
		if (what == st->seen[i - 1].what)
			return &st->seen[i - 1];
	}

	return NULL;
}


static inline void forget(struct story *st)
{
	st->n = 0;
}


/* Was this work offered to this operator last? */
static inline bool offered(const struct story *st, int64_t work, int64_t staff)
{
	const struct queue_decision *d = last(st, QUEUE_OFFER);

	return d && d->work == work && d->staff == staff;
}


static inline int staff(struct story *st, int64_t id, const struct queue_staff *like)
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


static inline int join(struct story *st, int64_t id, const struct queue_work *like)
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


static inline enum queue_refusal answer(struct story *st, int64_t work, int64_t staff_id, enum queue_reply reply)
{
	struct queue_work_view v;

	if (queue_work_get(st->core, work, &v))
		return QUEUE_UNKNOWN;

	return queue_answer(st->core, st->now_ms++, &(struct queue_offer){work, staff_id, v.gen}, reply);
}

#endif
