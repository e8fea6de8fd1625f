/**
 * @file house.h  A store as a program that has started has it: tables, keys, a run of its own, its terms and topics
 */
#ifndef OTKLIK_TEST_HOUSE_H
#define OTKLIK_TEST_HOUSE_H

#include "appeal/topic.h"
#include "schedule/book.h"
#include "store.h"

struct house {
	char dir[FOLDER_MAX];
	struct keyring *keys;
	struct db *db;
	struct book *book;
	struct topics *topics;
	int64_t incarnation;
};

/** Opens one in a new store; on failure too it is to be closed */
int house_open(struct house *house, const struct test_store *st) MUST_CHECK;
void house_close(struct house *house);

#endif
