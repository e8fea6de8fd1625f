/**
 * @file postgres_priv.h  What the files of the PostgreSQL engine share
 *
 *   postgres.c        transactions: begin, commit, rollback, migrations
 *   postgres_conn.c   connecting, waiting with a limit, dropping
 *   postgres_pipe.c   statements on their way, results on their way back
 *   postgres_value.c  values and errors in the server's words
 */
#ifndef OTKLIK_DB_POSTGRES_PRIV_H
#define OTKLIK_DB_POSTGRES_PRIV_H

#include <libpq-fe.h>
#include "db/db_priv.h"

enum {
	PG_STALL_MS = 60 * 1000,           /* longest wait for an answer where there is no deadline */
	PG_SCRIPT_MS = 3600 * 1000,        /* the same for a migration */
	PG_ROLLBACK_MS = 5000,
	PG_GRACE_MS = 500,                 /* after the deadline, for the server's own word that it gave up */
	PG_PENDING_MAX = 512,              /* statements on their way before the answers are read */
	PG_PENDING_BYTES = 1 << 20,
};

enum pg_kind { PG_CONTROL, PG_PREPARE, PG_STMT, PG_DESCRIBE, PG_COMMIT, PG_SYNC };

/* What was sent and not yet answered */
struct pg_pending {
	enum pg_kind kind;
	const struct db_stmt *stmt;
	struct db_rows rows;               /* h NULL: rows are dropped */
	int64_t *changed;
	unsigned *paramc, *colc;           /* PG_DESCRIBE */
};

struct postgres {
	struct db db;
	char *url;
	char *password;                    /* of the URL, to be kept out of words; NULL none */
	PGconn *conn;                      /* NULL: to be connected at the next db_begin */
	int64_t retry_ms;                  /* the machine's monotonic clock: no attempt before */
	unsigned backoff_ms;
	int64_t limit_ms;                  /* of a wait, where there is no deadline */
	int64_t told_ms;                   /* the deadline that the server knows for this transaction; 0 none */
	uint8_t *prepared;                 /* by db_stmt.index: was it prepared on this connection? */
	unsigned preparedc;
	struct pg_pending pending[PG_PENDING_MAX + 8];
	unsigned first, last;              /* pending[first … last - 1] */
	size_t bytes;                      /* of parameters since the last answer was waited for */
	int err;                           /* first error among the answers of this transaction */
	bool dead;                         /* the connection is of no more use */
	bool warned;                       /* the statement whose answer is read gave a warning */
};

/* postgres_conn.c */
int pg_connect(struct postgres *pg) MUST_CHECK;
void pg_drop(struct postgres *pg);
/** Has an idle connection been closed by the other side? */
bool pg_closed(struct postgres *pg);
/** Waits until a result is there to be read; ETIMEDOUT and ENOTCONN leave the connection dead */
int pg_wait(struct postgres *pg) MUST_CHECK;
int64_t pg_clock_ms(void);

/* postgres_pipe.c */
int pg_send(struct postgres *pg, enum pg_kind kind, const char *sql) MUST_CHECK;
int pg_send_stmt(struct postgres *pg, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
		 int64_t *changed) MUST_CHECK;
int pg_send_describe(struct postgres *pg, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc) MUST_CHECK;
int pg_send_sync(struct postgres *pg) MUST_CHECK;
/** Has the server answer what was sent, and reads it all; the first error of the transaction */
int pg_settle(struct postgres *pg) MUST_CHECK;
/** Reads all that is pending, up to a sync that was sent */
int pg_drain(struct postgres *pg) MUST_CHECK;

/* postgres_value.c */
/** errno of a result or, with NULL, of a connection that failed; sets the words */
int pg_lost(struct postgres *pg, const char *what, const PGresult *res);
int pg_rows(struct postgres *pg, const PGresult *res, const struct pg_pending *pending) MUST_CHECK;
/** Is a column's type one that the statement's file says? */
bool pg_type_fits(enum db_type type, Oid oid);
Oid pg_oid(enum db_type type);

#endif
