/**
 * @file journal_walk.c  Along the chain, row by row: the one place that judges, for a store as for an export
 */
#include <stdarg.h>
#include <stdio.h>
#include "db/journal_priv.h"


int journal_fault(struct journal_report *rep, enum journal_fault fault, int64_t pos, const char *fmt, ...)
{
	va_list ap;

	rep->fault = fault;
	rep->pos = pos;
	va_start(ap, fmt);
	(void)vsnprintf(rep->words, sizeof(rep->words), fmt, ap);
	va_end(ap);

	return ECANCELED;
}


void journal_walk_init(struct journal_walk *w, const uint8_t *public_key, struct heads *heads, struct journal_report *rep)
{
	memset(rep, 0, sizeof(*rep));
	*w = (struct journal_walk){.public_key = public_key, .heads = heads, .rep = rep, .signed_pos = -1};
}


void journal_walk_from(struct journal_walk *w, int64_t pos, const uint8_t hash[JOURNAL_HASH_SIZE])
{
	w->begun = true;
	w->pos = w->rep->pos = pos;
	memcpy(w->hash, hash, JOURNAL_HASH_SIZE);
}


int journal_walk_row(struct journal_walk *w, const struct journal_row *row)
{
	uint8_t hash[JOURNAL_HASH_SIZE];
	long long pos = row->pos;

	if (!w->begun && 1 != pos)
		return journal_fault(w->rep, JOURNAL_GAP, pos, "the first row is %lld, and no signed head of row %lld stands before it",
				     pos, pos - 1);
	if (pos <= w->pos)
		return journal_fault(w->rep, JOURNAL_MALFORMED, pos, "row %lld stands after row %lld", pos, (long long)w->pos);
	if (pos > w->pos + 1)
		return journal_fault(w->rep, JOURNAL_GAP, w->pos + 1, "row %lld is missing: after row %lld comes row %lld",
				     (long long)w->pos + 1, (long long)w->pos, pos);

	journal_chain(w->hash, row, hash);
	if (memcmp(hash, row->hash, sizeof(hash)))
		return journal_fault(w->rep, JOURNAL_CHANGED, pos,
				     "row %lld was changed: its bytes do not give the hash that stands with it", pos);

	w->begun = true;
	w->pos = w->rep->pos = pos;
	w->rep->rows++;
	memcpy(w->hash, hash, sizeof(hash));
	return w->heads ? heads_compare(w->heads, w) : 0;
}


int journal_walk_mark(struct journal_walk *w, const struct journal_mark *mark)
{
	long long pos = mark->pos;

	if (pos < 0 || !journal_mark_valid(w->public_key, mark))
		return journal_fault(w->rep, JOURNAL_FORGED_HEAD, pos,
				     "the signed head of row %lld does not bear the signature of this key", pos);

	if (!w->begun && 0 == w->rep->marks)
		journal_walk_from(w, pos, mark->hash);
	if (pos > w->pos)
		return journal_fault(w->rep, JOURNAL_CUT, w->pos + 1, "rows %lld to %lld are missing: the head of row %lld was signed",
				     (long long)w->pos + 1, pos, pos);
	if (pos < w->pos)
		return journal_fault(w->rep, JOURNAL_MALFORMED, pos, "the signed head of row %lld stands after row %lld",
				     pos, (long long)w->pos);
	if (memcmp(mark->hash, w->hash, JOURNAL_HASH_SIZE))
		return journal_fault(w->rep, JOURNAL_CHANGED, w->signed_pos + 1,
				     "rows up to %lld are not those that were signed: what was changed lies after row %lld",
				     pos, (long long)(w->signed_pos < 0 ? 0 : w->signed_pos));

	w->signed_pos = pos;
	w->rep->marks++;
	return 0;
}


int journal_walk_end(struct journal_walk *w)
{
	return w->heads ? heads_end(w->heads, w) : 0;
}
