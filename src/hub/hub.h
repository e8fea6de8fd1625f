/**
 * @file hub.h  The hub: one thread that follows the journal and keeps the timers
 *
 * What this is for: telling everybody who listens what was committed, in its order and once; noticing promises whose time has
 * passed; keeping the index of words up to date; having settings read anew when they change. What it refuses: the store (it
 * asks readers and the writer), files, slow work. The queue core and presence will live here.
 *
 *   writer ── wake ──▶ hub ── query ──▶ reader ── rows ──▶ hub ──▶ event_h for each, in order
 *                       ├── timer: once a second, for what another process wrote
 *                       ├── timer: promises that fall due ──▶ command
 *                       └── after rows with messages ──▶ command: index
 */
#ifndef OTKLIK_HUB_HUB_H
#define OTKLIK_HUB_HUB_H

#include "appeal/topic.h"
#include "db/keyring.h"
#include "db/read.h"
#include "db/write.h"
#include "schedule/book.h"

struct hub;

/** One row of the journal that others may want to know of; borrowed until event_h returns */
struct hub_event {
	int64_t pos, at_ms, appeal, actor;
	struct pl kind, body;
	int64_t digits;              /* of the appeal's number; DB_NULL none */
	int64_t topic, owner;        /* of the appeal as it is now; DB_NULL none */
};

struct hub_prm {
	struct writer *writer;       /* borrowed for the life of the hub, like all here */
	struct readers *readers;
	const struct keyring *keys;
	int64_t from_pos;            /* the journal's position at the start: what came before is not told */

	/* On the hub's thread */
	void (*event_h)(const struct hub_event *event, void *arg);
	/* Settings as they are now: one reference of each is handed over */
	void (*settings_h)(struct book *book, struct topics *topics, void *arg);
	void *arg;
};

int hub_start(struct hub **hubp, const struct hub_prm *prm) MUST_CHECK;

/** Something was committed. Any thread; never waits, and many calls make one look */
void hub_wake(struct hub *hub);

/**
 * Asks nothing new. The order of an end is: hub_halt(), writer_drain(), readers_stop(), and then, when all that was asked has
 * come back, mem_deref(hub), which ends the thread and waits for it. Called once.
 */
void hub_halt(struct hub *hub);

#endif
