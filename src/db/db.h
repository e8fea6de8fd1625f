/**
 * @file db.h  One interface, two engines
 *
 * What this is for: running the statements of the rooms' .sql files on SQLite or PostgreSQL. What it refuses: SQL that is
 * not in such a file (statements are made by tools/sql_gen.py; there is no call that takes a string).
 *
 * A connection belongs to one thread. Values are int64, UTF-8 text or bytes; texts and bytes are borrowed `struct pl`:
 * parameters until the call returns, columns until the row handler returns. An absent int is DB_NULL, an absent text or
 * blob has p == NULL.
 *
 * Inside a transaction, a statement without result rows may be sent without waiting (PostgreSQL pipeline); its error then
 * comes from the next statement that waits, or from db_commit(). No error of SQL is ever caught to steer: after one, the
 * transaction can only be rolled back, and every further statement gives the same error without being run.
 *
 * A row handler runs no statement on the connection that calls it (EDEADLK). On PostgreSQL the rows of one statement lie in
 * memory together: a statement that may return many pages itself (… WHERE id > :after ORDER BY id LIMIT :most).
 *
 * Errors, as errno: EEXIST a unique or check constraint; ENOSPC the disk is full; EBUSY locked for longer than the busy
 * timeout; ETIMEDOUT a deadline; ENOTCONN the server is gone (the connection reconnects by itself at the next db_begin,
 * with a back-off); EBADMSG the file is damaged; EROFS a read connection cannot write; EILSEQ a text is not UTF-8 or holds a
 * NUL; EIO the disk; ENOMEM; EPROTO anything else. db_errmsg() has the words for the log: no value of a parameter and no
 * password of the URL is ever among them.
 */
#ifndef OTKLIK_DB_DB_H
#define OTKLIK_DB_DB_H

#include "base/def.h"

#define DB_NULL INT64_MIN      /**< an int that is absent */

enum db_engine { DB_SQLITE, DB_POSTGRES };
enum db_type { DB_INT, DB_TEXT, DB_BLOB };
enum db_mode { DB_READ, DB_WRITE };

struct db;

struct db_val {
	enum db_type type;
	int64_t i;
	struct pl b;
};

/** A statement, as the generator writes it: const, one for both engines */
struct db_stmt {
	const char *name;             /* room_verb, e.g. appeal_insert */
	const char *sql[2];           /* by enum db_engine */
	uint16_t index;               /* 0 … db_stmt_count - 1: its slot among a connection's prepared statements */
	uint8_t paramc, colc;
	const uint8_t *paramv, *colv; /* enum db_type each */
};

/**
 * Where rows go. h (made by the generator) gets each row, turns it into the statement's struct and hands that to typed_h.
 * The row is borrowed until it returns. A result other than 0 ends the statement and is handed on; the transaction lives.
 */
struct db_rows {
	int (*h)(const struct db_val *colv, void (*typed_h)(void), void *arg);
	void (*typed_h)(void);
	void *arg;
};

/**
 * Opens a connection
 *
 * @param dbp  Result, owned (mem_deref closes)
 * @param url  "sqlite:/path/file.db[?vfs=name]" or "postgresql://…" (libpq URI or key=value words)
 * @param mode DB_READ connections cannot write, on either engine; on SQLite they want the file to be there (ENOENT)
 * @param why  What is wrong in words (base/why.h), without secrets; may be NULL
 *
 * SQLite: WAL, synchronous FULL, foreign keys on, STRICT tables, busy timeout 5 s, no mmap. The file is made 0600.
 * PostgreSQL: 13 or newer, UTF-8. @return EINVAL when the URL is not understood
 */
int db_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why) MUST_CHECK;
enum db_engine db_engine(const struct db *db);
const char *db_errmsg(const struct db *db);

/** The time after which a statement of this connection is given up with ETIMEDOUT; 0 none. clock_mono_ms. */
void db_deadline(struct db *db, int64_t mono_ms);

/**
 * Every statement runs between db_begin and db_commit or db_rollback
 *
 * DB_WRITE: SQLite BEGIN IMMEDIATE, PostgreSQL READ COMMITTED (the lock on journal_head orders writers). DB_READ: one
 * snapshot on both. When db_begin fails, no transaction is open.
 */
int db_begin(struct db *db) MUST_CHECK;

/**
 * Ends the transaction either way: durable when it returns 0, rolled back otherwise; but with ENOTCONN, ETIMEDOUT or EIO it is
 * unknown whether it was committed, and only a repeated command with the same id can tell.
 */
int db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);            /* never fails: a connection that cannot is closed and reopened */

/**
 * Runs a statement. Called by generated code (sql_<room>_<verb>), not by hand.
 *
 * @param vals    stmt->paramc values
 * @param rows    For each row (NULL: rows are dropped)
 * @param changed Where the number of changed rows goes, or NULL: then a statement without rows may be pipelined
 */
int db_run(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
	   int64_t *changed) MUST_CHECK;

/**
 * Like db_run(), but the rows may come later: at db_flush() at the latest. On SQLite they come at once. Lets a group of
 * commands be looked up in one round trip. `rows->arg` must live until then.
 */
int db_later(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows) MUST_CHECK;
int db_flush(struct db *db) MUST_CHECK;

/**
 * Brings the schema to this program's version: runs what is missing of src/db/migrate/NNNN_*.sql in one transaction each.
 * Not inside a transaction. On PostgreSQL nodes that start together wait for each other.
 *
 * @param versionp Number of the store's last migration, also with EOVERFLOW; may be NULL
 *
 * @return EOVERFLOW when the store was written by a newer version than this program can serve; EBADMSG when a migration
 *         that was applied is not the one this program holds. db_errmsg() says which
 */
int db_migrate(struct db *db, int64_t now_ms, int *versionp) MUST_CHECK;

/** Number of the store's last migration, 0 for an empty store; not inside a transaction; errors as db_migrate */
int db_version(struct db *db, int *versionp) MUST_CHECK;

#endif
