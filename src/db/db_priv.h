/**
 * @file db_priv.h  What db.c, migrate.c and the two engines share
 *
 * db.c keeps the state of the transaction and checks what goes in; an engine only runs.
 *
 *             begin             error
 *     IDLE ─────────► OPEN ─────────► FAILED
 *       ▲              │ commit         │ rollback, commit
 *       └──────────────┴────────────────┘
 */
#ifndef OTKLIK_DB_DB_PRIV_H
#define OTKLIK_DB_DB_PRIV_H

#include "db/db.h"

enum {
	DB_BUSY_MS = 5000,         /* longest wait for another's lock */
	DB_VALUE_MAX = 64 << 20,   /* of a text or blob, bytes */
	DB_ERRMSG_SIZE = 400,
};

enum db_state { DB_IDLE, DB_OPEN, DB_FAILED };

struct db;

struct db_ops {
	int (*begin)(struct db *db);
	int (*commit)(struct db *db);      /* the transaction is over, either way */
	void (*rollback)(struct db *db);
	int (*run)(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
		   int64_t *changed);
	int (*later)(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows);
	int (*flush)(struct db *db);
	int (*script)(struct db *db, const char *sql);    /* several statements: migrations */
	int (*describe)(struct db *db, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc);
};

/* First member of an engine's connection, so that mem_deref of one frees the other */
struct db {
	const struct db_ops *ops;
	enum db_engine engine;
	enum db_mode mode;
	enum db_state state;
	bool in_row;               /* a row handler runs */
	int err;                   /* what made it FAILED */
	int row_err;               /* what a row handler returned; the transaction lives */
	int64_t deadline_ms;       /* clock_mono_ms, 0 none */
	int busy_ms;               /* longest wait for another's lock: DB_BUSY_MS (SQLite; a setting of the session on PostgreSQL) */
	char errmsg[DB_ERRMSG_SIZE];
};

int db_sqlite_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why) MUST_CHECK;
int db_postgres_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why) MUST_CHECK;

/** Sets the words; a line break ends them */
void db_words(struct db *db, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Has the deadline passed? */
bool db_late(const struct db *db);
/** Hands a row to its handler, with re-entrance refused meanwhile */
int db_row(struct db *db, const struct db_rows *rows, const struct db_val *colv) MUST_CHECK;

/** Prepares a statement and tells what the engine found in it; the tests compare it with what the file says */
int db_describe(struct db *db, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc) MUST_CHECK;

/* Made by tools/sql_gen.py */
extern const uint16_t db_stmt_count;
extern const struct db_stmt *const db_stmt_filev[];      /* by file, db_stmt_filec[] statements each; a count of 0 ends */
extern const uint16_t db_stmt_filec[];

struct migration {
	int number;                /* from 1, without gaps */
	int serves;                /* oldest program that can still work with the store: number of its last migration */
	const char *name;
	const char *checksum;      /* SHA-256 of the texts, hexadecimal */
	const char *sql[2];        /* by enum db_engine */
};

extern const struct migration migration_table[];
extern const int migration_count;

/** db_migrate with the migrations of another table: the seam of its tests */
int migration_run(struct db *db, const struct migration *table, int count, int64_t now_ms, int *versionp) MUST_CHECK;

#endif
