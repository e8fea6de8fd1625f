/**
 * @file look.c  How the line stands, copied for another thread
 */
#include <stdlib.h>
#include "hub/dispatch_priv.h"

/* One block: the view, its rows, its operators */
struct look {
	struct hub_view view;
	size_t rows_max, staffs_max;
	struct queue_row_view *row;
	struct queue_staff_view *staff;
	struct queue_work_view *call;
};


static void each_row_h(const struct queue_row_view *row, void *arg)
{
	struct look *look = arg;

	if (look->view.rows < look->rows_max)
		look->row[look->view.rows++] = *row;
}


static void each_staff_h(const struct queue_staff_view *staff, void *arg)
{
	struct look *look = arg;

	if (look->view.staffs < look->staffs_max)
		look->staff[look->view.staffs++] = *staff;
}


static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}


static int row_cmp(const void *a, const void *b)
{
	const struct queue_row_view *x = a, *y = b;
	int c = order(x->medium, y->medium);

	c = c ? c : order(x->topic, y->topic);
	c = c ? c : order(x->lang, y->lang);
	c = c ? c : order(x->region, y->region);

	return c ? c : order(x->level, y->level);
}


static int staff_cmp(const void *a, const void *b)
{
	const struct queue_staff_view *x = a, *y = b;

	return order(x->id, y->id);
}


static int calls_fill(struct look *look, const struct queue_core *core)
{
	int64_t ids[HUB_CALLS_MOST];
	size_t n = 0;
	int err;

	err = queue_list(core, 0, QUEUE_CALL, ids, HUB_CALLS_MOST, &n);
	if (err)
		return err;

	for (size_t i = 0; i < n; i++) {
		if (QUEUE_DONE == queue_work_get(core, ids[i], &look->call[look->view.calls]))
			look->view.calls++;
	}

	return 0;
}


int dispatch_look(const struct dispatch *d, int64_t now_ms, struct hub_view **vp)
{
	struct queue_counts counts;
	struct look *look;
	size_t size;
	int err;

	queue_counts(d->core, &counts);
	size = sizeof(*look) + counts.rows * sizeof(look->row[0]) + counts.staff * sizeof(look->staff[0]) +
	       HUB_CALLS_MOST * sizeof(look->call[0]);

	look = mem_zalloc(size, NULL);
	if (!look)
		return ENOMEM;

	look->rows_max = counts.rows;
	look->staffs_max = counts.staff;
	look->row = (struct queue_row_view *)(void *)(look + 1);
	look->staff = (struct queue_staff_view *)(void *)(look->row + counts.rows);
	look->call = (struct queue_work_view *)(void *)(look->staff + counts.staff);
	look->view.now_ms = now_ms;
	look->view.counts = counts;
	look->view.row = look->row;
	look->view.staff = look->staff;
	look->view.call = look->call;

	err = calls_fill(look, d->core);
	if (err) {
		mem_deref(look);
		return err;
	}

	queue_rows(d->core, now_ms, each_row_h, look);
	queue_staff_each(d->core, each_staff_h, look);
	qsort(look->row, look->view.rows, sizeof(look->row[0]), row_cmp);
	qsort(look->staff, look->view.staffs, sizeof(look->staff[0]), staff_cmp);

	*vp = &look->view;

	return 0;
}
