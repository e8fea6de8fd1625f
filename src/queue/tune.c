/**
 * @file tune.c  Other times while there is work
 */
#include <stdlib.h>
#include "queue/queue_priv.h"


static int topic_cmp(const void *ap, const void *bp)
{
	const struct qtopic *a = ap, *b = bp;

	return (a->topic > b->topic) - (a->topic < b->topic);
}


/* What holds for rows of a topic */
const struct queue_medium_prm *qtopic_prm(const struct queue_core *core, enum queue_medium medium, int64_t topic)
{
	const struct qtopic key = {.topic = topic}, *own = NULL;

	if (core->topics[medium])
		own = bsearch(&key, core->topic[medium], core->topics[medium], sizeof(key), topic_cmp);

	return own ? &own->prm : &core->prm.medium[medium];
}


static bool good(const struct queue_tune *t, unsigned steps)
{
	if (t->ring_ms < 0 || t->wrap_ms < 0 || t->owner_ms < 0 || t->wrap_most_ms < 0 || t->after_ms[0])
		return false;

	for (unsigned i = 1; i < steps; i++) {
		if (t->after_ms[i] < t->after_ms[i - 1])
			return false;
	}

	return true;
}


static void prm_tune(struct queue_medium_prm *prm, const struct queue_tune *t)
{
	prm->row_most = t->row_most;
	prm->misses_most = t->misses_most;
	prm->second = t->second;
	prm->ring_ms = t->ring_ms;
	prm->wrap_ms = t->wrap_ms;
	prm->owner_ms = t->owner_ms;
	for (unsigned i = 0; i < prm->steps; i++)
		prm->step[i].after_ms = t->after_ms[i];
}


static enum queue_refusal check(const struct queue_core *core, enum queue_medium medium, const struct queue_tune *all,
				const struct queue_topic_tune *topic, size_t topics)
{
	unsigned steps;

	if ((unsigned)medium >= QUEUE_MEDIA)
		return QUEUE_BAD;

	steps = core->prm.medium[medium].steps;
	if (all->raised_ms < core->prm.head_start_ms[QUEUE_NORMAL] || all->raised_ms > core->prm.head_start_ms[QUEUE_URGENT])
		return QUEUE_BAD;
	if (!good(all, steps))
		return QUEUE_BAD;

	for (size_t i = 0; i < topics; i++) {
		if (topic[i].topic <= 0 || !good(&topic[i].tune, steps))
			return QUEUE_BAD;
	}

	return QUEUE_DONE;
}


/* By topic; each once */
static int own_make(struct qtopic **ownp, const struct queue_medium_prm *prm, const struct queue_topic_tune *topic, size_t topics,
		    enum queue_refusal *refusal)
{
	struct qtopic *own = mem_zalloc((topics + 1) * sizeof(*own), NULL);

	if (!own)
		return ENOMEM;

	for (size_t i = 0; i < topics; i++) {
		own[i] = (struct qtopic){.topic = topic[i].topic, .prm = *prm};
		prm_tune(&own[i].prm, &topic[i].tune);
	}
	qsort(own, topics, sizeof(*own), topic_cmp);

	for (size_t i = 1; i < topics; i++) {
		if (own[i].topic == own[i - 1].topic)
			*refusal = QUEUE_BAD;
	}

	if (*refusal)
		mem_deref(own);
	else
		*ownp = own;

	return 0;
}


static void row_h(struct qlink *link, void *arg)
{
	struct qrow *row = CONTAINER_OF(link, struct qrow, link);

	row->prm = qtopic_prm(arg, row->medium, row->topic);
}


/* A step that is due by now is taken by the next event */
static void work_h(struct qlink *link, void *arg)
{
	qwork_due(arg, CONTAINER_OF(link, struct qwork, link));
}


int queue_tune(struct queue_core *core, int64_t now_ms, enum queue_medium medium, const struct queue_tune *all,
	       const struct queue_topic_tune *topic, size_t topics, enum queue_refusal *refusal)
{
	struct qtopic *own = NULL;
	int err = 0;

	*refusal = check(core, medium, all, topic, topics);
	if (*refusal)
		return 0;

	err = own_make(&own, &core->prm.medium[medium], topic, topics, refusal);
	if (err || *refusal)
		return err;

	if (!qcore_enter(core, now_ms)) {
		mem_deref(own);
		*refusal = QUEUE_BUSY;
		return 0;
	}

	prm_tune(&core->prm.medium[medium], all);
	core->prm.wrap_most_ms = all->wrap_most_ms;
	core->prm.head_start_ms[QUEUE_RAISED] = all->raised_ms;
	mem_deref(core->topic[medium]);
	core->topic[medium] = own;
	core->topics[medium] = topics;
	qindex_each(&core->rows, row_h, core);
	qindex_each(&core->works, work_h, core);
	qcore_exit(core);

	return 0;
}
