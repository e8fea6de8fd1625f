/**
 * @file feed.h  What the store holds, read for the queue core (of the hub alone, on its thread)
 *
 * At the start: who is here, then what is in hand, then what waits, nearest term first, a page at a time. While pages are read
 * the journal is not followed: so what is read is never older than what was told.
 */
#ifndef OTKLIK_HUB_FEED_H
#define OTKLIK_HUB_FEED_H

#include "hub/dispatch.h"

struct feed;

struct feed_prm {
	struct dispatch *dispatch;       /* borrowed, like all here */
	struct readers *readers;
	struct mailbox *const *home;     /* of the hub: set once its thread runs */
	void (*done_h)(void *arg);       /* a run is over: the journal may be followed again */
	void *arg;
};

int feed_alloc(struct feed **fp, const struct feed_prm *prm) MUST_CHECK;

/** Reads operators, and all written work too; while it runs another call is kept in mind */
void feed_run(struct feed *feed, bool work);

/** Tries again what could not be read; called now and then */
void feed_more(struct feed *feed);

/** Is something still to be read? */
bool feed_runs(const struct feed *feed);

/** Asks nothing new */
void feed_stop(struct feed *feed);

#endif
