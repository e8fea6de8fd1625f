/**
 * @file sqlite.c  SQLite: one connection a thread, statements prepared once, WAL
 *
 * Durability: journal_mode WAL with synchronous FULL syncs the log at every commit; until then sqlite_gather.h holds what is
 * written. A read connection is opened read-only and sees one snapshot for as long as its transaction lasts. Time: the progress
 * handler gives up what runs past the deadline, the busy handler what waits for another's lock longer than DB_BUSY_MS or past the
 * deadline.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>
#include <sqlite3.h>
#include "base/why.h"
#include "db/db_priv.h"
#include "db/sqlite_gather.h"

enum {
	PROGRESS_STEPS = 2000,             /* instructions of SQLite's machine between two looks at the clock: about 0.1 ms */
	PATH_SIZE = 4096,
};

struct sqlite {
	struct db db;
	sqlite3 *conn;                     /* NULL: to be reopened at the next db_begin */
	sqlite3_stmt **stmtv;              /* by db_stmt.index; grows as statements are first used */
	unsigned stmtc;
	int waited_ms;                     /* how long the statement has waited for a lock */
	char path[PATH_SIZE];
	char vfs[32];
};

enum control { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK };

static const char *const control_sql[] = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"};


/* SQLite knows ENOSPC as SQLITE_FULL; beyond a quota or the size a file may have it says SQLITE_IOERR_WRITE, and keeps
   the errno only when opening. So errno is cleared before each call and asked afterwards. */
static bool is_full(sqlite3 *conn)
{
	int e = sqlite3_system_errno(conn);

	return ENOSPC == e || EDQUOT == e || EFBIG == e || ENOSPC == errno || EDQUOT == errno || EFBIG == errno;
}


static int constraint_errno(int rc)
{
	switch (rc) {

	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_CHECK:
		return EEXIST;

	default:
		return EPROTO;
	}
}


static int rc_errno(const struct sqlite *sq, int rc)
{
	switch (rc & 0xff) {

	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:       return 0;
	case SQLITE_CONSTRAINT: return constraint_errno(rc);
	case SQLITE_FULL:       return ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:     return db_late(&sq->db) ? ETIMEDOUT : EBUSY;
	case SQLITE_INTERRUPT:  return ETIMEDOUT;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:     return EBADMSG;
	case SQLITE_NOMEM:      return ENOMEM;
	case SQLITE_READONLY:   return EROFS;
	case SQLITE_IOERR:
		if (SQLITE_IOERR_NOMEM == rc)
			return ENOMEM;
		return is_full(sq->conn) ? ENOSPC : EIO;
	case SQLITE_CANTOPEN:
		if (is_full(sq->conn))
			return ENOSPC;
		return sqlite3_system_errno(sq->conn) ? sqlite3_system_errno(sq->conn) : EIO;
	default:
		return EPROTO;
	}
}


/* The words and the errno of what went wrong */
static int lost(struct sqlite *sq, const char *what, int rc)
{
	int err = rc_errno(sq, rc);

	if (err)
		db_words(&sq->db, "sqlite: %s: %s (%d)", what, sq->conn ? sqlite3_errmsg(sq->conn) : sqlite3_errstr(rc), rc);

	return err;
}


static int progress_h(void *arg)
{
	return db_late(arg);
}


/* Waits a little longer each time; 0 gives up. The first wait of a statement (n == 0) starts its clock */
static int busy_h(void *arg, int n)
{
	static const unsigned wait_ms[] = {1, 2, 5, 10, 15, 20, 25};
	struct sqlite *sq = arg;

	if (!n)
		sq->waited_ms = 0;
	if (sq->waited_ms >= sq->db.busy_ms || db_late(&sq->db))
		return 0;

	sq->waited_ms += sqlite3_sleep((int)wait_ms[n < 7 ? n : 6]);
	return 1;
}


static void conn_close(struct sqlite *sq)
{
	for (unsigned i = 0; i < sq->stmtc; i++) {
		(void)sqlite3_finalize(sq->stmtv[i]);
		sq->stmtv[i] = NULL;
	}

	(void)sqlite3_close_v2(sq->conn);
	sq->conn = NULL;
}


static int wal_h(void *arg, int argc, char **argv, char **names)
{
	*(bool *)arg = 1 == argc && argv[0] && (!strcmp(argv[0], "wal") || !strcmp(argv[0], "memory"));
	return 0;
}


/* The settings of a connection. A read connection cannot set the journal: the writer has done so. The log is cut to 64 MiB
   after a checkpoint; 16 MiB of pages may be kept in memory. */
