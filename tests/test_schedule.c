/**
 * @file test_schedule.c  Production calendar and regions: the built-in data, and files that are wrong
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/catalog.h"
#include "base/date.h"
#include "test.h"
#include "schedule.h"


int test_production(void);
int test_production_law(void);
int test_production_refuse(void);
int test_regions(void);
int test_regions_refuse(void);
int test_schedule_keys(void);

#define HEADER "date\tiso_weekday\tkind\tshort_day\thours_40h_week\tholiday\tmoved_from\tlegal_basis\tprovisional\n"
#define REGION_HEADER "code\tname\tcapital\tfederal_district\tokato\tpassport_series_prefix\tgibdd_base\tiso3166_2\t" \
	"iana_tz\tutc_offset\tneighbours_land\tneighbours_sea\n"


/* ICU reads its zones before the runner refuses memory: see test_zone.c */
static void __attribute__((constructor)) zones_read(void)
{
	struct regions *regions = NULL;

	if (regions_builtin(&regions))
		fprintf(stderr, "test_schedule: regions cannot be read\n");
	mem_deref(regions);
}


int64_t at(const char *zone, const char *local)
{
	const struct zone *z;
	int32_t day;

	if (zone_get(&z, zone) || date_parse((struct pl){local, 10}, &day))
		abort();

	return zone_instant(z, day, (atoi(local + 11) * 60 + atoi(local + 14)) * (int64_t)60000);
}


int calendar_make(struct calendar **calp, const char *zone, const struct production *production, const char *text)
{
	enum schedule_refusal why;
	const struct zone *z;
	struct week week;
	int err;

	err = zone_get(&z, zone);
	if (err)
		return err;
	if (week_parse(pl_of(text), &week))
		return EINVAL;

	err = calendar_alloc(calp, &(struct calendar_params){
		.name = PL_LIT("line"), .zone = z, .production = production, .week = &week,
		.follow_holidays = true, .follow_short = true,
	}, &why);

	return err ? err : why ? EINVAL : 0;
}


