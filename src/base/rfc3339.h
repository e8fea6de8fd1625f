/**
 * @file rfc3339.h  Instants as text: RFC 3339 with an offset, the form of every time in the API
 *
 * An instant is int64 milliseconds since 1970-01-01T00:00:00Z (no leap seconds), as everywhere in the program.
 */
#ifndef OTKLIK_BASE_RFC3339_H
#define OTKLIK_BASE_RFC3339_H

#include "base/def.h"

enum { RFC3339_SIZE = 30 };  /* "2026-11-22T13:06:36.123+03:00" and the zero */

/**
 * Reads an RFC 3339 date-time, strictly: date, `T`, time with seconds, at most nine digits of a fraction (what is
 * below a millisecond is cut off), `Z` or an offset ±HH:MM. Second 60 is read only where a leap second can stand
 * (23:59:60 UTC) and means the second after it.
 *
 * @param text      borrowed
 * @param ms        the instant, milliseconds
 * @param offset_s  the written offset in seconds east of UTC; may be NULL
 *
 * @return 0, or EBADMSG; the outputs are untouched on failure
 */
int rfc3339_parse(struct pl text, int64_t *ms, int *offset_s) MUST_CHECK;

/**
 * Writes an instant as local time with its offset: milliseconds appear when they are not zero, offset 0 is written `Z`
 *
 * @param buf       receives at most RFC3339_SIZE bytes with the zero
 * @param ms        the instant, year in DATE_YEAR_MIN..DATE_YEAR_MAX
 * @param offset_s  seconds east of UTC; cut to whole minutes (RFC 3339 has no seconds there), the instant stays exact
 *
 * @return 0, or EINVAL: the year or the offset is out of range
 */
int rfc3339_print(char buf[RFC3339_SIZE], int64_t ms, int offset_s) MUST_CHECK;

#endif
