/**
 * @file overtake.c  Who is served before one that waits longer, and why
 */
#include "queue/queue_priv.h"


/* Why a work may stand before those that wait longer */
static enum queue_why why_first(const struct qwork *work)
{
	if (QUEUE_RETURNED == work->class)
		return QUEUE_WHY_RETURNED;

	return work->repeat && QUEUE_RAISED == work->class ? QUEUE_WHY_REPEAT : QUEUE_WHY_CLASS;
}


/* `other` waits longer in the same row; `winner` is or would be offered to the operator */
static enum queue_why why(const struct qwork *winner, const struct qwork *other, const struct qstaff *staff)
{
	if (other->since_ms >= winner->since_ms)
		return QUEUE_WHY_NONE;
	if (qnode_less(&winner->order, &other->order))
		return why_first(winner);
	if (other->held)
		return other->staff == staff ? QUEUE_WHY_NONE : QUEUE_WHY_OWNER;

	return qwork_passed(other, staff) ? QUEUE_WHY_REFUSED : QUEUE_WHY_NONE;
}


enum queue_why queue_why(const struct queue_core *core, int64_t staff, int64_t winner, int64_t other)
{
	const struct qwork *w = qwork_find(core, winner), *o = qwork_find(core, other);
	const struct qstaff *s = qstaff_find(core, staff);

	if (!w || !o || !s || w->row != o->row || !w->order.in || QUEUE_IS_WAITING != o->state)
		return QUEUE_WHY_NONE;

	return why(w, o, s);
}


struct overtaken {
	unsigned n;
	int64_t since_ms, id;        /* of the one that waits longest */
};


/* By reason */
struct overtakings {
	struct overtaken by_class, held, refused;
};


static void longer(struct overtaken *o, const struct qwork *work)
{
	if (!o->id || work->since_ms < o->since_ms) {
		o->since_ms = work->since_ms;
		o->id = work->id;
	}
}


/* The n-th of a class that is marked so, if it waits longer than what was seen yet */
static void longest(struct overtaken *o, const struct qtree *order, enum qmark mark, unsigned n)
{
	const struct qnode *node = qtree_marked(order, mark, n);

	if (node)
		longer(o, CONTAINER_OF(node, struct qwork, order));
}


/* A class whose work was all placed by one head start: its turns say who waits longer, so counting is enough */
static void count(struct overtakings *o, const struct qtree *order, int64_t limit, const struct qnode *me)
{
	struct qcount older = qtree_before(order, limit, 0);
	struct qcount ahead = limit < me->key ? older : qtree_before(order, me->key, me->seq);

	if (older.waits + older.held > ahead.waits + ahead.held) {
		o->by_class.n += older.waits + older.held - ahead.waits - ahead.held;
		longest(&o->by_class, order, QMARK_WAITS, ahead.waits);
		longest(&o->by_class, order, QMARK_HELD, ahead.held);
	}
	if (ahead.held) {
		o->held.n += ahead.held;
		longest(&o->held, order, QMARK_HELD, 0);
	}
	if (ahead.waits) {
		o->refused.n += ahead.waits;
		longest(&o->refused, order, QMARK_WAITS, 0);
	}
}


/* One whose head start has changed since: each is looked at, for its turn does not say since when it waits */
static void look(struct overtakings *o, const struct qtree *order, int64_t limit, const struct qwork *work)
{
	for (const struct qnode *node = order->first; node && node->key < limit; node = qtree_next(node)) {

		const struct qwork *other = CONTAINER_OF(node, struct qwork, order);
		struct overtaken *one = qnode_less(&work->order, node) ? &o->by_class : QMARK_HELD == node->mark ? &o->held : &o->refused;

		if (QMARK_NONE == node->mark || other->since_ms >= work->since_ms)
			continue;

		one->n++;
		longer(one, other);
	}
}


static void tell(struct queue_core *core, const struct qwork *work, const struct qstaff *staff, enum queue_why why,
		 const struct overtaken *o)
{
	if (o->n)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_OVERTAKEN, .why = why, .medium = work->row->medium, .work = work->id, .staff = staff->id,
			.gen = work->gen, .other = o->id, .n = o->n});
}


/*
 * A work was offered. In each class those that wait longer have a turn before `limit`; of them those with a turn after this
 * work's are overtaken because of the class, and those before it because they are held, or because this operator refused them:
 * otherwise their turn had come. The head start is the one by which they were placed, which need not be today's.
 */
void qoffer_overtakes(struct queue_core *core, const struct qwork *work, const struct qstaff *staff)
{
	struct overtakings o = {.by_class = {0, 0, 0}};

	for (unsigned c = 0; c < QUEUE_CLASSES; c++) {

		const struct qtree *order = &work->row->order[c];
		const struct qheads *heads = &work->row->heads[c];
		int64_t limit = qtime_add(work->since_ms, -heads->least_ms);

		if (!order->first || order->first->key >= limit)
			continue;

		if (heads->least_ms == heads->most_ms)
			count(&o, order, limit, &work->order);
		else
			look(&o, order, limit, work);
	}

	tell(core, work, staff, why_first(work), &o.by_class);
	tell(core, work, staff, QUEUE_WHY_OWNER, &o.held);
	tell(core, work, staff, QUEUE_WHY_REFUSED, &o.refused);
}
