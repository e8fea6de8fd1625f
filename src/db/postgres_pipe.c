/**
 * @file postgres_pipe.c  Statements on their way, results on their way back
 *
 *     send send send send ──►  server        what was sent stands in pending[] until its answer was read;
 *     pending: │a│b│c│d│                     answers come in the same order, so the first of pending[] is always
 *               ▲                            the one whose answer comes next
 *     settle ◄──┴──────────── answers
 *
 * After an error the server skips all up to the next sync; the skipped ones answer PGRES_PIPELINE_ABORTED.
 */
#include <stdlib.h>
#include <endian.h>
#include "base/clock.h"
#include "db/postgres_priv.h"


static int pending_add(struct postgres *pg, const struct pg_pending *p)
{
	if (pg->last >= sizeof(pg->pending) / sizeof(pg->pending[0]))
		return EPROTO;

	pg->pending[pg->last++] = *p;
	return 0;
}


static const char *pending_name(const struct pg_pending *p)
{
	static const char *const names[] = {
		[PG_CONTROL] = "transaction", [PG_COMMIT] = "commit", [PG_SYNC] = "sync",
	};

	return p->stmt ? p->stmt->name : names[p->kind];
}


/* Keeps the first error of the transaction, with its words */
static int note(struct postgres *pg, int err)
{
	if (err && !pg->err)
		pg->err = err;
	return err;
}


static int sent(struct postgres *pg, int ok, const struct pg_pending *p)
{
	if (!ok)
		return note(pg, pg_lost(pg, pending_name(p), NULL));

	return pending_add(pg, p);
}


int pg_send(struct postgres *pg, enum pg_kind kind, const char *sql)
{
	return sent(pg, PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1), &(struct pg_pending){.kind = kind});
}


int pg_send_sync(struct postgres *pg)
{
	return sent(pg, PQpipelineSync(pg->conn), &(struct pg_pending){.kind = PG_SYNC});
}


static int prepared_room(struct postgres *pg, unsigned index)
{
	unsigned n = (index | 63) + 1;
	uint8_t *prepared;

	if (index < pg->preparedc)
		return 0;

	prepared = mem_zalloc(n, NULL);
	if (!prepared)
		return ENOMEM;

	if (pg->prepared)
		memcpy(prepared, pg->prepared, pg->preparedc);
	mem_deref(pg->prepared);
	pg->prepared = prepared;
	pg->preparedc = n;
	return 0;
}


/* Prepares a statement at its first use on this connection */
static int prepare(struct postgres *pg, const struct db_stmt *stmt)
{
	Oid types[UINT8_MAX];
	int err = prepared_room(pg, stmt->index);

	if (err || pg->prepared[stmt->index])
		return err;

	for (unsigned i = 0; i < stmt->paramc; i++)
		types[i] = pg_oid(stmt->paramv[i]);

	err = sent(pg, PQsendPrepare(pg->conn, stmt->name, stmt->sql[DB_POSTGRES], stmt->paramc, types),
		   &(struct pg_pending){.kind = PG_PREPARE, .stmt = stmt});
	if (!err)
		pg->prepared[stmt->index] = true;
	return err;
}


/* Tells the server the deadline, which it keeps for this transaction: as milliseconds from now, rounded up */
static int deadline_tell(struct postgres *pg)
{
	static const char sql[] = "SELECT set_config('statement_timeout', $1, true)";
	const Oid type = pg_oid(DB_TEXT);
	int64_t left_ms = pg->db.deadline_ms ? pg->db.deadline_ms - clock_mono_ms() : 0;
	char text[24];
	const char *value = text;

	if (pg->told_ms == pg->db.deadline_ms)
		return 0;
	if (pg->db.deadline_ms && left_ms < 1)
		left_ms = 1;
	if (left_ms > INT32_MAX)
		left_ms = INT32_MAX;

	(void)re_snprintf(text, sizeof(text), "%lld", (long long)left_ms);
	pg->told_ms = pg->db.deadline_ms;
	return sent(pg, PQsendQueryParams(pg->conn, sql, 1, &type, &value, NULL, NULL, 1),
		    &(struct pg_pending){.kind = PG_CONTROL});
}


/* What must be sent before a statement; answers are read when too much is on its way */
static int ready(struct postgres *pg, const struct db_stmt *stmt)
{
	int err = 0;

	if (pg->last >= PG_PENDING_MAX || pg->bytes >= PG_PENDING_BYTES)
		err = pg_settle(pg);
	if (!err)
		err = deadline_tell(pg);
	if (!err)
		err = prepare(pg, stmt);

	return err;
}


