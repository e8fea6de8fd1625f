/**
 * @file limit.c  Token buckets in a fixed table
 */
#include <sodium.h>
#include "base/id.h"
#include "web/limit.h"


enum { SETS = 4096, WAYS = 4 };

struct bucket {
	uint64_t key;
	int64_t full_us;           /* when it is full again; in the past: it is */
};

struct limiter {
	uint8_t secret[crypto_shorthash_KEYBYTES];
	struct bucket setv[SETS][WAYS];
};


int limiter_alloc(struct limiter **lp)
{
	struct limiter *l = mem_zalloc(sizeof(*l), NULL);

	if (!l)
		return ENOMEM;

	id_random(l->secret, sizeof(l->secret));
	*lp = l;
	return 0;
}


static uint64_t key_digest(const struct limiter *l, unsigned kind, struct pl key)
{
	uint8_t buf[128];
	uint64_t digest;
	size_t n = key.l < sizeof(buf) - 1 ? key.l : sizeof(buf) - 1;

	buf[0] = (uint8_t)kind;
	if (n)
		memcpy(buf + 1, key.p, n);
	(void)crypto_shorthash((uint8_t *)&digest, buf, n + 1, l->secret);

	return digest;
}


/* The bucket of a key; the idlest of its set when there is none yet */
static struct bucket *bucket_of(struct limiter *l, uint64_t key)
{
	struct bucket *set = l->setv[key % SETS], *idlest = set;

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].full_us < idlest->full_us)
			idlest = &set[i];
	}

	*idlest = (struct bucket){key, 0};
	return idlest;
}


void limit_take(struct limit_state *state, struct limiter *l, unsigned kind, struct pl key, struct rate_limit rate,
		int64_t now_us, bool take)
{
	int64_t period_us = rate.count ? (int64_t)rate.per_s * 1000000 / rate.count : 0, debt_us;
	struct bucket *bucket;

	*state = (struct limit_state){.allowed = true};
	if (!period_us)
		return;

	bucket = bucket_of(l, key_digest(l, kind, key));
	debt_us = bucket->full_us > now_us ? bucket->full_us - now_us : 0;

	state->allowed = debt_us + period_us <= period_us * rate.count;
	if (state->allowed && take) {
		debt_us += period_us;
		bucket->full_us = now_us + debt_us;
	}

	state->remaining = (unsigned)((period_us * rate.count - debt_us) / period_us);
	state->reset_s = (unsigned)((debt_us + 999999) / 1000000);
	if (!state->allowed)
		state->retry_s = (unsigned)((debt_us + period_us - period_us * rate.count + 999999) / 1000000);
}
