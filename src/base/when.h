/**
 * @file when.h  Moments in words, as people read them: «вторник, 24 ноября», "18:00 on Tuesday, 24 November"
 *
 * Pure: zone and present are arguments. Words stand in the catalogue, section "when". Instants are int64 milliseconds.
 */
#ifndef OTKLIK_BASE_WHEN_H
#define OTKLIK_BASE_WHEN_H

#include "base/catalog.h"
#include "base/zone.h"

enum when_form {
	WHEN_TIME,       /* 18:00 */
	WHEN_DAY,        /* вторник, 24 ноября — Tuesday, 24 November; with the year when it is not the present one */
	WHEN_MOMENT,     /* 24 ноября 2026, 14:05 — 24 November 2026, 14:05 */
	WHEN_DUE,        /* what follows «до», "by": 18:00 вторника, 24 ноября — 18:00 on Tuesday, 24 November; today and tomorrow are
	                  * said so; midnight is the end of the day before: конца вторника, 24 ноября */
};

/**
 * Writes a moment
 *
 * @param mb   Buffer
 * @param lang Language
 * @param form Form
 * @param ms   The moment
 * @param zone Time zone of the reader
 * @param now  The present
 *
 * @return 0 or ENOMEM
 */
int when_print(struct mbuf *mb, enum lang lang, enum when_form form, int64_t ms, const struct zone *zone, int64_t now) MUST_CHECK;

#endif
