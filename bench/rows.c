/**
 * @file rows.c  The rows of a store's appeals
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "rows.h"

/* In the order in which an appeal writes them */
static const char *const names[TABLES] = {
	"citizen", "address", "appeal", "contact", "message", "promise", "journal", "command", "search_token",
};


int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}


int64_t cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}


static void die(sqlite3 *db, const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}


/* Rows in the order of their coming: ids are ordered by time; words as the index was written */
static void table_read(struct rows *t, sqlite3 *db)
{
	sqlite3_stmt *s;
	char sql[128];
	size_t room = 0;

	(void)snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY %s", t->name,
		       !strcmp(t->name, "search_token") ? "pos, token" : !strcmp(t->name, "address") ? "citizen" :
		       !strcmp(t->name, "command") ? "at_ms" : "1");
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL))
		die(db, t->name);

	t->colc = sqlite3_column_count(s);
	while (SQLITE_ROW == sqlite3_step(s)) {
		if (t->rowc == room) {
			room = room ? 2 * room : 1024;
			t->values = realloc(t->values, room * (size_t)t->colc * sizeof(*t->values));
			if (!t->values)
				die(db, "memory");
		}
		for (int i = 0; i < t->colc; i++)
			t->values[t->rowc * (size_t)t->colc + (size_t)i] = sqlite3_value_dup(sqlite3_column_value(s, i));
		t->rowc++;
	}
	(void)sqlite3_finalize(s);
}


void rows_read(struct rows tables[TABLES], const char *path, int with_words)
{
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL))
		die(db, path);

	for (int i = 0; i < TABLES; i++) {
		tables[i] = (struct rows){.name = names[i]};
		if (i < TABLES - 1 || with_words)
			table_read(&tables[i], db);
	}
	(void)sqlite3_close(db);
}


void rows_of_group(const struct rows *t, size_t group, size_t groups, size_t *from, size_t *to)
{
	*from = t->rowc * group / groups;
	*to = t->rowc * (group + 1) / groups;
}
