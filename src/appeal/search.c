/**
 * @file search.c  The index of words: follows the journal, some rows at a time, so that intake does not wait for it
 *
 * The appeals of all these rows are gathered token by token, and each token gets one row that names them all: a thousand
 * appeals with twenty words each have some thousand words among them. Tokens are written in order, so that a page of the index is
 * changed once.
 */
#include <stdlib.h>
#include "appeal/appeal.sql.h"
#include "appeal/posting.h"
#include "appeal/search.h"
#include "db/token.h"

enum { INDEX_ROWS = 1000, HEADS = 4096, TOKENS = 4096 };


/* A token of this run, and where its last place stands; places are chained back to the first. Indexes from 1, 0: none */
struct found {
	int64_t token;
	unsigned same;           /* the next token of this head */
	unsigned place, places;
};

struct place {
	int64_t appeal;
	unsigned before;
};

struct indexing {
	struct tx *tx;
	struct search_index *index;
	int64_t last;
	unsigned rows;
	int64_t now_appeal;
	unsigned heads[HEADS];
	struct mbuf *found;             /* of struct found; at most INDEX_ROWS × TOKEN_TEXT_MAX, as are the places */
	struct mbuf *places;            /* of struct place */
	struct mbuf *ids;               /* of one token */
	struct mbuf *blob;
};


static void indexing_destructor(void *arg)
{
	struct indexing *x = arg;

	mem_deref(x->found);
	mem_deref(x->places);
	mem_deref(x->ids);
	mem_deref(x->blob);
}


static struct found *found_at(const struct indexing *x, unsigned n)
{
	return (struct found *)(void *)x->found->buf + n - 1;
}


static const struct place *place_at(const struct indexing *x, unsigned n)
{
	return (const struct place *)(void *)x->places->buf + n - 1;
}


/* The token's number, a new one when it is met for the first time */
static int found_get(struct indexing *x, int64_t token, unsigned *np)
{
	unsigned *head = &x->heads[(uint64_t)token % HEADS], n = *head;
	struct found fresh = {.token = token, .same = *head};
	int err;

	while (n && found_at(x, n)->token != token)
		n = found_at(x, n)->same;

	if (!n) {
		err = mbuf_write_mem(x->found, (const uint8_t *)&fresh, sizeof(fresh));
		if (err)
			return err;
		n = *head = (unsigned)(x->found->end / sizeof(fresh));
	}

	*np = n;
	return 0;
}


static int token_add_h(struct pl token, void *arg)
{
	struct indexing *x = arg;
	struct place place = {.appeal = x->now_appeal};
	struct found *f;
	unsigned n = 0;
	int err;

	err = found_get(x, token_digest(x->index->keys, token), &n);
	if (err)
		return err;

	f = found_at(x, n);
	if (f->place && place_at(x, f->place)->appeal == place.appeal)
		return 0;

	place.before = f->place;
	err = mbuf_write_mem(x->places, (const uint8_t *)&place, sizeof(place));
	if (err)
		return err;

	f->place = (unsigned)(x->places->end / sizeof(place));
	f->places++;
	return 0;
}


static int message_h(const struct row_message_after *row, void *arg)
{
	struct indexing *x = arg;

	x->rows++;
	x->last = row->pos;
	x->now_appeal = row->appeal;

	return row->body.p ? token_split(row->body, token_add_h, x) : 0;
}


static int token_order(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->token < y->token ? -1 : x->token > y->token;
}


/* The appeals of a token, rising and distinct. They come nearly so: the journal names them as they entered */
static int ids_gather(struct indexing *x, const struct found *f, int64_t **idsp, size_t *np)
{
	size_t need = f->places * sizeof(int64_t), n = f->places, kept = 0;
	int64_t *ids;
	int err;

	err = x->ids->size < need ? mbuf_resize(x->ids, need) : 0;
	if (err)
		return err;

	ids = (int64_t *)(void *)x->ids->buf;
	for (unsigned at = f->place; at; at = place_at(x, at)->before)
		ids[--n] = place_at(x, at)->appeal;

	for (size_t i = 0; i < f->places; i++) {

		int64_t id = ids[i];
		size_t to = kept;

		while (to > 0 && ids[to - 1] > id)
			to--;
		if (to > 0 && ids[to - 1] == id)
			continue;

		memmove(ids + to + 1, ids + to, (kept - to) * sizeof(*ids));
		ids[to] = id;
		kept++;
	}

	*idsp = ids;
	*np = kept;
	return 0;
}


static int token_write(struct indexing *x, const struct found *f)
{
	int64_t *ids = NULL;
	size_t n = 0, fit;
	int err;

	err = ids_gather(x, f, &ids, &n);

	for (; n && !err; ids += fit, n -= fit) {

		fit = posting_fit(ids, n);
		x->blob->pos = x->blob->end = 0;
		err = posting_print(x->blob, ids, fit);
		if (!err)
			err = sql_search_add(tx_db(x->tx), f->token, ids[fit - 1], x->last, (struct pl){(char *)x->blob->buf, x->blob->end});
	}

	return err;
}


static int tokens_write(struct indexing *x)
{
	struct found *f = (struct found *)(void *)x->found->buf;
	size_t n = x->found->end / sizeof(*f);
	int err = 0;

	if (n)
		qsort(f, n, sizeof(*f), token_order);

	for (size_t i = 0; i < n && !err; i++)
		err = token_write(x, &f[i]);

	return err;
}


static int from_h(const struct row_follower_get *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


int search_index_apply(struct tx *tx, struct command *cmd)
{
	struct search_index *index = CONTAINER_OF(cmd, struct search_index, cmd);
	struct indexing *x = mem_zalloc(sizeof(*x), indexing_destructor);
	int64_t from = 0;
	int err;

	if (!x)
		return ENOMEM;

	x->tx = tx;
	x->index = index;
	x->found = mbuf_alloc(TOKENS * sizeof(struct found));
	x->places = mbuf_alloc(TOKENS * sizeof(struct place));
	x->ids = mbuf_alloc(1024);
	x->blob = mbuf_alloc(1024);
	if (!x->found || !x->places || !x->ids || !x->blob) {
		err = ENOMEM;
		goto out;
	}

	err = sql_follower_get(tx_db(tx), PL_LIT("search"), from_h, &from);
	if (!err)
		err = sql_message_after(tx_db(tx), from, INDEX_ROWS, message_h, x);
	if (!err)
		err = tokens_write(x);
	if (!err && x->rows)
		err = sql_follower_put(tx_db(tx), PL_LIT("search"), x->last);

	index->more = x->rows >= INDEX_ROWS;

out:
	mem_deref(x);
	return err;
}
