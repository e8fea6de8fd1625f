/**
 * @file test_job.c  A pool refuses what it has no room for, and completes all that it took
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include "base/job.h"
#include "test.h"


enum { JOBS = 2000 };

struct task {
	struct job job;
	int worked, done;
	bool by_ctx;
};

static struct task tasks[JOBS];
static int done_count;
static sem_t gate, begun;
static atomic_int contexts, exits;


int test_pool_work(void);
int test_pool_full(void);
int test_pool_stop(void);
int test_pool_init(void);


static void work(struct job *job)
{
	struct task *task = CONTAINER_OF(job, struct task, job);

	task->worked++;
	task->by_ctx = job->ctx == &contexts;
}


static void work_gate(struct job *job)
{
	work(job);
	sem_post(&begun);
	while (sem_wait(&gate))
		;
}


static void done(struct job *job)
{
	struct task *task = CONTAINER_OF(job, struct task, job);

	task->done++;
	done_count++;
}


static int make_ctx(void **ctxp, void *arg)
{
	(void)arg;
	*ctxp = &contexts;
	atomic_fetch_add(&contexts, 1);
	return 0;
}


static int make_no_ctx(void **ctxp, void *arg)
{
	(void)ctxp;
	(void)arg;
	return ENOTCONN;
}


static void free_ctx(void *ctx, void *arg)
{
	(void)arg;
	if (ctx == &contexts)
		atomic_fetch_add(&exits, 1);
}


static void prepare(struct mailbox *home, void (*work_h)(struct job *job))
{
	done_count = 0;
	sem_init(&gate, 0, 0);
	sem_init(&begun, 0, 0);
	for (int i = 0; i < JOBS; i++)
		tasks[i] = (struct task){.job = {.home = home, .work_h = work_h, .done_h = done}};
}


int test_pool_work(void)
{
	struct pool_prm prm = {.name = "test", .threads = 3, .queue_max = JOBS, .init_h = make_ctx, .exit_h = free_ctx};
	struct mailbox *home = NULL;
	struct pool *pool = NULL;
	int err;

	atomic_store(&contexts, 0);
	atomic_store(&exits, 0);
	TEST_OK(mailbox_alloc(&home));
	prepare(home, work);
	TEST_OK(pool_alloc(&pool, &prm));
	TEST(3 == atomic_load(&contexts));

	for (int i = 0; i < JOBS; i++)
		TEST_OK(pool_submit(pool, &tasks[i].job));
	while (done_count < JOBS)
		TEST_OK(mailbox_wait(home, 60000));

	for (int i = 0; i < JOBS; i++)
		TEST(1 == tasks[i].worked && 1 == tasks[i].done && tasks[i].by_ctx && !tasks[i].job.err);
	TEST(0 == pool_waiting(pool));

	pool_stop(pool, INT64_MAX);
	TEST(3 == atomic_load(&exits));

out:
	mem_deref(pool);
	mem_deref(home);
	return err;
}


int test_pool_full(void)
{
	struct pool_prm prm = {.name = "test", .threads = 1, .queue_max = 2};
	struct mailbox *home = NULL;
	struct pool *pool = NULL;
	int err;

	TEST_OK(mailbox_alloc(&home));
	prepare(home, work_gate);
	TEST_OK(pool_alloc(&pool, &prm));

	TEST_OK(pool_submit(pool, &tasks[0].job));
	while (sem_wait(&begun))                          /* the one thread is busy now */
		;
	TEST_OK(pool_submit(pool, &tasks[1].job));
	tasks[2].job.deadline_ms = 1;                     /* long past */
	TEST_OK(pool_submit(pool, &tasks[2].job));
	TEST(EAGAIN == pool_submit(pool, &tasks[3].job));
	TEST(2 == pool_waiting(pool));

	sem_post(&gate);
	sem_post(&gate);
	while (done_count < 3)
		TEST_OK(mailbox_wait(home, 60000));

	TEST(1 == tasks[1].worked && 0 == tasks[1].job.err);
	TEST(0 == tasks[2].worked && ETIMEDOUT == tasks[2].job.err);
	TEST(0 == tasks[3].worked && 0 == tasks[3].done);

out:
	mem_deref(pool);
	mem_deref(home);
	return err;
}


int test_pool_stop(void)
{
	struct pool_prm prm = {.name = "test", .threads = 1, .queue_max = 10};
	struct mailbox *home = NULL;
	struct pool *pool = NULL;
	int err;

	TEST_OK(mailbox_alloc(&home));
	prepare(home, work_gate);
	TEST_OK(pool_alloc(&pool, &prm));

	for (int i = 0; i < 5; i++)
		TEST_OK(pool_submit(pool, &tasks[i].job));
	while (sem_wait(&begun))
		;
	sem_post(&gate);                                  /* the first ends; later ones stop at the gate … */
	for (int i = 1; i < 5; i++)
		sem_post(&gate);                          /* … which is open: they finish or are cancelled */

	pool_stop(pool, 0);
	TEST(ESHUTDOWN == pool_submit(pool, &tasks[5].job));
	(void)mailbox_deliver(home);
	TEST(5 == done_count);
	for (int i = 0; i < 5; i++)
		TEST(1 == tasks[i].done && (tasks[i].worked ? 0 : ECANCELED) == tasks[i].job.err);

out:
	mem_deref(pool);
	mem_deref(home);
	return err;
}


int test_pool_init(void)
{
	struct pool_prm prm = {.name = "test", .threads = 2, .queue_max = 10, .init_h = make_no_ctx};
	struct pool *pool = NULL;
	int err = 0;

	TEST(ENOTCONN == pool_alloc(&pool, &prm));
	TEST(!pool);
	prm.threads = 0;
	TEST(EINVAL == pool_alloc(&pool, &prm));

out:
	mem_deref(pool);
	return err;
}
