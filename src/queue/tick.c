/**
 * @file tick.c  Time: what falls due
 */
#include "queue/queue_priv.h"


int64_t qtime_add(int64_t ms, int64_t more_ms)
{
	int64_t sum;

	return __builtin_add_overflow(ms, more_ms, &sum) ? (more_ms > 0 ? INT64_MAX : INT64_MIN) : sum;
}


void qcore_decide(struct queue_core *core, struct queue_decision *d)
{
	d->at_ms = core->now_ms;
	core->prm.decide_h(d, core->prm.arg);
}


static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}


static void due_set(struct queue_core *core, unsigned kind, struct qnode *node, int64_t due_ms, int64_t id)
{
	if (node->in && node->key == due_ms)
		return;

	qtree_remove(&core->dues[kind], node);
	if (INT64_MAX != due_ms)
		qtree_add(&core->dues[kind], node, due_ms, (uint64_t)id);
}


static int64_t step_due(const struct queue_core *core, const struct qwork *work)
{
	const struct queue_medium_prm *m = qprm_of(work->row);

	return work->step + 1U < m->steps ? qtime_add(work->since_ms, m->step[work->step + 1].after_ms) : INT64_MAX;
}


/* When something happens to a work by itself */
void qwork_due(struct queue_core *core, struct qwork *work)
{
	int64_t due = INT64_MAX;

	if (QUEUE_IS_IN_HAND != work->state) {
		due = earlier(step_due(core, work), earlier(work->pass_ms, work->place_ms));
		due = earlier(due, QUEUE_IS_OFFERED == work->state ? work->ring_ms : work->held_ms);
	}

	due_set(core, DUE_WORK, &work->due, due, work->id);
}


void qstaff_due(struct queue_core *core, struct qstaff *staff)
{
	due_set(core, DUE_STAFF, &staff->due, QUEUE_WRAP_UP == staff->state ? staff->until_ms : INT64_MAX, staff->id);
}


/* How far a work is widened by now */
unsigned qstep_at(const struct queue_core *core, const struct qwork *work, int64_t now_ms)
{
	const struct queue_medium_prm *m = qprm_of(work->row);
	unsigned step = 0;

	while (step + 1 < m->steps && qtime_add(work->since_ms, m->step[step + 1].after_ms) <= now_ms)
		step++;

	return step;
}


static void widen(struct queue_core *core, struct qwork *work)
{
	unsigned step = work->step + 1U;
	unsigned overflow = qprm_of(work->row)->step[step].overflow;
	bool lane = work->wait.in && !work->held;

	if (lane)
		qwork_unlane(core, work);
	work->step = (uint8_t)step;
	qcore_decide(core, &(struct queue_decision){
		.what = QUEUE_WIDEN, .medium = work->row->medium, .work = work->id, .n = step});
	if (overflow)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_OVERFLOW, .medium = work->row->medium, .work = work->id, .n = overflow});
	if (lane)
		qwork_wait(core, work);
}


static void ring_end(struct queue_core *core, struct qwork *work)
{
	struct qstaff *staff = work->staff;

	qwork_back(core, work, QUEUE_WHY_TIMEOUT);
	qwork_return(core, work);
	qstaff_miss(core, staff);
	qstaff_serve(core, staff);
}


static void pass_end(struct queue_core *core, struct qwork *work)
{
	qwork_unpass(work);
	if (QUEUE_IS_WAITING != work->state || work->held)
		return;

	qwork_unlane(core, work);
	qwork_wait(core, work);
}


/* The first thing that is due of a work: all work together goes by time, however much of it passed at once */
static void work_act(struct queue_core *core, struct qwork *work)
{
	int64_t due_ms = work->due.key;

	if (step_due(core, work) <= due_ms) {
		widen(core, work);
	}
	else if (QUEUE_IS_OFFERED == work->state && work->ring_ms <= due_ms) {
		ring_end(core, work);
	}
	else if (QUEUE_IS_WAITING == work->state && work->held_ms <= due_ms) {
		qwork_unhold(core, work);
		qwork_wait(core, work);
	}
	else if (work->pass_ms <= due_ms) {
		pass_end(core, work);
	}
	else {
		qwork_tell(core, work);
	}

	qwork_due(core, work);
}


static void staff_act(struct queue_core *core, struct qstaff *staff)
{
	qstaff_stand(core, staff, QUEUE_READY, 0, QUEUE_WHY_TIME);
	qstaff_serve(core, staff);
}


static int64_t due_first(const struct queue_core *core, unsigned kind)
{
	const struct qnode *first = core->dues[kind].first;

	return first ? first->key : INT64_MAX;
}


/* Begins an event: false when the core is in the middle of one. What falls due comes before it */
bool qcore_enter(struct queue_core *core, int64_t now_ms)
{
	if (core->busy)
		return false;

	core->busy = true;
	if (now_ms > core->now_ms)
		core->now_ms = now_ms;

	for (;;) {
		int64_t work_ms = due_first(core, DUE_WORK), staff_ms = due_first(core, DUE_STAFF);

		if (earlier(work_ms, staff_ms) > core->now_ms)
			return true;
		if (work_ms <= staff_ms)
			work_act(core, CONTAINER_OF(core->dues[DUE_WORK].first, struct qwork, due));
		else
			staff_act(core, CONTAINER_OF(core->dues[DUE_STAFF].first, struct qstaff, due));
	}
}


void qcore_exit(struct queue_core *core)
{
	core->busy = false;
}


void queue_tick(struct queue_core *core, int64_t now_ms)
{
	if (qcore_enter(core, now_ms))
		qcore_exit(core);
}


int64_t queue_next_ms(const struct queue_core *core)
{
	return earlier(due_first(core, DUE_WORK), due_first(core, DUE_STAFF));
}
