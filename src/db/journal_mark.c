/**
 * @file journal_mark.c  Signing the journal's head: on a timer, and when a month's segment is closed
 */
#include <time.h>
#include "db/journal_priv.h"
#include "db/journal.sql.h"
#include "db/tx_priv.h"


/* Months since the year 0, UTC */
static int month_of(int64_t ms)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	return gmtime_r(&s, &tm) ? tm.tm_year * 12 + tm.tm_mon : 0;
}


bool journal_month_differs(int64_t a_ms, int64_t b_ms)
{
	return month_of(a_ms) != month_of(b_ms);
}


int journal_mark_make(struct tx *tx, bool closing, struct journal_mark *mark)
{
	struct journal_mark m = {
		.epoch = tx->epoch,
		.pos = tx->head_pos,
		.at_ms = tx->now_ms,
		.closing = closing || journal_month_differs(tx->head_ms, tx->now_ms),
	};
	int err;

	if (tx->pos != tx->head_pos)
		return EINVAL;               /* rows were written already: their hash is not that of the head */
	if (!m.pos)
		return ENODATA;

	memcpy(m.hash, tx->hash, JOURNAL_HASH_SIZE);
	journal_sign(tx->keys, &m);

	err = sql_journal_mark_put(tx->db, &(struct sql_journal_mark_put){
			.pos = m.pos, .epoch = m.epoch, .at_ms = m.at_ms, .closing = m.closing,
			.hash = {(char *)m.hash, sizeof(m.hash)}, .signature = {(char *)m.signature, sizeof(m.signature)}});
	if (err)
		return err;

	tx->moved = true;
	*mark = m;
	return 0;
}


int journal_close_month(struct tx *tx)
{
	struct journal_mark mark;

	if (!tx->head_pos || !journal_month_differs(tx->head_ms, tx->now_ms))
		return 0;

	tx->closed = true;
	return journal_mark_make(tx, true, &mark);
}


int journal_close_log(struct db *db, const char *heads_log)
{
	struct journal_report rep = {.fault = JOURNAL_OK};
	struct journal_mark closed, last;
	bool found = false;
	int err;

	err = db_begin(db);
	if (err)
		return err;
	err = journal_mark_closed(db, &closed);
	db_rollback(db);
	if (err || closed.pos < 0)
		return err;

	err = heads_last(heads_log, &last, &found, &rep);
	if (err && ENOENT != err)
		return ECANCELED == err ? EBADMSG : err;
	if (found && (last.pos > closed.pos || (last.pos == closed.pos && last.closing)))
		return 0;

	return journal_mark_log(heads_log, &closed);
}
