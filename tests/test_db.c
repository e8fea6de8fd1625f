/**
 * @file test_db.c  One interface, two engines: values, transactions, errors; everything on both
 */
#include <stdio.h>
#include <stdlib.h>
#include "test.h"
#include "store.h"
#include "store.sql.h"


int test_db_statements(void);
int test_db_values(void);
int test_db_transaction(void);
int test_db_errors(void);
int test_db_later(void);
int test_db_changes(void);
int test_db_reader(void);
int test_db_refuse(void);
int test_db_memory(void);


/* Every statement of every .sql file: the engine finds the parameters and columns that the file says */
static int statements(struct test_store *st)
{
	unsigned paramc, colc, seen = 0;
	struct db *db = NULL;
	int version = 0, err;

	TEST_OK(db_open(&db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(db, 1, &version));
	TEST(version == migration_count);
	TEST_OK(db_begin(db));

	for (unsigned f = 0; db_stmt_filec[f]; f++) {
		for (unsigned i = 0; i < db_stmt_filec[f]; i++) {

			const struct db_stmt *stmt = &db_stmt_filev[f][i];

			TEST(stmt->index == seen++);
			err = db_describe(db, stmt, &paramc, &colc);
			if (err)
				fprintf(stderr, "%s: %s\n", stmt->name, db_errmsg(db));
			TEST_OK(err);
			if (paramc != stmt->paramc || colc != stmt->colc)
				fprintf(stderr, "%s: %u parameters, %u columns\n", stmt->name, paramc, colc);
			TEST(paramc == stmt->paramc && colc == stmt->colc);
		}
	}
	TEST(seen == db_stmt_count);

out:
	mem_deref(db);
	return err;
}


int test_db_statements(void)
{
	return store_each(statements);
}


struct seen {
	struct row_item_get want;
	unsigned rows;
};


static bool same(struct pl a, struct pl b)
{
	return !a.p == !b.p && (!a.p || (a.l == b.l && !memcmp(a.p, b.p, a.l)));
}


static int seen_h(const struct row_item_get *row, void *arg)
{
	struct seen *seen = arg;

	seen->rows++;
	return row->id == seen->want.id && row->num == seen->want.num && row->kind == seen->want.kind
	       && same(row->words, seen->want.words) && same(row->bytes, seen->want.bytes) ? 0 : EILSEQ;
}


static int item_put(struct db *db, int64_t id, int64_t kind)
{
	return sql_item_insert(db, &(struct sql_item_insert){.id = id, .num = DB_NULL, .kind = kind});
}


static int item_trip(struct db *db, const struct row_item_get *row)
{
	struct seen seen = {*row, 0};
	int err;

	TEST_OK(sql_item_insert(db, &(struct sql_item_insert){.id = row->id, .num = row->num, .words = row->words,
							      .bytes = row->bytes, .kind = row->kind}));
	TEST_OK(sql_item_get(db, row->id, seen_h, &seen));
	TEST(1 == seen.rows);

out:
	return err;
}


static int values(struct test_store *st)
{
	enum { BIG = 1 << 20 };
	struct db *db = NULL;
	char *big = malloc(BIG);
	int err;

	if (!big)
		return ENOMEM;
	for (unsigned i = 0; i < BIG; i++)
		big[i] = (char)(i * 7 + i / 251);

	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(db_begin(db));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = INT64_MAX, .num = INT64_MIN + 1}));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = INT64_MIN + 1, .num = DB_NULL, .kind = INT64_MAX}));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = 1, .num = 0, .words = PL_LIT(""), .bytes = {"", 0}}));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = 2, .words = PL_LIT("Обращение №\u00a07 «ё» 😀\n\t'\"\\:name $1 ?1")}));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = 3, .bytes = {"\0\xff\0", 3}}));
	TEST_OK(item_trip(db, &(struct row_item_get){.id = 4, .bytes = {big, BIG}}));
	memset(big, 'a', BIG);
	TEST_OK(item_trip(db, &(struct row_item_get){.id = 5, .words = {big, BIG}}));
	TEST_OK(db_commit(db));

out:
	mem_deref(db);
	free(big);
	return err;
}


int test_db_values(void)
{
	return store_each(values);
}


static int count_h(const struct row_item_count *row, void *arg)
{
	*(struct row_item_count *)arg = *row;
	return 0;
}


static int items(struct db *db, int64_t *n)
{
	struct row_item_count count = {-1, -1};
	int err = db_begin(db);

	if (!err)
		err = sql_item_count(db, count_h, &count);
	db_rollback(db);
	*n = count.items;
	return err;
}


