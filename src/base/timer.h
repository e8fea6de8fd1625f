/**
 * @file timer.h  Timers: a wheel a thread, under libre's own names
 *
 * libre keeps its timers in one sorted list, so that starting one behind n others costs O(n) (measured: 507 µs behind 40,000).
 * timer.c defines tmr_init, tmr_start, tmr_cancel, tmr_poll, tmr_next_timeout, tmr_get_expire, tmr_jiffies, tmr_debug and
 * tmr_status (re_tmr.h) anew. The program exports them, and the dynamic linker prefers the program's definitions to
 * those of libre.so, also for calls from within it; against libre.a its tmr.o is not taken. timer_selftest proves that it acts.
 *
 * What differs from libre: every operation is O(1); a timer belongs to the thread that started it, which alone may cancel or
 * restart it; a handler that starts a timer of 0 ms gets it in the next round of the loop, never in the same; time is
 * clock_mono_ms (base/clock.h), so a virtual clock drives timers too. What is alike: timers fire in the order of
 * their time, and those of the same millisecond in the order of their start. A thread that ends stops its timers.
 */
#ifndef OTKLIK_BASE_TIMER_H
#define OTKLIK_BASE_TIMER_H

#include "base/def.h"
#include <re/re_tmr.h>

/**
 * Proves, on a thread of its own, that libre's loop asks the wheel for its timers; the program refuses to start otherwise
 *
 * @return 0; ENOSYS when libre uses a list of its own; another errno when the thread or its loop could not be made
 */
int timer_selftest(void) MUST_CHECK;

/** Timers that run on the calling thread */
unsigned timer_count(void);

#endif
