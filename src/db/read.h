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
	void (*done_h)(struct query *q);                     /* at home */
	void *asker;                                         /* of whoever submits, for done_h */
	int err;
};

int readers_start(struct readers **rp, const char *url, unsigned threads) MUST_CHECK;
/** 0; EAGAIN when the queue is full */
int read_submit(struct readers *r, struct query *q, struct mailbox *home, int64_t deadline_ms) MUST_CHECK;
void readers_stop(struct readers *r);

#endif