static int transaction(struct test_store *st)
{
	struct db *db = NULL;
	int64_t n = -1;
	int err;

	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(items(db, &n));
	TEST(0 == n);

	TEST_OK(db_begin(db));
	TEST_OK(item_put(db, 1, 1));
	db_rollback(db);
	db_rollback(db);
	TEST_OK(items(db, &n));
	TEST(0 == n);

	TEST_OK(db_begin(db));
	for (int i = 0; i < 1000; i++)
		TEST_OK(item_put(db, i, i));
	TEST_OK(db_commit(db));
	TEST_OK(items(db, &n));
	TEST(1000 == n);

	/* another connection sees it: it was committed, not only kept by this one */
	mem_deref(db);
	db = NULL;
	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(items(db, &n));
	TEST(1000 == n);

out:
	mem_deref(db);
	return err;
}


int test_db_transaction(void)
{
	return store_each(transaction);
}


/* A bad statement in a group: the first error comes at the latest with the commit, and nothing of the group stays */
static int group_error(struct db *db, int want, struct pl words, int64_t kind)
{
	int64_t n = -1;
	int err;

	TEST_OK(db_begin(db));
	TEST_OK(item_put(db, 10, 1));
	err = sql_item_insert(db, &(struct sql_item_insert){.id = 10 + (kind < 0 || words.p), .words = words, .kind = kind});
	if (!err)
		err = item_put(db, 12, 1);
	if (!err)
		err = db_commit(db);
	else
		TEST(err == db_commit(db));
	TEST(want == err);
	TEST(db_errmsg(db)[0]);

	TEST_OK(items(db, &n));
	TEST(0 == n);

out:
	return err;
}


static int errors(struct test_store *st)
{
	struct db *db = NULL;
	int64_t changed = -1;
	int err;

	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(group_error(db, EEXIST, (struct pl){NULL, 0}, 1));       /* the same id */
	TEST_OK(group_error(db, EEXIST, (struct pl){NULL, 0}, -1));      /* CHECK */
	TEST_OK(group_error(db, EPROTO, (struct pl){NULL, 0}, DB_NULL)); /* NOT NULL */
	TEST_OK(group_error(db, EILSEQ, (struct pl){"a\0b", 3}, 1));
	TEST_OK(group_error(db, EILSEQ, PL_LIT("\xd0"), 1));
	TEST_OK(group_error(db, EILSEQ, PL_LIT("\xed\xa0\x80"), 1));
	TEST_OK(group_error(db, EILSEQ, PL_LIT("\xc0\x80"), 1));

	/* after an error every statement gives it, until the rollback */
	TEST_OK(db_begin(db));
	TEST_OK(item_put(db, 1, 1));
	TEST_OK(sql_item_delete(db, 1, &changed));
	TEST(1 == changed);
	TEST_OK(item_put(db, 2, 1));
	err = item_put(db, 2, 1);
	if (!err)
		err = sql_item_delete(db, 1, &changed);
	TEST(EEXIST == err);
	TEST(EEXIST == item_put(db, 3, 1));
	TEST(EEXIST == db_flush(db));
	db_rollback(db);
	err = 0;

out:
	mem_deref(db);
	return err;
}


int test_db_errors(void)
{
	return store_each(errors);
}


static int later(struct test_store *st)
{
	struct seen seen[20];
	struct db *db = NULL;
	int err;

	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(db_begin(db));
	for (int i = 0; i < 10; i++)
		TEST_OK(item_put(db, i, i));
	for (int i = 0; i < 20; i++) {
		seen[i] = (struct seen){{.id = i, .num = DB_NULL, .kind = i}, 0};
		TEST_OK(sql_item_get_later(db, i, seen_h, &seen[i]));
	}
	TEST_OK(db_flush(db));
	for (int i = 0; i < 20; i++)
		TEST(seen[i].rows == (i < 10));

	/* what a handler returns comes at the flush at the latest, once, and the transaction lives */
	seen[0].want.kind = 77;
	err = sql_item_get_later(db, 0, seen_h, &seen[0]);
	if (!err)
		err = db_flush(db);
	TEST(EILSEQ == err);
	TEST_OK(db_flush(db));
	TEST(EILSEQ == sql_item_get(db, 0, seen_h, &seen[0]));
	TEST_OK(item_put(db, 11, 1));
	TEST_OK(db_commit(db));

out:
	mem_deref(db);
	return err;
}


int test_db_later(void)
{
	return store_each(later);
}