int pg_send_stmt(struct postgres *pg, const struct db_stmt *stmt, const struct db_val *vals, const struct db_rows *rows,
		 int64_t *changed)
{
	const char *values[UINT8_MAX];
	int lengths[UINT8_MAX], formats[UINT8_MAX];
	uint64_t ints[UINT8_MAX];
	int err = ready(pg, stmt);

	if (err)
		return err;

	for (unsigned i = 0; i < stmt->paramc; i++) {

		formats[i] = 1;
		if (DB_INT == vals[i].type) {
			ints[i] = htobe64((uint64_t)vals[i].i);
			values[i] = DB_NULL == vals[i].i ? NULL : (const char *)&ints[i];
			lengths[i] = sizeof(ints[i]);
		}
		else {
			values[i] = vals[i].b.p;
			lengths[i] = (int)vals[i].b.l;
		}
		pg->bytes += values[i] ? (size_t)lengths[i] : 0;
	}

	return sent(pg, PQsendQueryPrepared(pg->conn, stmt->name, stmt->paramc, values, lengths, formats, 1),
		    &(struct pg_pending){.kind = PG_STMT, .stmt = stmt, .rows = rows ? *rows : (struct db_rows){0},
					 .changed = changed});
}


int pg_send_describe(struct postgres *pg, const struct db_stmt *stmt, unsigned *paramc, unsigned *colc)
{
	int err = ready(pg, stmt);

	return err ? err : sent(pg, PQsendDescribePrepared(pg->conn, stmt->name),
				&(struct pg_pending){.kind = PG_DESCRIBE, .stmt = stmt, .paramc = paramc, .colc = colc});
}


static int described(struct postgres *pg, const PGresult *res, const struct pg_pending *p)
{
	*p->paramc = (unsigned)PQnparams(res);
	*p->colc = (unsigned)PQnfields(res);

	for (unsigned i = 0; i < *p->colc && i < p->stmt->colc; i++) {
		if (!pg_type_fits(p->stmt->colv[i], PQftype(res, (int)i))) {
			db_words(&pg->db, "postgres: %s: column %u has another type", p->stmt->name, i + 1);
			return EPROTO;
		}
	}

	return 0;
}


/* With synchronous replication a cancelled commit is a commit with a warning: the replica may not have it (syncrep.c) */
static int committed(struct postgres *pg, PGresult *res)
{
	if (strcmp(PQcmdStatus(res), "COMMIT")) {
		db_words(&pg->db, "postgres: commit: the server rolled back");
		return EPROTO;
	}
	if (pg->warned) {
		db_words(&pg->db, "postgres: commit: the replica did not confirm it in time");
		return ETIMEDOUT;
	}

	return 0;
}


static int answer_good(struct postgres *pg, PGresult *res, const struct pg_pending *p)
{
	switch (p->kind) {

	case PG_STMT:     return pg_rows(pg, res, p);
	case PG_DESCRIBE: return described(pg, res, p);
	case PG_COMMIT:   return committed(pg, res);
	default:          return 0;
	}
}


static int answer(struct postgres *pg, PGresult *res, const struct pg_pending *p)
{
	switch (PQresultStatus(res)) {

	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		return answer_good(pg, res, p);

	case PGRES_PIPELINE_SYNC:
		return 0;

	case PGRES_PIPELINE_ABORTED:
		if (PG_PREPARE == p->kind)
			pg->prepared[p->stmt->index] = false;
		return pg->err ? pg->err : EPROTO;

	default:
		if (PG_PREPARE == p->kind)
			pg->prepared[p->stmt->index] = false;
		/* the words of the first error stay */
		return pg->err ? pg->err : pg_lost(pg, pending_name(p), res);
	}
}


/* Reads the answer to the first of what is pending: a result and, but for a sync, the NULL that ends it */
static int answer_read(struct postgres *pg, const struct pg_pending *p)
{
	PGresult *res;
	int err;

	pg->warned = false;
	err = pg_wait(pg);
	if (err)
		return err;

	res = PQgetResult(pg->conn);
	if (!res)
		return pg_lost(pg, pending_name(p), NULL);

	if ((PG_SYNC == p->kind) != (PGRES_PIPELINE_SYNC == PQresultStatus(res)) && PGRES_FATAL_ERROR != PQresultStatus(res)) {
		db_words(&pg->db, "postgres: %s: answers out of order", pending_name(p));
		pg->dead = true;
		err = EPROTO;
	}
	else {
		err = answer(pg, res, p);
	}
	PQclear(res);
	(void)note(pg, err);

	if (pg->dead || PG_SYNC == p->kind)
		return err;

	err = pg_wait(pg);
	if (err)
		return err;

	res = PQgetResult(pg->conn);
	if (res) {
		db_words(&pg->db, "postgres: %s: more than one result", pending_name(p));
		PQclear(res);
		pg->dead = true;
		return EPROTO;
	}

	return 0;
}


int pg_drain(struct postgres *pg)
{
	while (pg->first < pg->last) {

		struct pg_pending p = pg->pending[pg->first++];
		int err = answer_read(pg, &p);

		if (pg->dead)
			return note(pg, err ? err : ENOTCONN), pg->err;
	}

	pg->first = pg->last = 0;
	pg->bytes = 0;
	return pg->err;
}


int pg_settle(struct postgres *pg)
{
	if (pg->first == pg->last)
		return pg->err;

	if (!PQsendFlushRequest(pg->conn))
		return note(pg, pg_lost(pg, "flush", NULL));

	return pg_drain(pg);
}
