/**
 * @file store.c  A new empty store for a test, on each engine that there is
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <libpq-fe.h>
#include "test.h"
#include "store.h"


const struct migration store_table[STORE_MIGRATIONS] = {
	{1, 1, "item", "one", {
		"CREATE TABLE item (id INTEGER PRIMARY KEY, num INTEGER, words TEXT, bytes BLOB,"
		" kind INTEGER NOT NULL CHECK (kind >= 0)) STRICT;"
		"CREATE UNIQUE INDEX item_by_words ON item (words);",
		"CREATE TABLE item (id BIGINT PRIMARY KEY, num BIGINT, words TEXT COLLATE \"C\", bytes BYTEA,"
		" kind BIGINT NOT NULL CHECK (kind >= 0));"
		"CREATE UNIQUE INDEX item_by_words ON item (words) WHERE length(words) < 100;"
		"CREATE FUNCTION raise_state(state text) RETURNS int LANGUAGE plpgsql AS"
		" $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = state; END $$;",
	}},
	{2, 1, "note", "two", {
		"CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT;",
		"CREATE TABLE note (id BIGINT PRIMARY KEY);",
	}},
};


const char *store_server(void)
{
	return getenv("OTKLIK_TEST_PG");
}


int store_server_exec(const char *sql)
{
	PGconn *conn = PQconnectdb(store_server());
	PGresult *res = PQexec(conn, sql);
	int err = PGRES_COMMAND_OK == PQresultStatus(res) ? 0 : ENOTCONN;

	if (err)
		fprintf(stderr, "store: %s\n", PQerrorMessage(conn));

	PQclear(res);
	PQfinish(conn);
	return err;
}


int store_make(struct test_store *st, enum db_engine engine)
{
	static unsigned count;
	char sql[100];
	int err;

	*st = (struct test_store){.engine = engine};

	if (DB_SQLITE == engine) {
		err = folder_make(st->dir);
		if (err)
			return err;
		(void)snprintf(st->url, sizeof(st->url), "sqlite:%s", folder_path(st->path, st->dir, "store.db"));
		return 0;
	}

	(void)snprintf(st->schema, sizeof(st->schema), "test_%d_%u", (int)getpid(), count++);
	(void)snprintf(st->url, sizeof(st->url), "%s&options=-csearch_path%%3D%s", store_server(), st->schema);
	(void)snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", st->schema);
	return store_server_exec(sql);
}


void store_remove(struct test_store *st)
{
	char sql[100];

	folder_remove(st->dir);

	if (st->schema[0]) {
		(void)snprintf(sql, sizeof(sql), "SET client_min_messages = error; DROP SCHEMA %s CASCADE", st->schema);
		if (store_server_exec(sql))
			fprintf(stderr, "store: %s stays\n", st->schema);
	}
}


int store_connect(struct db **dbp, const struct test_store *st, enum db_mode mode)
{
	struct db *db = NULL;
	int err = db_open(&db, st->url, mode, NULL);

	if (!err && DB_WRITE == mode)
		err = migration_run(db, store_table, STORE_MIGRATIONS, 1, NULL);
	if (err) {
		mem_deref(db);
		return err;
	}

	*dbp = db;
	return 0;
}


int store_each(int (*h)(struct test_store *st))
{
	int err = 0;

	for (enum db_engine engine = DB_SQLITE; engine <= DB_POSTGRES && !err; engine++) {

		struct test_store st;

		if (DB_POSTGRES == engine && !store_server())
			break;

		err = store_make(&st, engine);
		if (!err)
			err = h(&st);
		if (err && ENOMEM != err)
			fprintf(stderr, "  (on %s)\n", DB_SQLITE == engine ? "SQLite" : "PostgreSQL");
		store_remove(&st);
	}

	return err;
}
