/**
 * @file queue.c  queue WAITING OPERATORS CYCLES: decisions of the queue core, beside a plain heap of as many
 *
 * All operators talk, so many calls wait. A cycle is what happens for ever in a busy hotline: a call ends, its operator is offered
 * the next (one decision) and answers, a new call comes and is told its place (another). 12 topics, two languages, ten regions;
 * operators know one to four topics each at levels of their own. The baseline pops the least of a binary heap of as many numbers
 * and pushes another: what the order alone costs, without skills, places or operators.
 *
 * Prints one line: decisions, seconds, CPU seconds; heap cycles, seconds; bytes a waiting call; the 99th of 100 cycles, in µs.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "queue/queue.h"

enum { TOPICS = 12, REGIONS = 10, CYCLE_MS = 5, LEVELS = 5 };

struct bench {
	struct queue_core *core;
	struct queue_offer *hand;        /* by operator: what he has */
	struct queue_offer offer;        /* the last one that was decided */
	int64_t now_ms, next_id;
	uint64_t seed;
	unsigned staffs;
	unsigned long offers, places;
};


static uint64_t draw(struct bench *b, uint64_t n)
{
	b->seed ^= b->seed << 13;
	b->seed ^= b->seed >> 7;
	b->seed ^= b->seed << 17;

	return (b->seed >> 11) % n;
}


static double now_s(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}


static void die(const char *what)
{
	fprintf(stderr, "queue: %s\n", what);
	exit(1);
}


static void decide_h(const struct queue_decision *d, void *arg)
{
	struct bench *b = arg;

	if (QUEUE_OFFER != d->what)
		return;

	b->offer = (struct queue_offer){d->work, d->staff, d->gen};
	b->offers++;
}


static void join(struct bench *b)
{
	struct queue_work work = {
		.id = ++b->next_id, .medium = QUEUE_CALL, .class = draw(b, 20) ? QUEUE_NORMAL : QUEUE_RAISED,
		.topic = (int64_t)(1 + draw(b, TOPICS)), .lang = draw(b, 10) ? 0 : 1, .region = draw(b, 4) ? 0 : (unsigned)(1 + draw(b, REGIONS)),
		.level = (unsigned)(1 + draw(b, 2)), .since_ms = b->now_ms};
	enum queue_refusal refusal;
	struct queue_place place;

	if (queue_join(b->core, b->now_ms, &work, &refusal) || refusal)
		die("a call was not taken");
	if (QUEUE_DONE == queue_place_of(b->core, b->now_ms, work.id, &place))
		b->places++;
}


static void answer(struct bench *b)
{
	struct queue_offer offer = b->offer;

	if (queue_answer(b->core, b->now_ms, &offer, QUEUE_ACCEPT))
		die("an offer was not in force");

	b->hand[offer.staff - 1] = offer;
}


static void staff_add(struct bench *b, int64_t id)
{
	struct queue_skill skill[4];
	struct queue_staff staff = {.id = id, .skill = skill, .skills = 1 + draw(b, 4), .langs = draw(b, 3) ? 1 : 3};
	enum queue_refusal refusal;

	staff.most[QUEUE_CALL] = 1;
	if (0 == draw(b, 4))
		staff.regions[0] = 1ULL << (1 + draw(b, REGIONS));
	for (size_t i = 0; i < staff.skills; i++)
		skill[i] = (struct queue_skill){(int64_t)(1 + draw(b, TOPICS)), (unsigned)(1 + draw(b, LEVELS))};

	if (queue_staff_set(b->core, b->now_ms, &staff, &refusal) || refusal ||
	    queue_staff_state(b->core, b->now_ms, id, QUEUE_READY, 0))
		die("an operator was not taken");
}


static void cycle(struct bench *b)
{
	unsigned i = (unsigned)draw(b, b->staffs);
	unsigned long offers = b->offers;

	b->now_ms += CYCLE_MS;
	if (queue_leave(b->core, b->now_ms, b->hand[i].work, QUEUE_ENDED))
		die("a call was not there");
	if (b->offers != offers + 1)
		die("an operator was offered nothing");
	answer(b);
	join(b);
}


