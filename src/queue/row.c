/**
 * @file row.c  Rows: work of one medium, topic, language, region and level
 */
#include "queue/queue_priv.h"


static uint64_t digest(const struct queue_work *w, unsigned level)
{
	uint64_t x = (uint64_t)w->topic * 0x9e3779b97f4a7c15ULL;

	x ^= (uint64_t)w->medium << 56 | (uint64_t)w->lang << 40 | (uint64_t)w->region << 16 | level;
	x = (x ^ (x >> 29)) * 0xbf58476d1ce4e5b9ULL;

	return x ^ (x >> 32);
}


static struct qrow *find(const struct queue_core *core, const struct queue_work *w, unsigned level, uint64_t nr)
{
	for (struct qlink *l = qindex_find(&core->rows, nr); l; l = qindex_more(l)) {

		struct qrow *row = CONTAINER_OF(l, struct qrow, link);

		if (row->medium == w->medium && row->topic == w->topic && row->lang == w->lang && row->region == w->region &&
		    row->level == level)
			return row;
	}

	return NULL;
}


struct spare {
	struct queue_core *core;
	bool freed;
};


/* A row without work is kept, for the pace it learned, until its room is wanted */
static void spare_h(struct qlink *link, void *arg)
{
	struct qrow *row = CONTAINER_OF(link, struct qrow, link);
	struct spare *spare = arg;

	if (row->refs)
		return;

	qindex_remove(&spare->core->rows, link);
	mem_deref(row);
	spare->freed = true;
}


static bool room_make(struct queue_core *core)
{
	struct spare spare = {core, false};

	if (core->rows.n < core->prm.rows_most)
		return true;

	qindex_each(&core->rows, spare_h, &spare);

	return spare.freed;
}


struct qrow *qrow_get(struct queue_core *core, const struct queue_work *work, enum queue_refusal *refusal)
{
	unsigned level = work->level ? work->level : 1;
	uint64_t nr = digest(work, level);
	struct qrow *row = find(core, work, level, nr);

	if (row)
		goto out;

	if (!room_make(core)) {
		*refusal = QUEUE_FULL;
		return NULL;
	}

	row = mem_zalloc(sizeof(*row), NULL);
	if (!row)
		return NULL;

	row->medium = work->medium;
	row->topic = work->topic;
	row->lang = work->lang;
	row->region = work->region;
	row->level = level;
	row->prm = qtopic_prm(core, work->medium, work->topic);
	row->pace_ms = row->prm->pace_ms;
	for (unsigned i = 0; i < QUEUE_STEPS; i++)
		row->lane[i].row = row;
	qindex_add(&core->rows, &row->link, nr);

out:
	row->refs++;
	return row;
}


void qrow_unref(struct qrow *row)
{
	row->refs--;
}


/* Waiting and offered */
unsigned qrow_size(const struct qrow *row)
{
	unsigned n = 0;

	for (unsigned i = 0; i < QUEUE_CLASSES; i++)
		n += qtree_size(&row->order[i]);

	return n;
}
