/**
 * @file clock.c  The two clocks, real and virtual
 *
 * A virtual time is  origin + speed × (real monotonic time since the start) + what was advanced.  The origins and the
 * speed are written before `active` is published; afterwards only the two atomic sums change.
 */
#include <stdatomic.h>
#include <time.h>
#include "base/clock.h"

static struct {
	_Atomic bool active;
	_Atomic int64_t advanced_us;    /* of both clocks */
	_Atomic int64_t stepped_us;     /* of the wall clock alone */
	int64_t real_us;                /* the real monotonic clock at the start */
	int64_t wall_us;
	unsigned speed;
} virt;


static int64_t real_us(clockid_t id)
{
	struct timespec ts = {0};

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}


/* Microseconds of virtual time since the virtual clock started */
static int64_t elapsed_us(void)
{
	int64_t us = atomic_load_explicit(&virt.advanced_us, memory_order_relaxed);

	if (virt.speed)
		us += (real_us(CLOCK_MONOTONIC) - virt.real_us) * (int64_t)virt.speed;

	return us;
}


int64_t clock_wall_ms(void)
{
	if (!clock_virtual())
		return real_us(CLOCK_REALTIME) / 1000;

	return (virt.wall_us + elapsed_us() + atomic_load_explicit(&virt.stepped_us, memory_order_relaxed)) / 1000;
}


int64_t clock_mono_us(void)
{
	if (!clock_virtual())
		return real_us(CLOCK_MONOTONIC);

	return virt.real_us + elapsed_us();
}


int64_t clock_mono_ms(void)
{
	return clock_mono_us() / 1000;
}


void clock_virtual_start(int64_t wall_ms, unsigned speed)
{
	clock_virtual_stop();

	virt.real_us = real_us(CLOCK_MONOTONIC);
	virt.wall_us = wall_ms * 1000;
	virt.speed = speed;
	atomic_store(&virt.advanced_us, 0);
	atomic_store(&virt.stepped_us, 0);
	atomic_store_explicit(&virt.active, true, memory_order_release);
}


void clock_virtual_advance(int64_t ms)
{
	if (ms > 0)
		atomic_fetch_add(&virt.advanced_us, ms * 1000);
}


void clock_virtual_step(int64_t ms)
{
	atomic_fetch_add(&virt.stepped_us, ms * 1000);
}


void clock_virtual_stop(void)
{
	atomic_store(&virt.active, false);
}


bool clock_virtual(void)
{
	return atomic_load_explicit(&virt.active, memory_order_acquire);
}


int64_t clock_step_ms(struct clock_look *look, int64_t wall_ms, int64_t mono_ms)
{
	int64_t step = look->seen ? (wall_ms - look->wall_ms) - (mono_ms - look->mono_ms) : 0;

	*look = (struct clock_look){wall_ms, mono_ms, true};

	return step;
}