int data_read(char **textp, const char *name)
{
	struct mbuf *mb = mbuf_alloc(4096);
	char path[512], buf[4096];
	FILE *f = NULL;
	size_t n;
	int err = 0;

	if (!mb)
		return ENOMEM;

	snprintf(path, sizeof(path), "%s/tests/data/%s", test_source(), name);
	f = fopen(path, "r");
	if (!f) {
		err = errno;
		goto out;
	}
	while (!err && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		err = mbuf_write_mem(mb, (uint8_t *)buf, n);
	if (err)
		goto out;

	mb->pos = 0;
	err = mbuf_strdup(mb, textp, mb->end);

out:
	if (f)
		fclose(f);
	mem_deref(mb);
	return err;
}


/* Norms of working days, cross-checked with the published production calendars */
int test_production(void)
{
	struct production *p = NULL;
	struct production_day d;
	int32_t first, last;
	int err = 0;

	TEST_OK(production_builtin(&p));
	production_range(p, &first, &last);
	TEST(first == date_day(2024, 1, 1) && last == date_day(2027, 12, 31));

	TEST(248 == production_count(p, date_day(2024, 1, 1), date_day(2024, 12, 31)));
	TEST(247 == production_count(p, date_day(2025, 1, 1), date_day(2025, 12, 31)));
	TEST(247 == production_count(p, date_day(2026, 1, 1), date_day(2026, 12, 31)));

	/* a working Saturday has the hours of the Monday that is off in its place; one replaced a short day */
	d = production_day(p, date_day(2024, 4, 27));
	TEST(d.kind == DAY_WORKING_WEEKEND && d.weekday_hours == 1 && !d.shortened && !d.provisional);
	d = production_day(p, date_day(2024, 11, 2));
	TEST(d.kind == DAY_WORKING_WEEKEND && d.weekday_hours == 2 && d.shortened);
	d = production_day(p, date_day(2025, 11, 1));
	TEST(d.kind == DAY_WORKING_WEEKEND && d.weekday_hours == 1 && d.shortened);
	d = production_day(p, date_day(2024, 5, 9));
	TEST(d.kind == DAY_HOLIDAY);
	TEST_PL(PL_LIT("День Победы"), pl_of(d.holiday));
	d = production_day(p, date_day(2027, 3, 1));
	TEST(d.kind == DAY_WORK && d.provisional);

	TEST(production_add(p, date_day(2024, 4, 26), 1) == date_day(2024, 4, 27));
	TEST(production_add(p, date_day(2024, 12, 31), -1) == date_day(2024, 12, 28));
	TEST(production_add(p, date_day(2024, 12, 31), 0) == date_day(2024, 12, 31));

out:
	mem_deref(p);
	return err;
}


/* The law alone gives the rows of 2027, for which there is no decree; without a table every year follows it */
int test_production_law(void)
{
	struct production *p = NULL;
	int err = 0;

	TEST_OK(production_builtin(&p));

	for (int32_t day = date_day(2027, 1, 1); day <= date_day(2027, 12, 31); day++) {

		struct production_day a = production_day(p, day), b = production_day(NULL, day);

		TEST(a.kind == b.kind && a.shortened == b.shortened && a.weekday_hours == b.weekday_hours &&
			a.provisional);
		TEST(!a.holiday == !b.holiday);
		if (a.holiday)
			TEST_PL(pl_of(a.holiday), pl_of(b.holiday));
	}

	/* outside the table: 12 June 2033 is a Sunday, Monday is off */
	TEST(production_day(p, date_day(2033, 6, 12)).kind == DAY_HOLIDAY);
	TEST(production_day(p, date_day(2033, 6, 13)).kind == DAY_MOVED_OFF);
	TEST(production_day(p, date_day(2033, 6, 14)).kind == DAY_WORK);

	/* 8 January 2028 is a Saturday: only the Government moves it */
	TEST(production_day(p, date_day(2028, 1, 8)).kind == DAY_HOLIDAY);
	TEST(production_day(p, date_day(2028, 1, 10)).kind == DAY_WORK);
	TEST(production_day(p, date_day(2028, 12, 31)).provisional &&
		production_day(p, date_day(2023, 1, 9)).provisional);

out:
	mem_deref(p);
	return err;
}


/* Reads a file and says where it was refused */
static int refused(const char *text, bool regions, struct schedule_fault *fault)
{
	void *out = NULL;
	int err;

	err = regions ? regions_parse((struct regions **)&out, pl_of(text), fault)
		      : production_parse((struct production **)&out, pl_of(text), fault);
	if (!err && !out != !!fault->why)
		err = EINVAL;
	mem_deref(out);

	return err;
}


struct bad {
	const char *text;
	enum schedule_refusal why;
	unsigned line, column;
};


static int refuse_all(const struct bad *bad, size_t n, bool regions)
{
	struct schedule_fault fault;
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		TEST_OK(refused(bad[i].text, regions, &fault));
		if (fault.why != bad[i].why || fault.line != bad[i].line || fault.column != bad[i].column)
			fprintf(stderr, "case %zu: %s line %u column %u\n", i, schedule_refusal_key(fault.why),
				fault.line,
				fault.column);
		TEST(fault.why == bad[i].why && fault.line == bad[i].line && fault.column == bad[i].column);
	}

out:
	return err;
}


int test_production_refuse(void)
{
	static const struct bad bad[] = {
		{"", SCHEDULE_FILE_HEADER, 0, 0},
		{"date\tkind\n", SCHEDULE_FILE_HEADER, 1, 0},
		{"# note\n" HEADER, SCHEDULE_FILE_EMPTY, 2, 0},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t0\n", SCHEDULE_OK, 0, 0},
		{"\xef\xbb\xbf" HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t0\r\n", SCHEDULE_OK, 0, 0},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\n", SCHEDULE_FILE_COLUMNS, 2, 0},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t0\t\n", SCHEDULE_FILE_COLUMNS, 2, 0},
		{HEADER "2026-11-31\t1\tworkday\t0\t8\t\t\tx\t0\n", SCHEDULE_FILE_DATE, 2, 1},
		{"#\n#\n" HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t0\n2026-11-25\t3\tworkday\t0\t8\t\t\tx\t0\n",
		 SCHEDULE_FILE_DATE, 5, 1},
		{HEADER "2026-11-23\t2\tworkday\t0\t8\t\t\tx\t0\n", SCHEDULE_FILE_WEEKDAY, 2, 2},
		{HEADER "2026-11-23\t1\tworkdays\t0\t8\t\t\tx\t0\n", SCHEDULE_FILE_KIND, 2, 3},
		{HEADER "2026-11-23\t1\tweekend\t0\t0\t\t\tx\t0\n", SCHEDULE_FILE_KIND, 2, 3},
		{HEADER "2026-11-23\t1\tworkday\t2\t8\t\t\tx\t0\n", SCHEDULE_FILE_HOURS, 2, 4},
		{HEADER "2026-11-23\t1\tworkday\t1\t8\t\t\tx\t0\n", SCHEDULE_FILE_HOURS, 2, 5},
		{HEADER "2026-11-22\t7\tweekend\t1\t0\t\t\tx\t0\n", SCHEDULE_FILE_HOURS, 2, 4},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\tПраздник\t\tx\t0\n", SCHEDULE_FILE_FIELD, 2, 6},
		{HEADER "2026-11-23\t1\tholiday\t0\t0\t\t\tx\t0\n", SCHEDULE_FILE_FIELD, 2, 6},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t2026-11-22\tx\t0\n", SCHEDULE_FILE_MOVED, 2, 7},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t0\n2026-11-24\t2\tmoved_off\t0\t0\t\t2026-11-23\tx\t0\n",
		 SCHEDULE_FILE_MOVED, 3, 7},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\t\t0\n", SCHEDULE_FILE_FIELD, 2, 8},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\t2\n", SCHEDULE_FILE_FLAG, 2, 9},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\t\xff\t0\n", SCHEDULE_FILE_TEXT, 2, 0},
		{HEADER "2026-11-23\t1\tworkday\t0\t8\t\t\tx\x01\t0\n", SCHEDULE_FILE_TEXT, 2, 0},
		{HEADER "\n", SCHEDULE_FILE_COLUMNS, 2, 0},
	};

	return refuse_all(bad, sizeof(bad) / sizeof(bad[0]), false);
}


