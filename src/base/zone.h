/**
 * @file zone.h  IANA time zones: instant to local time and back
 *
 * The knowledge is ICU's; each zone is read once into a sorted table of its offset changes in 1800..2200 and then
 * answers by a binary search, without a lock. Zones live as long as the process. Any thread may call anything here.
 */
#ifndef OTKLIK_BASE_ZONE_H
#define OTKLIK_BASE_ZONE_H

#include "base/def.h"

enum { ZONE_NAME_MAX = 63 };

struct zone;

/** Local time of an instant */
struct zone_local {
	int32_t day;           /* civil day number, date.h */
	int32_t ms;            /* milliseconds since local midnight, 0..86399999 */
	int offset_s;          /* seconds east of UTC */
};

/**
 * Finds a zone by its IANA name (an alias such as W-SU is a name too; the case of letters matters; GMT+0 and its
 * like are not taken)
 *
 * @param zonep  *borrowed*, valid for ever; untouched on failure
 * @param name   such as "Asia/Yekaterinburg" or "UTC", at most ZONE_NAME_MAX bytes
 *
 * @return 0; ENOENT: no such zone; ENOMEM; EIO: ICU could not read its data
 */
int zone_get(const struct zone **zonep, const char *name) MUST_CHECK;

/** The name that the zone was asked by; *borrowed*, valid for ever */
const char *zone_name(const struct zone *zone);

/** Seconds east of UTC at an instant (milliseconds) */
int zone_offset_s(const struct zone *zone, int64_t ms);

/** Local date, time of day and offset of an instant (milliseconds) */
struct zone_local zone_local(const struct zone *zone, int64_t ms);

/**
 * The instant of a local time
 *
 * Where clocks went forward, a time in the gap is read with the offset before it (02:30 in a gap of an hour becomes
 * 03:30); where clocks went back, of the two instants the first is meant. Both say: the offset before the change.
 *
 * @param zone  zone
 * @param day   civil day number
 * @param ms    milliseconds since local midnight; may be negative or past the day's end (26 h is 02:00 of the next day)
 *
 * @return the instant, milliseconds
 */
int64_t zone_instant(const struct zone *zone, int32_t day, int64_t ms);

#endif