static int conn_configure(struct sqlite *sq)
{
	static const char both_sql[] =
		"PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
		"PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;";
	bool reads = DB_READ == sq->db.mode, wal = reads;
	int rc;

	(void)sqlite3_extended_result_codes(sq->conn, 1);
	(void)sqlite3_busy_handler(sq->conn, busy_h, sq);
	sqlite3_progress_handler(sq->conn, PROGRESS_STEPS, progress_h, sq);
	(void)sqlite3_db_config(sq->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(sq->conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(sq->conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_limit(sq->conn, SQLITE_LIMIT_ATTACHED, 0);

	rc = sqlite3_exec(sq->conn, both_sql, NULL, NULL, NULL);
	if (!rc)
		rc = sqlite3_exec(sq->conn, reads ? "PRAGMA query_only = ON"
				  : "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	if (!rc && !reads)
		rc = sqlite3_exec(sq->conn, "PRAGMA journal_mode = WAL", wal_h, &wal, NULL);
	if (rc)
		return lost(sq, "settings", rc);
	if (!wal) {
		db_words(&sq->db, "sqlite: the file cannot have a write-ahead log");
		return EPROTO;
	}

	return 0;
}


/*
 * A new store belongs to its owner alone; SQLite gives -wal and -shm the same permissions. A file that is there is not touched: closing
 * any descriptor of it drops every lock that this process holds on it (POSIX), and another process then takes the store for
 * unused and removes the log that this one still writes (sqlite.org/howtocorrupt.html, 2.2).
 */
static int file_make(struct sqlite *sq)
{
	int fd;

	if (DB_READ == sq->db.mode || sq->vfs[0] || ':' == sq->path[0])
		return 0;

	fd = open(sq->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && EEXIST == errno)
		return 0;
	if (fd < 0) {
		int err = errno;

		db_words(&sq->db, "sqlite: the file cannot be opened: %s", strerror(err));
		return err;
	}

	(void)close(fd);
	return 0;
}


static int conn_open(struct sqlite *sq)
{
	int flags = SQLITE_OPEN_NOMUTEX | (DB_READ == sq->db.mode ? SQLITE_OPEN_READONLY
					   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	const char *vfs = sq->vfs[0] ? sq->vfs : NULL;
	int rc, err = file_make(sq);

	if (err)
		return err;

	if (DB_WRITE == sq->db.mode)
		err = sqlite_gather(vfs, &vfs);
	if (err && ENOENT != err)                /* a layer that is not there: SQLite says so in its own words */
		return err;

	rc = sqlite3_open_v2(sq->path, &sq->conn, flags, vfs);
	err = lost(sq, "open", rc);
	if (!err)
		err = conn_configure(sq);
	if (err)
		conn_close(sq);

	return err;
}


static int control(struct sqlite *sq, enum control which)
{
	errno = 0;
	return lost(sq, control_sql[which], sqlite3_exec(sq->conn, control_sql[which], NULL, NULL, NULL));
}


static int sqlite_begin(struct db *db)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);
	int err = sq->conn ? 0 : conn_open(sq);

	return err ? err : control(sq, DB_WRITE == db->mode ? BEGIN_WRITE : BEGIN_READ);
}


/* After an error of the disk the connection begins anew: what its cache holds may not be what the file holds */
static void sqlite_rollback(struct db *db)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);
	int64_t deadline_ms = db->deadline_ms;
	char words[DB_ERRMSG_SIZE];

	memcpy(words, db->errmsg, sizeof(words));
	db->deadline_ms = 0;
	if (!sqlite3_get_autocommit(sq->conn))
		(void)control(sq, ROLLBACK);
	if (!sqlite3_get_autocommit(sq->conn) || EIO == db->err || EBADMSG == db->err)
		conn_close(sq);
	db->deadline_ms = deadline_ms;
	memcpy(db->errmsg, words, sizeof(words));
}


static int sqlite_commit(struct db *db)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);
	int err = control(sq, COMMIT);

	if (err) {
		db->err = err;
		sqlite_rollback(db);
	}
	return err;
}


static int stmt_room(struct sqlite *sq, unsigned index)
{
	unsigned stmtc = (index | 63) + 1;
	sqlite3_stmt **stmtv;

	if (index < sq->stmtc)
		return 0;

	stmtv = mem_zalloc(stmtc * sizeof(*stmtv), NULL);
	if (!stmtv)
		return ENOMEM;

	if (sq->stmtv)
		memcpy(stmtv, sq->stmtv, sq->stmtc * sizeof(*stmtv));
	mem_deref(sq->stmtv);
	sq->stmtv = stmtv;
	sq->stmtc = stmtc;
	return 0;
}


