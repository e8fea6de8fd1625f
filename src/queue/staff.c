/**
 * @file staff.c  Operators: what they can do, how they stand, what they are open to
 */
#include "queue/queue_priv.h"


struct qstaff *qstaff_find(const struct queue_core *core, int64_t id)
{
	struct qlink *l = qindex_find(&core->staffs, (uint64_t)id);

	return l ? CONTAINER_OF(l, struct qstaff, link) : NULL;
}


/* Other work in hand keeps a medium closed, and so does a ring of one that comes before it */
static bool blocked(const struct qstaff *staff, unsigned medium)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (i != medium && staff->excludes[medium] >> i & 1 && (staff->in_hand[i] || (i < medium && staff->offer[i])))
			return true;
	}

	return false;
}


/* May work of the medium be offered now? */
bool qstaff_open(const struct qstaff *staff, enum queue_medium medium)
{
	return QUEUE_READY == staff->state && !staff->closed[medium] && !staff->offer[medium] &&
	       staff->in_hand[medium] < staff->most[medium] && !blocked(staff, medium);
}


/* A crew stands among the crews by its longest idle operator */
static void crew_place(struct queue_core *core, struct qcrew *crew, unsigned medium)
{
	const struct qnode *first = crew->idle[medium].first;
	struct qnode *node = &crew->node[medium];

	if (first && node->in && node->key == first->key && node->seq == first->seq)
		return;

	qtree_remove(&core->ready[medium], node);
	if (first)
		qtree_add(&core->ready[medium], node, first->key, first->seq);
}


static void idle_remove(struct queue_core *core, struct qstaff *staff, unsigned medium)
{
	if (!staff->idle[medium].in)
		return;

	qtree_remove(&staff->crew->idle[medium], &staff->idle[medium]);
	crew_place(core, staff->crew, medium);
}


/* Out of all idle trees */
void qstaff_unindex(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++)
		idle_remove(core, staff, i);
}


/* Into the idle trees of the media that are open, out of the others */
void qstaff_index(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {

		struct qnode *node = &staff->idle[i];
		bool open = qstaff_open(staff, i);

		if (node->in && (!open || node->seq != staff->idle_nr))
			idle_remove(core, staff, i);
		if (open && !node->in) {
			qtree_add(&staff->crew->idle[i], node, staff->idle_ms, staff->idle_nr);
			crew_place(core, staff->crew, i);
		}
	}
}


/* To the end of those who are idle */
void qstaff_idle(struct queue_core *core, struct qstaff *staff)
{
	staff->idle_ms = core->now_ms;
	staff->idle_nr = ++core->idle_nr;
	qstaff_index(core, staff);
}


/* Takes offers back that the operator is no longer open to */
void qstaff_refit(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {

		struct qwork *work = staff->offer[i];

		if (!work || (staff->in_hand[i] < staff->most[i] && !blocked(staff, i)))
			continue;

		qwork_back(core, work, QUEUE_WHY_CAPACITY);
		qwork_wait(core, work);
		qstaff_index(core, staff);       /* a ring that ended may open another medium: the caller serves him */
	}
}


static void offer_end(struct queue_core *core, const struct qstaff *staff, enum queue_medium medium)
{
	struct qwork *work = staff->offer[medium];

	if (!work)
		return;

	qwork_back(core, work, QUEUE_WHY_STATE);
	qwork_wait(core, work);
}


static void holds_end(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		while (staff->own[i].first) {

			struct qwork *work = CONTAINER_OF(staff->own[i].first, struct qwork, wait);

			qwork_unhold(core, work);
			qwork_due(core, work);
			qwork_wait(core, work);
		}
	}
}


