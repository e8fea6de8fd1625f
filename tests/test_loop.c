/**
 * @file test_loop.c  A thread with a loop: its mailbox, its timers, its end
 */
#include <pthread.h>
#include <semaphore.h>
#include "base/loop.h"
#include "base/timer.h"
#include "test.h"


struct room {
	struct msg msg;
	struct tmr tmr;
	sem_t fired;
	pthread_t thread;        /* of init_h */
	bool alien;              /* something ran on another thread */
	int inits, exits, arrived;
};


int test_loop(void);


static int init(void *arg)
{
	struct room *room = arg;

	room->thread = pthread_self();
	room->inits++;
	return 0;
}


static int init_fails(void *arg)
{
	(void)arg;
	return EADDRINUSE;
}


static void finish(void *arg)
{
	struct room *room = arg;

	room->alien |= !pthread_equal(room->thread, pthread_self());
	tmr_cancel(&room->tmr);
	room->exits++;
}


static void timeout(void *arg)
{
	struct room *room = arg;

	room->alien |= !pthread_equal(room->thread, pthread_self());
	sem_post(&room->fired);
}


static void arrive(struct msg *msg)
{
	struct room *room = CONTAINER_OF(msg, struct room, msg);

	room->arrived++;
	room->alien |= !pthread_equal(room->thread, pthread_self());
	tmr_start(&room->tmr, 2, timeout, room);
}


int test_loop(void)
{
	struct room room = {.msg = {.deliver_h = arrive}};
	struct loop_prm prm = {.name = "test", .fds_max = 1024, .init_h = init, .exit_h = finish, .arg = &room};
	struct loop *loop = NULL;
	int err;

	sem_init(&room.fired, 0, 0);
	TEST_OK(loop_alloc(&loop, &prm));
	TEST(1 == room.inits);

	mailbox_post(loop_mailbox(loop), &room.msg);
	while (sem_wait(&room.fired))
		;
	mailbox_post(loop_mailbox(loop), &room.msg);      /* delivered before the stop, which was posted after */
	loop_stop(loop);

	TEST(2 == room.arrived && 1 == room.exits && !room.alien);
	loop = mem_deref(loop);

	prm.init_h = init_fails;
	TEST(EADDRINUSE == loop_alloc(&loop, &prm));
	TEST(!loop && 1 == room.exits);

out:
	mem_deref(loop);
	sem_destroy(&room.fired);
	return err;
}
