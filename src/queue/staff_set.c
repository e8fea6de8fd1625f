/**
 * @file staff_set.c  An operator comes, changes, goes
 */
#include "queue/queue_priv.h"


static enum queue_refusal check(const struct queue_core *core, const struct queue_staff *s)
{
	if (s->id <= 0 || s->skills > QUEUE_SKILLS || s->level_other > QUEUE_LEVELS)
		return QUEUE_BAD;

	for (size_t i = 0; i < s->skills; i++) {
		if (s->skill[i].level > QUEUE_LEVELS || s->skill[i].topic <= 0)
			return QUEUE_BAD;
	}

	return qstaff_find(core, s->id) || core->staffs.n < core->prm.staff_most ? QUEUE_DONE : QUEUE_FULL;
}


static struct qstaff *staff_new(struct queue_core *core, int64_t id)
{
	struct qstaff *staff = mem_zalloc(sizeof(*staff), NULL);

	if (!staff)
		return NULL;

	staff->id = id;
	staff->state_ms = staff->idle_ms = core->now_ms;
	staff->idle_nr = ++core->idle_nr;
	qindex_add(&core->staffs, &staff->link, (uint64_t)id);
	core->counts.staff++;

	return staff;
}


/* Offers that the operator could not get now are taken back */
static void offers_check(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {

		struct qwork *work = staff->offer[i];

		if (!work || qcrew_fits(core, staff->crew, work->row, work->step))
			continue;

		qwork_back(core, work, QUEUE_WHY_CHANGED);
		qwork_wait(core, work);
	}
}


/* Work that is held for the operator, who may not have it now, is anybody's */
static void holds_check(struct queue_core *core, struct qstaff *staff)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		for (struct qnode *n = staff->own[i].first, *next; n; n = next) {

			struct qwork *work = CONTAINER_OF(n, struct qwork, wait);

			next = qtree_next(n);
			if (qcrew_fits(core, staff->crew, work->row, work->step))
				continue;

			qwork_unhold(core, work);
			qwork_due(core, work);
			qwork_wait(core, work);
		}
	}
}


static int set(struct queue_core *core, const struct queue_staff *s, enum queue_refusal *refusal)
{
	struct qstaff *staff = qstaff_find(core, s->id);
	struct qcrew *crew;

	*refusal = check(core, s);
	if (*refusal)
		return 0;

	crew = qcrew_get(core, s);
	if (!crew)
		return ENOMEM;

	if (!staff) {
		staff = staff_new(core, s->id);
		if (!staff) {
			qcrew_leave(core, crew);
			return ENOMEM;
		}
	}

	qstaff_unindex(core, staff);
	if (staff->crew)
		qcrew_leave(core, staff->crew);
	staff->crew = crew;
	memcpy(staff->most, s->most, sizeof(staff->most));
	memcpy(staff->excludes, s->excludes, sizeof(staff->excludes));

	holds_check(core, staff);
	offers_check(core, staff);
	qstaff_refit(core, staff);
	qstaff_index(core, staff);
	qstaff_serve(core, staff);

	return 0;
}


int queue_staff_set(struct queue_core *core, int64_t now_ms, const struct queue_staff *staff, enum queue_refusal *refusal)
{
	int err;

	if (!qcore_enter(core, now_ms)) {
		*refusal = QUEUE_BUSY;
		return 0;
	}

	err = set(core, staff, refusal);
	qcore_exit(core);

	return err;
}


static void drop(struct queue_core *core, struct qstaff *staff)
{
	struct le *le;

	qstaff_stand(core, staff, QUEUE_OUT, 0, QUEUE_WHY_NONE);
	qstaff_unpass(staff);

	while ((le = staff->handl.head)) {

		struct qwork *work = le->data;

		list_unlink(le);
		work->staff = NULL;
		work->gen = 0;
	}

	qcrew_leave(core, staff->crew);
	qtree_remove(&core->dues[DUE_STAFF], &staff->due);
	qindex_remove(&core->staffs, &staff->link);
	core->counts.staff--;
	mem_deref(staff);
}


enum queue_refusal queue_staff_drop(struct queue_core *core, int64_t now_ms, int64_t id)
{
	struct qstaff *staff;

	if (!qcore_enter(core, now_ms))
		return QUEUE_BUSY;

	staff = qstaff_find(core, id);
	if (staff)
		drop(core, staff);
	qcore_exit(core);

	return staff ? QUEUE_DONE : QUEUE_NOBODY;
}
