/**
 * @file job.h  Work for a pool of threads: slow or blocking things that a loop must not do
 *
 *     loop ── pool_submit ──►  bounded queue  ──►  thread: work_h  ── completion ──►  home mailbox ── done_h on the loop
 *
 * A request may be refused (EAGAIN: the queue is full; say "try later"). A completion never is: each job that was taken gets
 * done_h exactly once, also at the deadline and when the pool stops. The job lies inside the asker's request and belongs to the
 * pool from pool_submit until done_h; between threads it carries no reference.
 */
#ifndef OTKLIK_BASE_JOB_H
#define OTKLIK_BASE_JOB_H

#include "base/mailbox.h"

struct pool;

struct job {
	struct msg msg;                        /* the completion; of the pool */
	struct mailbox *home;                  /* borrowed: where done_h runs; NULL: on the pool's thread */
	void (*work_h)(struct job *job);       /* on a pool thread */
	void (*done_h)(struct job *job);       /* may free the request */
	int64_t deadline_ms;                   /* clock_mono_ms: not begun after this, err = ETIMEDOUT; 0 none */
	void *ctx;                             /* borrowed: what init_h made for the thread; valid in work_h alone */
	int err;                               /* 0 before work_h, which may set it; ETIMEDOUT or ECANCELED: never begun */
};

struct pool_prm {
	const char *name;                      /* of the threads, ≤ 15 characters; borrowed during pool_alloc */
	unsigned threads;                      /* ≥ 1 */
	unsigned queue_max;                    /* jobs that wait, at most; ≥ 1 */
	int (*init_h)(void **ctxp, void *arg); /* on each thread as it starts, e.g. opens its read connection; may be NULL */
	void (*exit_h)(void *ctx, void *arg);  /* on each thread as it ends; may be NULL */
	void *arg;                             /* borrowed for the life of the pool */
};

/**
 * Starts a pool; mem_deref stops it as pool_stop(pool, 0) does
 *
 * @return 0 when every thread runs and its init_h succeeded; ENOMEM, EINVAL, or the first error of a thread
 */
int pool_alloc(struct pool **poolp, const struct pool_prm *prm) MUST_CHECK;

/**
 * Hands a job over: home, work_h, done_h and deadline_ms are set. Any thread
 *
 * @return 0; EAGAIN when the queue is full; ESHUTDOWN when the pool is stopping: then the job is still the caller's
 */
int pool_submit(struct pool *pool, struct job *job) MUST_CHECK;

/** Jobs that wait now */
unsigned pool_waiting(struct pool *pool);

/**
 * Takes no more jobs, finishes those that wait, ends the threads. Waits for them. Not from a pool thread
 *
 * @param until_ms clock_mono_ms: what has not begun by then ends with ECANCELED; 0 now, INT64_MAX never
 */
void pool_stop(struct pool *pool, int64_t until_ms);

#endif
