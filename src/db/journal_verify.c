/**
 * @file journal_verify.c  Does the store hold what was written? All of it, or what came after the last signed head
 */
#include "db/journal_priv.h"
#include "db/journal.sql.h"

struct verify {
	struct db *db;
	const struct keyring *kr;
	const char *heads_log;
	bool quick;
	struct journal_report *rep;
	struct journal_head head;
	struct journal_walk walk;
};


static int time_h(const struct row_journal_time *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


/* The head row, and what stands after it */
static int head_check(struct verify *v)
{
	int64_t beyond = 0;
	bool found;
	int err;

	err = journal_head_load(v->db, &v->head, &found);
	if (!err)
		err = sql_journal_time(v->db, found ? v->head.pos + 1 : 1, time_h, &beyond);
	if (err)
		return err;

	if (!found && beyond)
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, beyond, "the head row is missing, but the journal has rows");
	if (found && !journal_head_valid(v->kr, &v->head))
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, v->head.pos,
				     "the head row was changed by another hand: its seal does not fit");
	if (beyond)
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, beyond, "row %lld was added after the head by another hand",
				     (long long)beyond);
	return 0;
}


struct one {
	int64_t pos;
	bool found, same;
	const uint8_t *hash;
};


static int one_h(const struct row_journal_list *row, void *arg)
{
	struct one *one = arg;

	one->found = row->pos == one->pos;
	one->same = one->found && JOURNAL_HASH_SIZE == row->hash.l && !memcmp(row->hash.p, one->hash, JOURNAL_HASH_SIZE);
	return 0;
}


/* The last line of heads.log alone: is its row there, with its hash? */
static int log_check(struct verify *v)
{
	struct journal_mark mark;
	struct one one = {.hash = mark.hash};
	bool found = false;
	int err;

	err = heads_last(v->heads_log, &mark, &found, v->rep);
	if (err || !found)
		return ENOENT == err ? 0 : err;

	if (!journal_mark_valid(keyring_public(v->kr), &mark))
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, mark.pos,
				     "heads.log: its last head, of row %lld, does not bear the signature of this key", (long long)mark.pos);
	if (mark.pos > v->head.pos)
		return journal_fault(v->rep, JOURNAL_CUT, v->head.pos + 1, "cut after row %lld: heads.log knows row %lld",
				     (long long)v->head.pos, (long long)mark.pos);

	one.pos = mark.pos;
	err = sql_journal_list(v->db, mark.pos - 1, 1, one_h, &one);
	if (err)
		return err;
	if (!one.found)
		return journal_fault(v->rep, JOURNAL_GAP, mark.pos, "row %lld is missing: heads.log knows it", (long long)mark.pos);
	if (!one.same)
		return journal_fault(v->rep, JOURNAL_CHANGED, mark.pos,
				     "row %lld is not the one that was signed: the last head in heads.log differs", (long long)mark.pos);
	return 0;
}


struct start {
	struct journal_walk *walk;
	int64_t pos;
};


/* When the row is not there or damaged the walk begins at the first row, and finds it */
static int start_h(const struct row_journal_list *row, void *arg)
{
	struct start *start = arg;

	if (row->pos == start->pos && JOURNAL_HASH_SIZE == row->hash.l)
		journal_walk_from(start->walk, row->pos, (const uint8_t *)row->hash.p);

	return 0;
}


/* Quick: from the row before the last signed one, so that the signed row itself is looked at too */
static int start_find(struct verify *v)
{
	struct journal_mark mark;
	int err;

	err = journal_mark_load(v->db, v->head.pos, &mark);
	if (EBADMSG == err)
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, 0,
				     "the last signed head has a hash or signature of the wrong length");
	if (err || mark.pos < 2)
		return err;

	return sql_journal_list(v->db, mark.pos - 2, 1, start_h, &(struct start){&v->walk, mark.pos - 1});
}


static int end_check(struct verify *v)
{
	struct journal_mark mark;
	int err;

	if (v->walk.pos < v->head.pos)
		return journal_fault(v->rep, JOURNAL_CUT, v->walk.pos + 1, "cut after row %lld: the head row knows row %lld",
				     (long long)v->walk.pos, (long long)v->head.pos);
	if (v->head.pos && memcmp(v->walk.hash, v->head.hash, JOURNAL_HASH_SIZE))
		return journal_fault(v->rep, JOURNAL_CHANGED, v->head.pos, "row %lld is not the one that the head row knows",
				     (long long)v->head.pos);

	err = journal_mark_load(v->db, INT64_MAX, &mark);
	if (EBADMSG == err)
		return journal_fault(v->rep, JOURNAL_FORGED_HEAD, 0,
				     "the last signed head has a hash or signature of the wrong length");
	if (!err && mark.pos > v->head.pos)
		return journal_mark_valid(keyring_public(v->kr), &mark) ?
			journal_fault(v->rep, JOURNAL_CUT, v->head.pos + 1, "cut after row %lld: the head of row %lld was signed",
				      (long long)v->head.pos, (long long)mark.pos) :
			journal_fault(v->rep, JOURNAL_FORGED_HEAD, mark.pos,
				      "the signed head of row %lld does not bear the signature of this key", (long long)mark.pos);

	return err ? err : journal_walk_end(&v->walk);
}


static int verify_run(struct verify *v)
{
	struct journal_rows rows = {.db = v->db, .walk = &v->walk};
	int err;

	err = head_check(v);
	if (!err && v->quick && v->heads_log)
		err = log_check(v);
	if (!err && v->quick)
		err = start_find(v);
	if (err)
		return err;

	rows.upto = v->head.pos;
	err = journal_rows_walk(&rows);
	return err ? err : end_check(v);
}


int journal_verify(struct db *db, const struct keyring *kr, const char *heads_log, bool quick, struct journal_report *rep)
{
	struct verify v = {.db = db, .kr = kr, .heads_log = heads_log, .quick = quick, .rep = rep};
	struct heads *heads = NULL;
	int err = 0;

	if (heads_log && !quick) {
		err = heads_open(&heads, heads_log);
		if (ENOENT == err)
			err = 0;
	}

	journal_walk_init(&v.walk, keyring_public(kr), heads, rep);
	if (!err)
		err = db_begin(db);
	if (!err) {
		err = verify_run(&v);
		db_rollback(db);
	}

	mem_deref(heads);
	return ECANCELED == err ? 0 : err;
}
