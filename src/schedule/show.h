/**
 * @file show.h  The schedule as others see it: the room's documents, as JSON
 *
 * Read from the store, not from the book that is shared, so that who has just changed something sees it. Ids are decimal
 * strings, times RFC 3339 with the offset of the calendar's zone. Results are owned by the caller (json_decref).
 */
#ifndef OTKLIK_SCHEDULE_SHOW_H
#define OTKLIK_SCHEDULE_SHOW_H

#include "schedule/book.h"

/**
 * {items:[{name, zone, region?, week:{mon:[["08:00","20:00"]] … sun, holiday}, weeks:[dated], follow_holidays, follow_short, version,
 *          status:{open, change?, reason_ru?, reason_en?}, exceptions:[exception]}]}
 *
 * `week` acts today. dated: {from, week, zone?, emergency?:{reason}, waits, confirmed, by:{id, name}, second?:{id, name}}, of those that
 * do not act yet
 *
 * exception: {id, from, to, closed, hours?, reason_ru, reason_en, emergency?:{reason}, waits, confirmed, by:{id, name},
 * second?:{id, name}}; those that ended are left out
 */
int show_calendars(struct db *db, int64_t now_ms, json_t **objp) MUST_CHECK;

/** One of them; *objp NULL: there is none of that name */
int show_calendar(struct db *db, struct pl name, int64_t now_ms, json_t **objp) MUST_CHECK;

/** {items:[{name, value, default, source, version}]}; version 0: as built in */
int show_terms(struct db *db, json_t **objp) MUST_CHECK;
int show_term(struct db *db, struct pl name, json_t **objp) MUST_CHECK;

/**
 * What citizens are told of a calendar, in both languages
 *
 * {calendar, zone, now, status, days:[{date, weekday, kind, hours:[["08:00","20:00"]], reason_ru?, reason_en?, changed, provisional}
 * × days], weeks:[{from, week}] that come; NULL: no such calendar
 */
json_t *show_timetable(const struct book *book, struct pl name, int64_t now_ms, unsigned days);

#endif
