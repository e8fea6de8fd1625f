/**
 * @file answer.c  An offer is answered, or work is taken without one
 */
#include "queue/queue_priv.h"

enum { PACE_SHARE = 4 };     /* a new interval counts a quarter */


/* The work is in hand: it stands in no lane, and is offered to nobody */
void qwork_hand(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	enum queue_medium medium = work->row->medium;

	qwork_unpass(work);
	if (work->order.in)
		qtree_remove(&work->row->order[work->class], &work->order);

	work->state = QUEUE_IS_IN_HAND;
	work->staff = staff;
	list_append(&staff->handl, &work->hand_le, work);
	qwork_due(core, work);

	staff->in_hand[medium]++;
	core->counts.waiting[medium]--;
	core->counts.in_hand[medium]++;
	qstaff_idle(core, staff);
	qstaff_refit(core, staff);
}


/* Of the calls in one hand one is talked to, at most */
void qstaff_talks(struct queue_core *core, struct qstaff *staff, struct qwork *work)
{
	struct qwork *was = staff->talks;

	if (QUEUE_CALL != work->row->medium || was == work)
		return;

	staff->talks = work;
	if (was)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_TALKS, .medium = QUEUE_CALL, .work = work->id, .staff = staff->id, .other = was->id});
}


void qstaff_parts(struct qstaff *staff, const struct qwork *work)
{
	if (staff && staff->talks == work)
		staff->talks = NULL;
}


static void pace(struct queue_core *core, struct qrow *row)
{
	int64_t took_ms = core->now_ms - row->mark_ms;

	row->pace_ms += (took_ms - row->pace_ms) / PACE_SHARE;
	row->mark_ms = core->now_ms;
}


/* Did not answer: to the end of those who are idle, and after some in a row to a pause */
void qstaff_miss(struct queue_core *core, struct qstaff *staff)
{
	unsigned most = 0;

	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (core->prm.medium[i].misses_most > most)
			most = core->prm.medium[i].misses_most;
	}

	staff->misses++;
	qstaff_idle(core, staff);
	if (most && staff->misses >= most)
		qstaff_stand(core, staff, QUEUE_PAUSED, 0, QUEUE_WHY_MISSES);
}


/* It was offered in vain: a call goes to the head */
void qwork_return(struct queue_core *core, struct qwork *work)
{
	if (QUEUE_CALL == work->row->medium)
		qwork_turn(core, work, QUEUE_RETURNED);

	qwork_wait(core, work);
}


static void refuse(struct queue_core *core, struct qwork *work, struct qstaff *staff, enum queue_reply reply)
{
	qwork_back(core, work, QUEUE_WHY_NONE);

	if (QUEUE_REFUSE == reply) {
		qwork_pass(core, work, staff);
		qwork_due(core, work);
		qwork_return(core, work);
		qstaff_idle(core, staff);
	}
	else {
		qwork_return(core, work);
		qstaff_miss(core, staff);
	}

	qstaff_serve(core, staff);
}


static void accept(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	qwork_back(core, work, QUEUE_WHY_NONE);
	pace(core, work->row);
	staff->misses = 0;
	qwork_hand(core, work, staff);
	qstaff_talks(core, staff, work);
	qstaff_serve(core, staff);
}


static struct qwork *offered(const struct queue_core *core, const struct queue_offer *offer)
{
	struct qwork *work = qwork_find(core, offer->work);

	return work && QUEUE_IS_OFFERED == work->state && work->gen == offer->gen && work->staff->id == offer->staff ? work : NULL;
}


enum queue_refusal queue_answer(struct queue_core *core, int64_t now_ms, const struct queue_offer *offer, enum queue_reply reply)
{
	struct qwork *work;
	bool rang = false;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	work = offered(core, offer);
	if (work && QUEUE_ACCEPT == reply)
		accept(core, work, work->staff);
	else if (work)
		refuse(core, work, work->staff, reply);
	else
		rang = qwork_ring_answer(core, offer, reply);
	qcore_exit(core);

	return work || rang ? QUEUE_DONE : QUEUE_STALE;
}


/* To the end of those who are idle: the operator could not be reached, and others may */
static void withdraw(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	qwork_back(core, work, QUEUE_WHY_ASKED);
	qwork_wait(core, work);
	qstaff_idle(core, staff);
	qstaff_serve(core, staff);
}


enum queue_refusal queue_withdraw(struct queue_core *core, int64_t now_ms, const struct queue_offer *offer)
{
	struct qwork *work;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	work = offered(core, offer);
	if (work)
		withdraw(core, work, work->staff);
	qcore_exit(core);

	return work ? QUEUE_DONE : QUEUE_STALE;
}


static void take(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	struct qstaff *loser = QUEUE_IS_OFFERED == work->state ? work->staff : NULL;

	if (loser) {
		qwork_back(core, work, QUEUE_WHY_TAKEN);
	}
	else {
		qwork_unlane(core, work);
		qwork_unhold(core, work);
	}

	/* the loser is served first: what the taker's hands are too full for now may be his */
	qtree_remove(&work->row->order[work->class], &work->order);
	if (loser && loser != staff) {
		qstaff_index(core, loser);
		qstaff_serve(core, loser);
	}

	pace(core, work->row);
	staff->misses = 0;
	qwork_hand(core, work, staff);
	qstaff_talks(core, staff, work);
	qstaff_serve(core, staff);
}


/* What is in nobody's hand: its operator is none any more, or it is on its way to this one */
void qwork_inherit(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	work->staff = staff;
	list_append(&staff->handl, &work->hand_le, work);
	staff->in_hand[work->row->medium]++;
	qstaff_idle(core, staff);
	qstaff_refit(core, staff);
	qstaff_serve(core, staff);
}


static enum queue_refusal try_take(struct queue_core *core, int64_t id, int64_t staff_id)
{
	struct qwork *work = qwork_find(core, id);
	struct qstaff *staff = qstaff_find(core, staff_id);

	if (!work)
		return QUEUE_UNKNOWN;
	if (!staff)
		return QUEUE_NOBODY;

	if (QUEUE_IS_IN_HAND == work->state && work->staff && work->staff != staff)
		return QUEUE_NOT_NOW;

	if (QUEUE_IS_IN_HAND != work->state) {
		take(core, work, staff);
	}
	else if (!work->staff) {
		qwork_inherit(core, work, staff);
		qstaff_talks(core, staff, work);
	}

	return QUEUE_DONE;
}


enum queue_refusal queue_take(struct queue_core *core, int64_t now_ms, int64_t work, int64_t staff)
{
	enum queue_refusal refusal;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	refusal = try_take(core, work, staff);
	qcore_exit(core);

	return refusal;
}
