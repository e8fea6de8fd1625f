/**
 * @file export.h  Appeals on their way out, one at a time
 */
#ifndef OTKLIK_APPEAL_EXPORT_H
#define OTKLIK_APPEAL_EXPORT_H

#include "appeal/view.h"

/** How many there are */
int export_total(struct db *db, int64_t *n) MUST_CHECK;

/**
 * The next appeal in the order of ids, without personal data: who wrote is not in it, identifiers are cut out of the texts
 *
 * {number, kind, status, channel, topic?, region?, lang, entered, answer_by, paused?, answered?, closed?, result?, delay?,
 *  owner?, messages:[{at, author:"citizen"|"staff"|"system", kind, text}]}
 *
 * @param after An id, 0 from the first
 * @param idp   Its id; untouched at the end
 * @param objp  Owned; NULL: there is none after
 */
int view_export(const struct view *v, int64_t after, int64_t *idp, json_t **objp) MUST_CHECK;

#endif
