/**
 * @file clock.h  The two clocks, and the virtual one that tests and replay put in their place
 *
 * The wall clock gives instants (terms, the journal); the monotonic clock measures durations (rings, time-outs) and
 * never steps. Only edges read clocks: rules take `now`. Any thread may read; the virtual clock is started and
 * stopped while one thread alone runs, and may be advanced by any thread.
 */
#ifndef OTKLIK_BASE_CLOCK_H
#define OTKLIK_BASE_CLOCK_H

#include "base/def.h"

/** The wall clock: milliseconds since 1970-01-01T00:00:00Z */
int64_t clock_wall_ms(void);

/** The monotonic clock: milliseconds from an arbitrary point, never decreasing */
int64_t clock_mono_ms(void);

/** The monotonic clock: microseconds from the same point */
int64_t clock_mono_us(void);

/**
 * Puts a virtual clock in the place of both: the wall clock shows wall_ms now, the monotonic clock goes on from
 * where it is
 *
 * @param wall_ms  the instant that now is, milliseconds
 * @param speed    virtual seconds a real second: 0 stands still until advanced, 1 as the world, 1440 a day in a minute
 */
void clock_virtual_start(int64_t wall_ms, unsigned speed);

/** Moves both virtual clocks forward; ms >= 0 */
void clock_virtual_advance(int64_t ms);

/** Steps the virtual wall clock alone, as an administrator or a time server does; ms may be negative */
void clock_virtual_step(int64_t ms);

/** Back to the real clocks */
void clock_virtual_stop(void);

/** Is a virtual clock in place? */
bool clock_virtual(void);

/** What clock_step_ms remembers between two looks; zeroed before the first */
struct clock_look {
	int64_t wall_ms;
	int64_t mono_ms;
	bool seen;
};

/**
 * How far the wall clock stepped since the last look: its progress less the progress of the monotonic clock
 *
 * Pure. A machine that slept shows a step too (the monotonic clock stands still in sleep). The first look gives 0.
 * The caller compares with a threshold (slewing by a time server gives a few milliseconds a minute) and raises an
 * alarm.
 *
 * @param look     state of the caller, updated
 * @param wall_ms  clock_wall_ms() now
 * @param mono_ms  clock_mono_ms() now
 *
 * @return milliseconds; positive forward
 */
int64_t clock_step_ms(struct clock_look *look, int64_t wall_ms, int64_t mono_ms);

#endif
