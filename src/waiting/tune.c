/**
 * @file tune.c  What is set about waiting, as it holds
 */
#include "waiting/waiting.h"


int64_t waiting_of(const struct waiting *w, enum waiting_value value, int64_t topic)
{
	for (size_t i = 0; i < w->topics && topic && value < WAITING_OWN; i++) {
		if (w->at[i].topic == topic && w->at[i].own[value] >= 0)
			return w->at[i].own[value];
	}

	return w->all[value];
}


/* Steps are those that a core begins with (queue_prm_init): lower levels, then all regions */
static struct queue_tune tune_of(const struct waiting *w, int64_t topic)
{
	return (struct queue_tune){
		.row_most = (unsigned)waiting_of(w, WAITING_CALLS, topic), .misses_most = (unsigned)w->all[WAITING_MISSES],
		.ring_ms = waiting_of(w, WAITING_RING, topic), .wrap_ms = waiting_of(w, WAITING_WRAP_UP, topic),
		.owner_ms = w->all[WAITING_OWNER], .wrap_most_ms = w->all[WAITING_WRAP_MOST], .second = w->all[WAITING_SECOND] > 0,
		.raised_ms = w->all[WAITING_REPEAT],
		.after_ms = {0, waiting_of(w, WAITING_WIDEN, topic), waiting_of(w, WAITING_WIDEN_REGION, topic)},
	};
}


int waiting_tune(const struct waiting *w, struct queue_core *core, int64_t now_ms, enum queue_refusal *refusal)
{
	struct queue_topic_tune topic[WAITING_TOPICS];
	struct queue_tune all = tune_of(w, 0);

	for (size_t i = 0; i < w->topics; i++)
		topic[i] = (struct queue_topic_tune){w->at[i].topic, tune_of(w, w->at[i].topic)};

	return queue_tune(core, now_ms, QUEUE_CALL, &all, topic, w->topics, refusal);
}
