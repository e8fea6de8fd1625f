/**
 * @file send.c  Work in hand goes elsewhere: rings at one operator, waits in another row, passes from hand to hand
 */
#include <limits.h>
#include "queue/queue_priv.h"


static bool rings(const struct qstaff *staff, enum queue_medium medium)
{
	for (const struct le *le = staff->handl.head; le; le = le->next) {
		const struct qwork *work = le->data;

		if (work->gen && work->row->medium == medium)
			return true;
	}

	return false;
}


/* Can he be rung, whatever his skills are? Whom nothing is offered may still be called in, one at a time. Back to who gave it a
 * call also comes in the time after it. Whose hands are full has a second one waiting */
static bool ringable(const struct queue_core *core, const struct qstaff *staff, enum queue_medium medium, bool back)
{
	unsigned most = staff->most[medium] ? staff->most[medium] : 1;

	if (!(back ? QUEUE_OUT != staff->state : QUEUE_READY == staff->state) || staff->closed[medium] || staff->offer[medium])
		return false;
	if (staff->in_hand[medium] < most)
		return true;

	return staff->in_hand[medium] < most + core->prm.medium[medium].second && !rings(staff, medium);
}


/** Who had a work in hand, and whether it only rang there */
struct left {
	struct qstaff *staff;            /* NULL nobody */
	const struct qrow *row;
	bool rang;
};


/* Out of somebody's hand; a ring ends there. He is among no idle ones until left_serve: the work finds its place first */
static struct left hand_leave(struct queue_core *core, struct qwork *work, enum queue_why why)
{
	struct left left = {work->staff, work->row, work->gen};

	if (left.rang && left.staff && why)
		qcore_decide(core, &(struct queue_decision){
			.what = QUEUE_WITHDRAW, .why = why, .medium = left.row->medium, .work = work->id, .staff = left.staff->id, .gen = work->gen});
	work->gen = 0;
	list_unlink(&work->hand_le);
	work->staff = NULL;
	qstaff_parts(left.staff, work);
	if (left.staff) {
		left.staff->in_hand[left.row->medium]--;
		qstaff_unindex(core, left.staff);
	}

	return left;
}


/* Who talked has something to write down */
static void left_serve(struct queue_core *core, const struct left *left)
{
	if (!left->staff)
		return;

	qstaff_idle(core, left->staff);
	qstaff_wrap_up(core, left->staff, left->row, left->rang);
	qstaff_index(core, left->staff);
	qstaff_serve(core, left->staff);
}


static enum queue_refusal ring_refusal(const struct queue_core *core, const struct queue_work *w, const struct qwork *work,
				       const struct qstaff *staff, bool back)
{
	if (!staff)
		return QUEUE_NOBODY;
	if (work && QUEUE_IS_IN_HAND != work->state)
		return QUEUE_NOT_NOW;

	return (work && work->staff == staff) || !ringable(core, staff, work ? work->row->medium : w->medium, back) ? QUEUE_NOT_OPEN : QUEUE_DONE;
}


static int ring(struct queue_core *core, const struct queue_work *w, int64_t staff_id, bool back, enum queue_refusal *refusal)
{
	struct qwork *work = qwork_find(core, w->id);
	struct qstaff *staff = qstaff_find(core, staff_id);
	struct left left = {NULL, NULL, false};
	struct queue_work fresh = *w;

	*refusal = ring_refusal(core, w, work, staff, back);
	if (*refusal)
		return 0;

	if (work) {
		left = hand_leave(core, work, QUEUE_WHY_ASKED);
		qwork_inherit(core, work, staff);
	}
	else {
		int err;

		fresh.in_hand = staff_id;
		err = qwork_join(core, &fresh, refusal);
		if (err || *refusal)
			return err;
		work = qwork_find(core, w->id);
	}

	work->gen = ++core->gen;
	qcore_decide(core, &(struct queue_decision){
		.what = QUEUE_OFFER, .medium = work->row->medium, .work = work->id, .staff = staff->id, .gen = work->gen});
	left_serve(core, &left);

	return 0;
}


int queue_ring(struct queue_core *core, int64_t now_ms, const struct queue_work *work, int64_t staff, bool back,
	       enum queue_refusal *refusal)
{
	int err;

	if (!qcore_enter(core, now_ms)) {
		*refusal = QUEUE_BUSY;
		return 0;
	}

	err = ring(core, work, staff, back, refusal);
	qcore_exit(core);

	return err;
}


/* A ring of work in hand is answered: it stays there, or is nobody's until the edge says where it goes */
bool qwork_ring_answer(struct queue_core *core, const struct queue_offer *offer, enum queue_reply reply)
{
	struct qwork *work = qwork_find(core, offer->work);
	struct qstaff *staff;
	struct left left;

	if (!work || QUEUE_IS_IN_HAND != work->state || !work->gen || work->gen != offer->gen || !work->staff ||
	    work->staff->id != offer->staff)
		return false;

	staff = work->staff;
	if (QUEUE_ACCEPT == reply) {
		work->gen = 0;
		staff->misses = 0;
		qstaff_talks(core, staff, work);
		return true;
	}

	left = hand_leave(core, work, QUEUE_MISS == reply ? QUEUE_WHY_TIMEOUT : QUEUE_WHY_NONE);
	if (QUEUE_MISS == reply && !staff->in_hand[left.row->medium])         /* who talks may let a second one ring */
		qstaff_miss(core, staff);
	left_serve(core, &left);

	return true;
}


