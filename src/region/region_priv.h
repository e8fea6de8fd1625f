/**
 * @file region_priv.h  Inside the room of regions: the table that is made of data/regions.tsv
 */
#ifndef OTKLIK_REGION_REGION_PRIV_H
#define OTKLIK_REGION_REGION_PRIV_H

#include "region/region.h"

enum { REGION_LAND_MAX = 12, REGION_SEA_MAX = 4 };

struct region_row {
	const char *name[LANG_COUNT];   /* NULL: there is no such region */
	int16_t utc_min;
	uint8_t land[REGION_LAND_MAX], sea[REGION_SEA_MAX];      /* codes of neighbours; 0 behind the last */
};

/** By code */
extern const struct region_row region_rows[REGION_CODES];

#endif
