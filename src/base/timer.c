/**
 * @file timer.c  A hierarchical timer wheel, in the place of libre's timers
 *
 * Invariants. `at` is the tick up to which all has fired; every timer's time (jfs) is ≥ at. Level l has 64 slots of 64^l ms.
 * A timer lies at the level of the highest 6 bits in which its time differs from `at`, in the slot that those bits name:
 *
 *     level 2          level 1          level 0                   so all of level 0 is due before all of level 1,
 *   [ · · ■ · … ]    [ · ■ · · … ]    [ · · · ■ ■ · … ]           and so on up; and the first slot in use of the lowest
 *     4096 ms each     64 ms each       1 ms each                 level in use holds the next timer to fire.
 *
 * When time comes to a slot above level 0, its timers are put again, which lowers each at least one level: at most 10 moves
 * in the life of a timer. Slots are first in, first out and lower ones empty before they are filled from above: the order of
 * start survives among timers of the same millisecond. A word of bits a level says which slots are in use.
 */
#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include <re/re_main.h>
#include "base/clock.h"
#include "base/timer.h"


enum {
	BITS   = 6,
	SLOTS  = 1 << BITS,
	LEVELS = 11,                /* 11 × 6 ≥ 64 bits of time */
	VIRTUAL_ROUND_MS = 1,       /* real time between two looks at a virtual clock, which moves at any speed */
};

struct wheel {
	struct list slots[LEVELS][SLOTS];
	uint64_t used[LEVELS];      /* bit n: slot n of the level is not empty */
	uint64_t at;                /* ms */
	unsigned count;
	unsigned rounds;            /* calls of tmr_poll */
	bool polling;               /* inside tmr_poll: the millisecond `at` takes no more timers */
	bool kept;                  /* thread_end is called when the thread ends */
};

/* Where the next timer lies */
struct place {
	unsigned level, slot;
	uint64_t start;             /* the first ms of the slot */
};

static __thread struct wheel wheel;
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;


static void forget(struct wheel *w, struct tmr *tmr)
{
	struct list *slot = tmr->le.list;
	size_t nr = slot - &w->slots[0][0];

	assert(slot >= &w->slots[0][0] && nr < LEVELS * SLOTS);      /* else it was started by another thread */

	list_unlink(&tmr->le);
	if (!slot->head)
		w->used[nr / SLOTS] &= ~(1ull << nr % SLOTS);
	w->count--;
}


static void put(struct wheel *w, struct tmr *tmr)
{
	uint64_t differ = tmr->jfs ^ w->at;
	unsigned level = differ ? (63 - __builtin_clzll(differ)) / BITS : 0;
	unsigned slot = tmr->jfs >> (level * BITS) & (SLOTS - 1);

	list_append(&w->slots[level][slot], &tmr->le, tmr);
	w->used[level] |= 1ull << slot;
	w->count++;
}


static bool next_place(const struct wheel *w, struct place *place)
{
	for (unsigned level = 0; level < LEVELS; level++) {

		unsigned above = (level + 1) * BITS, slot;

		if (!w->used[level])
			continue;

		slot = __builtin_ctzll(w->used[level]);
		place->level = level;
		place->slot = slot;
		place->start = (above < 64 ? w->at >> above << above : 0) | (uint64_t)slot << (level * BITS);
		return true;
	}

	return false;
}


/* A thread that ends has no loop to fire its timers; those who own them find them stopped */
static void thread_end(void *arg)
{
	struct wheel *w = arg;
	struct place place;

	while (next_place(w, &place)) {

		struct tmr *tmr = list_ledata(w->slots[place.level][place.slot].head);

		forget(w, tmr);
		tmr->th = NULL;
	}
}


static void key_make(void)
{
	(void)pthread_key_create(&key, thread_end);
}


static void wheel_keep(struct wheel *w)
{
	pthread_once(&key_once, key_make);
	w->kept = 0 == pthread_setspecific(key, w);
}


static void fire(struct wheel *w, struct tmr *tmr)
{
	tmr_h *th = tmr->th;
	void *arg = tmr->arg;

	forget(w, tmr);
	tmr->th = NULL;
	th(arg);
}


uint64_t tmr_jiffies(void)
{
	return (uint64_t)clock_mono_ms();
}


void tmr_init(struct tmr *tmr)
{
	if (tmr)
		memset(tmr, 0, sizeof(*tmr));
}


