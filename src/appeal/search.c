/**
 * @file search.c  The index of words: follows the journal, some rows at a time, so that intake does not wait for it
 *
 * The pairs (token, appeal) of all these rows are put in order and written token by token: a page of the index is then found
 * and changed once for many appeals, and one statement serves a token.
 */
#include <stdlib.h>
#include "appeal/appeal.sql.h"
#include "appeal/search.h"
#include "db/token.h"

enum { INDEX_ROWS = 1000, INDEX_MOST = 1200 };


struct pair {
	int64_t token, appeal;
};

struct indexing {
	struct tx *tx;
	struct search_index *index;
	int64_t appeal[INDEX_MOST];
	struct mbuf *body[INDEX_MOST];
	int64_t last;
	unsigned n, rows;
	int64_t now_appeal;
	struct mbuf *pairs;             /* of struct pair; at most INDEX_MOST × TOKEN_TEXT_MAX */
	struct mbuf *ids;               /* of one token, as JSON */
};


static void indexing_destructor(void *arg)
{
	struct indexing *x = arg;

	for (unsigned i = 0; i < x->n; i++)
		mem_deref(x->body[i]);
	mem_deref(x->pairs);
	mem_deref(x->ids);
}


static int message_h(const struct row_message_after *row, void *arg)
{
	struct indexing *x = arg;

	x->rows++;
	x->last = row->pos;

	if (!row->body.p)
		return 0;
	if (x->n >= INDEX_MOST)         /* an appeal with many messages in one millisecond: there is none */
		return EOVERFLOW;

	x->appeal[x->n] = row->appeal;
	x->body[x->n] = mbuf_alloc(row->body.l + 1);
	if (!x->body[x->n])
		return ENOMEM;

	return mbuf_write_pl(x->body[x->n++], &row->body);
}


static int token_add_h(struct pl token, void *arg)
{
	struct indexing *x = arg;
	struct pair pair = {token_digest(x->index->keys, token), x->now_appeal};

	return mbuf_write_mem(x->pairs, (const uint8_t *)&pair, sizeof(pair));
}


static int pair_order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->token != y->token)
		return x->token < y->token ? -1 : 1;

	return x->appeal < y->appeal ? -1 : x->appeal > y->appeal;
}


/* ",123": as JSON has it; the ids of a busy hour are some twenty a token and thousands of tokens */
static int id_print(struct mbuf *mb, char before, int64_t id)
{
	char buf[24], *p = buf + sizeof(buf);
	uint64_t v = (uint64_t)id;

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	*--p = before;

	return mbuf_write_mem(mb, (uint8_t *)p, (size_t)(buf + sizeof(buf) - p));
}


/* Writes the pairs of the first one's token; how many they are */
static int token_write(struct indexing *x, const struct pair *pairs, size_t most, size_t *np)
{
	size_t n = 0;
	int err = 0;

	x->ids->pos = x->ids->end = 0;

	for (; n < most && pairs[n].token == pairs[0].token && !err; n++) {
		if (!n || pairs[n].appeal != pairs[n - 1].appeal)
			err = id_print(x->ids, n ? ',' : '[', pairs[n].appeal);
	}
	if (!err)
		err = mbuf_write_u8(x->ids, ']');
	if (!err)
		err = sql_search_add(tx_db(x->tx), pairs[0].token, (struct pl){(char *)x->ids->buf, x->ids->end});

	*np = n;
	return err;
}


static int pairs_write(struct indexing *x)
{
	struct pair *pairs = (struct pair *)(void *)x->pairs->buf;
	size_t n = x->pairs->end / sizeof(*pairs), done;
	int err = 0;

	if (n)
		qsort(pairs, n, sizeof(*pairs), pair_order);

	for (; n && !err; pairs += done, n -= done)
		err = token_write(x, pairs, n, &done);

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
	x->pairs = mbuf_alloc(4096);
	x->ids = mbuf_alloc(256);
	if (!x->pairs || !x->ids) {
		err = ENOMEM;
		goto out;
	}

	err = sql_follower_get(tx_db(tx), PL_LIT("search"), from_h, &from);
	if (!err)
		err = sql_message_after(tx_db(tx), from, INDEX_ROWS, message_h, x);

	for (unsigned i = 0; i < x->n && !err; i++) {
		x->now_appeal = x->appeal[i];
		err = token_split((struct pl){(char *)x->body[i]->buf, x->body[i]->end}, token_add_h, x);
	}
	if (!err)
		err = pairs_write(x);
	if (!err && x->rows)
		err = sql_follower_put(tx_db(tx), PL_LIT("search"), x->last);

	index->more = x->rows >= INDEX_ROWS;

out:
	mem_deref(x);
	return err;
}
