/**
 * @file migrate.c  Brings the schema forward, one migration a transaction, and refuses a store it does not know
 *
 * The table `migration` (db.sql) remembers number, name, checksum and `serves` of what was applied. A program serves a
 * store when each migration both know has the same checksum, and each that the store has more says that this program may.
 */
#include <stdio.h>
#include <stdlib.h>
#include "db/db_priv.h"
#include "db/db.sql.h"

enum { BUSY_TRIES = 60 };

struct history {
	struct db *db;
	const struct migration *table;
	int count;
	int version;      /* of the store */
	int err;
};


static int there_h(const struct row_migration_there *row, void *arg)
{
	*(bool *)arg = row->tables > 0;
	return 0;
}


static int list_h(const struct row_migration_list *row, void *arg)
{
	struct history *h = arg;
	const struct migration *own;

	if (row->number != h->version + 1) {
		db_words(h->db, "migration %d of the store is missing", h->version + 1);
		return h->err = EBADMSG;
	}
	h->version = (int)row->number;

	if (row->number > h->count) {
		if (row->serves > h->count) {
			db_words(h->db, "the store is of a newer version (migration %d); this program knows %d",
				 h->version, h->count);
			h->err = EOVERFLOW;
		}
		return 0;
	}

	own = &h->table[row->number - 1];
	if (pl_strcmp(&row->checksum, own->checksum)) {
		db_words(h->db, "migration %d (%s) was applied in another form than this program holds",
			 own->number, own->name);
		return h->err = EBADMSG;
	}

	return 0;
}


/* Reads the store's history inside the open transaction; the words of a refusal survive the rollback */
static int history_read(struct history *h)
{
	bool there = false;
	int err;

	h->version = h->err = 0;

	err = sql_migration_there(h->db, there_h, &there);
	if (err || !there)
		return err;

	err = sql_migration_list(h->db, list_h, h);
	return err ? err : h->err;
}


/* Applies the next migration; h->version says which is the last that the store has */
static int step(struct history *h, int64_t now_ms, bool *donep)
{
	struct db *db = h->db;
	const struct migration *next;
	int err = db_begin(db);

	if (err)
		return err;

	if (DB_WRITE == db->mode) {
		err = sql_migration_lock(db, NULL, NULL);
		if (!err)
			err = sql_migration_table(db);
	}
	if (!err)
		err = history_read(h);
	if (err)
		goto out;

	*donep = h->version >= h->count;
	if (*donep)
		goto out;

	next = &h->table[h->version];
	err = db->ops->script(db, next->sql[db->engine]);
	if (!err)
		err = sql_migration_insert(db, &(struct sql_migration_insert) {
			.number = next->number, .name = pl_of(next->name), .checksum = pl_of(next->checksum),
			.serves = next->serves, .at_ms = now_ms,
		});
out:
	if (err) {
		db_rollback(db);
		return err;
	}

	err = db_commit(db);
	if (!err && !*donep)
		h->version++;
	return err;
}


int migration_run(struct db *db, const struct migration *table, int count, int64_t now_ms, int *versionp)
{
	struct history h = {.db = db, .table = table, .count = count};
	unsigned busy = 0;
	bool done = false;
	int err = 0;

	/* another node may be at it: each try waits DB_BUSY_MS by itself */
	while (!done && !err) {

		err = step(&h, now_ms, &done);
		if (EBUSY == err && ++busy < BUSY_TRIES)
			err = 0;
	}

	if (versionp && (!err || EOVERFLOW == err))
		*versionp = h.version;
	return err;
}


int db_migrate(struct db *db, int64_t now_ms, int *versionp)
{
	return migration_run(db, migration_table, migration_count, now_ms, versionp);
}


int db_version(struct db *db, int *versionp)
{
	struct history h = {.db = db, .table = migration_table, .count = migration_count};
	int err = db_begin(db);

	if (err)
		return err;

	err = history_read(&h);
	db_rollback(db);

	if (!err || EOVERFLOW == err)
		*versionp = h.version;
	return err;
}
