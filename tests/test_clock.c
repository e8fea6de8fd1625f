/**
 * @file test_clock.c  The clocks, the virtual one and the detection of a step
 */
#include "base/clock.h"
#include "test.h"


int test_clock(void);
int test_clock_virtual(void);
int test_clock_step(void);

enum { DAY_MS = 86400000 };


int test_clock(void)
{
	int64_t mono_us = clock_mono_us(), mono_ms = clock_mono_ms();
	int err = 0;

	TEST(clock_wall_ms() > 1700000000000);
	TEST(clock_mono_us() >= mono_us && clock_mono_ms() >= mono_ms);
	TEST(mono_ms >= mono_us / 1000 && !clock_virtual());

out:
	return err;
}


int test_clock_virtual(void)
{
	const int64_t start = 1764000000000;
	int64_t mono, real;
	int err = 0;

	clock_virtual_start(start, 0);
	mono = clock_mono_ms();
	TEST(clock_virtual() && clock_wall_ms() == start);

	for (int i = 0; i < 24; i++)
		clock_virtual_advance(DAY_MS / 24);
	TEST(clock_wall_ms() == start + DAY_MS && clock_mono_ms() == mono + DAY_MS);
	clock_virtual_advance(-5);
	TEST(clock_mono_ms() == mono + DAY_MS);

	clock_virtual_step(-3600000);
	TEST(clock_wall_ms() == start + DAY_MS - 3600000 && clock_mono_ms() == mono + DAY_MS);

	/* a day in a second of real time: wait on the clock itself, never on a guess */
	clock_virtual_start(start, 86400);
	mono = clock_mono_ms();
	while (clock_wall_ms() < start + 600000)
		;
	TEST(clock_mono_ms() - mono >= 599000);

	clock_virtual_stop();
	real = clock_wall_ms();
	TEST(!clock_virtual() && (real < start - DAY_MS || real > start + DAY_MS));

out:
	clock_virtual_stop();
	return err;
}


int test_clock_step(void)
{
	struct clock_look look = {0};
	int err = 0;

	TEST(0 == clock_step_ms(&look, 1000000, 50));
	TEST(0 == clock_step_ms(&look, 1001000, 1050));
	TEST(3600000 == clock_step_ms(&look, 4602000, 2050));
	TEST(-7200000 == clock_step_ms(&look, 4602000 + 1000 - 7200000, 3050));
	TEST(0 == clock_step_ms(&look, 4602000 + 3000 - 7200000, 5050));

out:
	return err;
}
