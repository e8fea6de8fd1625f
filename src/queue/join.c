/**
 * @file join.c  Work comes in
 */
#include <limits.h>
#include "queue/queue_priv.h"


struct qwork *qwork_find(const struct queue_core *core, int64_t id)
{
	struct qlink *l = qindex_find(&core->works, (uint64_t)id);

	return l ? CONTAINER_OF(l, struct qwork, link) : NULL;
}


static bool good(const struct queue_work *w)
{
	return w->id > 0 && (unsigned)w->medium < QUEUE_MEDIA && (unsigned)w->class <= QUEUE_URGENT && w->topic >= 0 &&
	       w->lang < QUEUE_LANGS && w->region < QUEUE_REGIONS && w->level <= QUEUE_LEVELS;
}


static enum queue_refusal check(const struct queue_core *core, const struct queue_work *w)
{
	const struct queue_counts *c = &core->counts;

	if (!good(w))
		return QUEUE_BAD;
	if (qwork_find(core, w->id))
		return QUEUE_KNOWN;
	if (w->in_hand && !qstaff_find(core, w->in_hand))
		return QUEUE_NOBODY;

	return c->waiting[w->medium] + c->offered[w->medium] + c->in_hand[w->medium] < core->prm.medium[w->medium].work_most
		? QUEUE_DONE : QUEUE_FULL;
}


static void fill(struct queue_core *core, struct qwork *work, const struct queue_work *w, struct qrow *row)
{
	const struct queue_medium_prm *m = qprm_of(row);

	work->row = row;
	work->id = w->id;
	work->since_ms = w->since_ms;
	work->ring_ms = work->held_ms = work->pass_ms = work->place_ms = INT64_MAX;
	work->place = w->place_most ? w->place_most : UINT_MAX;
	work->band = UINT_MAX;
	work->class = (uint8_t)w->class;
	work->repeat = w->repeat;
	work->state = QUEUE_IS_WAITING;
	work->step = (uint8_t)qstep_at(core, work, core->now_ms);
	if (m->place_ms)
		work->place_ms = qtime_add(core->now_ms, m->place_ms);

	qindex_add(&core->works, &work->link, (uint64_t)work->id);
	core->counts.waiting[w->medium]++;
}


/* What steps that a redialled or rebuilt work has behind it have to say */
static void overflow_tell(struct queue_core *core, const struct qwork *work)
{
	const struct queue_medium_prm *m = qprm_of(work->row);

	for (unsigned i = 1; i <= work->step; i++) {
		if (m->step[i].overflow)
			qcore_decide(core, &(struct queue_decision){
				.what = QUEUE_OVERFLOW, .medium = work->row->medium, .work = work->id, .n = m->step[i].overflow});
	}
}


/* For its own operator, if there is one who is signed in and may have it, and so much time */
static bool hold(struct queue_core *core, struct qwork *work, int64_t owner)
{
	struct qstaff *staff = owner ? qstaff_find(core, owner) : NULL;
	enum queue_medium medium = work->row->medium;
	int64_t owner_ms = qprm_of(work->row)->owner_ms;

	if (!staff || QUEUE_OUT == staff->state || !owner_ms || !qcrew_fits(core, staff->crew, work->row, work->step))
		return false;

	work->held = true;
	work->staff = staff;
	work->held_ms = qtime_add(core->now_ms, owner_ms);
	qtree_mark(&work->order, QMARK_HELD);
	qtree_add(&staff->own[medium], &work->wait, work->turn_ms, (uint64_t)work->id);
	qwork_due(core, work);
	qstaff_serve(core, staff);

	return true;
}


static void enter(struct queue_core *core, struct qwork *work, const struct queue_work *w)
{
	struct qrow *row = work->row;

	if (w->in_hand) {
		qwork_hand(core, work, qstaff_find(core, w->in_hand));
		qstaff_serve(core, work->staff);
		return;
	}

	if (0 == qrow_size(row))
		row->mark_ms = core->now_ms;
	qwork_turn(core, work, w->class);
	qtree_mark(&work->order, QMARK_WAITS);
	overflow_tell(core, work);
	if (hold(core, work, w->owner))
		return;

	qwork_due(core, work);
	qwork_wait(core, work);
}


int qwork_join(struct queue_core *core, const struct queue_work *w, enum queue_refusal *refusal)
{
	struct qwork *work;
	struct qrow *row;

	*refusal = check(core, w);
	if (*refusal)
		return 0;

	row = qrow_get(core, w, refusal);
	if (!row)
		return *refusal ? 0 : ENOMEM;

	if (!w->in_hand && qrow_size(row) >= qprm_of(row)->row_most) {
		*refusal = QUEUE_FULL;
		qrow_unref(row);
		return 0;
	}

	work = mem_zalloc(sizeof(*work), NULL);
	if (!work) {
		qrow_unref(row);
		return ENOMEM;
	}

	fill(core, work, w, row);
	enter(core, work, w);

	return 0;
}


int queue_join(struct queue_core *core, int64_t now_ms, const struct queue_work *work, enum queue_refusal *refusal)
{
	int err;

	if (!qcore_enter(core, now_ms)) {
		*refusal = QUEUE_BUSY;
		return 0;
	}

	err = qwork_join(core, work, refusal);
	if (!err && !*refusal && work->in_hand)
		qstaff_talks(core, qstaff_find(core, work->in_hand), qwork_find(core, work->id));
	qcore_exit(core);

	return err;
}
