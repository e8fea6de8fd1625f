/**
 * @file list.c  What waits, by its turn
 *
 * The rows' orders are merged: a heap holds the next of each class of each row.
 */
#include "queue/queue_priv.h"

struct merge {
	const struct queue_core *core;
	const struct qcrew *crew;            /* NULL: everything */
	enum queue_medium medium;
	struct qnode **heap;                 /* of qwork.order; the smallest first */
	size_t n;
};


static void swap(struct qnode **a, struct qnode **b)
{
	struct qnode *was = *a;

	*a = *b;
	*b = was;
}


static void sink(struct merge *m, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1;

		for (size_t c = left; c < left + 2 && c < m->n; c++) {
			if (qnode_less(m->heap[c], m->heap[least]))
				least = c;
		}
		if (least == i)
			return;

		swap(&m->heap[i], &m->heap[least]);
		i = least;
	}
}


static void row_h(struct qlink *link, void *arg)
{
	struct qrow *row = CONTAINER_OF(link, struct qrow, link);
	struct merge *m = arg;

	if (row->medium != m->medium || (m->crew && !qcrew_fits(m->core, m->crew, row, qprm_of(row)->steps - 1)))
		return;

	for (unsigned i = 0; i < QUEUE_CLASSES; i++) {
		if (row->order[i].first)
			m->heap[m->n++] = row->order[i].first;
	}
}


static const struct qwork *next(struct merge *m)
{
	struct qnode *first = m->heap[0], *after = qtree_next(first);

	if (after)
		m->heap[0] = after;
	else
		m->heap[0] = m->heap[--m->n];
	sink(m, 0);

	return CONTAINER_OF(first, struct qwork, order);
}


int queue_list(const struct queue_core *core, int64_t staff_id, enum queue_medium medium, int64_t *ids, size_t most, size_t *n)
{
	const struct qstaff *staff = staff_id ? qstaff_find(core, staff_id) : NULL;
	struct merge m = {.core = core, .crew = staff ? staff->crew : NULL, .medium = medium};
	size_t count = 0;

	if (staff_id && !staff)
		return ENOENT;

	m.heap = mem_alloc((core->rows.n + 1) * QUEUE_CLASSES * sizeof(m.heap[0]), NULL);
	if (!m.heap)
		return ENOMEM;

	qindex_each(&core->rows, row_h, &m);
	for (size_t i = m.n; i > 0; i--)
		sink(&m, i - 1);

	while (m.n && count < most) {

		const struct qwork *work = next(&m);

		if (!m.crew || qcrew_fits(core, m.crew, work->row, work->step))
			ids[count++] = work->id;
	}

	mem_deref(m.heap);
	*n = count;

	return 0;
}
