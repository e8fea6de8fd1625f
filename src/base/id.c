/**
 * @file id.c  Time-ordered identifiers; the last (ms, sequence) is one atomic word
 */
#include <stdatomic.h>
#include <sodium.h>
#include "base/id.h"


enum {
	SEQ_BITS = 12,
	NODE_BITS = 10,
};

static _Atomic uint64_t last;         /* ms since ID_EPOCH_MS, then the sequence */
static unsigned node_bits;


void id_node_set(unsigned node)
{
	node_bits = node & ID_NODE_MAX;
}


static uint64_t id_clock(int64_t id)
{
	uint64_t ms = (uint64_t)id >> (SEQ_BITS + NODE_BITS), seq = id & ((1u << SEQ_BITS) - 1);

	return ms << SEQ_BITS | seq;
}


/* Raises `last` to at least `least`, and past what it was when `step` */
static uint64_t advance(uint64_t least, bool step)
{
	uint64_t old = atomic_load_explicit(&last, memory_order_relaxed), next;

	do {
		next = old + step > least ? old + step : least;
	} while (!atomic_compare_exchange_weak_explicit(&last, &old, next, memory_order_relaxed, memory_order_relaxed));

	return next;
}


void id_floor_set(int64_t id)
{
	if (id > 0)
		(void)advance(id_clock(id), false);
}


int64_t id_new(int64_t now_ms)
{
	uint64_t ms = now_ms > ID_EPOCH_MS ? (uint64_t)(now_ms - ID_EPOCH_MS) : 0;
	uint64_t clock = advance(ms << SEQ_BITS, true);
	uint64_t seq = clock & ((1u << SEQ_BITS) - 1);

	return (int64_t)(clock >> SEQ_BITS << (SEQ_BITS + NODE_BITS) | (uint64_t)node_bits << SEQ_BITS | seq);
}


int64_t id_time_ms(int64_t id)
{
	return (int64_t)((uint64_t)id >> (SEQ_BITS + NODE_BITS)) + ID_EPOCH_MS;
}


int64_t id_after(int64_t id, int64_t ms)
{
	int64_t more = ms << (SEQ_BITS + NODE_BITS);

	return id < INT64_MAX - more ? id + more : INT64_MAX;
}


void id_random(void *buf, size_t size_bytes)
{
	randombytes_buf(buf, size_bytes);
}