/* Into a row, waiting, at the place of its since_ms there; who had it comes last */
static void wait_in(struct queue_core *core, struct qwork *work, struct qrow *row, bool head)
{
	enum queue_medium medium = row->medium;
	enum queue_class class = head ? QUEUE_RETURNED : work->class > QUEUE_URGENT ? QUEUE_NORMAL : (enum queue_class)work->class;
	struct left left = hand_leave(core, work, QUEUE_WHY_ASKED);

	if (row != work->row)
		work->place = work->band = work->place_shown = work->band_shown = UINT_MAX;
	qrow_unref(work->row);
	work->row = row;
	work->state = QUEUE_IS_WAITING;
	core->counts.in_hand[medium]--;
	core->counts.waiting[medium]++;
	if (0 == qrow_size(row))
		row->mark_ms = core->now_ms;
	work->step = (uint8_t)qstep_at(core, work, core->now_ms);
	if (INT64_MAX != work->place_ms)
		work->place_ms = qtime_add(core->now_ms, qprm_of(row)->place_ms);
	qwork_turn(core, work, class);
	qtree_mark(&work->order, QMARK_WAITS);

	if (left.staff)
		qwork_pass(core, work, left.staff);
	qwork_due(core, work);
	qwork_wait(core, work);

	/* others first */
	left_serve(core, &left);
}


static int send(struct queue_core *core, int64_t id, int64_t topic, bool head, enum queue_refusal *refusal)
{
	struct qwork *work = qwork_find(core, id);
	struct queue_work to;
	struct qrow *row;

	*refusal = !work ? QUEUE_UNKNOWN : QUEUE_IS_IN_HAND != work->state ? QUEUE_NOT_NOW : topic < 0 ? QUEUE_BAD : QUEUE_DONE;
	if (*refusal)
		return 0;

	row = work->row;
	to = (struct queue_work){.medium = row->medium, .topic = topic, .lang = row->lang, .region = row->region, .level = row->level};
	row = qrow_get(core, &to, refusal);
	if (!row)
		return *refusal ? 0 : ENOMEM;

	/* what comes back is not turned away */
	if (!head && qrow_size(row) >= qprm_of(row)->row_most) {
		*refusal = QUEUE_FULL;
		qrow_unref(row);
		return 0;
	}

	wait_in(core, work, row, head);
	return 0;
}


int queue_send(struct queue_core *core, int64_t now_ms, int64_t id, int64_t topic, bool head, enum queue_refusal *refusal)
{
	int err;

	if (!qcore_enter(core, now_ms)) {
		*refusal = QUEUE_BUSY;
		return 0;
	}

	err = send(core, id, topic, head, refusal);
	qcore_exit(core);

	return err;
}


static enum queue_refusal hand_over(struct queue_core *core, int64_t id, int64_t to)
{
	struct qwork *work = qwork_find(core, id);
	struct qstaff *staff = to ? qstaff_find(core, to) : NULL;
	struct left left;

	if (!work)
		return QUEUE_UNKNOWN;
	if (to && !staff)
		return QUEUE_NOBODY;
	if (QUEUE_IS_IN_HAND != work->state)
		return QUEUE_NOT_NOW;
	if (staff && staff == work->staff)
		return work->gen ? QUEUE_NOT_NOW : QUEUE_DONE;

	left = hand_leave(core, work, QUEUE_WHY_TAKEN);
	if (staff) {
		qwork_inherit(core, work, staff);
		qstaff_talks(core, staff, work);
	}
	left_serve(core, &left);

	return QUEUE_DONE;
}


enum queue_refusal queue_hand_over(struct queue_core *core, int64_t now_ms, int64_t id, int64_t to, uint64_t *gen)
{
	enum queue_refusal refusal;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	refusal = hand_over(core, id, to);
	if (!refusal)
		*gen = ++core->gen;
	qcore_exit(core);

	return refusal;
}


static enum queue_refusal talk(struct queue_core *core, int64_t id)
{
	struct qwork *work = qwork_find(core, id);

	if (!work)
		return QUEUE_UNKNOWN;
	if (QUEUE_IS_IN_HAND != work->state || !work->staff || work->gen || QUEUE_CALL != work->row->medium)
		return QUEUE_NOT_NOW;

	qstaff_talks(core, work->staff, work);
	return QUEUE_DONE;
}


enum queue_refusal queue_talk(struct queue_core *core, int64_t now_ms, int64_t id)
{
	enum queue_refusal refusal;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	refusal = talk(core, id);
	qcore_exit(core);

	return refusal;
}
