/**
 * @file watch.h  Are the threads still at work? Each is asked and has to answer
 *
 *     one thread looks ── ping ──►  mailbox (or queue) of another  ── watch_answer ──►  the next look asks again
 *
 * A thread is late when it has not answered for WATCH_LATE_MS, and hung when it has not for its own patience. The patience is longer
 * than anything that the thread may rightly do before it looks into its mailbox: a loop does nothing slow; the writer may be inside a
 * transaction that a slow disk or server holds up; a pool's threads may all be at long work.
 *
 * watch_add() and watch_look() on one thread. What is watched may end while a ping lies in it: the watch is freed afterwards.
 */
#ifndef OTKLIK_BASE_WATCH_H
#define OTKLIK_BASE_WATCH_H

#include <stdatomic.h>
#include "base/mailbox.h"

enum { WATCH_MOST = 12, WATCH_EVERY_MS = 5000, WATCH_LATE_MS = 20000 };

struct watch;

/** One that is watched */
struct watch_beat {
	struct msg msg;                      /* for watch_mailbox */
	atomic_bool asked;                   /* a ping is on its way */
	bool sent, owes;                     /* the last ping went out; an answer is owed, since … */
	int64_t since_ms;
	int64_t next_ms;                     /* not asked before */
	int64_t patience_ms;
	const char *name;
	int (*ask_h)(struct watch_beat *beat, void *arg);
	void *arg;
};

/** What a look found; the first of each, NULL: none */
struct watch_report {
	const char *late, *hung;
	int64_t for_ms;                      /* how long the hung one, or else the late one, has not answered */
};

int watch_alloc(struct watch **wp) MUST_CHECK;

/** Watches a thread that empties a mailbox; both arguments are borrowed. ENOSPC above WATCH_MOST */
int watch_mailbox(struct watch *w, const char *name, struct mailbox *mb, int64_t patience_ms) MUST_CHECK;

/**
 * Watches any other: ask_h has watch_answer(beat) called, from whatever thread, once; when it fails nobody was asked, and the time runs
 * all the same (a queue that stays full is not emptied)
 */
int watch_add(struct watch *w, const char *name, int (*ask_h)(struct watch_beat *beat, void *arg), void *arg,
	      int64_t patience_ms) MUST_CHECK;

/** The answer to a ping. Any thread */
void watch_answer(struct watch_beat *beat);

/** Sees who has answered, and asks again; never waits */
struct watch_report watch_look(struct watch *w, int64_t now_ms);

#endif
