/**
 * @file loop.h  A thread with libre's loop: descriptors, timers (base/timer.h) and a mailbox
 *
 * What lives on the loop is made by init_h and freed by exit_h, both on its thread. Others reach it by its mailbox alone.
 */
#ifndef OTKLIK_BASE_LOOP_H
#define OTKLIK_BASE_LOOP_H

#include "base/mailbox.h"

struct loop;

struct loop_prm {
	const char *name;            /* of the thread, ≤ 15 characters; borrowed during loop_alloc */
	int fds_max;                 /* descriptors it can listen to: numbers below this (fd_setsize) */
	int (*init_h)(void *arg);    /* on the thread before its first round; may be NULL */
	void (*exit_h)(void *arg);   /* on the thread after its last round, if init_h succeeded; may be NULL */
	void *arg;                   /* borrowed for the life of the loop */
};

/**
 * Starts the thread and waits until its init_h is done; mem_deref stops it
 *
 * The first call proves that libre uses the timer wheel (timer_selftest).
 *
 * @return 0, ENOMEM, ENOSYS when it does not, or the error of the thread, its loop or its init_h (then nothing runs)
 */
int loop_alloc(struct loop **loopp, const struct loop_prm *prm) MUST_CHECK;

/** Where to post messages for the thread; borrowed, valid until the loop is freed */
struct mailbox *loop_mailbox(const struct loop *loop);

/** Ends the loop after what was posted before; waits for the thread. Not from the thread itself */
void loop_stop(struct loop *loop);

#endif
