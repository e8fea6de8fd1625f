/**
 * @file view.c  How the queues, the work and the operators stand
 */
#include "queue/queue_priv.h"


void queue_counts(const struct queue_core *core, struct queue_counts *counts)
{
	*counts = core->counts;
	counts->rows = (unsigned)core->rows.n;
}


enum queue_refusal queue_work_get(const struct queue_core *core, int64_t id, struct queue_work_view *view)
{
	const struct qwork *work = qwork_find(core, id);

	if (!work)
		return QUEUE_UNKNOWN;

	*view = (struct queue_work_view){
		.id = work->id, .topic = work->row->topic, .since_ms = work->since_ms,
		.staff = work->staff && !work->held ? work->staff->id : 0, .medium = work->row->medium, .class = work->class,
		.state = work->state, .lang = work->row->lang, .region = work->row->region, .level = work->row->level,
		.step = work->step, .gen = work->gen, .repeat = work->repeat,
	};

	return QUEUE_DONE;
}


struct rows {
	const struct queue_core *core;
	int64_t now_ms;
	queue_row_h *h;
	void *arg;
};


/* Operators who are open to the first step of a row */
static unsigned ready_for(const struct queue_core *core, const struct qrow *row)
{
	enum queue_medium medium = row->medium;
	unsigned n = 0;

	for (struct qnode *c = core->ready[medium].first; c; c = qtree_next(c)) {

		const struct qcrew *crew = CONTAINER_OF(c, struct qcrew, node[medium]);

		if (qcrew_fits(core, crew, row, 0))
			n += qtree_size(&crew->idle[medium]);
	}

	return n;
}


static void row_h(struct qlink *link, void *arg)
{
	const struct qrow *row = CONTAINER_OF(link, struct qrow, link);
	const struct rows *rows = arg;
	struct queue_row_view view = {
		.medium = row->medium, .topic = row->topic, .lang = row->lang, .region = row->region, .level = row->level,
		.offered = row->offered, .waiting = qrow_size(row) - row->offered, .oldest_ms = rows->now_ms, .pace_ms = row->pace_ms,
	};

	if (0 == qrow_size(row))
		return;

	for (unsigned i = 0; i < QUEUE_CLASSES; i++) {

		const struct qnode *first = row->order[i].first;
		const struct qwork *work = first ? CONTAINER_OF(first, struct qwork, order) : NULL;

		if (work && work->since_ms < view.oldest_ms)
			view.oldest_ms = work->since_ms;
	}

	view.ready = ready_for(rows->core, row);
	rows->h(&view, rows->arg);
}


void queue_rows(const struct queue_core *core, int64_t now_ms, queue_row_h *h, void *arg)
{
	struct rows rows = {core, now_ms, h, arg};

	qindex_each(&core->rows, row_h, &rows);
}


static struct queue_staff_view staff_view(const struct qstaff *staff)
{
	struct queue_staff_view view = {
		.id = staff->id, .state_ms = staff->state_ms, .until_ms = staff->until_ms, .state = staff->state, .reason = staff->reason,
		.misses = staff->misses, .talks = staff->talks ? staff->talks->id : 0,
	};

	memcpy(view.in_hand, staff->in_hand, sizeof(view.in_hand));
	memcpy(view.most, staff->most, sizeof(view.most));
	memcpy(view.regions, staff->crew->regions, sizeof(view.regions));
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		view.reached[i] = !staff->closed[i];
		if (staff->offer[i])
			view.offer[i] = (struct queue_offer){staff->offer[i]->id, staff->id, staff->offer[i]->gen};
	}

	return view;
}


struct staffs {
	queue_staff_h *h;
	void *arg;
};


static void staff_h(struct qlink *link, void *arg)
{
	const struct queue_staff_view view = staff_view(CONTAINER_OF(link, struct qstaff, link));
	const struct staffs *s = arg;

	s->h(&view, s->arg);
}


void queue_staff_each(const struct queue_core *core, queue_staff_h *h, void *arg)
{
	struct staffs s = {h, arg};

	qindex_each(&core->staffs, staff_h, &s);
}


enum queue_refusal queue_staff_get(const struct queue_core *core, int64_t id, struct queue_staff_view *view)
{
	const struct qstaff *staff = qstaff_find(core, id);

	if (!staff)
		return QUEUE_NOBODY;

	*view = staff_view(staff);

	return QUEUE_DONE;
}
