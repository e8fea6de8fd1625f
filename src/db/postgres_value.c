/**
 * @file postgres_value.c  Values and errors in the server's words
 *
 * Parameters and results travel in binary: int8 big-endian, text and bytea as they are. An expression may also give int4,
 * int2 or bool where the file says int, and varchar or name where it says text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <endian.h>
#include "db/postgres_priv.h"

/* Type numbers of the server's catalogue (pg_type.dat), which never change */
enum {
	OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
	OID_VARCHAR = 1043,
};


Oid pg_oid(enum db_type type)
{
	return DB_INT == type ? OID_INT8 : DB_TEXT == type ? OID_TEXT : OID_BYTEA;
}


bool pg_type_fits(enum db_type type, Oid oid)
{
	switch (oid) {

	case OID_INT8: case OID_INT4: case OID_INT2: case OID_BOOL:
		return DB_INT == type;

	case OID_TEXT: case OID_VARCHAR: case OID_NAME:
		return DB_TEXT == type;

	case OID_BYTEA:
		return DB_BLOB == type;

	default:
		return false;
	}
}


static int64_t int_read(const char *p, int len)
{
	uint64_t u = 0;

	for (int i = 0; i < len; i++)
		u = u << 8 | (uint8_t)p[i];

	/* the sign of the shorter ones */
	return len < 8 ? (int64_t)(u << (64 - 8 * len)) >> (64 - 8 * len) : (int64_t)u;
}


static struct db_val column(const PGresult *res, int row, int col, enum db_type type)
{
	struct db_val val = {.type = type, .i = DB_NULL};
	const char *p = PQgetvalue(res, row, col);
	int len = PQgetlength(res, row, col);

	if (PQgetisnull(res, row, col))
		return val;

	if (DB_INT == type)
		val.i = OID_BOOL == PQftype(res, col) ? *p : int_read(p, len);
	else
		val.b = (struct pl){p, (size_t)len};

	return val;
}


int pg_rows(struct postgres *pg, const PGresult *res, const struct pg_pending *pending)
{
	const struct db_stmt *stmt = pending->stmt;
	struct db_val colv[UINT8_MAX];
	int rows = PQntuples(res), err = 0;

	if (pending->changed)
		*pending->changed = strtoll(PQcmdTuples((PGresult *)res), NULL, 10);

	if (!pending->rows.h || !rows)
		return 0;

	if (PQnfields(res) != stmt->colc) {
		db_words(&pg->db, "postgres: %s: %d columns", stmt->name, PQnfields(res));
		return EPROTO;
	}

	for (int c = 0; c < stmt->colc; c++) {
		if (!pg_type_fits(stmt->colv[c], PQftype(res, c)) || !PQfformat(res, c)) {
			db_words(&pg->db, "postgres: %s: column %d has another type", stmt->name, c + 1);
			return EPROTO;
		}
	}

	for (int r = 0; r < rows && !err; r++) {

		for (int c = 0; c < stmt->colc; c++)
			colv[c] = column(res, r, c, stmt->colv[c]);

		err = db_row(&pg->db, &pending->rows, colv);
	}

	if (err && !pg->db.row_err)
		pg->db.row_err = err;
	return 0;
}


/* SQLSTATE (PostgreSQL manual, appendix A) as errno */
static int state_errno(const struct postgres *pg, const char *state)
{
	static const struct {
		const char *state;     /* or the class, two characters */
		int err;
	} list[] = {
		{"23505", EEXIST}, {"23514", EEXIST}, {"53100", ENOSPC}, {"53200", ENOMEM}, {"53300", ENOTCONN},
		{"55P03", EBUSY}, {"40001", EBUSY}, {"40P01", EBUSY}, {"57014", ETIMEDOUT}, {"58030", EIO},
		{"25P03", ENOTCONN}, {"57P01", ENOTCONN}, {"57P02", ENOTCONN}, {"57P03", ENOTCONN}, {"57P05", ENOTCONN},
		{"08", ENOTCONN}, {"XX001", EBADMSG}, {"XX002", EBADMSG}, {"25006", EROFS}, {"22021", EILSEQ},
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {

		if (strncmp(state, list[i].state, strlen(list[i].state)))
			continue;

		/* the server that a writer is connected to has become a standby: another one leads now */
		return EROFS == list[i].err && DB_WRITE == pg->db.mode ? ENOTCONN : list[i].err;
	}

	return EPROTO;
}


/* Words may not hold the URL's password, whoever puts them together */
static void hide(char *words, const char *password)
{
	char *p;

	if (!password || !password[0])
		return;

	while ((p = strstr(words, password)))
		memmove(p, p + strlen(password), strlen(p + strlen(password)) + 1);
}


int pg_lost(struct postgres *pg, const char *what, const PGresult *res)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *words = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	int err = state ? state_errno(pg, state) : ENOTCONN;

	if (!words || !words[0])
		words = pg->conn ? PQerrorMessage(pg->conn) : "not connected";

	db_words(&pg->db, "postgres: %s: %s (%s)", what, words, state ? state : "connection");
	hide(pg->db.errmsg, pg->password);

	if (ENOTCONN == err)
		pg->dead = true;
	return err;
}
