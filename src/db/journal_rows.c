/**
 * @file journal_rows.c  The store's rows and signed heads along the chain, a page at a time
 */
#include "db/journal_priv.h"
#include "db/journal.sql.h"

struct page {
	const struct journal_rows *rows;
	struct journal_mark *markv;          /* JOURNAL_PAGE of them: heads of this page's rows, in order */
	unsigned markc, next;
	unsigned count;                      /* of rows */
};


static int mark_set(struct journal_mark *mark, int64_t pos, int64_t epoch, int64_t at_ms, int64_t closing, struct pl hash,
		    struct pl signature)
{
	if (JOURNAL_HASH_SIZE != hash.l || JOURNAL_SIGNATURE_SIZE != signature.l)
		return EBADMSG;

	*mark = (struct journal_mark){.epoch = epoch, .pos = pos, .at_ms = at_ms, .closing = 0 != closing};
	memcpy(mark->hash, hash.p, JOURNAL_HASH_SIZE);
	memcpy(mark->signature, signature.p, JOURNAL_SIGNATURE_SIZE);
	return 0;
}


static int before_h(const struct row_journal_mark_before *row, void *arg)
{
	return mark_set(arg, row->pos, row->epoch, row->at_ms, row->closing, row->hash, row->signature);
}


int journal_mark_load(struct db *db, int64_t upto, struct journal_mark *mark)
{
	mark->pos = -1;
	return sql_journal_mark_before(db, upto, before_h, mark);
}


static int closing_h(const struct row_journal_mark_closing *row, void *arg)
{
	return mark_set(arg, row->pos, row->epoch, row->at_ms, row->closing, row->hash, row->signature);
}


int journal_mark_closed(struct db *db, struct journal_mark *mark)
{
	mark->pos = -1;
	return sql_journal_mark_closing(db, closing_h, mark);
}


static int after_h(const struct row_journal_mark_list *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


int journal_mark_after(struct db *db, int64_t pos, int64_t *markp)
{
	return sql_journal_mark_list(db, pos, 1, after_h, markp);
}


static int list_h(const struct row_journal_mark_list *row, void *arg)
{
	struct page *page = arg;

	if (mark_set(&page->markv[page->markc], row->pos, row->epoch, row->at_ms, row->closing, row->hash, row->signature))
		return journal_fault(page->rows->walk->rep, JOURNAL_FORGED_HEAD, row->pos,
				     "the signed head of row %lld has a hash or signature of the wrong length", (long long)row->pos);

	page->markc++;
	return 0;
}


struct head_load {
	struct journal_head *head;
	bool *found;
};


static int head_h(const struct row_journal_head_read *row, void *arg)
{
	struct head_load *load = arg;

	*load->found = true;
	*load->head = (struct journal_head){.epoch = row->epoch, .pos = row->pos, .at_ms = row->at_ms, .serial = row->serial};

	/* of another length: it stays zero and its seal will not fit */
	if (JOURNAL_HASH_SIZE == row->hash.l)
		memcpy(load->head->hash, row->hash.p, JOURNAL_HASH_SIZE);
	if (JOURNAL_HASH_SIZE == row->mac.l)
		memcpy(load->head->mac, row->mac.p, JOURNAL_HASH_SIZE);

	return 0;
}


int journal_head_load(struct db *db, struct journal_head *head, bool *found)
{
	*found = false;
	return sql_journal_head_read(db, head_h, &(struct head_load){head, found});
}


/* Signed heads of the row where the walk stands */
static int marks_walk(struct page *page)
{
	struct journal_walk *w = page->rows->walk;

	while (page->next < page->markc && page->markv[page->next].pos <= w->pos) {

		const struct journal_mark *mark = &page->markv[page->next++];
		int err = journal_walk_mark(w, mark);

		if (!err && page->rows->item_h)
			err = page->rows->item_h(NULL, mark, page->rows->arg);
		if (err)
			return err;
	}

	return 0;
}


static int row_h(const struct row_journal_list *row, void *arg)
{
	struct page *page = arg;
	struct journal_walk *w = page->rows->walk;
	struct journal_row r = {
		.pos = row->pos, .at_ms = row->at_ms, .appeal = row->appeal, .actor = row->actor,
		.kind = row->kind, .body = row->body,
	};
	int err;

	if (JOURNAL_HASH_SIZE != row->hash.l)
		return journal_fault(w->rep, JOURNAL_CHANGED, r.pos, "row %lld was changed: its hash has the wrong length",
				     (long long)r.pos);

	memcpy(r.hash, row->hash.p, JOURNAL_HASH_SIZE);
	page->count++;

	err = journal_walk_row(w, &r);
	if (!err && page->rows->item_h)
		err = page->rows->item_h(&r, NULL, page->rows->arg);

	return err ? err : marks_walk(page);
}


static int page_walk(struct page *page)
{
	const struct journal_rows *rows = page->rows;
	struct journal_walk *w = rows->walk;
	int64_t most = rows->upto - w->pos < JOURNAL_PAGE ? rows->upto - w->pos : JOURNAL_PAGE;
	int err;

	page->markc = page->next = page->count = 0;

	/* at most one head a row: those of the page's rows are among as many heads */
	err = sql_journal_mark_list(rows->db, w->pos, most, list_h, page);
	return err ? err : sql_journal_list(rows->db, w->pos, most, row_h, page);
}


int journal_rows_walk(const struct journal_rows *rows)
{
	struct page page = {.rows = rows};
	int err = 0;

	page.markv = mem_alloc(JOURNAL_PAGE * sizeof(*page.markv), NULL);
	if (!page.markv)
		return ENOMEM;

	do
		err = rows->walk->pos < rows->upto ? page_walk(&page) : 0;
	while (!err && rows->walk->pos < rows->upto && page.count);

	mem_deref(page.markv);
	return err;
}