static int stmt_get(struct sqlite *sq, const struct db_stmt *stmt, sqlite3_stmt **sp)
{
	sqlite3_stmt **slot;
	int err = stmt_room(sq, stmt->index);

	if (err)
		return err;

	slot = &sq->stmtv[stmt->index];
	if (!*slot) {
		int rc = sqlite3_prepare_v3(sq->conn, stmt->sql[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);

		if (rc)
			return lost(sq, stmt->name, rc);
	}

	*sp = *slot;
	return 0;
}


/* An empty text or blob is not an absent one: SQLite takes a NULL pointer for the latter */
static int bind(sqlite3_stmt *s, int n, const struct db_val *val)
{
	if (DB_INT == val->type)
		return DB_NULL == val->i ? sqlite3_bind_null(s, n) : sqlite3_bind_int64(s, n, val->i);
	if (!val->b.p)
		return sqlite3_bind_null(s, n);
	if (DB_TEXT == val->type)
		return sqlite3_bind_text64(s, n, val->b.p, val->b.l, SQLITE_STATIC, SQLITE_UTF8);

	return sqlite3_bind_blob64(s, n, val->b.p, val->b.l, SQLITE_STATIC);
}


static int column(sqlite3_stmt *s, int n, enum db_type type, struct db_val *val)
{
	static const int want[] = {SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB};
	int have = sqlite3_column_type(s, n);

	*val = (struct db_val){.type = type, .i = DB_NULL};

	if (SQLITE_NULL == have)
		return 0;
	if (want[type] != have)
		return EPROTO;

	if (DB_INT == type) {
		val->i = sqlite3_column_int64(s, n);
		return 0;
	}

	val->b.p = DB_TEXT == type ? (const char *)sqlite3_column_text(s, n) : sqlite3_column_blob(s, n);
	val->b.l = (size_t)sqlite3_column_bytes(s, n);
	if (!val->b.p) {
		if (val->b.l || DB_TEXT == type)
			return ENOMEM;
		val->b.p = "";
	}

	return 0;
}


/* Steps through the rows; a row handler's error goes to row_err */
static int step_all(struct sqlite *sq, sqlite3_stmt *s, const struct db_stmt *stmt, const struct db_rows *rows)
{
	int rc;

	while (SQLITE_ROW == (rc = sqlite3_step(s))) {

		struct db_val colv[UINT8_MAX];

		for (unsigned i = 0; rows && i < stmt->colc; i++) {

			int err = column(s, (int)i, (enum db_type)stmt->colv[i], &colv[i]);

			if (err) {
				db_words(&sq->db, "sqlite: %s: column %u has another type", stmt->name, i + 1);
				return err;
			}
		}

		sq->db.row_err = db_row(&sq->db, rows, colv);
		if (sq->db.row_err)
			return 0;
	}

	return lost(sq, stmt->name, rc);
}


static int sqlite_run(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
		      int64_t *changed)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);
	sqlite3_stmt *s = NULL;
	int rc = 0, err = stmt_get(sq, stmt, &s);

	if (err)
		return err;

	errno = 0;
	for (unsigned i = 0; !rc && i < stmt->paramc; i++)
		rc = bind(s, (int)i + 1, &vals[i]);

	err = rc ? lost(sq, stmt->name, rc) : step_all(sq, s, stmt, rows);
	if (!err && changed)
		*changed = sqlite3_changes64(sq->conn);

	(void)sqlite3_reset(s);
	return err;
}


static int sqlite_later(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows)
{
	return sqlite_run(db, stmt, vals, rows, NULL);
}


static int sqlite_flush(struct db *db)
{
	return 0;
}


static int sqlite_script(struct db *db, const char *sql)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);

	errno = 0;
	return lost(sq, "migration", sqlite3_exec(sq->conn, sql, NULL, NULL, NULL));
}


static int sqlite_describe(struct db *db, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc)
{
	struct sqlite *sq = CONTAINER_OF(db, struct sqlite, db);
	sqlite3_stmt *s = NULL;
	int err = stmt_get(sq, stmt, &s);

	if (err)
		return err;

	*paramc = (unsigned)sqlite3_bind_parameter_count(s);
	*colc = (unsigned)sqlite3_column_count(s);
	return 0;
}


static const struct db_ops sqlite_ops = {
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.run = sqlite_run,
	.later = sqlite_later,
	.flush = sqlite_flush,
	.script = sqlite_script,
	.describe = sqlite_describe,
};


static void destructor(void *arg)
{
	struct sqlite *sq = arg;

	conn_close(sq);
	mem_deref(sq->stmtv);
}


/* SQLite counts its memory under a lock that all threads share, at every allocation: nobody asks for the count. Once it is at
   work it does not listen any more, and goes on counting */
static void memory_uncount(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}


/* url: what follows "sqlite:", a path and perhaps ?vfs=name */
static int url_split(struct sqlite *sq, const char *url)
{
	size_t l = strcspn(url, "?");

	if (!l || l >= sizeof(sq->path))
		return EINVAL;

	memcpy(sq->path, url, l);

	if (!url[l])
		return 0;
	if (strncmp(url + l, "?vfs=", 5) || !url[l + 5] || strlen(url + l + 5) >= sizeof(sq->vfs))
		return EINVAL;

	(void)snprintf(sq->vfs, sizeof(sq->vfs), "%s", url + l + 5);
	return 0;
}


int db_sqlite_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite *sq;
	int err;

	(void)pthread_once(&once, memory_uncount);

	sq = mem_zalloc(sizeof(*sq), destructor);
	if (!sq)
		return ENOMEM;

	sq->db = (struct db){.ops = &sqlite_ops, .engine = DB_SQLITE, .mode = mode, .busy_ms = DB_BUSY_MS};

	err = url_split(sq, url);
	if (err) {
		db_words(&sq->db, "sqlite: the address is not sqlite:PATH or sqlite:PATH?vfs=NAME");
		goto out;
	}

	err = conn_open(sq);
out:
	if (err) {
		err = why_say(why, err, "%s", sq->db.errmsg);
		mem_deref(sq);
		return err;
	}

	*dbp = &sq->db;
	return 0;
}
