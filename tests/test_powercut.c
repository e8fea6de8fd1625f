/**
 * @file test_powercut.c  A cut of the power loses nothing that a commit acknowledged, on SQLite as db opens it
 *
 * The workload: migrations, small transactions, closing (which checkpoints), then transactions large enough for a checkpoint in
 * the middle, beside a reader. Each transaction writes GROUP rows. About 1 570 operations change the disk; every tenth is a cut
 * here, every one in soak, in three modes each.
 */
#include <stdio.h>
#include <stdlib.h>
#include "test.h"
#include "powercut.h"
#include "store.h"
#include "store.sql.h"


int test_powercut(void);
int test_powercut_finds(void);


enum { GROUP = 3, SMALL = 12, LARGE = 24, LARGE_BYTES = 70000 };

struct acks {
	int count;                 /* transactions acknowledged: 0 … count - 1 */
	int seen[SMALL + LARGE + 1];   /* rows of each that verification finds */
	char *bytes;
};

static const struct test_store cut_store = {.engine = DB_SQLITE, .url = POWERCUT_URL};


static void reset_h(void *arg)
{
	struct acks *acks = arg;

	acks->count = 0;
}


static int transaction(struct db *db, struct acks *acks, size_t bytes)
{
	int err = db_begin(db);

	if (err)
		return err;

	for (int i = 0; i < GROUP; i++) {
		err = sql_item_insert(db, &(struct sql_item_insert){.id = acks->count * GROUP + i, .num = DB_NULL,
								    .bytes = {acks->bytes, bytes / GROUP},
								    .kind = acks->count});
		if (err) {
			db_rollback(db);
			return err;
		}
	}

	err = db_commit(db);
	if (!err)
		acks->count++;
	return err;
}


static int count_h(const struct row_item_count *row, void *arg)
{
	*(int64_t *)arg = row->items;
	return 0;
}


static int phase(struct acks *acks, int transactions, size_t bytes)
{
	struct db *db = NULL, *reader = NULL;
	int64_t n;
	int err = store_connect(&db, &cut_store, DB_WRITE);

	if (!err)
		err = store_connect(&reader, &cut_store, DB_READ);

	for (int i = 0; i < transactions && !err; i++) {

		err = transaction(db, acks, bytes);
		if (!err && 0 == i % 8) {
			err = db_begin(reader);
			if (!err)
				err = sql_item_count(reader, count_h, &n);
			db_rollback(reader);
		}
	}

	mem_deref(reader);
	mem_deref(db);
	return err;
}


static int work_h(void *arg)
{
	int err = phase(arg, SMALL, 300);

	return err ? err : phase(arg, LARGE, LARGE_BYTES);
}


static int item_h(const struct row_item_kind *row, void *arg)
{
	struct acks *acks = arg;

	if (row->kind < 0 || row->kind >= SMALL + LARGE || row->id / GROUP != row->kind)
		return EILSEQ;

	acks->seen[row->kind]++;
	return 0;
}


static int sound_h(const struct row_store_sound *row, void *arg)
{
	return pl_strcmp(&row->words, "ok") ? EBADMSG : 0;
}


/* All rows of each acknowledged transaction once, none of a half one, the file sound, and the store can be written again */
static int verify_h(void *arg)
{
	struct acks *acks = arg;
	struct db *db = NULL;
	int err;

	memset(acks->seen, 0, sizeof(acks->seen));

	err = store_connect(&db, &cut_store, DB_WRITE);
	if (err)
		return err;

	err = db_begin(db);
	if (!err)
		err = sql_store_sound(db, sound_h, NULL);
	if (!err)
		err = sql_item_kind(db, item_h, acks);
	for (int i = 0; i < SMALL + LARGE && !err; i++) {
		/* wholly there or, when nobody was told and nothing stands behind it, not at all */
		if ((i < acks->count || acks->seen[i] || acks->seen[i + 1]) && acks->seen[i] != GROUP)
			err = ENODATA;
	}
	if (!err)
		err = sql_item_insert(db, &(struct sql_item_insert){.id = 1 << 20, .num = DB_NULL, .kind = 0});
	db_rollback(db);

	mem_deref(db);
	return err;
}


static const struct powercut items = {"items", reset_h, work_h, verify_h};


int test_powercut(void)
{
	struct acks acks = {.bytes = calloc(1, LARGE_BYTES)};
	int err = acks.bytes ? powercut_run(&items, &acks, 150) : ENOMEM;

	free(acks.bytes);
	return err;
}


/* A disk that lies about syncing must be found out, or the test above proves nothing */
int test_powercut_finds(void)
{
	struct acks acks = {.bytes = calloc(1, LARGE_BYTES)};
	int err;

	if (!acks.bytes)
		return ENOMEM;

	TEST_OK(cut_init());
	cut_format();
	cut_lie(true);
	TEST_OK(work_h(&acks));
	cut_restart(CUT_DROP, 1);
	TEST(0 != verify_h(&acks));

	cut_format();
	acks.count = 0;
	TEST_OK(work_h(&acks));
	TEST(SMALL + LARGE == acks.count);
	cut_restart(CUT_DROP, 1);
	TEST_OK(verify_h(&acks));

out:
	cut_format();
	free(acks.bytes);
	return err;
}
