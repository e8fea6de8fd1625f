/**
 * @file rows.h  The rows of a store's appeals, read once and kept in memory: what the baselines write again
 */
#ifndef OTKLIK_BENCH_ROWS_H
#define OTKLIK_BENCH_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>

enum { TABLES = 9 };

/** A table: rowc × colc values, in the order of its rows */
struct rows {
	const char *name;
	int colc;
	size_t rowc;
	sqlite3_value **values;
};

/** Reads the tables of the store at `path`; the words of the index only when asked for. Ends the program when it cannot. */
void rows_read(struct rows tables[TABLES], const char *path, int with_words);

/** Which rows of a table belong to a group of appeals, when all are dealt out evenly */
void rows_of_group(const struct rows *t, size_t group, size_t groups, size_t *from, size_t *to);

int64_t now_us(void);

/** CPU time of this process in microseconds */
int64_t cpu_us(void);

#endif
