/**
 * @file read.h  The readers: a pool of threads, each with its own read connection, and deadlines
 *
 * read_submit() runs query->read_h on a reader, then done_h at home. A query that is still queued at its deadline is given
 * back with ETIMEDOUT without having run; one that runs past it is interrupted.
 */
#ifndef OTKLIK_DB_READ_H
#define OTKLIK_DB_READ_H

#include "base/job.h"
#include "db/db.h"

struct readers;

struct query {
	struct job job;                                      /* private */
	int (*read_h)(struct db *db, struct query *q);       /* on a reader, inside a read transaction: one snapshot */
	void (*done_h)(struct query *q);                     /* at home, exactly once; may free the query */
	void *asker;                                         /* of whoever submits, for done_h */
	int err;                                             /* what read_h or the store gave; ETIMEDOUT, ECANCELED (stopped) */
};

/**
 * Starts the readers
 *
 * @param rp      Result, owned; mem_deref stops and frees
 * @param url     As db_open
 * @param threads ≥ 1
 *
 * @return errors of db_open of the first connection that could not be made
 */
int readers_start(struct readers **rp, const char *url, unsigned threads) MUST_CHECK;

/**
 * Hands a query over. Any thread
 *
 * @param home        Where done_h runs; NULL: on the reader
 * @param deadline_ms clock_mono_ms; 0 none
 *
 * @return 0; EAGAIN when the queue is full, ESHUTDOWN when the readers are stopping: then the query is still the caller's
 */
int read_submit(struct readers *r, struct query *q, struct mailbox *home, int64_t deadline_ms) MUST_CHECK;

/**
 * Ends the threads: queries that wait are done with ECANCELED, those that run are waited for, and who still asks is told
 * ESHUTDOWN. Not from a reader. They are freed by mem_deref, when nobody can ask any more
 */
void readers_stop(struct readers *r);

#endif
