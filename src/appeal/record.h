/**
 * @file record.h  The journal as an auditor reads it
 */
#ifndef OTKLIK_APPEAL_RECORD_H
#define OTKLIK_APPEAL_RECORD_H

#include "appeal/view.h"

/**
 * {items:[{pos, at, actor:{id, name}|"citizen"|"system", kind, appeal?: number, data}], next?: position}
 *
 * @param digits Of one appeal's number, or DB_NULL: of everything
 * @param from   First position
 * @param most   Rows at most; `next` says where the page after it begins
 */
int view_record(const struct view *v, int64_t digits, int64_t from, unsigned most, json_t **objp,
		enum appeal_refusal *refusal) MUST_CHECK;

struct record_choice {
	int64_t appeal;              /* ten digits, or DB_NULL: all */
	int64_t before;              /* positions below it; INT64_MAX: from the newest on */
	int64_t from_ms, to_ms;      /* at from_ms or later, before to_ms; DB_NULL: without end */
	int64_t actor;               /* id, 0 citizens, -1 the system, DB_NULL anybody */
	struct pl kind;              /* "call.ended", or a group, "call"; empty: any */
	unsigned most;
};

/**
 * The same items, newest first, of what was chosen
 *
 * `next`: what `before` of the page after it is. A page of one person and one kind looks at 20,000 rows at most: it may have fewer items
 * than `most`, even none, and a `next`.
 */
int view_record_newest(const struct view *v, const struct record_choice *choice, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

/**
 * Who was served before somebody that waited longer, from from_ms until before to_ms
 *
 * {from, to, n, more, reasons:[{why, n, passed}], items:[{pos, at, medium, why, n, served:{id, number?}, passed:{id, number?},
 * staff:{id, name?}}]}: n how often, 20,000 at most (`more`: there are others, older); of each reason how often, and how many were passed
 * together; items the newest 200, `passed` who waited longest of n.
 */
int view_overtakings(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp) MUST_CHECK;

/** Sets in each row {…, data} of a list `names`: {id: what it is called now}, of the ids in its data that have a name */
int record_names(const struct view *v, json_t *rows) MUST_CHECK;

#endif
