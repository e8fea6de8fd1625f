/**
 * @file queue_model.h  A model of the queue core that is too simple to be wrong (test_queue_model.c says what it proves)
 *
 * queue_model.c holds the arrays, judges every decision and looks at everything after each event; test_queue_model.c makes the
 * events.
 */
#ifndef OTKLIK_TEST_QUEUE_MODEL_H
#define OTKLIK_TEST_QUEUE_MODEL_H

#include "queue/queue.h"

enum { STAFF = 7, WORKS = 48, TOPICS = 3, STEPS = 3 };

enum { RING_MS = 3000, WRAP_MS = 2000, OWNER_MS = 4000, PASS_MS = 6000, MISSES = 3, SECOND = 1 };

struct mstaff;

struct mwork {
	struct queue_work in;
	enum queue_work_state state;
	enum queue_class class;
	int64_t staff, held_until_ms, pass_ms;
	int64_t turn_ms;                     /* by the head start of the moment when it came to stand there */
	uint64_t gen;
	unsigned step, place, answers;
	int64_t passed[QUEUE_PASSED];
	bool here, held, leaving;
	int64_t rings;                       /* in hand: where it is about to ring; 0 not */
	struct mstaff *taker;                /* who takes it while it is offered */
};

struct mstaff {
	struct queue_staff in;
	struct queue_skill skill[TOPICS];
	enum queue_state state;
	int64_t until_ms;
	uint64_t idle;
	unsigned in_hand[QUEUE_MEDIA], misses;
	int64_t offer[QUEUE_MEDIA], passed[QUEUE_PASSES];
	int64_t talks;                       /* the call that is talked to; 0 none */
	bool here, reached[QUEUE_MEDIA];
};

struct model {
	struct queue_core *core;
	struct queue_prm prm;
	struct mwork work[WORKS];
	struct mstaff staff[STAFF + 1];      /* by id; 0 none */
	int64_t now_ms, was_ms;              /* of this event and of the one before */
	int64_t next_id;
	uint64_t seed, idle, gen;
	unsigned owed[QUEUE_WHYS];                   /* overtakings that were seen and are not yet told, by reason */
	int64_t stale_work, stale_staff;     /* an offer that is over */
	uint64_t stale_gen;
	int64_t rung_work, rung_staff;       /* a ring of work in hand that ends in this event: it is told */
	uint64_t rung_gen;
	int64_t held, held_for;              /* a call that this event puts on hold, and for which: it is told; 0 none */
	unsigned tunes;
	unsigned offers, overtaken, repeats, misses, places, rings, seconds, switches;
	const char *wrong;
};

unsigned model_draw(struct model *m, unsigned n);
void model_wrong(struct model *m, const char *what);
struct mwork *model_work(struct model *m, int64_t id);

/* What follows from the arrays */
bool model_same_row(const struct mwork *a, const struct mwork *b);
bool model_fits(const struct model *m, const struct mstaff *s, const struct mwork *w);
unsigned model_step(const struct model *m, const struct mwork *w);

/* What events and decisions change */
void model_turn(const struct model *m, struct mwork *w);
void model_idle(struct model *m, struct mstaff *s);
void model_pass(struct model *m, struct mwork *w, struct mstaff *s);
void model_unpass(struct model *m, struct mwork *w);
void model_back(struct model *m, struct mwork *w);
void model_stand(struct model *m, struct mstaff *s, enum queue_state state, int64_t until_ms);
void model_hand(struct model *m, struct mwork *w, struct mstaff *s);
void model_miss(struct model *m, struct mwork *w, struct mstaff *s);
void model_talk(struct model *m, struct mwork *w, struct mstaff *s);

/** Judges a decision: the core's decide_h */
void model_decide_h(const struct queue_decision *d, void *arg);

/** Looks at everything */
void model_check(struct model *m);

#endif