static int changes(struct test_store *st)
{
	struct db *db = NULL;
	int64_t changed = -1;
	int err;

	TEST_OK(store_connect(&db, st, DB_WRITE));
	TEST_OK(db_begin(db));
	for (int i = 0; i < 10; i++)
		TEST_OK(item_put(db, i, i % 2));
	TEST_OK(sql_item_move(db, 1, 5, &changed));
	TEST(5 == changed);
	TEST_OK(sql_item_move(db, 1, 5, &changed));
	TEST(0 == changed);
	TEST_OK(sql_item_move(db, 5, 6, NULL));
	TEST_OK(db_commit(db));

out:
	mem_deref(db);
	return err;
}


int test_db_changes(void)
{
	return store_each(changes);
}


static int words_h(const struct row_item_words *row, void *arg)
{
	return 0;
}


static int nested_h(const struct row_item_count *row, void *arg)
{
	return EDEADLK == item_put(arg, 50, 1) ? 0 : EINVAL;
}


/* A read connection sees one snapshot and cannot write */
static int reader(struct test_store *st)
{
	struct row_item_count count;
	struct db *w = NULL, *r = NULL;
	int err;

	TEST_OK(store_connect(&w, st, DB_WRITE));
	TEST_OK(store_connect(&r, st, DB_READ));

	TEST_OK(db_begin(r));
	TEST_OK(sql_item_count(r, count_h, &count));
	TEST(0 == count.items && DB_NULL == count.total);
	TEST_OK(db_begin(w));
	TEST_OK(item_put(w, 7, 1));
	TEST_OK(db_commit(w));
	TEST_OK(sql_item_count(r, count_h, &count));
	TEST(0 == count.items);
	TEST_OK(db_commit(r));

	TEST_OK(db_begin(r));
	TEST_OK(sql_item_count(r, count_h, &count));
	TEST(1 == count.items && 7 == count.total);
	TEST_OK(sql_item_count(r, nested_h, r));
	TEST(EPROTO == sql_item_words(r, 7, words_h, NULL));
	TEST_OK(sql_item_words(r, 8, words_h, NULL));
	err = item_put(r, 8, 1);
	if (!err)
		err = db_flush(r);
	TEST(EROFS == err);
	db_rollback(r);

	TEST_OK(db_begin(r));
	TEST_OK(sql_item_count(r, count_h, &count));
	TEST(1 == count.items);
	TEST_OK(db_commit(r));

out:
	mem_deref(r);
	mem_deref(w);
	return err;
}


int test_db_reader(void)
{
	return store_each(reader);
}


int test_db_refuse(void)
{
	static const char *const bad[] = {
		"", "sqlite:", "sqlite:/tmp/x.db?mode=ro", "sqlite:/tmp/x.db?vfs=", "mysql://x", "/tmp/x.db",
	};
	struct mbuf *why = mbuf_alloc(64);
	struct test_store st = {.engine = DB_SQLITE};
	struct db *db = NULL;
	int err;

	if (!why)
		return ENOMEM;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why->end = 0;
		TEST(EINVAL == db_open(&db, bad[i], DB_WRITE, why));
		TEST(why->end && !db);
	}

	TEST_OK(store_make(&st, DB_SQLITE));
	TEST(ENOENT == db_open(&db, st.url, DB_READ, why));
	TEST(ENOENT == db_open(&db, "sqlite:/nowhere/at/all.db", DB_WRITE, why));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	TEST(EPROTO == item_put(db, 1, 1));
	TEST_OK(db_begin(db));
	TEST(EDEADLK == db_begin(db));
	err = 0;

out:
	mem_deref(db);
	store_remove(&st);
	mem_deref(why);
	return err;
}


/* The one test of a store that is rerun with failing allocations: SQLite in memory. It never crashes, and is fit afterwards. */
int test_db_memory(void)
{
	struct seen seen = {{.id = 1, .num = 7, .words = PL_LIT("слово"), .bytes = {"\0", 1}, .kind = 2}, 0};
	const struct test_store st = {.engine = DB_SQLITE, .url = "sqlite::memory:"};
	struct db *db = NULL;
	int64_t n = -1;
	int err;

	TEST_OK(store_connect(&db, &st, DB_WRITE));
	TEST_OK(db_begin(db));
	TEST_OK(item_trip(db, &seen.want));
	err = db_commit(db);
	if (err) {
		/* whatever failed, the connection is as it was before */
		TEST_OK(items(db, &n));
		TEST(0 == n);
		err = ENOMEM;
		goto out;
	}
	TEST_OK(db_begin(db));
	TEST_OK(item_put(db, 2, 1));
	TEST_OK(sql_item_get_later(db, 1, seen_h, &seen));
	TEST_OK(db_flush(db));
	TEST(1 == seen.rows);
	db_rollback(db);
	TEST_OK(items(db, &n));
	TEST(1 == n);

out:
	mem_deref(db);
	return err;
}
