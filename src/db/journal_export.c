/**
 * @file journal_export.c  The journal as lines that verify without the store
 */
#include "db/journal_priv.h"
#include "db/journal.sql.h"

struct export {
	struct db *db;
	const struct keyring *kr;
	int64_t from, to;
	struct journal_head head;
	struct journal_walk walk;
	struct mbuf *mb;                     /* one line */
	int (*line_h)(struct pl line, void *arg);
	void *arg;
};


static int give(struct export *ex, int err)
{
	struct pl line = {(char *)ex->mb->buf, ex->mb->end};

	return err ? err : ex->line_h(line, ex->arg);
}


static int mark_give(struct export *ex, const struct journal_mark *mark)
{
	mbuf_rewind(ex->mb);
	return give(ex, journal_mark_print(ex->mb, mark));
}


static int item_h(const struct journal_row *row, const struct journal_mark *mark, void *arg)
{
	struct export *ex = arg;

	if (mark)
		return mark_give(ex, mark);

	mbuf_rewind(ex->mb);
	return give(ex, journal_row_print(ex->mb, row));
}


/* Moves from and to to signed heads; the head before from goes out first */
static int range_open(struct export *ex)
{
	struct journal_mark before, last;
	int err;

	err = journal_mark_load(ex->db, ex->from - 1, &before);
	if (!err)
		err = journal_mark_load(ex->db, ex->to, &last);
	if (err)
		return err;

	if (last.pos != ex->to) {

		int64_t next = ex->head.pos;

		err = journal_mark_after(ex->db, ex->to, &next);
		if (err)
			return err;
		ex->to = next;
	}

	mbuf_rewind(ex->mb);
	err = give(ex, journal_format_print(ex->mb));
	if (err || before.pos < 1)
		return err;

	if (!journal_mark_valid(keyring_public(ex->kr), &before))
		return journal_fault(ex->walk.rep, JOURNAL_FORGED_HEAD, before.pos,
				     "the signed head of row %lld does not bear the signature of this key", (long long)before.pos);

	journal_walk_from(&ex->walk, before.pos, before.hash);
	ex->walk.signed_pos = before.pos;
	return mark_give(ex, &before);
}


/* Behind the last signed head: the head row, whose seal was checked, says which row is the last */
static int range_close(struct export *ex)
{
	struct journal_mark mark = {.epoch = ex->head.epoch, .pos = ex->head.pos, .at_ms = ex->head.at_ms};

	if (ex->walk.pos < ex->to)
		return journal_fault(ex->walk.rep, JOURNAL_CUT, ex->walk.pos + 1, "cut after row %lld: row %lld is known",
				     (long long)ex->walk.pos, (long long)ex->to);
	if (ex->walk.signed_pos == ex->to)
		return 0;
	if (memcmp(ex->walk.hash, ex->head.hash, JOURNAL_HASH_SIZE))
		return journal_fault(ex->walk.rep, JOURNAL_CHANGED, ex->head.pos, "row %lld is not the one that the head row knows",
				     (long long)ex->head.pos);

	memcpy(mark.hash, ex->head.hash, JOURNAL_HASH_SIZE);
	journal_sign(ex->kr, &mark);
	return mark_give(ex, &mark);
}


static int export_run(struct export *ex)
{
	struct journal_rows rows = {.db = ex->db, .walk = &ex->walk, .item_h = item_h, .arg = ex};
	bool found;
	int err;

	err = journal_head_load(ex->db, &ex->head, &found);
	if (err)
		return err;
	if (!found)
		return ERANGE;
	if (!journal_head_valid(ex->kr, &ex->head))
		return journal_fault(ex->walk.rep, JOURNAL_FORGED_HEAD, ex->head.pos,
				     "the head row was changed by another hand: its seal does not fit");

	ex->from = ex->from < 1 ? 1 : ex->from;
	ex->to = ex->to ? ex->to : ex->head.pos;
	if (ex->to < ex->from - 1 || ex->to > ex->head.pos)
		return ERANGE;

	err = range_open(ex);
	if (err)
		return err;

	rows.upto = ex->to;
	err = journal_rows_walk(&rows);
	return err ? err : range_close(ex);
}


int journal_export(struct db *db, const struct keyring *kr, int64_t from_pos, int64_t to_pos,
		   int (*line_h)(struct pl line, void *arg), void *arg, struct journal_report *rep)
{
	struct export ex = {.db = db, .kr = kr, .from = from_pos, .to = to_pos, .line_h = line_h, .arg = arg};
	int err;

	journal_walk_init(&ex.walk, keyring_public(kr), NULL, rep);
	ex.mb = mbuf_alloc(1024);
	if (!ex.mb)
		return ENOMEM;

	err = db_begin(db);
	if (!err) {
		err = export_run(&ex);
		db_rollback(db);
	}

	mem_deref(ex.mb);
	return ECANCELED == err && rep->fault ? 0 : err;
}


struct moment {
	int64_t pos, at_ms;
};


static int time_h(const struct row_journal_time *row, void *arg)
{
	*(struct moment *)arg = (struct moment){row->pos, row->at_ms};
	return 0;
}


/* First row in 1 … end that is not before `ms`; end when there is none. Time never runs backwards in the journal. */
static int since_find(struct db *db, int64_t ms, int64_t end, int64_t *posp)
{
	int64_t low = 1, high = end;

	while (low < high) {

		struct moment m = {high, INT64_MAX};
		int64_t mid = low + (high - low) / 2;
		int err = sql_journal_time(db, mid, time_h, &m);

		if (err)
			return err;
		if (m.at_ms < ms)
			low = mid + 1;
		else
			high = mid;
	}

	*posp = low;
	return 0;
}


int journal_between(struct db *db, int64_t from_ms, int64_t to_ms, int64_t *from_pos, int64_t *to_pos)
{
	struct journal_head head = {0};
	int64_t from = 0, to = 0;
	bool found;
	int err;

	err = db_begin(db);
	if (err)
		return err;

	err = journal_head_load(db, &head, &found);
	if (!err)
		err = since_find(db, from_ms, head.pos + 1, &from);
	if (!err)
		err = since_find(db, to_ms, head.pos + 1, &to);
	db_rollback(db);
	if (err)
		return err;
	if (from >= to)
		return ENODATA;

	*from_pos = from;
	*to_pos = to - 1;
	return 0;
}
