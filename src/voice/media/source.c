/**
 * @file source.c  How many calls come from where
 */
#include <sodium.h>
#include "base/bytes.h"
#include "base/id.h"
#include "voice/media/source.h"

enum { BUCKETS = 4096, KEY_MAX = 16, US = 1000, STRANGE_MS = 600 * 1000 };

struct place {
	struct le le;                    /* of its bucket */
	struct sources *all;
	uint8_t key[KEY_MAX];            /* address, or the first half of one of IPv6 */
	unsigned calls;
	int64_t full_us;                 /* when the whole rate would be there again (GCRA) */
	unsigned strange;                /* what it asked for that is not here … */
	int64_t strange_ms;              /* … until then; then it is forgotten */
	int64_t banned_ms;               /* until then */
};

struct sources {
	struct hash *ht;
	unsigned n;
	uint8_t seed[crypto_shorthash_KEYBYTES];     /* so that nobody can fill one bucket */
};

struct source {
	struct place *place;             /* a call's share */
};


static void sources_destructor(void *arg)
{
	struct sources *ss = arg;

	hash_flush(ss->ht);
	mem_deref(ss->ht);
}


int sources_alloc(struct sources **sp)
{
	struct sources *ss;
	int err;

	ss = mem_zalloc(sizeof(*ss), sources_destructor);
	if (!ss)
		return ENOMEM;

	id_random(ss->seed, sizeof(ss->seed));
	err = hash_alloc(&ss->ht, BUCKETS);
	if (err)
		mem_deref(ss);
	else
		*sp = ss;

	return err;
}


static void key_make(uint8_t key[KEY_MAX], const struct sa *addr)
{
	uint8_t all[16] = {0};

	memset(key, 0, KEY_MAX);
	if (AF_INET6 == sa_af(addr)) {
		sa_in6(addr, all);
		memcpy(key, all, 8);
		key[15] = 6;
	}
	else {
		(void)bytes_put_le(key, sa_in(addr), 4);
		key[15] = 4;
	}
}


static uint32_t key_hash(const struct sources *ss, const uint8_t key[KEY_MAX])
{
	uint8_t out[crypto_shorthash_BYTES];

	crypto_shorthash(out, key, KEY_MAX, ss->seed);
	return (uint32_t)bytes_get_le(out, 4);
}


static bool same_h(struct le *le, void *arg)
{
	const struct place *p = le->data;

	return 0 == memcmp(p->key, arg, KEY_MAX);
}


static void place_destructor(void *arg)
{
	struct place *p = arg;

	hash_unlink(&p->le);
	p->all->n--;
}


/* There are `most` of them at most */
static int place_of(struct place **pp, struct sources *ss, const struct sa *addr, unsigned most)
{
	uint8_t key[KEY_MAX];
	struct place *p;
	uint32_t h;

	key_make(key, addr);
	h = key_hash(ss, key);
	p = list_ledata(hash_lookup(ss->ht, h, same_h, key));
	if (p) {
		*pp = p;
		return 0;
	}
	if (ss->n >= most)
		return EAGAIN;

	p = mem_zalloc(sizeof(*p), place_destructor);
	if (!p)
		return ENOMEM;

	p->all = ss;
	memcpy(p->key, key, sizeof(key));
	hash_append(ss->ht, h, &p->le, p);
	ss->n++;
	*pp = p;

	return 0;
}


static void source_destructor(void *arg)
{
	struct source *s = arg;

	if (s->place)
		s->place->calls--;
}


int source_take(struct source **sp, struct sources *ss, const struct sa *addr, unsigned calls, unsigned rate, int64_t now_ms)
{
	int64_t now_us = now_ms * US, step_us = rate ? 1000000 / rate : 0, full_us;
	struct source *s;
	struct place *p = NULL;
	int err;

	err = place_of(&p, ss, addr, SOURCES_MAX);
	if (err)
		return err;

	full_us = (p->full_us > now_us ? p->full_us : now_us) + step_us;
	if (rate && full_us - now_us > step_us * rate)
		return EAGAIN;
	if (calls && p->calls >= calls)
		return EBUSY;

	s = mem_zalloc(sizeof(*s), source_destructor);
	if (!s)
		return ENOMEM;

	s->place = p;
	p->calls++;
	p->full_us = full_us;
	*sp = s;

	return 0;
}


bool source_strange(struct sources *ss, const struct sa *addr, unsigned most, int64_t ban_ms, int64_t now_ms)
{
	struct place *p;

	if (place_of(&p, ss, addr, SOURCES_STRANGE))
		return false;

	if (p->strange_ms <= now_ms) {
		p->strange = 0;
		p->strange_ms = now_ms + STRANGE_MS;
	}
	if (++p->strange < most)
		return false;

	p->strange = 0;
	p->banned_ms = now_ms + ban_ms;
	return true;
}


bool source_banned(const struct sources *ss, const struct sa *addr, int64_t now_ms)
{
	uint8_t key[KEY_MAX];
	const struct place *p;

	key_make(key, addr);
	p = list_ledata(hash_lookup(ss->ht, key_hash(ss, key), same_h, key));

	return p && p->banned_ms > now_ms;
}


static bool sweep_h(struct le *le, void *arg)
{
	struct place *p = le->data;
	const int64_t *now_us = arg;

	if (!p->calls && p->full_us <= *now_us && p->strange_ms * US <= *now_us && p->banned_ms * US <= *now_us)
		mem_deref(p);

	return false;
}


void sources_sweep(struct sources *ss, int64_t now_ms)
{
	int64_t now_us = now_ms * US;

	(void)hash_apply(ss->ht, sweep_h, &now_us);
}


unsigned sources_count(const struct sources *ss)
{
	return ss->n;
}
