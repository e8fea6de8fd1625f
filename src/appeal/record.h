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

/** Sets in each row {…, data} of a list `names`: {id: what it is called now}, of the ids in its data that have a name */
int record_names(const struct view *v, json_t *rows) MUST_CHECK;

#endif
