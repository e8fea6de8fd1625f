/**
 * @file lane.c  Where waiting work stands: in a lane, or held for its own operator
 */
#include "queue/queue_priv.h"


/* A lane stands among the lanes by its first work */
static void lane_place(struct queue_core *core, struct qlane *lane)
{
	struct qtree *lanes = &core->lanes[lane->row->medium];
	const struct qnode *first = lane->works.first;

	if (first && lane->node.in && lane->node.key == first->key && lane->node.seq == first->seq)
		return;

	qtree_remove(lanes, &lane->node);
	if (first)
		qtree_add(lanes, &lane->node, first->key, first->seq);
}


/* Into its lane */
void qwork_lane(struct queue_core *core, struct qwork *work)
{
	struct qlane *lane = &work->row->lane[work->step];

	qtree_add(&lane->works, &work->wait, work->turn_ms, (uint64_t)work->id);
	lane_place(core, lane);
}


/* Out of its lane, or out of what is held, if it stands there */
void qwork_unlane(struct queue_core *core, struct qwork *work)
{
	struct qlane *lane = &work->row->lane[work->step];

	if (!work->wait.in)
		return;

	if (work->held) {
		qtree_remove(&work->staff->own[work->row->medium], &work->wait);
		return;
	}

	qtree_remove(&lane->works, &work->wait);
	lane_place(core, lane);
}


/* No longer for its own operator alone; it stands nowhere then */
void qwork_unhold(struct queue_core *core, struct qwork *work)
{
	if (!work->held)
		return;

	qwork_unlane(core, work);
	work->held = false;
	work->staff = NULL;
	work->held_ms = INT64_MAX;
	if (work->order.in)
		qtree_mark(&work->order, QMARK_WAITS);
}


/* By which head starts do those of a class stand in a row? Once all are gone, by today's alone */
static void heads_widen(struct qrow *row, enum queue_class class, int64_t head_ms)
{
	struct qheads *h = &row->heads[class];
	bool alone = !row->order[class].first;

	h->least_ms = alone || head_ms < h->least_ms ? head_ms : h->least_ms;
	h->most_ms = alone || head_ms > h->most_ms ? head_ms : h->most_ms;
}


/* Another class, another turn; only for work that stands in no lane */
void qwork_turn(struct queue_core *core, struct qwork *work, enum queue_class class)
{
	int64_t head_ms = core->prm.head_start_ms[class], turn = qtime_add(work->since_ms, -head_ms);
	uint8_t mark = work->order.mark;

	if (work->order.in)
		qtree_remove(&work->row->order[work->class], &work->order);

	work->class = (uint8_t)class;
	work->turn_ms = turn;
	heads_widen(work->row, class, head_ms);
	qtree_add(&work->row->order[class], &work->order, turn, (uint64_t)work->id);
	qtree_mark(&work->order, mark);
}
