/**
 * @file offer.c  Bringing work and operators together
 */
#include "queue/queue_priv.h"


static struct qwork *work_of(struct qnode *wait)
{
	return CONTAINER_OF(wait, struct qwork, wait);
}


/* The first of a tree of waiting work that the operator has not refused */
static struct qwork *first_for(const struct qtree *works, const struct qstaff *staff)
{
	struct qnode *n = works->first;

	while (n && staff->passes && qwork_passed(work_of(n), staff))
		n = qtree_next(n);

	return n ? work_of(n) : NULL;
}


/* The work whose turn it is for an operator: held for him, or of the lanes he fits. Lanes stand by their first work, so the
 * walk ends at the first that fits, or a little later when he refused some */
static struct qwork *work_for(const struct queue_core *core, const struct qstaff *staff, enum queue_medium medium)
{
	struct qwork *best = first_for(&staff->own[medium], staff);

	for (struct qnode *n = core->lanes[medium].first; n; n = qtree_next(n)) {

		const struct qlane *lane = CONTAINER_OF(n, struct qlane, node);
		struct qwork *work;

		if (best && qnode_less(&best->wait, n))
			break;
		if (!qcrew_fits(core, staff->crew, lane->row, (unsigned)(lane - lane->row->lane)))
			continue;

		work = first_for(&lane->works, staff);
		if (work && (!best || qnode_less(&work->wait, &best->wait)))
			best = work;
	}

	return best;
}


static struct qstaff *staff_of(struct qnode *idle, enum queue_medium medium)
{
	return CONTAINER_OF(idle, struct qstaff, idle[medium]);
}


/* The longest idle operator who may have the work */
static struct qstaff *staff_for(const struct queue_core *core, const struct qwork *work)
{
	enum queue_medium medium = work->row->medium;
	struct qnode *best = NULL;

	for (struct qnode *c = core->ready[medium].first; c; c = qtree_next(c)) {

		const struct qcrew *crew = CONTAINER_OF(c, struct qcrew, node[medium]);
		struct qnode *n = crew->idle[medium].first;

		if (best && qnode_less(best, c))
			break;
		if (!qcrew_fits(core, crew, work->row, work->step))
			continue;

		while (n && work->passes && qwork_passed(work, staff_of(n, medium)))
			n = qtree_next(n);
		if (n && (!best || qnode_less(n, best)))
			best = n;
	}

	return best ? staff_of(best, medium) : NULL;
}


/* The work stands in no lane */
static void offer(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	enum queue_medium medium = work->row->medium;
	int64_t ring_ms = qprm_of(work->row)->ring_ms;

	work->held = false;
	work->held_ms = INT64_MAX;
	work->state = QUEUE_IS_OFFERED;
	work->staff = staff;
	work->gen = ++core->gen;
	work->ring_ms = ring_ms ? qtime_add(core->now_ms, ring_ms) : INT64_MAX;
	work->row->offered++;
	qtree_mark(&work->order, QMARK_NONE);
	qwork_due(core, work);

	staff->offer[medium] = work;
	core->counts.waiting[medium]--;
	core->counts.offered[medium]++;
	qstaff_index(core, staff);

	qcore_decide(core, &(struct queue_decision){
		.what = QUEUE_OFFER, .medium = medium, .work = work->id, .staff = staff->id, .gen = work->gen});
	qoffer_overtakes(core, work, staff);
	qstaff_refit(core, staff);
}


/* A waiting work that stands in no lane: to an operator, else into its lane */
void qwork_wait(struct queue_core *core, struct qwork *work)
{
	struct qstaff *staff = staff_for(core, work);

	if (staff)
		offer(core, work, staff);
	else
		qwork_lane(core, work);
}


/* Offers an operator what he is open to, calls first */
void qstaff_serve(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned medium = 0; medium < QUEUE_MEDIA; medium++) {

		struct qwork *work = qstaff_open(staff, medium) ? work_for(core, staff, medium) : NULL;

		if (!work)
			continue;

		qwork_unlane(core, work);
		offer(core, work, staff);
	}
}


/* An offer ends and the work waits again, in no lane yet. The operator is among no idle ones then: so others come first when
 * the caller brings the work somewhere, and only then the operator back (qstaff_index) and serves him */
void qwork_back(struct queue_core *core, struct qwork *work, enum queue_why why)
{
	enum queue_medium medium = work->row->medium;
	struct qstaff *staff = work->staff;

	if (why)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_WITHDRAW, .why = why, .medium = medium, .work = work->id, .staff = staff->id, .gen = work->gen});

	work->state = QUEUE_IS_WAITING;
	work->staff = NULL;
	work->gen = 0;
	work->ring_ms = INT64_MAX;
	work->row->offered--;
	qtree_mark(&work->order, QMARK_WAITS);
	qwork_due(core, work);

	staff->offer[medium] = NULL;
	qstaff_unindex(core, staff);
	core->counts.offered[medium]--;
	core->counts.waiting[medium]++;
}
