/**
 * @file journal_verify_file.c  Does an export hold what was written? With the public key alone, line by line
 */
#include "base/why.h"
#include "db/journal_priv.h"


static int export_item(struct journal_walk *w, const struct journal_item *item, unsigned long line)
{
	if ((1 == line) != (LINE_FORMAT == item->type))
		return journal_fault(w->rep, JOURNAL_MALFORMED, 0, "line %lu: %s", line, 1 == line ?
				     "the first line does not say {\"format\":\"" JOURNAL_FORMAT "\"}" : "a second line of format");

	return LINE_ROW == item->type ? journal_walk_row(w, &item->row) :
	       LINE_MARK == item->type ? journal_walk_mark(w, &item->mark) : 0;
}


static int export_line(struct journal_walk *w, struct pl line, unsigned long no, struct mbuf *why)
{
	struct journal_item item;
	int err;

	err = journal_line_parse(&item, line, why);
	if (!err)
		err = export_item(w, &item, no);
	else if (EBADMSG == err)
		err = journal_fault(w->rep, JOURNAL_MALFORMED, 0, "line %lu: %.*s", no, (int)why_words(why).l, why_words(why).p);

	journal_item_free(&item);
	return err;
}


static int export_end(struct journal_walk *w, unsigned long lines)
{
	if (!lines)
		return journal_fault(w->rep, JOURNAL_MALFORMED, 0, "the file is empty");
	if (w->signed_pos < 0)
		return journal_fault(w->rep, JOURNAL_CUT, w->pos, "cut: it ends without a signed head");
	if (w->signed_pos < w->pos)
		return journal_fault(w->rep, JOURNAL_CUT, w->pos + 1, "cut after row %lld: it does not end with the signed head of its last row",
				     (long long)w->pos);

	return journal_walk_end(w);
}


static int export_walk(struct journal_walk *w, struct lines *lines)
{
	struct mbuf *why = mbuf_alloc(128);
	struct pl line;
	int err = 0;

	if (!why)
		return ENOMEM;

	while (!err && !(err = lines_next(lines, &line)))
		err = export_line(w, line, lines_no(lines), why);

	if (ENODATA == err)
		err = export_end(w, lines_no(lines) - 1);
	else if (EFBIG == err)
		err = journal_fault(w->rep, JOURNAL_MALFORMED, 0, "line %lu: longer than %u bytes", lines_no(lines),
				    (unsigned)JOURNAL_LINE_MAX);

	mem_deref(why);
	return err;
}


int journal_verify_export(const char *file, const uint8_t public_key[32], const char *heads_file, struct journal_report *rep)
{
	struct heads *heads = NULL;
	struct lines *lines = NULL;
	struct journal_walk w;
	int err;

	err = lines_open(&lines, file, JOURNAL_LINE_MAX);
	if (!err && heads_file)
		err = heads_open(&heads, heads_file);
	if (!err) {
		journal_walk_init(&w, public_key, heads, rep);
		err = export_walk(&w, lines);
	}

	mem_deref(lines);
	mem_deref(heads);
	return ECANCELED == err ? 0 : err;
}
