/**
 * @file region.h  Regions of the country as a caller meets them, and which office answers when one's own cannot (R5, R7)
 *
 *     the caller's region ──▶ its office: serves? ──yes──▶ its queue
 *                                 │ no: closed, marked down, nobody there, too much waits
 *                                 ▼
 *                             the best neighbour that serves, when the caller wants it
 *
 * What this room is for: names of regions in both languages, how far two of them are apart, whether an office serves, and which other one
 * is the best. What it refuses: clock, store, calls: how offices stand is told (struct offices), and nobody is sent anywhere without
 * having been asked, which is the flow's (flow/walk.h).
 *
 * The order of neighbours: fewest borders between (one across water counts as two), then the nearest time of day, then the least
 * waiting for each who can answer, then the lower code.
 *
 * Rules only; any thread.
 */
#ifndef OTKLIK_REGION_REGION_H
#define OTKLIK_REGION_REGION_H

#include "base/catalog.h"

enum {
	REGION_CODES   = 100,           /* 1 … 99: codes of data/regions.tsv */
	REGION_FAR     = 1000,          /* borders between two that no way joins */
	OFFICES_MAX    = 64,            /* as many as there may be lines */
	OFFICE_LOAD    = 5,             /* calls that wait for each who can answer: more is too much, unless a flow says another number */
};

/** Is there such a region? */
bool region_known(unsigned code);

/** Its name, for ever; NULL: there is no such region */
const char *region_name(unsigned code, enum lang lang);

/** "77" as a number; 0: it is none of the regions */
unsigned region_code(struct pl text);

/** Borders between two: 0 the same, 1 neighbours by land, 2 by water alone …; REGION_FAR: no way, or no such region */
unsigned region_borders(unsigned from, unsigned to);

/** Minutes that its time of day is ahead of UTC's; 0: there is no such region */
int region_utc_min(unsigned code);

/** Minutes between the times of day of two regions */
unsigned region_hours_apart_min(unsigned a, unsigned b);

/** How the office of a region stands: those who answer the calls of its line */
struct office {
	unsigned region;                /* code */
	bool open;                      /* by the calendar of its line */
	bool down;                      /* somebody has marked it so */
	unsigned staff;                 /* who can answer its calls now, busy ones among them */
	unsigned waiting;               /* calls for it, in the queue */
};

struct offices {
	size_t n;
	struct office at[OFFICES_MAX];
};

enum office_state {
	OFFICE_SERVES,
	OFFICE_NONE,                    /* the region has no office of its own */
	OFFICE_DOWN,
	OFFICE_CLOSED,
	OFFICE_NOBODY,                  /* nobody is signed in who could answer */
	OFFICE_FULL,                    /* more wait than it can bear */
};

/** Its office; NULL: it has none. Borrowed */
const struct office *office_find(const struct offices *offices, unsigned region);

/** Can the office of a region serve a caller now? `load`: so many waiting calls for each who can answer are too much; 0: OFFICE_LOAD */
enum office_state office_state(const struct offices *offices, unsigned region, unsigned load);

/** The best other region whose office serves; 0: there is none */
unsigned office_neighbour(const struct offices *offices, unsigned region, unsigned load);

#endif
