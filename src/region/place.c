/**
 * @file place.c  Names of regions, and how far two of them are apart
 */
#include "region/region_priv.h"

enum { LAND_STEP = 1, SEA_STEP = 2 };


bool region_known(unsigned code)
{
	return code < REGION_CODES && region_rows[code].name[LANG_RU];
}


const char *region_name(unsigned code, enum lang lang)
{
	return region_known(code) ? region_rows[code].name[lang] : NULL;
}


unsigned region_code(struct pl text)
{
	unsigned code;

	if (2 != text.l || text.p[0] < '0' || text.p[0] > '9' || text.p[1] < '0' || text.p[1] > '9')
		return 0;

	code = (unsigned)(text.p[0] - '0') * 10 + (unsigned)(text.p[1] - '0');
	return region_known(code) ? code : 0;
}


/* Is a way over this one shorter for any of its neighbours? */
static bool spread(unsigned far[REGION_CODES], unsigned from, const uint8_t *to, size_t max, unsigned step)
{
	bool shorter = false;

	for (size_t i = 0; i < max && to[i]; i++) {
		if (far[from] + step >= far[to[i]])
			continue;
		far[to[i]] = far[from] + step;
		shorter = true;
	}

	return shorter;
}


unsigned region_borders(unsigned from, unsigned to)
{
	unsigned far[REGION_CODES];
	bool shorter = true;

	if (!region_known(from) || !region_known(to))
		return REGION_FAR;

	for (unsigned i = 0; i < REGION_CODES; i++)
		far[i] = REGION_FAR;
	far[from] = 0;

	while (shorter) {
		shorter = false;
		for (unsigned i = 0; i < REGION_CODES; i++) {
			if (REGION_FAR == far[i])
				continue;
			shorter |= spread(far, i, region_rows[i].land, REGION_LAND_MAX, LAND_STEP);
			shorter |= spread(far, i, region_rows[i].sea, REGION_SEA_MAX, SEA_STEP);
		}
	}

	return far[to];
}


int region_utc_min(unsigned code)
{
	return region_known(code) ? region_rows[code].utc_min : 0;
}


unsigned region_hours_apart_min(unsigned a, unsigned b)
{
	int apart = region_known(a) && region_known(b) ? region_rows[a].utc_min - region_rows[b].utc_min : 0;

	return (unsigned)(apart < 0 ? -apart : apart);
}
