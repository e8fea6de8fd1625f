/**
 * @file test_rfc3339.c  Instants as text
 */
#include "base/date.h"
#include "base/rfc3339.h"
#include "test.h"


int test_rfc3339(void);
int test_rfc3339_refuse(void);


int test_rfc3339(void)
{
	static const struct {
		const char *text;
		int64_t ms;
		int offset_s;
		const char *back;      /* NULL: written as it was read */
	} good[] = {
		{"1970-01-01T00:00:00Z", 0, 0, NULL},
		{"1985-04-12T23:20:50.52Z", 482196050520, 0, "1985-04-12T23:20:50.520Z"},   /* RFC 3339, 5.8 */
		{"1996-12-19T16:39:57-08:00", 851042397000, -28800, NULL},
		{"1990-12-31T23:59:60Z", 662688000000, 0, "1991-01-01T00:00:00Z"},
		{"1990-12-31T15:59:60-08:00", 662688000000, -28800, "1990-12-31T16:00:00-08:00"},
		{"1937-01-01T12:00:27.87+00:20", -1041337172130, 1200, "1937-01-01T12:00:27.870+00:20"},
		{"2026-11-22T13:06:36.123+03:00", 1795341996123, 10800, NULL},
		{"2026-11-22t13:06:36.123456789z", 1795352796123, 0, "2026-11-22T13:06:36.123Z"},
		{"2026-11-22T00:00:00-00:00", 1795305600000, 0, "2026-11-22T00:00:00Z"},
		{"1800-01-01T00:00:00Z", -5364662400000, 0, NULL},
		{"2200-12-31T23:59:59.999Z", 7289654399999, 0, NULL},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {

		char buf[RFC3339_SIZE];
		int64_t ms = 0;
		int offset_s = 1;

		TEST(0 == rfc3339_parse(pl_of(good[i].text), &ms, &offset_s));
		TEST(ms == good[i].ms && offset_s == good[i].offset_s);
		TEST(0 == rfc3339_print(buf, ms, offset_s));
		TEST_PL(pl_of(good[i].back ? good[i].back : good[i].text), pl_of(buf));
	}

out:
	return err;
}


int test_rfc3339_refuse(void)
{
	static const char *const bad[] = {
		"", "2026-11-22", "2026-11-22T13:06:36", "2026-11-22 13:06:36Z", "2026-11-22T13:06Z",
		"2026-11-22T24:00:00Z",
		"2026-11-22T13:60:36Z", "2026-11-22T13:06:61Z", "2026-11-22T13:06:60Z", "2026-11-22T23:59:60+03:00",
		"2026-11-22T13:06:36.Z", "2026-11-22T13:06:36.1234567890Z", "2026-11-22T13:06:36,5Z",
		"2026-11-22T13:06:36+3:00",
		"2026-11-22T13:06:36+0300", "2026-11-22T13:06:36+24:00", "2026-11-22T13:06:36+03:60",
		"2026-11-22T13:06:36Zx",
		"2026-02-30T13:06:36Z", "2026-11-22T1a:06:36Z", "2026-11-22T13:06:36 Z", "+026-11-22T13:06:36Z",
	};
	char buf[RFC3339_SIZE] = "same";
	int64_t ms = 7;
	int off = 8, err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(EBADMSG == rfc3339_parse(pl_of(bad[i]), &ms, &off) && ms == 7 && off == 8);

	TEST(EINVAL == rfc3339_print(buf, INT64_MAX, 0) && EINVAL == rfc3339_print(buf, INT64_MIN, 0));
	TEST(EINVAL == rfc3339_print(buf, 0, 86400) && EINVAL == rfc3339_print(buf, 7289654400000, 0));
	TEST_PL(PL_LIT("same"), pl_of(buf));

	/* a local mean time of seconds: the offset is cut to minutes, the instant stays */
	TEST(0 == rfc3339_print(buf, -5000000000000, 9017));
	TEST(0 == rfc3339_parse(pl_of(buf), &ms, &off) && ms == -5000000000000 && off == 9000);

out:
	return err;
}
