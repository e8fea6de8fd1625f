/**
 * @file test_read.c  The readers: every query is done once, in time or with ETIMEDOUT
 */
#include <stdio.h>
#include <stdlib.h>
#include <semaphore.h>
#include "base/clock.h"
#include "db/read.h"
#include "test.h"
#include "store.h"
#include "store.sql.h"


int test_readers(void);
int test_readers_slow(void);


enum { QUERIES = 200 };

struct ask {
	struct query query;
	int64_t items;
	bool slow;
	int done;
};


static int count_h(const struct row_item_count *row, void *arg)
{
	((struct ask *)arg)->items = row->items;
	return 0;
}


static int read_h(struct db *db, struct query *q)
{
	struct ask *ask = CONTAINER_OF(q, struct ask, query);

	return ask->slow ? sql_count_slowly(db, NULL, NULL) : sql_item_count(db, count_h, ask);
}


static void done_h(struct query *q)
{
	CONTAINER_OF(q, struct ask, query)->done++;
}


static struct ask *asks_make(unsigned n)
{
	struct ask *asks = calloc(n, sizeof(*asks));

	for (unsigned i = 0; asks && i < n; i++)
		asks[i].query = (struct query){.read_h = read_h, .done_h = done_h};
	return asks;
}


static unsigned done_count(const struct ask *asks, unsigned n)
{
	unsigned done = 0;

	for (unsigned i = 0; i < n; i++)
		done += (unsigned)asks[i].done;
	return done;
}


static int readers(struct test_store *st)
{
	struct ask *asks = asks_make(QUERIES);
	struct mailbox *home = NULL;
	struct readers *r = NULL;
	struct db *db = NULL;
	int err;

	if (!asks)
		return ENOMEM;

	TEST_OK(mailbox_alloc(&home));
	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(db_begin(db));
	TEST_OK(sql_item_insert(db, &(struct sql_item_insert){.id = 1, .num = 1, .kind = 1}));
	TEST_OK(db_commit(db));

	TEST_OK(readers_start(&r, st->url, 2));
	for (unsigned i = 0; i < QUERIES; i++)
		TEST_OK(read_submit(r, &asks[i].query, home, clock_mono_ms() + 20000));
	while (done_count(asks, QUERIES) < QUERIES)
		TEST_OK(mailbox_wait(home, 20000));
	for (unsigned i = 0; i < QUERIES; i++) {
		TEST_OK(asks[i].query.err);
		TEST(1 == asks[i].done && 1 == asks[i].items);
	}

out:
	mem_deref(r);
	mem_deref(db);
	mem_deref(home);
	free(asks);
	return err;
}


int test_readers(void)
{
	return store_each(readers);
}


/* A query past its deadline is interrupted; what waited behind it in vain is given back unrun; what stays is cancelled */
static int readers_slow(struct test_store *st)
{
	enum { N = 6 };
	struct ask *asks = asks_make(N);
	struct mailbox *home = NULL;
	struct readers *r = NULL;
	struct db *db = NULL;
	int64_t now_ms;
	int err;

	if (!asks)
		return ENOMEM;

	TEST_OK(mailbox_alloc(&home));
	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(readers_start(&r, st->url, 1));

	now_ms = clock_mono_ms();
	for (unsigned i = 0; i < N; i++) {
		asks[i].slow = 0 == i || 3 == i;
		TEST_OK(read_submit(r, &asks[i].query, home, now_ms + (i < 2 ? 100 : i < 4 ? 400 : 20000)));
	}

	while (done_count(asks, N) < N)
		TEST_OK(mailbox_wait(home, 20000));
	for (unsigned i = 0; i < N; i++) {
		TEST(1 == asks[i].done);
		TEST(asks[i].query.err == (i < 2 || 3 == i ? ETIMEDOUT : 0));
	}

out:
	mem_deref(r);
	mem_deref(db);
	mem_deref(home);
	free(asks);
	return err;
}


int test_readers_slow(void)
{
	return store_each(readers_slow);
}
