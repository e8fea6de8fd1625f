/**
 * @file raw_pg.c  raw_pg SOURCE URL GROUP WORDS: the baseline: a store's rows written again by libpq alone
 *
 * Reads the rows of the SQLite store SOURCE into memory, then writes them into the database at URL, whose tables and indexes are
 * there and empty, as many appeals to a transaction as GROUP says, each transaction one pipeline of prepared statements with one
 * Sync, without looking at foreign keys. The head row is locked and moved in each. Prints one line: appeals, seconds.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rows.h"

enum { COLS_MAX = 32 };


static void die(PGconn *pg, const char *what)
{
	fprintf(stderr, "raw_pg: %s: %s\n", what, PQerrorMessage(pg));
	exit(1);
}


static void run(PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		die(pg, sql);
	PQclear(res);
}


static void insert_prepare(PGconn *pg, const struct rows *t)
{
	char sql[256];
	PGresult *res;
	int l = snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES ($1", t->name);

	for (int i = 1; i < t->colc; i++)
		l += snprintf(sql + l, sizeof(sql) - (size_t)l, ",$%d", i + 1);
	(void)snprintf(sql + l, sizeof(sql) - (size_t)l, ")");

	res = PQprepare(pg, t->name, sql, t->colc, NULL);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		die(pg, sql);
	PQclear(res);
}


static void row_send(PGconn *pg, const struct rows *t, size_t r)
{
	const char *vals[COLS_MAX];
	int lens[COLS_MAX], formats[COLS_MAX];

	for (int c = 0; c < t->colc; c++) {
		sqlite3_value *v = t->values[r * (size_t)t->colc + (size_t)c];
		int type = sqlite3_value_type(v);

		formats[c] = SQLITE_BLOB == type;
		vals[c] = SQLITE_NULL == type ? NULL : SQLITE_BLOB == type ? sqlite3_value_blob(v) : (const char *)sqlite3_value_text(v);
		lens[c] = sqlite3_value_bytes(v);
		if (SQLITE_BLOB == type && !vals[c])
			vals[c] = "";
	}
	if (!PQsendQueryPrepared(pg, t->name, t->colc, vals, lens, formats, 0))
		die(pg, t->name);
}


static void drain(PGconn *pg)
{
	for (;;) {
		PGresult *res = PQgetResult(pg);
		ExecStatusType status;

		if (!res)
			continue;

		status = PQresultStatus(res);
		PQclear(res);
		if (PGRES_PIPELINE_SYNC == status)
			return;
		if (PGRES_COMMAND_OK != status && PGRES_TUPLES_OK != status)
			die(pg, "a statement failed");
	}
}


static void group_write(PGconn *pg, const struct rows *tables, size_t group, size_t groups)
{
	(void)PQsendQueryParams(pg, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
	(void)PQsendQueryParams(pg, "SELECT pos, hash FROM journal_head WHERE one = 1 FOR UPDATE", 0, NULL, NULL, NULL, NULL, 0);

	for (int t = 0; t < TABLES; t++) {
		size_t from, to;

		rows_of_group(&tables[t], group, groups, &from, &to);
		for (size_t r = from; r < to; r++)
			row_send(pg, &tables[t], r);
	}

	(void)PQsendQueryParams(pg, "UPDATE journal_head SET pos = pos + 1, at_ms = at_ms + 1, serial = serial + 1 WHERE one = 1",
				0, NULL, NULL, NULL, NULL, 0);
	(void)PQsendQueryParams(pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 0);
	if (!PQpipelineSync(pg))
		die(pg, "sync");
	drain(pg);
}


int main(int argc, char *argv[])
{
	struct rows tables[TABLES];
	int64_t began_us;
	size_t groups;
	PGconn *pg;

	if (argc < 5) {
		fprintf(stderr, "raw_pg SOURCE URL GROUP WORDS\n");
		return 2;
	}
	rows_read(tables, argv[1], atoi(argv[4]));
	groups = tables[2].rowc / strtoul(argv[3], NULL, 10);
	if (!groups)
		return 2;

	pg = PQconnectdb(argv[2]);
	if (PQstatus(pg) != CONNECTION_OK)
		die(pg, "connect");

	run(pg, "SET session_replication_role = replica");
	run(pg, "DELETE FROM journal");
	run(pg, "DELETE FROM journal_mark");
	run(pg, "DELETE FROM command");
	for (int t = 0; t < TABLES; t++) {
		if (tables[t].rowc)
			insert_prepare(pg, &tables[t]);
	}
	(void)PQenterPipelineMode(pg);

	began_us = now_us();
	for (size_t g = 0; g < groups; g++)
		group_write(pg, tables, g, groups);

	printf("%zu %.3f\n", tables[2].rowc, (double)(now_us() - began_us) / 1e6);
	return 0;
}
