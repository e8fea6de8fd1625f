/**
 * @file posting.h  Some appeals that hold a token, as one row of the index keeps them
 *
 * The highest id stands in the row's key; the blob holds the others, falling, each as its distance from the one before in groups
 * of seven bits, lowest first, the eighth bit set on all but the last. No id of a row is further than POSTING_SPAN_MS from the
 * highest, so who looks for one appeal knows which rows can hold it.
 */
#ifndef OTKLIK_APPEAL_POSTING_H
#define OTKLIK_APPEAL_POSTING_H

#include "base/def.h"

enum { POSTING_SPAN_MS = 8000 };

/** How many of these ids, rising and distinct, go into one row: at least 1 of n */
size_t posting_fit(const int64_t *ids, size_t n) MUST_CHECK;

/** Appends the blob of n ids, rising and distinct, n ≥ 1; the row's key is ids[n - 1]. ENOMEM */
int posting_print(struct mbuf *mb, const int64_t *ids, size_t n) MUST_CHECK;

/** Reads the id below *id, which is the row's key at first; false: there is none, or the rest is spoilt */
bool posting_next(struct pl *rest, int64_t *id) MUST_CHECK;

/** The highest key that a row with this id can have */
int64_t posting_above(int64_t id);

#endif