static void fill(struct bench *b, unsigned waiting)
{
	struct queue_prm prm;

	queue_prm_init(&prm);
	prm.medium[QUEUE_CALL].work_most = prm.medium[QUEUE_CALL].row_most = 1U << 20;
	prm.medium[QUEUE_CALL].wrap_ms = prm.medium[QUEUE_CALL].place_ms = 0;
	prm.decide_h = decide_h;
	prm.arg = b;
	if (queue_core_alloc(&b->core, &prm))
		die("no memory");

	for (unsigned i = 0; i < b->staffs; i++)
		staff_add(b, i + 1);

	/* a call for everybody, then those that wait */
	for (unsigned had = 0; had < b->staffs;) {
		unsigned long offers = b->offers;

		b->now_ms += CYCLE_MS;
		join(b);
		if (b->offers == offers)
			continue;
		answer(b);
		had++;
	}
	for (struct queue_counts c = {.waiting = {0}}; c.waiting[QUEUE_CALL] < waiting;) {
		b->now_ms += CYCLE_MS;
		join(b);
		queue_counts(b->core, &c);
	}
}


/* ---- the baseline: a binary heap ---- */

struct heap {
	uint64_t *v;
	size_t n;
};


static void push(struct heap *h, uint64_t x)
{
	size_t i = h->n++;

	for (; i && x < h->v[(i - 1) / 2]; i = (i - 1) / 2)
		h->v[i] = h->v[(i - 1) / 2];
	h->v[i] = x;
}


static uint64_t pop(struct heap *h)
{
	uint64_t least = h->v[0], x = h->v[--h->n];
	size_t i = 0;

	for (size_t c; (c = 2 * i + 1) < h->n; i = c) {
		if (c + 1 < h->n && h->v[c + 1] < h->v[c])
			c++;
		if (x <= h->v[c])
			break;
		h->v[i] = h->v[c];
	}
	h->v[i] = x;

	return least;
}


static double heap_run(struct bench *b, unsigned waiting, unsigned cycles)
{
	struct heap h = {calloc(waiting + 1, sizeof(*h.v)), 0};
	uint64_t sum = 0;
	double began;

	if (!h.v)
		die("no memory");
	for (unsigned i = 0; i < waiting; i++)
		push(&h, draw(b, 1U << 30));

	began = now_s(CLOCK_MONOTONIC);
	for (unsigned i = 0; i < cycles; i++) {
		sum += pop(&h);
		push(&h, draw(b, 1U << 30) + i);
	}
	began = now_s(CLOCK_MONOTONIC) - began;

	free(h.v);
	return sum ? began : -1;
}


static int took_cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}


int main(int argc, char *argv[])
{
	unsigned waiting = argc > 1 ? (unsigned)atoi(argv[1]) : 10000, cycles = argc > 3 ? (unsigned)atoi(argv[3]) : 500000;
	struct bench b = {.seed = 88172645463325252ULL, .staffs = argc > 2 ? (unsigned)atoi(argv[2]) : 2000};
	double began, cpu, heap_s, *took;
	unsigned long decisions;
	struct mallinfo2 before, after;
	struct queue_counts counts;

	b.hand = calloc(b.staffs, sizeof(*b.hand));
	took = calloc(cycles / 5 + 1, sizeof(*took));
	if (!b.hand || !took)
		die("no memory");

	before = mallinfo2();
	fill(&b, waiting);
	after = mallinfo2();
	queue_counts(b.core, &counts);
	for (unsigned i = 0; i < cycles / 5; i++)
		cycle(&b);

	b.offers = b.places = 0;
	began = now_s(CLOCK_MONOTONIC);
	cpu = now_s(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 0; i < cycles; i++)
		cycle(&b);
	cpu = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	began = now_s(CLOCK_MONOTONIC) - began;
	decisions = b.offers + b.places;

	for (unsigned i = 0; i < cycles / 5; i++) {
		took[i] = now_s(CLOCK_MONOTONIC);
		cycle(&b);
		took[i] = now_s(CLOCK_MONOTONIC) - took[i];
	}
	qsort(took, cycles / 5, sizeof(*took), took_cmp);

	heap_s = heap_run(&b, waiting, cycles);
	printf("%lu %.6f %.6f %u %.6f %.0f %.1f\n", decisions, began, cpu, cycles, heap_s,
	       (double)(after.uordblks - before.uordblks) / (counts.waiting[QUEUE_CALL] + b.staffs), took[cycles / 5 * 99 / 100] * 1e6);

	mem_deref(b.core);
	free(b.hand);
	free(took);
	return 0;
}
