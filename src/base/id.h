/**
 * @file id.h  Identifiers made by the program, not by the store
 *
 *     63            22      12         0
 *      | 41 bits ms | 10 node | 12 seq |      ms since 2024-01-01T00:00:00Z (enough to 2093)
 *
 * Ids of one process grow strictly, in whatever thread they are made and wherever the wall clock steps: a step back, or more than
 * 4096 ids in a millisecond, borrows from the milliseconds that follow. They are always positive.
 */
#ifndef OTKLIK_BASE_ID_H
#define OTKLIK_BASE_ID_H

#include "base/def.h"

#define ID_EPOCH_MS INT64_C(1704067200000)     /* 2024-01-01T00:00:00Z in Unix ms */

enum {
	ID_NODE_MAX = 1023,
};

/** The number of this node, 0 … ID_NODE_MAX; called once, before the first id */
void id_node_set(unsigned node);

/** Ids from now on are greater than this one: the highest of the store, so that a restart with a slow clock repeats none */
void id_floor_set(int64_t id);

/** A new id; now in Unix ms. Any thread */
int64_t id_new(int64_t now_ms);

/** When an id was made, Unix ms (as far as the clock was right) */
int64_t id_time_ms(int64_t id);

/** The id that many ms above this one: none that was made so much later is lower */
int64_t id_after(int64_t id, int64_t ms);

/** Fills a buffer with random bytes fit for keys and codes (libsodium, getrandom(2)) */
void id_random(void *buf, size_t size_bytes);

#endif
