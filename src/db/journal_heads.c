/**
 * @file journal_heads.c  Signed heads in a file: heads.log, or what somebody else kept of it
 */
#include "base/durable.h"
#include "base/why.h"
#include "db/journal_priv.h"

struct heads {
	struct lines *lines;
	bool have;                           /* `mark` is the next one */
	struct journal_mark mark;
};


static void destructor(void *arg)
{
	struct heads *h = arg;

	mem_deref(h->lines);
}


int heads_open(struct heads **hp, const char *file)
{
	struct heads *h = mem_zalloc(sizeof(*h), destructor);
	int err;

	if (!h)
		return ENOMEM;

	/* a program at work signs on: heads of rows that this snapshot does not have yet are none of its heads */
	err = lines_open(&h->lines, file, JOURNAL_LINE_MAX);
	if (!err)
		err = lines_freeze(h->lines);
	if (err)
		mem_deref(h);
	else
		*hp = h;

	return err;
}


/* The next signed head; ENODATA at the end. A last line without its newline was cut by a crash and never counted. */
static int next(struct lines *lines, struct journal_mark *mark, struct journal_report *rep)
{
	struct mbuf *why = mbuf_alloc(64);
	struct journal_item item;
	struct pl line, words;
	int err;

	if (!why)
		return ENOMEM;

	do {
		err = lines_next(lines, &line);
		if (!err && !lines_whole(lines))
			err = ENODATA;
	} while (!err && !line.l);
	if (EFBIG == err)
		err = journal_fault(rep, JOURNAL_MALFORMED, 0, "file of signed heads, line %lu: too long", lines_no(lines));
	if (err)
		goto out;

	err = journal_line_parse(&item, line, why);
	if (!err && LINE_MARK == item.type)
		*mark = item.mark;
	else if (!err || EBADMSG == err) {
		words = err ? why_words(why) : PL_LIT("not a signed head");
		err = journal_fault(rep, JOURNAL_MALFORMED, 0, "file of signed heads, line %lu: %.*s", lines_no(lines),
				    (int)words.l, words.p);
	}
	journal_item_free(&item);

out:
	mem_deref(why);
	return err;
}


/* Brings h->mark to the first head that is not before `pos` */
static int advance(struct heads *h, struct journal_walk *w, int64_t pos)
{
	while (!h->have || h->mark.pos < pos) {

		int err = next(h->lines, &h->mark, w->rep);

		h->have = false;
		if (err)
			return err;
		if (!journal_mark_valid(w->public_key, &h->mark))
			return journal_fault(w->rep, JOURNAL_FORGED_HEAD, h->mark.pos,
					     "file of signed heads, line %lu: the head of row %lld does not bear the signature of this key",
					     lines_no(h->lines), (long long)h->mark.pos);
		h->have = true;
	}

	return 0;
}


int heads_compare(struct heads *h, struct journal_walk *w)
{
	for (int64_t pos = w->pos;;) {

		int err = advance(h, w, pos);

		if (err)
			return ENODATA == err ? 0 : err;
		if (h->mark.pos != pos)
			return 0;
		if (memcmp(h->mark.hash, w->hash, JOURNAL_HASH_SIZE))
			return journal_fault(w->rep, JOURNAL_CHANGED, pos,
					     "row %lld is not the one that was signed: the head kept in line %lu of the file of heads differs",
					     (long long)pos, lines_no(h->lines));

		h->have = false;             /* the same row may have been signed twice */
	}
}


int heads_end(struct heads *h, struct journal_walk *w)
{
	int err = advance(h, w, w->pos + 1);

	if (err)
		return ENODATA == err ? 0 : err;

	return journal_fault(w->rep, JOURNAL_CUT, w->pos + 1, "cut after row %lld: the file of heads knows row %lld",
			     (long long)w->pos, (long long)h->mark.pos);
}


int heads_last(const char *file, struct journal_mark *mark, bool *found, struct journal_report *rep)
{
	struct lines *lines = NULL;
	int err;

	err = lines_open(&lines, file, JOURNAL_LINE_MAX);
	if (err)
		return err;

	err = lines_tail(lines, 4096);       /* a dozen lines */
	while (!err) {
		err = next(lines, mark, rep);
		*found = *found || !err;
	}

	mem_deref(lines);
	return ENODATA == err ? 0 : err;
}


int journal_mark_log(const char *heads_log, const struct journal_mark *mark)
{
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	err = journal_mark_print(mb, mark);
	if (!err)
		err = durable_append(heads_log, (struct pl){(char *)mb->buf, mb->end}, JOURNAL_LINE_MAX);

	mem_deref(mb);
	return err;
}