/* A state begins; why: the core itself changed it, and says so. The caller serves the operator then */
void qstaff_stand(struct queue_core *core, struct qstaff *staff, enum queue_state state, int64_t until_ms, enum queue_why why)
{
	enum queue_state was = staff->state;

	core->counts.ready += (unsigned)(QUEUE_READY == state) - (QUEUE_READY == was);
	staff->state = state;
	staff->until_ms = until_ms;
	staff->reason = 0;
	if (was != state)
		staff->state_ms = core->now_ms;
	qstaff_due(core, staff);

	if (QUEUE_READY == state && was != state) {
		if (QUEUE_WRAP_UP != was) {
			staff->misses = 0;
			qstaff_unpass(staff);
		}
		qstaff_idle(core, staff);
	}
	qstaff_index(core, staff);

	if (why)
		qcore_decide(core, &(struct queue_decision){.what = QUEUE_STAFF, .why = why, .staff = staff->id, .state = state,
				.until_ms = until_ms});
	if (QUEUE_OUT == state)
		holds_end(core, staff);
	for (unsigned i = 0; i < QUEUE_MEDIA && QUEUE_READY != state; i++)
		offer_end(core, staff, i);
}


enum queue_refusal queue_staff_state(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_state state, int64_t until_ms)
{
	struct qstaff *staff;

	if ((unsigned)state > QUEUE_WRAP_UP)
		return QUEUE_BAD;
	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	staff = qstaff_find(core, id);
	if (staff) {
		if (QUEUE_WRAP_UP == state && until_ms <= core->now_ms)
			state = QUEUE_READY;
		qstaff_stand(core, staff, state, QUEUE_WRAP_UP == state ? until_ms : 0, QUEUE_WHY_NONE);
		qstaff_serve(core, staff);
	}
	qcore_exit(core);

	return staff ? QUEUE_DONE : QUEUE_NOBODY;
}


/* The ceiling is measured from the beginning, so many small extensions are no way around it */
static enum queue_refusal wrap_judge(const struct queue_core *core, const struct qstaff *staff, int64_t until_ms)
{
	if (!staff)
		return QUEUE_NOBODY;
	if (QUEUE_WRAP_UP != staff->state)
		return QUEUE_NOT_NOW;
	if (until_ms > staff->until_ms && until_ms > qtime_add(staff->state_ms, core->prm.wrap_most_ms))
		return QUEUE_BAD;

	return QUEUE_DONE;
}


static enum queue_refusal wrap_up(struct queue_core *core, struct qstaff *staff, int64_t until_ms, unsigned reason)
{
	enum queue_refusal refusal = wrap_judge(core, staff, until_ms);

	if (refusal)
		return refusal;

	if (until_ms > core->now_ms) {
		qstaff_stand(core, staff, QUEUE_WRAP_UP, until_ms, QUEUE_WHY_NONE);
		staff->reason = reason;
	}
	else {
		qstaff_stand(core, staff, QUEUE_READY, 0, QUEUE_WHY_NONE);
	}
	qstaff_serve(core, staff);

	return QUEUE_DONE;
}


enum queue_refusal queue_staff_wrap_up(struct queue_core *core, int64_t now_ms, int64_t id, int64_t until_ms, unsigned reason)
{
	enum queue_refusal refusal;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	refusal = wrap_up(core, qstaff_find(core, id), until_ms, reason);
	qcore_exit(core);

	return refusal;
}


enum queue_refusal queue_staff_wrap_may(struct queue_core *core, int64_t now_ms, int64_t id, int64_t until_ms)
{
	enum queue_refusal refusal;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	refusal = wrap_judge(core, qstaff_find(core, id), until_ms);
	qcore_exit(core);

	return refusal;
}


enum queue_refusal queue_staff_reach(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_medium medium, bool on)
{
	struct qstaff *staff;

	if ((unsigned)medium >= QUEUE_MEDIA)
		return QUEUE_BAD;
	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	staff = qstaff_find(core, id);
	if (staff && on == staff->closed[medium]) {
		staff->closed[medium] = !on;
		if (on)
			qstaff_idle(core, staff);
		else
			offer_end(core, staff, medium);
		qstaff_index(core, staff);
		qstaff_serve(core, staff);
	}
	qcore_exit(core);

	return staff ? QUEUE_DONE : QUEUE_NOBODY;
}
