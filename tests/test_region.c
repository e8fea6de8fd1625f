/**
 * @file test_region.c  Names of regions, how far they are apart, and which office answers in whose place
 */
#include "region/region.h"
#include "schedule/schedule.h"
#include "test.h"

int test_region(void);
int test_region_office(void);
int test_region_neighbour(void);


/* The table that was made agrees with the one that is read */
int test_region(void)
{
	struct regions *regions = NULL;
	size_t known = 0;
	int err;

	TEST_OK(regions_builtin(&regions));

	for (unsigned code = 0; code <= REGION_CODES; code++) {
		const struct region *r;
		char text[8];

		(void)re_snprintf(text, sizeof(text), "%02u", code);
		r = regions_find(regions, pl_of(text));
		TEST(!r == !region_known(code) && !r == !region_name(code, LANG_RU) && !r == !region_name(code, LANG_EN));
		TEST(region_code(pl_of(text)) == (r ? code : 0));
		known += r != NULL;
		if (!r)
			continue;

		TEST(0 == strcmp(r->name, region_name(code, LANG_RU)) && 0 == region_borders(code, code));
		TEST(region_utc_min(code) * 60 == zone_offset_s(r->zone, 1795341996123));
		for (unsigned i = 0; i < r->land_count; i++)
			TEST(1 == region_borders(code, region_code(pl_of(r->land[i]))));
	}
	TEST(known == regions_count(regions) && !region_known(0));
	TEST(!region_code(PL_LIT("7")) && !region_code(PL_LIT("077")) && !region_code(PL_LIT("7x")) && !region_code((struct pl){NULL, 0}));

	TEST(2 == region_borders(78, 39) && 7 == region_borders(39, 77) && 10 == region_borders(25, 77) && 2 == region_borders(65, 27));
	TEST(REGION_FAR == region_borders(77, 99) && REGION_FAR == region_borders(0, 77));
	for (unsigned a = 1; a < REGION_CODES; a++)
		TEST(region_borders(a, 66) == region_borders(66, a) && region_hours_apart_min(a, 66) == region_hours_apart_min(66, a));
	TEST(540 == region_hours_apart_min(77, 41) && 60 == region_hours_apart_min(39, 77) && 0 == region_hours_apart_min(0, 77));

out:
	mem_deref(regions);
	return err;
}


int test_region_office(void)
{
	static const struct offices offices = {.n = 6, .at = {
		{.region = 77, .open = true, .staff = 2, .waiting = 9}, {.region = 78, .open = true, .staff = 2, .waiting = 10},
		{.region = 54, .open = true, .down = true, .staff = 1}, {.region = 66, .staff = 1}, {.region = 16, .open = true},
		{.region = 23, .down = true},
	}};
	static const struct offices none = {.n = 0};
	int err = 0;

	TEST(OFFICE_SERVES == office_state(&offices, 77, 0) && OFFICE_FULL == office_state(&offices, 78, 0));
	TEST(OFFICE_SERVES == office_state(&offices, 78, 6) && OFFICE_FULL == office_state(&offices, 77, 4));
	TEST(OFFICE_DOWN == office_state(&offices, 54, 0) && OFFICE_CLOSED == office_state(&offices, 66, 0));
	TEST(OFFICE_NOBODY == office_state(&offices, 16, 0) && OFFICE_DOWN == office_state(&offices, 23, 0));
	TEST(OFFICE_NONE == office_state(&offices, 50, 0) && OFFICE_NONE == office_state(&none, 77, 0));
	TEST(&offices.at[2] == office_find(&offices, 54) && !office_find(&offices, 0));

out:
	return err;
}


/* Of the ten offices of the description each one's best neighbour when all serve; and by load when two are as near */
int test_region_neighbour(void)
{
	static const unsigned best[][2] = {{77, 16}, {78, 16}, {54, 66}, {66, 2}, {16, 63}, {23, 61}, {61, 23}, {63, 16}, {2, 66}, {74, 2}};
	enum { N = sizeof(best) / sizeof(best[0]), WEST = 0, YEKATERINBURG = 3, KAZAN = 4, UFA = 8, CHELYABINSK = 9 };
	struct offices offices = {.n = N};
	int err = 0;

	for (size_t i = 0; i < N; i++)
		offices.at[i] = (struct office){.region = best[i][0], .open = true, .staff = 1};
	for (size_t i = 0; i < N; i++)
		TEST(best[i][1] == office_neighbour(&offices, best[i][0], 0));

	/* a region without an office has neighbours, too; one that there is not has none */
	TEST(office_neighbour(&offices, 50, 0) && !office_neighbour(&offices, 0, 0) && !office_neighbour(&offices, 99, 0));

	/* as near and of the same hours: by the load of each operator, then by code */
	offices.at[UFA].waiting = 2;
	offices.at[UFA].staff = 2;
	offices.at[YEKATERINBURG].waiting = 2;
	offices.at[YEKATERINBURG].staff = 3;
	TEST(66 == office_neighbour(&offices, 74, 0));
	offices.at[YEKATERINBURG].staff = 2;
	TEST(2 == office_neighbour(&offices, 74, 0));

	/* one that cannot serve is passed by, for each reason */
	offices.at[UFA].down = true;
	TEST(66 == office_neighbour(&offices, 74, 0));
	offices.at[YEKATERINBURG].open = false;
	TEST(63 == office_neighbour(&offices, 74, 0));
	offices.at[7].staff = 0;
	TEST(16 == office_neighbour(&offices, 74, 0));
	offices.at[KAZAN].waiting = OFFICE_LOAD;
	TEST(74 == office_neighbour(&offices, 63, 0));
	TEST(16 == office_neighbour(&offices, 74, OFFICE_LOAD + 1));
	for (size_t i = 0; i < N; i++)
		offices.at[i].down = i != CHELYABINSK;
	TEST(!office_neighbour(&offices, 74, 0) && 74 == office_neighbour(&offices, 77, 0));

out:
	return err;
}
