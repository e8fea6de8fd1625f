/**
 * @file job.c  A pool of threads with one bounded queue
 */
#include <pthread.h>
#include <signal.h>
#include "base/clock.h"
#include "base/job.h"


struct worker {
	struct pool *pool;       /* borrowed */
	pthread_t thread;
	void *ctx;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;     /* a job came, or the pool stops: for workers */
	pthread_cond_t begun;    /* a worker has finished its init_h: for pool_alloc */

	/* under lock */
	struct msg *head, *tail; /* jobs that wait, oldest first */
	unsigned waiting;
	unsigned starting;       /* workers still in init_h */
	int init_err;            /* first error of an init_h */
	bool stop;
	int64_t until_ms;

	/* constant after the threads began */
	unsigned queue_max;
	unsigned workerc;
	struct worker *workers;  /* owned */
	char name[16];
	int (*init_h)(void **ctxp, void *arg);
	void (*exit_h)(void *ctx, void *arg);
	void *arg;
};


/* The oldest job that waits, taken out; NULL when there is none */
static struct job *job_take(struct pool *pool)
{
	struct msg *msg = pool->head;

	if (!msg)
		return NULL;

	pool->head = msg->next;
	if (!pool->head)
		pool->tail = NULL;
	pool->waiting--;

	return CONTAINER_OF(msg, struct job, msg);
}


static void job_deliver(struct msg *msg)
{
	struct job *job = CONTAINER_OF(msg, struct job, msg);

	job->done_h(job);
}


static void job_run(struct worker *w, struct job *job, bool late)
{
	job->err = 0;
	if (late)
		job->err = ECANCELED;
	else if (job->deadline_ms && clock_mono_ms() > job->deadline_ms)
		job->err = ETIMEDOUT;

	if (!job->err) {
		job->ctx = w->ctx;
		job->work_h(job);
		job->ctx = NULL;
	}

	job->msg.deliver_h = job_deliver;
	if (job->home)
		mailbox_post(job->home, &job->msg);
	else
		job->done_h(job);
}


static int worker_init(struct worker *w)
{
	struct pool *pool = w->pool;
	int err = pool->init_h ? pool->init_h(&w->ctx, pool->arg) : 0;

	pthread_mutex_lock(&pool->lock);
	pool->starting--;
	if (err && !pool->init_err)
		pool->init_err = err;
	pthread_cond_signal(&pool->begun);
	pthread_mutex_unlock(&pool->lock);

	return err;
}


static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct pool *pool = w->pool;

	if (worker_init(w))
		return NULL;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		struct job *job = job_take(pool);
		bool late;

		if (!job && pool->stop)
			break;
		if (!job) {
			pthread_cond_wait(&pool->wake, &pool->lock);
			continue;
		}

		late = pool->stop && clock_mono_ms() >= pool->until_ms;
		pthread_mutex_unlock(&pool->lock);
		job_run(w, job, late);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);

	if (pool->exit_h)
		pool->exit_h(w->ctx, pool->arg);

	return NULL;
}


void pool_stop(struct pool *pool, int64_t until_ms)
{
	if (!pool)
		return;

	pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	pool->until_ms = until_ms;
	pthread_cond_broadcast(&pool->wake);
	pthread_mutex_unlock(&pool->lock);

	for (; pool->workerc; pool->workerc--)
		(void)pthread_join(pool->workers[pool->workerc - 1].thread, NULL);
}


static void pool_destroy(void *arg)
{
	struct pool *pool = arg;

	pool_stop(pool, 0);
	mem_deref(pool->workers);
	pthread_cond_destroy(&pool->wake);
	pthread_cond_destroy(&pool->begun);
	pthread_mutex_destroy(&pool->lock);
}


/* Signals are for the main thread: workers block them all */
static int start_workers(struct pool *pool, unsigned threads)
{
	sigset_t all, old;
	int err = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);

	pthread_mutex_lock(&pool->lock);
	for (unsigned i = 0; i < threads && !err; i++) {

		struct worker *w = &pool->workers[i];

		w->pool = pool;
		err = pthread_create(&w->thread, NULL, worker_main, w);
		if (err)
			break;
		(void)pthread_setname_np(w->thread, pool->name);
		pool->workerc++;
		pool->starting++;
	}

	while (pool->starting)
		pthread_cond_wait(&pool->begun, &pool->lock);
	if (!err)
		err = pool->init_err;
	pthread_mutex_unlock(&pool->lock);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}


int pool_alloc(struct pool **poolp, const struct pool_prm *prm)
{
	struct pool *pool;
	int err;

	if (!prm->threads || !prm->queue_max)
		return EINVAL;

	pool = mem_zalloc(sizeof(*pool), pool_destroy);
	if (!pool)
		return ENOMEM;

	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->wake, NULL);
	pthread_cond_init(&pool->begun, NULL);

	pool->queue_max = prm->queue_max;
	pool->init_h = prm->init_h;
	pool->exit_h = prm->exit_h;
	pool->arg = prm->arg;
	str_ncpy(pool->name, prm->name, sizeof(pool->name));

	pool->workers = mem_zalloc(prm->threads * sizeof(*pool->workers), NULL);
	if (!pool->workers) {
		err = ENOMEM;
		goto out;
	}

	err = start_workers(pool, prm->threads);

out:
	if (err)
		mem_deref(pool);
	else
		*poolp = pool;

	return err;
}


int pool_submit(struct pool *pool, struct job *job)
{
	int err = 0;

	pthread_mutex_lock(&pool->lock);
	if (pool->stop) {
		err = ESHUTDOWN;
		goto out;
	}
	if (pool->waiting >= pool->queue_max) {
		err = EAGAIN;
		goto out;
	}

	job->msg.next = NULL;
	if (pool->tail)
		pool->tail->next = &job->msg;
	else
		pool->head = &job->msg;
	pool->tail = &job->msg;
	pool->waiting++;
	pthread_cond_signal(&pool->wake);

out:
	pthread_mutex_unlock(&pool->lock);
	return err;
}


unsigned pool_waiting(struct pool *pool)
{
	unsigned n;

	pthread_mutex_lock(&pool->lock);
	n = pool->waiting;
	pthread_mutex_unlock(&pool->lock);

	return n;
}
