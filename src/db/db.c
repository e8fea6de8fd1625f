/**
 * @file db.c  The state of a connection's transaction; what goes in is checked here, for both engines alike
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "base/text.h"
#include "base/why.h"
#include "db/db_priv.h"


int db_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why)
{
	if (!dbp || !url)
		return EINVAL;

	if (!strncmp(url, "sqlite:", 7))
		return db_sqlite_open(dbp, url + 7, mode, why);

	if (!strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11) || strchr(url, '='))
		return db_postgres_open(dbp, url, mode, why);

	return why_say(why, EINVAL, "the store's address begins with sqlite: or postgresql://");
}


enum db_engine db_engine(const struct db *db)
{
	return db->engine;
}


const char *db_errmsg(const struct db *db)
{
	return db->errmsg;
}


void db_deadline(struct db *db, int64_t mono_ms)
{
	db->deadline_ms = mono_ms;
}


bool db_late(const struct db *db)
{
	return db->deadline_ms && clock_mono_ms() >= db->deadline_ms;
}


void db_words(struct db *db, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(db->errmsg, sizeof(db->errmsg), fmt, ap);
	va_end(ap);

	db->errmsg[strcspn(db->errmsg, "\r\n")] = '\0';
}


/* The first error of a transaction stays */
static int fail(struct db *db, int err)
{
	if (err && DB_OPEN == db->state) {
		db->state = DB_FAILED;
		db->err = err;
	}

	return err;
}


int db_begin(struct db *db)
{
	int err;

	if (DB_IDLE != db->state || db->in_row) {
		db_words(db, "a transaction is open already");
		return EDEADLK;
	}
	if (db_late(db)) {
		db_words(db, "the deadline passed before the transaction began");
		return ETIMEDOUT;
	}

	err = db->ops->begin(db);
	if (err)
		return err;

	db->state = DB_OPEN;
	db->err = db->row_err = 0;
	return 0;
}


int db_commit(struct db *db)
{
	int err;

	if (db->in_row)
		return EDEADLK;
	if (DB_IDLE == db->state) {
		db_words(db, "no transaction is open");
		return EPROTO;
	}
	if (DB_FAILED == db->state) {
		err = db->err;
		db_rollback(db);
		return err;
	}

	err = db->ops->commit(db);
	db->state = DB_IDLE;
	return err;
}


void db_rollback(struct db *db)
{
	if (DB_IDLE == db->state || db->in_row)
		return;

	db->ops->rollback(db);
	db->state = DB_IDLE;
}


static int check(struct db *db, const struct db_stmt *stmt, const struct db_val *vals)
{
	if (db->in_row) {
		db_words(db, "%s: a statement inside a row handler", stmt->name);
		return EDEADLK;
	}
	if (DB_FAILED == db->state)
		return db->err;
	if (DB_OPEN != db->state) {
		db_words(db, "%s: a statement outside a transaction", stmt->name);
		return EPROTO;
	}

	for (unsigned i = 0; i < stmt->paramc; i++) {

		if (vals[i].type != stmt->paramv[i]) {
			db_words(db, "%s: parameter %u has another type", stmt->name, i + 1);
			return EPROTO;
		}
		if (DB_INT != vals[i].type && vals[i].b.p && vals[i].b.l > DB_VALUE_MAX) {
			db_words(db, "%s: parameter %u is too long", stmt->name, i + 1);
			return EFBIG;
		}
		if (DB_TEXT == vals[i].type && !text_valid(vals[i].b)) {
			db_words(db, "%s: parameter %u is not UTF-8 or holds a NUL", stmt->name, i + 1);
			return EILSEQ;
		}
	}

	if (db_late(db)) {
		db_words(db, "%s: the deadline has passed", stmt->name);
		return ETIMEDOUT;
	}

	return 0;
}


/* What a row handler returned is handed on once, and leaves the transaction alone */
static int hand_on(struct db *db, int err)
{
	if (err)
		return fail(db, err);

	err = db->row_err;
	db->row_err = 0;
	return err;
}


int db_run(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows, int64_t *changed)
{
	int err = check(db, stmt, vals);

	if (err)
		return EDEADLK == err ? err : fail(db, err);

	return hand_on(db, db->ops->run(db, stmt, vals, rows, changed));
}


int db_later(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows)
{
	int err = check(db, stmt, vals);

	if (err)
		return EDEADLK == err ? err : fail(db, err);

	return hand_on(db, db->ops->later(db, stmt, vals, rows));
}


int db_flush(struct db *db)
{
	if (db->in_row)
		return EDEADLK;
	if (DB_FAILED == db->state)
		return db->err;
	if (DB_OPEN != db->state)
		return EPROTO;

	return hand_on(db, db->ops->flush(db));
}


int db_row(struct db *db, const struct db_rows *rows, const struct db_val *colv)
{
	int err;

	if (!rows || !rows->h)
		return 0;

	db->in_row = true;
	err = rows->h(colv, rows->typed_h, rows->arg);
	db->in_row = false;
	return err;
}


int db_describe(struct db *db, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc)
{
	if (DB_OPEN != db->state)
		return EPROTO;

	return fail(db, db->ops->describe(db, stmt, paramc, colc));
}