int test_regions(void)
{
	struct regions *regions = NULL;
	const struct region *r;
	unsigned borders = 0;
	int err = 0;

	TEST_OK(regions_builtin(&regions));
	TEST(89 == regions_count(regions));

	for (size_t i = 0; i < regions_count(regions); i++) {
		r = regions_at(regions, i);
		TEST(r == regions_find(regions, pl_of(r->code)));
		borders += r->land_count;
	}
	TEST(borders == 2 * 199);

	r = regions_find(regions, PL_LIT("16"));
	TEST(r && r->land_count == 8 && r->sea_count == 0);
	TEST_PL(PL_LIT("Республика Татарстан"), pl_of(r->name));
	TEST_PL(PL_LIT("Europe/Moscow"), pl_of(zone_name(r->zone)));
	TEST_PL(PL_LIT("02"), pl_of(r->land[0]));

	r = regions_find(regions, PL_LIT("65"));
	TEST(r && r->land_count == 0 && r->sea_count > 0);
	TEST_PL(PL_LIT("Asia/Sakhalin"), pl_of(zone_name(r->zone)));
	TEST_PL(PL_LIT(""), pl_of(regions_find(regions, PL_LIT("93"))->district));
	TEST(!regions_find(regions, PL_LIT("00")) && !regions_find(regions, PL_LIT("7")));
	TEST(!regions_find(regions, PL_LIT("777")) && !regions_find(regions, PL_LIT("7a")));

out:
	mem_deref(regions);
	return err;
}


int test_regions_refuse(void)
{
	static const struct bad bad[] = {
		{REGION_HEADER, SCHEDULE_FILE_EMPTY, 1, 0},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n", SCHEDULE_OK, 0, 0},
		{REGION_HEADER "1\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n", SCHEDULE_FILE_CODE, 2, 1},
		{REGION_HEADER "01\t\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n", SCHEDULE_FILE_FIELD, 2, 2},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moskva\t+03:00\t\t\n", SCHEDULE_FILE_ZONE, 2, 9},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t02\t\n", SCHEDULE_FILE_NEIGHBOUR, 2,
		 11},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t01\n", SCHEDULE_FILE_NEIGHBOUR, 2,
		 12},
		{REGION_HEADER "02\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t01\t\n"
			       "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n", SCHEDULE_FILE_NEIGHBOUR, 2, 11},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t02  03\t\n", SCHEDULE_FILE_NEIGHBOUR,
		 2, 11},
		{REGION_HEADER "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n"
			       "01\tA\tB\tC\t1\t1\t1\tRU\tEurope/Moscow\t+03:00\t\t\n", SCHEDULE_FILE_CODE, 3, 1},
	};

	return refuse_all(bad, sizeof(bad) / sizeof(bad[0]), true);
}


/* Every refusal has its text in the catalogue */
int test_schedule_keys(void)
{
	int err = 0;

	for (int why = 0; why < SCHEDULE_REFUSAL_COUNT; why++) {

		enum text_key key;

		TEST(text_find(&key, pl_of(schedule_refusal_key((enum schedule_refusal)why))));
	}
	TEST_PL(PL_LIT("schedule.notice_short"), pl_of(schedule_refusal_key(SCHEDULE_NOTICE_SHORT)));

out:
	return err;
}
