/**
 * @file store.h  A new empty store for a test, on each engine that there is
 *
 * SQLite always; PostgreSQL when OTKLIK_TEST_PG holds the URL of a server (tests/pg starts one), in a schema of its own that
 * is dropped afterwards.
 */
#ifndef OTKLIK_TEST_STORE_H
#define OTKLIK_TEST_STORE_H

#include "db/db_priv.h"
#include "folder.h"

struct test_store {
	enum db_engine engine;
	char url[400];
	char dir[FOLDER_MAX];      /* SQLite: the folder of store.db */
	char path[FOLDER_PATH];
	char schema[40];           /* PostgreSQL */
};

/** The tables of store.sql, as a migration of their own */
extern const struct migration store_table[];
enum { STORE_MIGRATIONS = 2 };

int store_make(struct test_store *st, enum db_engine engine) MUST_CHECK;
void store_remove(struct test_store *st);

/** Opens a connection; a write connection brings the tables of store.sql first */
int store_connect(struct db **dbp, const struct test_store *st, enum db_mode mode) MUST_CHECK;

/** Runs a test on a new store of each engine */
int store_each(int (*h)(struct test_store *st)) MUST_CHECK;

/** The URL of the server, or NULL */
const char *store_server(void);

/** Runs a fixed command on the server, outside any store */
int store_server_exec(const char *sql) MUST_CHECK;

#endif
