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


/* The n-th of a class that is marked so, if it waits longer than what was seen yet */
static void longest(struct overtaken *o, const struct qtree *order, enum qmark mark, unsigned n)
{
	const struct qnode *node = qtree_marked(order, mark, n);
	const struct qwork *work;

	if (!node)
		return;

	work = CONTAINER_OF(node, struct qwork, order);
	if (!o->id || work->since_ms < o->since_ms) {
		o->since_ms = work->since_ms;
		o->id = work->id;
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
 * otherwise their turn had come. In its own class the turn says who waits longer, by whatever head start both were placed.
 */
void qoffer_overtakes(struct queue_core *core, const struct qwork *work, const struct qstaff *staff)
{
	struct overtaken by_class = {0, 0, 0}, held = {0, 0, 0}, refused = {0, 0, 0};
	const struct qnode *me = &work->order;

	for (unsigned c = 0; c < QUEUE_CLASSES; c++) {

		const struct qtree *order = &work->row->order[c];
		int64_t limit = c == work->class ? me->key : qtime_add(work->since_ms, -core->prm.head_start_ms[c]);
		struct qcount older, ahead;

		if (!order->first || order->first->key >= limit)
			continue;

		older = qtree_before(order, limit, 0);
		ahead = limit < me->key ? older : qtree_before(order, me->key, me->seq);

		if (older.waits + older.held > ahead.waits + ahead.held) {
			by_class.n += older.waits + older.held - ahead.waits - ahead.held;
			longest(&by_class, order, QMARK_WAITS, ahead.waits);
			longest(&by_class, order, QMARK_HELD, ahead.held);
		}
		if (ahead.held) {
			held.n += ahead.held;
			longest(&held, order, QMARK_HELD, 0);
		}
		if (ahead.waits) {
			refused.n += ahead.waits;
			longest(&refused, order, QMARK_WAITS, 0);
		}
	}

	tell(core, work, staff, why_first(work), &by_class);
	tell(core, work, staff, QUEUE_WHY_OWNER, &held);
	tell(core, work, staff, QUEUE_WHY_REFUSED, &refused);
}