void tmr_cancel(struct tmr *tmr)
{
	if (!tmr || !tmr->th)
		return;

	forget(&wheel, tmr);
	tmr->th = NULL;
}


void tmr_start(struct tmr *tmr, uint64_t delay, tmr_h *th, void *arg)
{
	struct wheel *w = &wheel;
	uint64_t now, least;

	if (!tmr)
		return;

	tmr_cancel(tmr);
	if (!th)
		return;

	if (!w->kept)
		wheel_keep(w);

	now = tmr_jiffies();
	if (!w->count && !w->polling)
		w->at = now;

	least = w->at + w->polling;
	tmr->th = th;
	tmr->arg = arg;
	tmr->jfs = delay < UINT64_MAX - now ? now + delay : UINT64_MAX;
	if (tmr->jfs < least)
		tmr->jfs = least;
	put(w, tmr);
}


void tmr_poll(struct list *tmrl)
{
	struct wheel *w = &wheel;
	uint64_t now = tmr_jiffies();
	struct place place;
	(void)tmrl;

	w->rounds++;
	w->polling = true;
	while (next_place(w, &place) && place.start <= now) {

		struct list *slot = &w->slots[place.level][place.slot];

		w->at = place.start;
		if (!place.level) {
			fire(w, list_ledata(slot->head));
			continue;
		}

		for (struct le *le = slot->head; le; le = slot->head) {
			struct tmr *tmr = le->data;

			forget(w, tmr);
			put(w, tmr);
		}
	}
	w->polling = false;

	if (w->at < now)
		w->at = now;
}


/* 0 when there is none; at least 1 otherwise. May be early for far timers, which then move down a level */
uint64_t tmr_next_timeout(struct list *tmrl)
{
	struct place place;
	uint64_t now;
	(void)tmrl;

	if (!next_place(&wheel, &place))
		return 0;
	if (clock_virtual())
		return VIRTUAL_ROUND_MS;

	now = tmr_jiffies();
	if (place.start <= now)
		return 1;

	return MIN(place.start - now, (uint64_t)INT_MAX);
}


uint64_t tmr_get_expire(const struct tmr *tmr)
{
	uint64_t now;

	if (!tmr || !tmr->th)
		return 0;

	now = tmr_jiffies();
	return tmr->jfs > now ? tmr->jfs - now : 0;
}


int tmr_status(struct re_printf *pf, void *unused)
{
	int err;
	(void)unused;

	err = re_hprintf(pf, "timers: %u\n", wheel.count);
	for (unsigned nr = 0; nr < LEVELS * SLOTS; nr++) {

		struct le *le;

		LIST_FOREACH(&wheel.slots[nr / SLOTS][nr % SLOTS], le) {
			const struct tmr *tmr = le->data;

			err |= re_hprintf(pf, "  %p: th=%p in_ms=%llu\n", (void *)tmr, (void *)tmr->th,
					  (unsigned long long)tmr_get_expire(tmr));
		}
	}

	return err;
}


void tmr_debug(void)
{
	if (wheel.count)
		(void)re_fprintf(stderr, "%H", tmr_status, NULL);
}


unsigned timer_count(void)
{
	return wheel.count;
}


struct selftest {
	int fd;
	unsigned readings;
	int err;
};


/* The descriptor is always readable: the loop turns until it has had its chance to ask for timers */
static void turn(int flags, void *arg)
{
	struct selftest *test = arg;
	(void)flags;

	if (wheel.rounds || ++test->readings > 3)
		re_cancel();
}


static void *selftest_main(void *arg)
{
	struct selftest *test = arg;

	test->err = re_thread_init();
	if (test->err)
		return NULL;

	test->err = fd_listen(test->fd, FD_READ, turn, test);
	if (!test->err)
		test->err = re_main(NULL);
	if (!test->err && !wheel.rounds)
		test->err = ENOSYS;

	fd_close(test->fd);
	re_thread_close();
	return NULL;
}


int timer_selftest(void)
{
	struct selftest test = {.fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)};
	pthread_t thread;
	int err;

	if (test.fd < 0)
		return errno;

	err = pthread_create(&thread, NULL, selftest_main, &test);
	if (!err) {
		(void)pthread_join(thread, NULL);
		err = test.err;
	}

	(void)close(test.fd);
	return err;
}
