/**
 * @file index.h  Things by a number (of this room alone)
 *
 * Chains in a table that doubles; a node lies inside the thing. When there is no memory to double, chains grow longer: adding
 * cannot fail. Numbers need not be unique: who looks compares the rest.
 */
#ifndef OTKLIK_QUEUE_INDEX_H
#define OTKLIK_QUEUE_INDEX_H

#include "base/def.h"

struct qlink {
	struct qlink *next;
	uint64_t nr;
};

struct qindex {
	struct qlink **table;        /* owned */
	size_t size, n;              /* size: a power of two */
};

int qindex_init(struct qindex *index) MUST_CHECK;
void qindex_close(struct qindex *index);
void qindex_add(struct qindex *index, struct qlink *link, uint64_t nr);
void qindex_remove(struct qindex *index, struct qlink *link);

/** The first with this number, and the next one after it; NULL none */
struct qlink *qindex_find(const struct qindex *index, uint64_t nr);
struct qlink *qindex_more(const struct qlink *link);

/** Calls each; h may remove the one it is called with */
void qindex_each(const struct qindex *index, void (*h)(struct qlink *link, void *arg), void *arg);

/** Is h true of any? Asks until it is */
bool qindex_any(const struct qindex *index, bool (*h)(const struct qlink *link, const void *arg), const void *arg);

#endif
