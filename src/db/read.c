/**
 * @file read.c  The readers: a pool whose threads each hold a read connection
 *
 * The pool (base/job.h) sees to the queue, the deadline before the start and the one completion; here a query gets its
 * snapshot, and the deadline while it runs. A connection that was lost is made anew by db_begin.
 */
#include "base/job.h"
#include "db/read.h"

enum { QUEUE_PER_THREAD = 256 };

struct readers {
	struct pool *pool;
	char *url;
};


static int open_h(void **ctxp, void *arg)
{
	const struct readers *r = arg;
	struct db *db;
	int err = db_open(&db, r->url, DB_READ, NULL);

	if (!err)
		*ctxp = db;
	return err;
}


static void close_h(void *ctx, void *arg)
{
	mem_deref(ctx);
}


static void work_h(struct job *job)
{
	struct query *q = CONTAINER_OF(job, struct query, job);
	struct db *db = job->ctx;

	db_deadline(db, job->deadline_ms);

	q->err = db_begin(db);
	if (q->err)
		goto out;

	q->err = q->read_h(db, q);
	if (q->err)
		db_rollback(db);
	else
		q->err = db_commit(db);
out:
	job->err = q->err;
	db_deadline(db, 0);
}


static void done_h(struct job *job)
{
	struct query *q = CONTAINER_OF(job, struct query, job);

	q->err = job->err;
	q->done_h(q);
}


static void destructor(void *arg)
{
	struct readers *r = arg;

	mem_deref(r->pool);
	mem_deref(r->url);
}


int readers_start(struct readers **rp, const char *url, unsigned threads)
{
	struct readers *r = mem_zalloc(sizeof(*r), destructor);
	int err;

	if (!r)
		return ENOMEM;

	err = str_dup(&r->url, url);
	if (!err)
		err = pool_alloc(&r->pool, &(struct pool_prm){
			.name = "reader", .threads = threads, .queue_max = threads * QUEUE_PER_THREAD,
			.init_h = open_h, .exit_h = close_h, .arg = r,
		});
	if (err) {
		mem_deref(r);
		return err;
	}

	*rp = r;
	return 0;
}


int read_submit(struct readers *r, struct query *q, struct mailbox *home, int64_t deadline_ms)
{
	q->err = 0;
	q->job.home = home;
	q->job.work_h = work_h;
	q->job.done_h = done_h;
	q->job.deadline_ms = deadline_ms;

	return pool_submit(r->pool, &q->job);
}


void readers_stop(struct readers *r)
{
	pool_stop(r->pool, 0);
}
