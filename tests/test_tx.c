/**
 * @file test_tx.c  The time of a write transaction: never before the last one's, whatever the wall clock does
 */
#include "test.h"
#include "db/journal.h"
#include "db/tx_priv.h"
#include "db/write.sql.h"
#include "store.h"


int test_tx_time(void);


/* One transaction with one row at a time of the wall clock; the time it took */
static int row_at(struct db *db, const struct keyring *kr, int64_t wall_ms, int64_t *now_ms)
{
	struct tx tx;
	int err;

	err = tx_begin(&tx, db, kr, wall_ms);
	if (err)
		return err;

	*now_ms = tx_now(&tx);
	err = tx_journal(&tx, &(struct journal_entry){.kind = "test.row", .actor = -1});
	if (err) {
		db_rollback(db);
		return err;
	}

	return tx_end(&tx);
}


static int head_make(struct db *db, const struct keyring *kr)
{
	static const uint8_t zero[JOURNAL_HASH_SIZE];
	uint8_t mac[32];
	int err;

	head_mac(kr, 1, 0, 0, 0, zero, mac);

	err = db_begin(db);
	if (err)
		return err;

	err = sql_head_make(db, (struct pl){(char *)zero, sizeof(zero)}, (struct pl){(char *)mac, sizeof(mac)});
	if (err) {
		db_rollback(db);
		return err;
	}

	return db_commit(db);
}


static int time_on(struct test_store *st)
{
	/* forward, back by two hours, still behind, back to 1970, and on again */
	static const struct { int64_t wall_ms, now_ms; } days[] = {
		{1000000, 1000000}, {9000000, 9000000}, {1800000, 9000000}, {1800001, 9000000}, {0, 9000000}, {9000001, 9000001},
	};
	struct journal_report rep;
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	struct db *db = NULL;
	int64_t now_ms;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));
	TEST_OK(db_open(&db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(db, 1, NULL));
	TEST_OK(head_make(db, kr));

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		TEST_OK(row_at(db, kr, days[i].wall_ms, &now_ms));
		TEST(days[i].now_ms == now_ms);
	}

	TEST_OK(journal_verify(db, kr, NULL, false, &rep));
	TEST(JOURNAL_OK == rep.fault && sizeof(days) / sizeof(days[0]) == (size_t)rep.rows);

out:
	mem_deref(db);
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


int test_tx_time(void)
{
	return store_each(time_on);
}
