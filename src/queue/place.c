/**
 * @file place.c  Place and wait band: what a caller is told
 */
#include "queue/queue_priv.h"


/* All of the row whose turn is before, whether they wait, are held or ring; and one */
static unsigned place_now(const struct qwork *work)
{
	unsigned place = 1;

	for (unsigned i = 0; i < QUEUE_CLASSES; i++)
		place += qtree_before(&work->row->order[i], work->order.key, work->order.seq).size;

	return place;
}


/* The pace of the row; when it stands still longer than its pace, that counts */
static int64_t wait_now(const struct queue_core *core, const struct qrow *row, unsigned place, int64_t now_ms)
{
	int64_t still_ms = now_ms - row->mark_ms, pace_ms = row->pace_ms > still_ms ? row->pace_ms : still_ms, ms;

	return __builtin_mul_overflow(pace_ms, (int64_t)place, &ms) ? INT64_MAX : ms;
}


static unsigned band_of(const struct queue_core *core, int64_t wait_ms)
{
	unsigned band = 0;

	while (band < core->prm.bands && wait_ms > core->prm.band_ms[band])
		band++;

	return band;
}


struct manned {
	const struct queue_core *core;
	const struct qrow *row;
};


static bool mans_h(const struct qlink *link, const void *arg)
{
	const struct qstaff *staff = CONTAINER_OF(link, const struct qstaff, link);
	const struct manned *m = arg;
	enum queue_medium medium = m->row->medium;

	return QUEUE_OUT != staff->state && !staff->closed[medium] && staff->most[medium] &&
	       qcrew_fits(m->core, staff->crew, m->row, qprm_of(m->row)->steps - 1);
}


/* Is there anybody at all? Who is busy, or has a break, is */
static bool manned(const struct queue_core *core, const struct qrow *row)
{
	const struct manned m = {.core = core, .row = row};

	return qindex_any(&core->staffs, mans_h, &m);
}


static void look(const struct queue_core *core, struct qwork *work, int64_t now_ms, struct queue_place *p)
{
	unsigned place = place_now(work);
	unsigned band;

	p->wait_ms = wait_now(core, work->row, place, now_ms);
	p->waited_ms = now_ms - work->since_ms;

	band = band_of(core, p->wait_ms);
	if (place < work->place)
		work->place = place;
	if (band < work->band)
		work->band = band;

	p->place = work->place;
	p->band = work->band;
	p->manned = manned(core, work->row);
}


enum queue_refusal queue_place_of(struct queue_core *core, int64_t now_ms, int64_t id, struct queue_place *place)
{
	struct qwork *work = qwork_find(core, id);

	if (!work)
		return QUEUE_UNKNOWN;
	if (!work->order.in)
		return QUEUE_NOT_NOW;

	look(core, work, now_ms > core->now_ms ? now_ms : core->now_ms, place);

	return QUEUE_DONE;
}


/* Time to look: says the place when it changed since it was last said */
void qwork_tell(struct queue_core *core, struct qwork *work)
{
	struct queue_place p;

	work->place_ms = qtime_add(core->now_ms, qprm_of(work->row)->place_ms);
	look(core, work, core->now_ms, &p);
	if (p.place == work->place_shown && p.band == work->band_shown && p.manned == work->manned_shown)
		return;

	work->place_shown = p.place;
	work->band_shown = p.band;
	work->manned_shown = p.manned;
	qcore_decide(core, &(struct queue_decision){
		.what = QUEUE_PLACE, .medium = work->row->medium, .work = work->id, .place = p.place, .band = p.band,
		.manned = p.manned});
}
