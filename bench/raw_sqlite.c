/**
 * @file raw_sqlite.c  raw_sqlite SOURCE TARGET GROUP WORDS: the baseline: a store's rows written again by SQLite alone
 *
 * Reads the rows of the store SOURCE into memory, then writes them into TARGET, whose tables and indexes are there and empty,
 * as many appeals to a transaction as GROUP says: WAL, synchronous FULL, prepared statements, no rules, no journal chain, no
 * foreign keys looked at. The head row is moved in each transaction. WORDS 1: the index of words too.
 * Prints one line: appeals, seconds, CPU seconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rows.h"


static void must(int rc, sqlite3 *db)
{
	if (rc && rc != SQLITE_DONE && rc != SQLITE_ROW) {
		fprintf(stderr, "raw_sqlite: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}


static sqlite3_stmt *insert_prepare(sqlite3 *db, const struct rows *t)
{
	char sql[256];
	sqlite3_stmt *s;
	int l = snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (?", t->name);

	for (int i = 1; i < t->colc; i++)
		l += snprintf(sql + l, sizeof(sql) - (size_t)l, ",?");
	(void)snprintf(sql + l, sizeof(sql) - (size_t)l, ")");

	must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL), db);
	return s;
}


static void group_write(sqlite3 *db, struct rows *tables, sqlite3_stmt **inserts, size_t group, size_t groups)
{
	for (int t = 0; t < TABLES; t++) {
		size_t from, to;

		rows_of_group(&tables[t], group, groups, &from, &to);
		for (size_t r = from; r < to; r++) {
			for (int c = 0; c < tables[t].colc; c++)
				must(sqlite3_bind_value(inserts[t], c + 1, tables[t].values[r * (size_t)tables[t].colc + (size_t)c]), db);
			must(sqlite3_step(inserts[t]), db);
			must(sqlite3_reset(inserts[t]), db);
		}
	}
}


static sqlite3 *target_open(const char *path)
{
	static const char sql[] =
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;"
		"DELETE FROM journal; DELETE FROM journal_mark; DELETE FROM command;";
	sqlite3 *db;

	must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), db);
	must(sqlite3_exec(db, sql, NULL, NULL, NULL), db);
	return db;
}


int main(int argc, char *argv[])
{
	struct rows tables[TABLES];
	sqlite3_stmt *inserts[TABLES], *head;
	size_t groups;
	sqlite3 *db;

	if (argc < 5) {
		fprintf(stderr, "raw_sqlite SOURCE TARGET GROUP WORDS\n");
		return 2;
	}
	rows_read(tables, argv[1], atoi(argv[4]));
	groups = tables[2].rowc / strtoul(argv[3], NULL, 10);
	if (!groups)
		return 2;

	db = target_open(argv[2]);
	for (int t = 0; t < TABLES; t++)
		inserts[t] = tables[t].rowc ? insert_prepare(db, &tables[t]) : NULL;
	must(sqlite3_prepare_v2(db, "UPDATE journal_head SET pos = pos + 1, at_ms = at_ms + 1, serial = serial + 1", -1, &head, NULL), db);

	int64_t began_us = now_us(), cpu_began_us = cpu_us();

	for (size_t g = 0; g < groups; g++) {
		must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db);
		group_write(db, tables, inserts, g, groups);
		must(sqlite3_step(head), db);
		must(sqlite3_reset(head), db);
		must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db);
	}

	printf("%zu %.3f %.3f\n", tables[2].rowc, (double)(now_us() - began_us) / 1e6, (double)(cpu_us() - cpu_began_us) / 1e6);
	return 0;
}
