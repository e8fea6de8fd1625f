/**
 * @file loop.c  Starts and stops a thread with libre's loop
 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <re/re_main.h>
#include "base/loop.h"
#include "base/timer.h"


struct loop {
	struct mailbox *mailbox;       /* owned */
	struct msg stop;
	pthread_t thread;
	sem_t ready;                   /* posted once init_h is done */
	bool running;                  /* the thread is to be joined */
	int err;                       /* of the thread; valid after ready, and after the join */
	int fds_max;
	int (*init_h)(void *arg);
	void (*exit_h)(void *arg);
	void *arg;
	char name[16];
};


static int proof_err;              /* of the one timer_selftest */


static void stop_deliver(struct msg *msg)
{
	(void)msg;
	re_cancel();
}


void loop_stop(struct loop *loop)
{
	if (!loop || !loop->running)
		return;

	mailbox_post(loop->mailbox, &loop->stop);
	(void)pthread_join(loop->thread, NULL);
	loop->running = false;
}


static void loop_destroy(void *arg)
{
	struct loop *loop = arg;

	loop_stop(loop);
	mem_deref(loop->mailbox);
	sem_destroy(&loop->ready);
}


static void *loop_main(void *arg)
{
	struct loop *loop = arg;
	bool inited = false;
	int err;

	err = re_thread_init();
	if (err)
		goto out;

	err = fd_setsize(loop->fds_max);
	if (err)
		goto close;

	err = mailbox_listen(loop->mailbox);
	if (err)
		goto close;

	err = loop->init_h ? loop->init_h(loop->arg) : 0;
	if (err)
		goto close;

	inited = true;
	sem_post(&loop->ready);
	(void)re_main(NULL);
	if (loop->exit_h)
		loop->exit_h(loop->arg);

close:
	mailbox_unlisten(loop->mailbox);
	re_thread_close();
out:
	if (!inited) {
		loop->err = err;
		sem_post(&loop->ready);
	}
	return NULL;
}


/* Signals are for the main thread: the loop blocks them all */
static int thread_start(struct loop *loop)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&loop->thread, NULL, loop_main, loop);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err)
		return err;

	(void)pthread_setname_np(loop->thread, loop->name);
	while (sem_wait(&loop->ready))
		;

	if (loop->err)
		(void)pthread_join(loop->thread, NULL);
	else
		loop->running = true;

	return loop->err;
}


static void prove(void)
{
	proof_err = timer_selftest();
}


/* Once a process: a loop without the wheel would be slow and deaf to the virtual clock, and nobody would see why */
static int wheel_proved(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, prove);
	return proof_err;
}


int loop_alloc(struct loop **loopp, const struct loop_prm *prm)
{
	struct loop *loop;
	int err;

	err = wheel_proved();
	if (err)
		return err;

	loop = mem_zalloc(sizeof(*loop), loop_destroy);
	if (!loop)
		return ENOMEM;

	sem_init(&loop->ready, 0, 0);
	loop->stop.deliver_h = stop_deliver;
	loop->fds_max = prm->fds_max;
	loop->init_h = prm->init_h;
	loop->exit_h = prm->exit_h;
	loop->arg = prm->arg;
	str_ncpy(loop->name, prm->name, sizeof(loop->name));

	err = mailbox_alloc(&loop->mailbox);
	if (err)
		goto out;

	err = thread_start(loop);

out:
	if (err)
		mem_deref(loop);
	else
		*loopp = loop;

	return err;
}


struct mailbox *loop_mailbox(const struct loop *loop)
{
	return loop->mailbox;
}
