/**
 * @file zone.c  IANA time zones by ICU, each read once into a table of offset changes
 */
#include <pthread.h>
#include <stdatomic.h>
#include <strings.h>
#include <unicode/ucal.h>
#include "base/date.h"
#include "base/zone.h"

enum {
	DAY_MS = 86400000,
	CHANGES_MAX = 2000,    /* the busiest zone has fewer than 600 in 400 years */
	ZONES_MAX = 1000,      /* IANA knows about 600 names */
};

struct change {
	int64_t ms;            /* from this instant on … */
	int32_t offset_s;      /* … this offset acts */
};

struct zone {
	struct zone *next;
	char name[ZONE_NAME_MAX + 1];
	unsigned n;
	struct change change[];    /* the first holds from the beginning of time */
};

static _Atomic(struct zone *) zones;    /* only ever grows at its head */
static unsigned zone_count;             /* under the lock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;


static int64_t floor_day(int64_t ms)
{
	return (ms >= 0 ? ms : ms - (DAY_MS - 1)) / DAY_MS;
}


static int icu_err(UErrorCode status)
{
	return status == U_MEMORY_ALLOCATION_ERROR ? ENOMEM : EIO;
}


static struct zone *zone_find(const char *name)
{
	struct zone *z = atomic_load_explicit(&zones, memory_order_acquire);

	while (z && strcmp(z->name, name))
		z = z->next;

	return z;
}


/*
 * ICU takes an unknown name for GMT and custom ones such as GMT+3 for zones: only names that tzdata knows pass. What
 * could be a custom name is not shown to ICU at all, because ICU 72 formats it and crashes there when memory is short.
 */
static int name_check(const char *name, UChar wide[ZONE_NAME_MAX + 1])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar canon[128];
	UBool system = 0;
	size_t len = strlen(name);

	if (!len || len > ZONE_NAME_MAX || 0 == strcmp(name, "Etc/Unknown"))
		return ENOENT;
	if (len > 3 && 0 == strncasecmp(name, "GMT", 3))
		return ENOENT;

	for (size_t i = 0; i <= len; i++) {
		if ((unsigned char)name[i] > 0x7e)
			return ENOENT;
		wide[i] = (UChar)name[i];
	}

	ucal_getCanonicalTimeZoneID(wide, (int32_t)len, canon, 128, &system, &status);
	if (status == U_ILLEGAL_ARGUMENT_ERROR)
		return ENOENT;
	if (U_FAILURE(status))
		return icu_err(status);

	return system ? 0 : ENOENT;
}


static int32_t icu_offset_s(UCalendar *cal, UErrorCode *status)
{
	return (ucal_get(cal, UCAL_ZONE_OFFSET, status) + ucal_get(cal, UCAL_DST_OFFSET, status)) / 1000;
}


/* Walks the changes from 1800 on; those that leave the offset as it was (a new abbreviation) are passed over */
static int changes_read(UCalendar *cal, struct change *table, unsigned *np)
{
	const UDate last = ((double)DATE_DAY_MAX + 2) * DAY_MS;
	UDate at = ((double)DATE_DAY_MIN - 1) * DAY_MS;
	UErrorCode status = U_ZERO_ERROR;
	unsigned n = 0;

	ucal_setMillis(cal, at, &status);
	table[n++] = (struct change){INT64_MIN, icu_offset_s(cal, &status)};

	while (U_SUCCESS(status) && ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &at, &status)) {

		int32_t offset_s;

		if (at > last || U_FAILURE(status))
			break;

		ucal_setMillis(cal, at, &status);
		offset_s = icu_offset_s(cal, &status);
		if (offset_s == table[n - 1].offset_s)
			continue;
		if (n == CHANGES_MAX)
			return EOVERFLOW;

		table[n++] = (struct change){(int64_t)at, offset_s};
	}

	*np = n;
	return U_FAILURE(status) ? icu_err(status) : 0;
}


static int zone_load(struct zone **zp, const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[ZONE_NAME_MAX + 1];
	struct change *table = NULL;
	UCalendar *cal = NULL;
	struct zone *z = NULL;
	unsigned n = 0;
	int err;

	err = name_check(name, wide);
	if (err)
		return err;

	cal = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status)) {
		err = icu_err(status);
		goto out;
	}

	table = mem_alloc(CHANGES_MAX * sizeof(*table), NULL);
	if (!table) {
		err = ENOMEM;
		goto out;
	}
	err = changes_read(cal, table, &n);
	if (err)
		goto out;

	z = mem_zalloc(sizeof(*z) + n * sizeof(*table), NULL);
	if (!z) {
		err = ENOMEM;
		goto out;
	}
	memcpy(z->name, name, strlen(name));
	memcpy(z->change, table, n * sizeof(*table));
	z->n = n;

out:
	if (cal)
		ucal_close(cal);
	mem_deref(table);
	if (!err)
		*zp = z;

	return err;
}


int zone_get(const struct zone **zonep, const char *name)
{
	struct zone *z;
	int err = 0;

	z = zone_find(name);
	if (z) {
		*zonep = z;
		return 0;
	}

	pthread_mutex_lock(&lock);

	z = zone_find(name);
	if (!z) {
		err = zone_count < ZONES_MAX ? zone_load(&z, name) : EOVERFLOW;
		if (!err) {
			z->next = atomic_load_explicit(&zones, memory_order_relaxed);
			atomic_store_explicit(&zones, z, memory_order_release);
			zone_count++;
		}
	}

	pthread_mutex_unlock(&lock);

	if (!err)
		*zonep = z;

	return err;
}


const char *zone_name(const struct zone *zone)
{
	return zone->name;
}


/* Index of the change that acts at an instant */
static unsigned change_at(const struct zone *zone, int64_t ms)
{
	unsigned lo = 0, hi = zone->n;

	while (hi - lo > 1) {
		unsigned mid = (lo + hi) / 2;

		if (zone->change[mid].ms <= ms)
			lo = mid;
		else
			hi = mid;
	}

	return lo;
}


int zone_offset_s(const struct zone *zone, int64_t ms)
{
	return zone->change[change_at(zone, ms)].offset_s;
}


struct zone_local zone_local(const struct zone *zone, int64_t ms)
{
	int offset_s = zone_offset_s(zone, ms);
	int64_t local = ms + (int64_t)offset_s * 1000;
	int64_t day = floor_day(local);

	return (struct zone_local){(int32_t)day, (int32_t)(local - day * DAY_MS), offset_s};
}


int64_t zone_instant(const struct zone *zone, int32_t day, int64_t ms)
{
	int64_t local = (int64_t)day * DAY_MS + ms;
	unsigned i = change_at(zone, local - DAY_MS);

	/* a change is behind us when the local time, read with the offset before it, has reached it */
	while (i + 1 < zone->n && local - (int64_t)zone->change[i].offset_s * 1000 >= zone->change[i + 1].ms) {

		int64_t before = local - (int64_t)zone->change[i].offset_s * 1000;
		int64_t gap = (int64_t)(zone->change[i + 1].offset_s - zone->change[i].offset_s) * 1000;

		if (gap > 0 && before < zone->change[i + 1].ms + gap)
			return before;
		i++;
	}

	return local - (int64_t)zone->change[i].offset_s * 1000;
}
