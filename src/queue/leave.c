/**
 * @file leave.c  Work goes
 */
#include "queue/queue_priv.h"


/* It is nowhere any more */
void qwork_forget(struct queue_core *core, struct qwork *work)
{
	qwork_unlane(core, work);
	qwork_unpass(work);
	if (work->order.in)
		qtree_remove(&work->row->order[work->class], &work->order);
	qtree_remove(&core->dues[DUE_WORK], &work->due);
	list_unlink(&work->hand_le);
	qindex_remove(&core->works, &work->link);
	qrow_unref(work->row);
	mem_deref(work);
}


/* What was in hand ended, the last of its kind: the operator has something to write down. What only rang leaves nothing, but what
 * was talked to before it */
void qstaff_wrap_up(struct queue_core *core, struct qstaff *staff, const struct qrow *row, bool rang)
{
	int64_t wrap_ms = qprm_of(row)->wrap_ms;
	enum queue_medium medium = row->medium;
	bool talked = !rang || staff->talked[medium];

	staff->talked[medium] = talked && staff->in_hand[medium];
	if (!wrap_ms || !talked || staff->in_hand[medium] || (QUEUE_READY != staff->state && QUEUE_WRAP_UP != staff->state))
		return;

	qstaff_stand(core, staff, QUEUE_WRAP_UP, qtime_add(core->now_ms, wrap_ms), QUEUE_WHY_WRAP_UP);
}


static enum queue_why why_of(enum queue_cause cause)
{
	switch (cause) {

	case QUEUE_ABANDONED: return QUEUE_WHY_ABANDONED;
	case QUEUE_AWAY:      return QUEUE_WHY_AWAY;
	default:              return QUEUE_WHY_ENDED;
	}
}


static void leave(struct queue_core *core, struct qwork *work, enum queue_cause cause)
{
	const struct qrow *row = work->row;      /* it outlives the work */
	enum queue_medium medium = row->medium;
	enum queue_work_state state = work->state;
	struct qstaff *staff = QUEUE_IS_WAITING == state ? NULL : work->staff;
	bool rang = QUEUE_IS_IN_HAND == state && work->gen;

	if (rang && staff)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_WITHDRAW, .why = why_of(cause), .medium = medium, .work = work->id, .staff = staff->id,
			.gen = work->gen});
	if (QUEUE_IS_OFFERED == state)
		qwork_back(core, work, why_of(cause));

	qstaff_parts(staff, work);
	if (QUEUE_IS_IN_HAND == state)
		core->counts.in_hand[medium]--;
	else
		core->counts.waiting[medium]--;
	qwork_forget(core, work);
	if (!staff)
		return;

	if (QUEUE_IS_IN_HAND == state) {
		staff->in_hand[medium]--;
		qstaff_idle(core, staff);
		qstaff_wrap_up(core, staff, row, rang || QUEUE_AWAY == cause);
	}
	qstaff_index(core, staff);
	qstaff_serve(core, staff);
}


enum queue_refusal queue_leave(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_cause cause)
{
	struct qwork *work;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	work = qwork_find(core, id);
	if (work)
		leave(core, work, cause);
	qcore_exit(core);

	return work ? QUEUE_DONE : QUEUE_UNKNOWN;
}


static void give_back(struct queue_core *core, struct qwork *work)
{
	enum queue_medium medium = work->row->medium;
	struct qstaff *staff = work->staff;

	list_unlink(&work->hand_le);
	qstaff_parts(staff, work);
	work->state = QUEUE_IS_WAITING;
	work->staff = NULL;
	core->counts.in_hand[medium]--;
	core->counts.waiting[medium]++;
	if (0 == qrow_size(work->row))
		work->row->mark_ms = core->now_ms;
	work->step = (uint8_t)qstep_at(core, work, core->now_ms);
	if (INT64_MAX != work->place_ms)
		work->place_ms = qtime_add(core->now_ms, qprm_of(work->row)->place_ms);
	qwork_turn(core, work, work->class);
	qtree_mark(&work->order, QMARK_WAITS);

	if (staff) {
		staff->in_hand[medium]--;
		qwork_pass(core, work, staff);
		qstaff_unindex(core, staff);
	}
	qwork_due(core, work);
	qwork_wait(core, work);

	/* others first */
	if (staff) {
		qstaff_idle(core, staff);
		qstaff_serve(core, staff);
	}
}


enum queue_refusal queue_give_back(struct queue_core *core, int64_t now_ms, int64_t id)
{
	enum queue_refusal refusal = QUEUE_DONE;
	struct qwork *work;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	work = qwork_find(core, id);
	if (!work)
		refusal = QUEUE_UNKNOWN;
	else if (QUEUE_IS_IN_HAND != work->state || work->gen)
		refusal = QUEUE_NOT_NOW;
	else
		give_back(core, work);
	qcore_exit(core);

	return refusal;
}
