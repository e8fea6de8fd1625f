/**
 * @file test_zone.c  IANA zones: offsets, local time, gaps and overlaps
 *
 * Zones are read by ICU once for the life of the process and ICU keeps what it failed to set up at first use, so the
 * ones used by all tests are read before the runner begins to refuse memory.
 */
#include <stdio.h>
#include <time.h>
#include "base/date.h"
#include "base/rfc3339.h"
#include "base/zone.h"
#include "test.h"


int test_zone(void);
int test_zone_first(void);
int test_zone_refuse(void);
int test_zone_gap(void);
int test_zone_random(void);
int test_zone_cost(void);

enum { HOUR_MS = 3600000 };

static const char *const names[] = {
	"UTC", "Europe/Moscow", "Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Kamchatka", "Europe/Samara",
	"Asia/Vladivostok",
	"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin",
};


static void __attribute__((constructor)) zones_read(void)
{
	const struct zone *z;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (zone_get(&z, names[i]))
			fprintf(stderr, "test_zone: %s cannot be read\n", names[i]);
	}
}


/* The offset at an instant written as RFC 3339 */
static int offset_at(const char *name, const char *when)
{
	const struct zone *z;
	int64_t ms;

	if (zone_get(&z, name) || rfc3339_parse(pl_of(when), &ms, NULL))
		return -1;

	return zone_offset_s(z, ms);
}


int test_zone(void)
{
	const struct zone *z = NULL, *again = NULL;
	int err = 0;

	TEST_OK(zone_get(&z, "Europe/Moscow"));
	TEST_OK(zone_get(&again, "Europe/Moscow"));
	TEST(z == again);
	TEST_PL(PL_LIT("Europe/Moscow"), pl_of(zone_name(z)));

	TEST(10800 == offset_at("Europe/Moscow", "2026-07-01T00:00:00Z"));
	TEST(14400 == offset_at("Europe/Moscow", "2012-01-01T00:00:00Z"));
	TEST(14400 == offset_at("Europe/Moscow", "2014-10-25T21:59:59Z"));
	TEST(10800 == offset_at("Europe/Moscow", "2014-10-25T22:00:00Z"));
	TEST(9017 == offset_at("Europe/Moscow", "1850-01-01T00:00:00Z"));
	TEST(7200 == offset_at("Europe/Kaliningrad", "2026-07-01T00:00:00Z"));
	TEST(18000 == offset_at("Asia/Yekaterinburg", "2026-01-01T00:00:00Z"));
	TEST(43200 == offset_at("Asia/Kamchatka", "2026-01-01T00:00:00Z"));
	TEST(3600 == offset_at("Europe/Berlin", "2026-03-29T00:59:59Z"));
	TEST(7200 == offset_at("Europe/Berlin", "2026-03-29T01:00:00Z"));
	TEST(7200 == offset_at("Europe/Berlin", "2150-07-01T00:00:00Z"));
	TEST(-14400 == offset_at("America/New_York", "2026-07-01T00:00:00Z"));
	TEST(39600 == offset_at("Australia/Lord_Howe", "2026-01-01T00:00:00Z"));
	TEST(37800 == offset_at("Australia/Lord_Howe", "2026-07-01T00:00:00Z"));
	TEST(3600 == offset_at("Europe/Dublin", "2026-07-01T00:00:00Z"));

out:
	return err;
}


/* Reading a zone that nobody asked for yet fails cleanly when memory is short */
int test_zone_first(void)
{
	const struct zone *z = NULL;
	int err = 0;

	TEST_OK(zone_get(&z, "Asia/Tokyo"));
	TEST(32400 == zone_offset_s(z, 0));

out:
	return err;
}


int test_zone_refuse(void)
{
	static const char *const bad[] = {
		"", "Europe/Moskow", "GMT+3", "Etc/Unknown", "europe/moscow", "Москва", "../../etc/passwd", "\x7f",
		"A-name-that-is-much-longer-than-any-name-of-a-zone-that-IANA-ever-gave-to-anybody",
	};
	const struct zone *z = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = zone_get(&z, bad[i]);
		if (err == ENOMEM)
			goto out;
		TEST(err == ENOENT && !z);
	}
	err = 0;

out:
	return err;
}


int test_zone_gap(void)
{
	const struct zone *z;
	int32_t day;
	int err = 0;

	TEST_OK(zone_get(&z, "Europe/Berlin"));

	/* 29 March 2026: 02:00 becomes 03:00 */
	day = date_day(2026, 3, 29);
	TEST(zone_instant(z, day, 2 * HOUR_MS - 1) == (int64_t)day * 86400000 + HOUR_MS - 1);
	TEST(zone_local(z, zone_instant(z, day, 5 * HOUR_MS / 2)).ms == 7 * HOUR_MS / 2);
	TEST(zone_local(z, zone_instant(z, day, 3 * HOUR_MS)).ms == 3 * HOUR_MS);

	/* 25 October 2026: 03:00 becomes 02:00; the first 02:30 is meant */
	day = date_day(2026, 10, 25);
	TEST(zone_instant(z, day, 5 * HOUR_MS / 2) == (int64_t)day * 86400000 + HOUR_MS / 2);
	TEST(zone_instant(z, day, 3 * HOUR_MS) == (int64_t)day * 86400000 + 2 * HOUR_MS);

	/* Samoa had no 30 December 2011 at all */
	TEST_OK(zone_get(&z, "Pacific/Apia"));
	day = date_day(2011, 12, 30);
	TEST(zone_local(z, zone_instant(z, day, 12 * HOUR_MS)).day == day + 1);

	/* past midnight, and before it */
	TEST_OK(zone_get(&z, "Asia/Yekaterinburg"));
	day = date_day(2026, 11, 22);
	TEST(zone_instant(z, day, 26 * HOUR_MS) == zone_instant(z, day + 1, 2 * HOUR_MS));
	TEST(zone_instant(z, day, -HOUR_MS) == zone_instant(z, day - 1, 23 * HOUR_MS));

out:
	return err;
}


/* Instant → local → instant comes back, but for the second pass of an overlap; local time agrees with the offset */
int test_zone_random(void)
{
	uint64_t seed = 42;
	int err = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {

		const struct zone *z;

		TEST_OK(zone_get(&z, names[i]));

		for (int k = 0; k < 2000; k++) {

			struct zone_local local;
			int64_t ms, back;

			seed = seed * 6364136223846793005u + 1442695040888963407u;
			ms = (int64_t)(seed >> 16) % 12000000000000 - 5000000000000;

			local = zone_local(z, ms);
			back = zone_instant(z, local.day, local.ms);

			TEST(local.offset_s == zone_offset_s(z, ms) && local.ms >= 0 && local.ms < 86400000);
			TEST((int64_t)local.day * 86400000 + local.ms == ms + (int64_t)local.offset_s * 1000);
			TEST(back <= ms);
			if (back != ms)
				TEST(zone_local(z, back).ms == local.ms && zone_local(z, back).day == local.day);
		}
	}

out:
	return err;
}


/* A conversion after the first costs well under a microsecond */
int test_zone_cost(void)
{
	struct timespec a, b;
	const struct zone *z;
	int64_t sum = 0, ns;
	int err = 0;

	TEST_OK(zone_get(&z, "America/New_York"));

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	for (int64_t i = 0; i < 100000; i++)
		sum += zone_local(z, i * 60000007).ms;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);

	ns = ((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec) / 100000;
	TEST(sum > 0 && ns < 1000);

out:
	return err;
}
