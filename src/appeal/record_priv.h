/**
 * @file record_priv.h  What the readers of the journal share
 */
#ifndef OTKLIK_APPEAL_RECORD_PRIV_H
#define OTKLIK_APPEAL_RECORD_PRIV_H

#include "appeal/appeal.sql.h"
#include "appeal/record.h"
#include "appeal/view_priv.h"

struct record {
	const struct view *v;
	json_t *items;
	int64_t last;                        /* position of the last row that was added */
};

/** Adds a row to the items, as JSON */
int record_row_add(struct record *rec, const struct row_journal_page *row) MUST_CHECK;

/** The first position whose time is at_ms or later; one behind the last when there is none. Times never run backwards */
int record_pos_at(struct db *db, int64_t at_ms, int64_t *posp) MUST_CHECK;

#endif
