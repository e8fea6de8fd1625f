/**
 * @file pass.c  What operators refused: it is not offered to them again while others may take it
 *
 * Both sides remember a few, the oldest is forgotten first; so what has to be skipped when work is looked for is bounded.
 */
#include "queue/queue_priv.h"


bool qwork_passed(const struct qwork *work, const struct qstaff *staff)
{
	for (unsigned i = 0; i < work->passes; i++) {
		if (work->passed[i] == staff)
			return true;
	}

	return false;
}


static void work_drop(struct qwork *work, const struct qstaff *staff)
{
	unsigned n = 0;

	for (unsigned i = 0; i < work->passes; i++) {
		if (work->passed[i] != staff)
			work->passed[n++] = work->passed[i];
	}

	work->passes = n;
}


static void staff_drop(struct qstaff *staff, const struct qwork *work)
{
	unsigned n = 0;

	for (unsigned i = 0; i < staff->passes; i++) {
		if (staff->passed[i] != work)
			staff->passed[n++] = staff->passed[i];
	}

	staff->passes = n;
}


/* Remembers that the operator refused; the caller looks anew for both afterwards */
void qwork_pass(struct queue_core *core, struct qwork *work, struct qstaff *staff)
{
	int64_t pass_ms = qprm_of(work->row)->pass_ms;

	if (pass_ms)
		work->pass_ms = qtime_add(core->now_ms, pass_ms);
	if (qwork_passed(work, staff))
		return;

	if (QUEUE_PASSED == work->passes) {
		staff_drop(work->passed[0], work);
		work_drop(work, work->passed[0]);
	}
	if (QUEUE_PASSES == staff->passes) {
		work_drop(staff->passed[0], staff);
		staff_drop(staff, staff->passed[0]);
	}

	work->passed[work->passes++] = staff;
	staff->passed[staff->passes++] = work;
}


/* Everybody may be offered it again */
void qwork_unpass(struct qwork *work)
{
	for (unsigned i = 0; i < work->passes; i++)
		staff_drop(work->passed[i], work);

	work->passes = 0;
	work->pass_ms = INT64_MAX;
}


/* The operator may be offered everything again */
void qstaff_unpass(struct qstaff *staff)
{
	for (unsigned i = 0; i < staff->passes; i++)
		work_drop(staff->passed[i], staff);

	staff->passes = 0;
}
