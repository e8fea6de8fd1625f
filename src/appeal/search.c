/**
 * @file search.c  The index of words: follows the journal, some rows at a time, so that intake does not wait for it
 */
#include "appeal/appeal.sql.h"
#include "appeal/search.h"
#include "db/token.h"

enum { INDEX_ROWS = 1000, INDEX_MOST = 1200 };


struct indexing {
	struct tx *tx;
	struct search_index *index;
	int64_t appeal[INDEX_MOST];
	struct mbuf *body[INDEX_MOST];
	int64_t last;
	unsigned n, rows;
	int64_t now_appeal;
};


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
	if (!x->body[x->n] || mbuf_write_pl(x->body[x->n], &row->body))
		return ENOMEM;

	x->n++;
	return 0;
}


static int token_add_h(struct pl token, void *arg)
{
	struct indexing *x = arg;

	return sql_search_add(tx_db(x->tx), token_digest(x->index->keys, token), x->now_appeal);
}


static int from_h(const struct row_follower_get *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


int search_index_apply(struct tx *tx, struct command *cmd)
{
	struct search_index *index = CONTAINER_OF(cmd, struct search_index, cmd);
	struct indexing *x = mem_zalloc(sizeof(*x), NULL);
	int64_t from = 0;
	int err;

	if (!x)
		return ENOMEM;

	x->tx = tx;
	x->index = index;

	err = sql_follower_get(tx_db(tx), PL_LIT("search"), from_h, &from);
	if (!err)
		err = sql_message_after(tx_db(tx), from, INDEX_ROWS, message_h, x);

	for (unsigned i = 0; i < x->n && !err; i++) {
		x->now_appeal = x->appeal[i];
		err = token_split((struct pl){(char *)x->body[i]->buf, x->body[i]->end}, token_add_h, x);
	}
	if (!err && x->rows)
		err = sql_follower_put(tx_db(tx), PL_LIT("search"), x->last);

	index->more = x->rows >= INDEX_ROWS;

	for (unsigned i = 0; i < INDEX_MOST; i++)
		mem_deref(x->body[i]);
	mem_deref(x);
	return err;
}
