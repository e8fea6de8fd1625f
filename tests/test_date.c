/**
 * @file test_date.c  Civil dates as day numbers
 */
#include "base/date.h"
#include "test.h"


int test_date(void);
int test_date_refuse(void);


int test_date(void)
{
	char buf[DATE_SIZE];
	struct date d;
	int err = 0;
	int32_t day = 0;

	TEST(0 == date_day(1970, 1, 1) && 4 == date_weekday(0));
	TEST(DATE_DAY_MIN == date_day(1800, 1, 1) && DATE_DAY_MAX == date_day(2200, 12, 31));
	TEST(11017 == date_day(2000, 3, 1) && 20779 == date_day(2026, 11, 22) && 7 == date_weekday(20779));

	/* every day of four centuries, beside a calendar that only counts */
	d = (struct date){DATE_YEAR_MIN, 1, 1};
	for (day = DATE_DAY_MIN; day <= DATE_DAY_MAX; day++) {

		struct date got = date_civil(day);
		int32_t back = 1;

		TEST(got.year == d.year && got.month == d.month && got.day == d.day);
		TEST(day == date_day(d.year, d.month, d.day));
		TEST(date_weekday(day) == date_weekday(day - 1) % 7 + 1);

		if (day % 97 == 0) {
			date_print(buf, day);
			TEST(0 == date_parse(pl_of(buf), &back) && back == day);
		}

		if (d.day++ == date_month_days(d.year, d.month)) {
			d.day = 1;
			d.month = d.month % 12 + 1;
			d.year += d.month == 1;
		}
	}
	TEST(d.year == 2201);

	TEST(date_add_months(date_day(2024, 1, 31), 1) == date_day(2024, 2, 29));
	TEST(date_add_months(date_day(2024, 2, 29), 12) == date_day(2025, 2, 28));
	TEST(date_add_months(date_day(2024, 1, 15), -1) == date_day(2023, 12, 15));
	TEST(date_add_months(date_day(2024, 11, 30), 3) == date_day(2025, 2, 28));

out:
	return err;
}


int test_date_refuse(void)
{
	static const char *const bad[] = {
		"", "2026-11-2", "2026-11-222", "2026-1-222", "2026/11/22", "2026-13-01", "2026-00-01", "2026-02-29",
		"1900-02-29",
		"2026-11-31", "2026-11-00", "1799-12-31", "2201-01-01", " 026-11-22", "+026-11-22", "2026-11-2x",
		"２026-11-2",
	};
	int32_t day = 5;
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(EBADMSG == date_parse(pl_of(bad[i]), &day) && day == 5);

	TEST(EBADMSG == date_parse((struct pl){NULL, 0}, &day));
	TEST(!date_valid(2026, 2, 29) && date_valid(2024, 2, 29) && date_valid(2000, 2, 29));

out:
	return err;
}
