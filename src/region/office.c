/**
 * @file office.c  Which office answers a caller
 */
#include "region/region.h"

/** How good a neighbour is; less is better */
struct rank {
	unsigned borders, apart_min, waiting, staff, region;
};


const struct office *office_find(const struct offices *offices, unsigned region)
{
	for (size_t i = 0; i < offices->n; i++) {
		if (offices->at[i].region == region)
			return &offices->at[i];
	}

	return NULL;
}


static enum office_state state_of(const struct office *office, unsigned load)
{
	if (office->down)
		return OFFICE_DOWN;
	if (!office->open)
		return OFFICE_CLOSED;
	if (!office->staff)
		return OFFICE_NOBODY;

	return office->waiting / office->staff >= (load ? load : OFFICE_LOAD) ? OFFICE_FULL : OFFICE_SERVES;
}


enum office_state office_state(const struct offices *offices, unsigned region, unsigned load)
{
	const struct office *office = office_find(offices, region);

	return office ? state_of(office, load) : OFFICE_NONE;
}


static struct rank rank_of(const struct office *office, unsigned region)
{
	return (struct rank){region_borders(region, office->region), region_hours_apart_min(region, office->region), office->waiting,
			     office->staff, office->region};
}


static bool better(const struct rank *a, const struct rank *b)
{
	uint64_t a_load = (uint64_t)a->waiting * b->staff, b_load = (uint64_t)b->waiting * a->staff;

	if (a->borders != b->borders)
		return a->borders < b->borders;
	if (a->apart_min != b->apart_min)
		return a->apart_min < b->apart_min;

	return a_load != b_load ? a_load < b_load : a->region < b->region;
}


unsigned office_neighbour(const struct offices *offices, unsigned region, unsigned load)
{
	struct rank best = {.region = 0};

	for (size_t i = 0; i < offices->n; i++) {

		const struct office *office = &offices->at[i];
		struct rank rank = rank_of(office, region);

		if (office->region == region || REGION_FAR == rank.borders || OFFICE_SERVES != state_of(office, load))
			continue;
		if (!best.region || better(&rank, &best))
			best = rank;
	}

	return best.region;
}
