/**
 * @file core.c  A core's beginning and end, and the names of its words
 */
#include "queue/queue_priv.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };


void queue_prm_init(struct queue_prm *prm)
{
	static const int64_t band_min[] = {1, 2, 3, 5, 10, 15, 20, 30, 45, 60};

	*prm = (struct queue_prm){
		.medium = {
			[QUEUE_CALL] = {
				.work_most = 100000, .row_most = 2000, .ring_ms = 20 * 1000, .wrap_ms = 30 * 1000,
				.owner_ms = 30 * 1000, .pass_ms = 30 * 1000, .pace_ms = 60 * 1000, .place_ms = 30 * 1000, .misses_most = 3,
				.step = {{0}, {.after_ms = 60 * 1000, .level_less = 2}, {.after_ms = 180 * 1000, .level_less = QUEUE_LEVELS,
					.any_region = true}},
				.steps = 3},
			[QUEUE_WRITTEN] = {
				.work_most = 100000, .row_most = 100000, .owner_ms = 4 * HOUR_MS, .pass_ms = HOUR_MS,
				.pace_ms = 300 * 1000,
				.step = {{0}, {.after_ms = 4 * HOUR_MS, .level_less = QUEUE_LEVELS, .any_region = true}}, .steps = 2},
		},
		.head_start_ms = {
			[QUEUE_LOW] = -300 * 1000, [QUEUE_NORMAL] = 0, [QUEUE_RAISED] = 300 * 1000, [QUEUE_URGENT] = HOUR_MS,
			[QUEUE_RETURNED] = 2 * HOUR_MS},
		.bands = sizeof(band_min) / sizeof(band_min[0]),
		.wrap_most_ms = HOUR_MS / 2, .staff_most = 10000, .rows_most = 20000, .gen_first = 1,
	};

	for (unsigned i = 0; i < prm->bands; i++)
		prm->band_ms[i] = band_min[i] * 60 * 1000;
}


static bool medium_good(const struct queue_medium_prm *m)
{
	if (m->steps > QUEUE_STEPS || (m->steps && m->step[0].after_ms))
		return false;

	for (unsigned i = 1; i < m->steps; i++) {
		if (m->step[i].after_ms < m->step[i - 1].after_ms)
			return false;
	}

	return m->ring_ms >= 0 && m->wrap_ms >= 0 && m->owner_ms >= 0 && m->pass_ms >= 0 && m->pace_ms >= 0 && m->place_ms >= 0;
}


static bool prm_good(const struct queue_prm *prm)
{
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (!medium_good(&prm->medium[i]))
			return false;
	}
	for (unsigned i = 1; i < QUEUE_CLASSES; i++) {
		if (prm->head_start_ms[i] < prm->head_start_ms[i - 1])
			return false;
	}
	for (unsigned i = 1; i < prm->bands; i++) {
		if (prm->band_ms[i] < prm->band_ms[i - 1])
			return false;
	}

	return prm->bands <= QUEUE_BANDS && prm->wrap_most_ms >= 0 && prm->gen_first && prm->decide_h;
}


static void work_free_h(struct qlink *link, void *arg)
{
	mem_deref(CONTAINER_OF(link, struct qwork, link));
}


static void staff_free_h(struct qlink *link, void *arg)
{
	mem_deref(CONTAINER_OF(link, struct qstaff, link));
}


static void row_free_h(struct qlink *link, void *arg)
{
	mem_deref(CONTAINER_OF(link, struct qrow, link));
}


static void crew_free_h(struct qlink *link, void *arg)
{
	mem_deref(CONTAINER_OF(link, struct qcrew, link));
}


static void index_free(struct qindex *index, void (*h)(struct qlink *link, void *arg))
{
	if (!index->table)
		return;

	qindex_each(index, h, NULL);
	qindex_close(index);
}


static void core_destructor(void *arg)
{
	struct queue_core *core = arg;

	index_free(&core->works, work_free_h);
	index_free(&core->staffs, staff_free_h);
	index_free(&core->rows, row_free_h);
	index_free(&core->crews, crew_free_h);
	for (unsigned i = 0; i < QUEUE_MEDIA; i++)
		mem_deref(core->topic[i]);
}


int queue_core_alloc(struct queue_core **corep, const struct queue_prm *prm)
{
	struct queue_core *core;
	int err;

	if (!prm_good(prm))
		return EINVAL;

	core = mem_zalloc(sizeof(*core), core_destructor);
	if (!core)
		return ENOMEM;

	core->prm = *prm;
	core->gen = prm->gen_first - 1;
	core->now_ms = INT64_MIN;
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (!core->prm.medium[i].steps)
			core->prm.medium[i].steps = 1;
	}

	err = qindex_init(&core->works);
	if (!err)
		err = qindex_init(&core->staffs);
	if (!err)
		err = qindex_init(&core->rows);
	if (!err)
		err = qindex_init(&core->crews);

	if (err)
		mem_deref(core);
	else
		*corep = core;

	return err;
}


const char *queue_refusal_name(enum queue_refusal refusal)
{
	static const char *const names[] = {
		[QUEUE_DONE] = "done", [QUEUE_FULL] = "full", [QUEUE_KNOWN] = "known", [QUEUE_UNKNOWN] = "unknown",
		[QUEUE_NOBODY] = "nobody", [QUEUE_STALE] = "stale", [QUEUE_NOT_NOW] = "not_now", [QUEUE_BAD] = "bad",
		[QUEUE_BUSY] = "busy", [QUEUE_NOT_OPEN] = "not_open",
	};

	return (size_t)refusal < sizeof(names) / sizeof(names[0]) ? names[refusal] : "bad";
}


const char *queue_state_name(enum queue_state state)
{
	static const char *const names[] = {
		[QUEUE_OUT] = "out", [QUEUE_READY] = "ready", [QUEUE_PAUSED] = "paused", [QUEUE_WRAP_UP] = "wrap_up"};

	return (size_t)state < sizeof(names) / sizeof(names[0]) ? names[state] : "out";
}


const char *queue_why_name(enum queue_why why)
{
	static const char *const names[] = {
		[QUEUE_WHY_NONE] = "none", [QUEUE_WHY_TIMEOUT] = "timeout", [QUEUE_WHY_ENDED] = "ended",
		[QUEUE_WHY_ABANDONED] = "abandoned", [QUEUE_WHY_AWAY] = "away", [QUEUE_WHY_TAKEN] = "taken",
		[QUEUE_WHY_STATE] = "state", [QUEUE_WHY_CAPACITY] = "capacity", [QUEUE_WHY_CHANGED] = "changed",
		[QUEUE_WHY_ASKED] = "asked", [QUEUE_WHY_MISSES] = "misses", [QUEUE_WHY_WRAP_UP] = "wrap_up",
		[QUEUE_WHY_TIME] = "time", [QUEUE_WHY_CLASS] = "class", [QUEUE_WHY_REPEAT] = "repeat", [QUEUE_WHY_RETURNED] = "returned",
		[QUEUE_WHY_OWNER] = "owner", [QUEUE_WHY_REFUSED] = "refused",
	};

	return (size_t)why < sizeof(names) / sizeof(names[0]) ? names[why] : "none";
}
