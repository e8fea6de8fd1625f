/**
 * @file waiting.h  What can be set about waiting, in all topics and in some: how long it rings, when the search widens, what follows a call
 *
 *   otklik.conf: queue.… ──▶ version 0 ──┐
 *                                        ├──▶ in force (profile/switchboard.h) ──▶ queue core, voice
 *   sheet queue/all: published ──────────┘
 *
 *   {"all": {"ring_s": 20, "widen_s": 60, …}, "topics": [{"topic": "17", "ring_s": 30}]}
 *
 * What is not said of a topic holds as everywhere. Bounds are those of the settings (base/setting_table.c). Pure: no store, no clock.
 */
#ifndef OTKLIK_WAITING_WAITING_H
#define OTKLIK_WAITING_WAITING_H

#include <jansson.h>
#include "queue/queue.h"

struct setting;
struct settings;

enum waiting_value {
	WAITING_CALLS,               /* that may wait in one queue */
	WAITING_RING,                /* ms, like all times */
	WAITING_WRAP_UP,
	WAITING_WIDEN,
	WAITING_WIDEN_REGION,
	WAITING_OWN,                 /* those before may be a topic's own */
	WAITING_MISSES = WAITING_OWN,
	WAITING_OWNER,
	WAITING_WRITTEN,
	WAITING_COMFORT,
	WAITING_WRAP_MOST,
	WAITING_SECOND,              /* 0: who is in a call can be given none */
	WAITING_REDIAL,              /* so long after they were cut off callers keep their place */
	WAITING_REPEAT,              /* head start of who comes again in vain */
	WAITING_REPEAT_AFTER,        /* so long after a contact the next one is a repeat contact */
	WAITING_VALUES
};

enum { WAITING_TOPICS = 100 };       /* with values of their own */

struct waiting_topic {
	int64_t topic;
	int64_t own[WAITING_OWN];    /* -1: as everywhere */
};

/** Flat: it is copied */
struct waiting {
	int64_t all[WAITING_VALUES];
	size_t topics;
	struct waiting_topic at[WAITING_TOPICS];     /* by topic */
};

/** What the configuration says */
void waiting_init(struct waiting *w, const struct settings *settings);

enum waiting_fault {
	WAITING_SHAPE = 1,           /* no such value, or not a number */
	WAITING_RANGE,               /* beyond its bounds */
	WAITING_ORDER,               /* all regions before the neighbouring levels */
	WAITING_TOPIC,               /* no topic, or twice */
};

/** "shape", "range" … */
const char *waiting_fault_name(enum waiting_fault fault);

/** What is wrong at a path: "all.ring_s", "topics.2.widen_s". `row`: the setting it is bounded by, or NULL */
typedef void (waiting_fault_h)(const char *path, enum waiting_fault fault, const struct setting *row, void *arg);

/**
 * Reads a document. One that is written now says everything; one that is kept (fault_h NULL) may be older than a value, which stays as it is in `w`
 *
 * @return EINVAL when something is wrong, what fault_h was told, and `w` is as it was
 */
int waiting_read(struct waiting *w, const json_t *body, waiting_fault_h *fault_h, void *arg) MUST_CHECK;

/** The document of it; owned, NULL without memory */
json_t *waiting_json(const struct waiting *w);

/** {"ring_s": {"least": 1, "most": 600, "own": true}, …}: bounds, and what may be a topic's own; owned, NULL without memory */
json_t *waiting_bounds(void);

/** A value as it holds in a topic; 0: of no topic */
int64_t waiting_of(const struct waiting *w, enum waiting_value value, int64_t topic);

/** Has the queue core take it for calls. @return 0 with *refusal, or ENOMEM */
int waiting_tune(const struct waiting *w, struct queue_core *core, int64_t now_ms, enum queue_refusal *refusal) MUST_CHECK;

#endif
