/**
 * @file limit.h  How often: token buckets per address and per key, in bounded memory
 *
 * A bucket is one time (GCRA): when it would be full again. Buckets lie in a fixed table of SETS × WAYS; when a set is full the
 * idlest goes, so an attacker with many addresses costs no memory, and at worst forgives another attacker. IPv4 counts by
 * address, IPv6 by /64. Pure but for its random key: `now` is an argument.
 */
#ifndef OTKLIK_WEB_LIMIT_H
#define OTKLIK_WEB_LIMIT_H

#include "base/def.h"

struct limiter;

/** So many in such a time; count 0: no limit */
struct rate_limit {
	unsigned count;
	unsigned per_s;
};

struct limit_state {
	bool allowed;
	unsigned remaining;        /* of count */
	unsigned reset_s;          /* until the bucket is full again */
	unsigned retry_s;          /* until the next is allowed; 0 when allowed */
};

int limiter_alloc(struct limiter **lp) MUST_CHECK;

/**
 * Takes one out of a bucket, or looks (`take` false)
 *
 * @param kind  Apart from other kinds: enum rate and the like
 * @param key   Any bytes
 */
void limit_take(struct limit_state *state, struct limiter *l, unsigned kind, struct pl key, struct rate_limit rate,
		int64_t now_us, bool take);

#endif
