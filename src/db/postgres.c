/**
 * @file postgres.c  PostgreSQL by libpq in pipeline mode: the transactions
 *
 * begin and statements without rows are sent and not waited for; a statement with rows, a flush and the commit wait for all
 * that is on its way. A transaction of a hundred commands so costs two or three round trips.
 */
#include <stdlib.h>
#include "base/why.h"
#include "db/postgres_priv.h"


static struct postgres *of(struct db *db)
{
	return CONTAINER_OF(db, struct postgres, db);
}


static int postgres_begin(struct db *db)
{
	struct postgres *pg = of(db);
	int err;

	if (pg->conn && pg_closed(pg))
		pg_drop(pg);
	if (!pg->conn) {
		err = pg_connect(pg);
		if (err)
			return err;
	}

	pg->err = 0;
	pg->told_ms = 0;
	err = pg_send(pg, PG_CONTROL, "BEGIN");
	if (err)
		pg_drop(pg);
	return err;
}


/* Nobody waits any more for what is on its way */
static void pending_mute(struct postgres *pg)
{
	for (unsigned i = pg->first; i < pg->last; i++) {
		pg->pending[i].rows = (struct db_rows){0};
		pg->pending[i].changed = NULL;
	}
}


/* The first sync ends what an error made the server skip; the second stands behind the ROLLBACK */
static int rollback_try(struct postgres *pg)
{
	int err = pg_send_sync(pg);

	if (!err)
		err = pg_send(pg, PG_CONTROL, "ROLLBACK");
	if (!err)
		err = pg_send_sync(pg);
	if (!err)
		err = pg_drain(pg);

	/* the error that led here is among what is drained */
	return pg->dead ? ENOTCONN : err == pg->err ? 0 : err;
}


static void postgres_rollback(struct db *db)
{
	struct postgres *pg = of(db);
	int64_t deadline_ms = db->deadline_ms;
	char words[DB_ERRMSG_SIZE];

	if (!pg->conn)
		return;

	memcpy(words, db->errmsg, sizeof(words));
	db->deadline_ms = 0;
	pg->limit_ms = PG_ROLLBACK_MS;

	pending_mute(pg);
	if (pg->dead || rollback_try(pg) || PQTRANS_IDLE != PQtransactionStatus(pg->conn))
		pg_drop(pg);

	pg->limit_ms = 0;
	db->deadline_ms = deadline_ms;
	memcpy(db->errmsg, words, sizeof(words));
}


static int postgres_commit(struct db *db)
{
	struct postgres *pg = of(db);
	int err = pg_send(pg, PG_COMMIT, "COMMIT");

	if (!err)
		err = pg_send_sync(pg);
	if (!err)
		err = pg_drain(pg);

	if (pg->dead)
		pg_drop(pg);
	else if (PQTRANS_IDLE != PQtransactionStatus(pg->conn))
		postgres_rollback(db);

	return err;
}


static int postgres_run(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
			int64_t *changed)
{
	struct postgres *pg = of(db);
	int err = pg_send_stmt(pg, stmt, vals, rows, changed);

	return err || (!stmt->colc && !changed) ? err : pg_settle(pg);
}


static int postgres_later(struct db *db, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows)
{
	return pg_send_stmt(of(db), stmt, vals, rows, NULL);
}


static int postgres_flush(struct db *db)
{
	return pg_settle(of(db));
}


static int postgres_describe(struct db *db, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc)
{
	struct postgres *pg = of(db);
	int err = pg_send_describe(pg, stmt, paramc, colc);

	return err ? err : pg_settle(pg);
}


/* Several statements go only outside the pipeline, which must be empty for that */
static int script_run(struct postgres *pg, const char *sql)
{
	PGresult *res;
	int err = 0;

	if (!PQexitPipelineMode(pg->conn) || !PQsendQuery(pg->conn, sql))
		return pg_lost(pg, "migration", NULL);

	for (;;) {
		int wait_err = pg_wait(pg);

		if (wait_err)
			return wait_err;

		res = PQgetResult(pg->conn);
		if (!res)
			break;
		if (!err && PGRES_COMMAND_OK != PQresultStatus(res) && PGRES_TUPLES_OK != PQresultStatus(res))
			err = pg_lost(pg, "migration", res);
		PQclear(res);
	}

	if (!PQenterPipelineMode(pg->conn)) {
		pg->dead = true;
		return err ? err : ENOTCONN;
	}

	return err;
}


static int postgres_script(struct db *db, const char *sql)
{
	struct postgres *pg = of(db);
	int err = pg_send_sync(pg);

	if (!err)
		err = pg_drain(pg);
	if (err)
		return err;

	pg->limit_ms = PG_SCRIPT_MS;
	err = script_run(pg, sql);
	pg->limit_ms = 0;
	return err;
}


static const struct db_ops postgres_ops = {
	.begin = postgres_begin,
	.commit = postgres_commit,
	.rollback = postgres_rollback,
	.run = postgres_run,
	.later = postgres_later,
	.flush = postgres_flush,
	.script = postgres_script,
	.describe = postgres_describe,
};


static void destructor(void *arg)
{
	struct postgres *pg = arg;

	PQfinish(pg->conn);
	mem_deref(pg->prepared);
	mem_deref(pg->password);
	mem_deref(pg->url);
}


/* Takes the password out of the URL, to keep it out of words; libpq's own words about a bad URL repeat it and are not used */
static int url_parse(struct postgres *pg)
{
	PQconninfoOption *options = PQconninfoParse(pg->url, NULL);
	int err = 0;

	if (!options)
		return EINVAL;

	for (PQconninfoOption *option = options; option->keyword && !err; option++) {
		if (!strcmp(option->keyword, "password") && option->val)
			err = str_dup(&pg->password, option->val);
	}

	PQconninfoFree(options);
	return err;
}


int db_postgres_open(struct db **dbp, const char *url, enum db_mode mode, struct mbuf *why)
{
	struct postgres *pg = mem_zalloc(sizeof(*pg), destructor);
	int err;

	if (!pg)
		return ENOMEM;

	pg->db = (struct db){.ops = &postgres_ops, .engine = DB_POSTGRES, .mode = mode, .busy_ms = DB_BUSY_MS};
	err = str_dup(&pg->url, url);
	if (err)
		goto out;

	err = url_parse(pg);
	if (err) {
		db_words(&pg->db, "postgres: the address is not postgresql://USER@HOST:PORT/DATABASE or words of libpq");
		goto out;
	}

	err = pg_connect(pg);
out:
	if (err) {
		err = why_say(why, err, "%s", pg->db.errmsg);
		mem_deref(pg);
		return err;
	}

	*dbp = &pg->db;
	return 0;
}
