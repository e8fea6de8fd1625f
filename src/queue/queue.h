/**
 * @file queue.h  The queue core: who gets which work, and when
 *
 * What this room is for: deciding. Events come in (work entered or left, an operator became ready, an offer was answered, time
 * passed), decisions go out (offer this to that operator, withdraw, widen the search, overflow). Calls and written work stand
 * in one core and share the operators' capacity. R16, R20, R71–R72, R79–R83.
 *
 * What it refuses: SIP, HTTP, SQL, clocks (now_ms is an argument, monotonic), threads, logging, names and numbers of people.
 * It keeps nothing over a restart: who feeds it rebuilds it (the hub, from the store).
 *
 *            join                  offer                 answer(accept), take
 *   (none) ───────▶ WAITING ────────────────▶ OFFERED ────────────────────────▶ IN HAND ──▶ left
 *                    ▲  ▲    refused, missed, │                                   │
 *                    │  ╰──── withdrawn ──────╯                                   │
 *                    ╰──────────────────── give_back ─────────────────────────────╯
 *
 *   operator: OUT ─▶ READY ⇄ PAUSED (why), READY ─▶ WRAP_UP (until) ─▶ READY; offers go to READY alone
 *
 * Order. Each work has a turn: since_ms less the head start of its class. The smaller turn is served first, in all queues an
 * operator serves. A turn never changes by waiting, so nothing starves: what waits longer than the greatest head start is before
 * everything that comes. A call that rang in vain moves to QUEUE_RETURNED and so to the head. Calls are offered before
 * written work. Among operators the longest idle
 * one gets the work.
 *
 * Row: what others call a queue: all work of one medium, topic, language, region and level. Place and wait band are those of the
 * row; what was told to one work never grows. When a work of a row is offered before one that waits longer, QUEUE_OVERTAKEN
 * says how many and why.
 *
 * Matching. An operator may have a work whose language and region are among the operator's and whose level in the topic is
 * enough. Steps (prm) widen this as the work waits: a lower level, any region, any topic; a step may say "overflow" too.
 *
 * Generations. An offer is named by work, operator and generation. A generation is given once in the life of a core and never
 * comes again; whatever comes for another than the one in force is QUEUE_STALE and changes nothing. So no two operators can get
 * one work.
 *
 * Cost of an event: O(classes + log n), classes being rows and crews (operators of the same skills) in use. An event other than
 * join and staff_set allocates nothing and cannot fail for want of memory; these two fail whole.
 *
 * Who owns what: the core copies all it is given. Decisions are borrowed until decide_h returns; decide_h must not call the
 * core (QUEUE_BUSY). One thread; no locks.
 */
#ifndef OTKLIK_QUEUE_QUEUE_H
#define OTKLIK_QUEUE_QUEUE_H

#include "base/def.h"

struct queue_core;

enum {
	QUEUE_STEPS = 6,             /* of widening, the first (no widening) included */
	QUEUE_BANDS = 12,            /* bounds of wait bands */
	QUEUE_SKILLS = 64,           /* topics an operator has a level of its own in */
	QUEUE_LANGS = 32,            /* bits of languages */
	QUEUE_REGIONS = 128,         /* codes of regions: 1 … 127 */
	QUEUE_LEVELS = 9,            /* 1 … 9; 0 none */
	QUEUE_PASSES = 16,           /* work that an operator refused and is not offered again while others may take it */
	QUEUE_PASSED = 4,            /* operators who refused a work and are not offered it again */
};

enum queue_medium { QUEUE_CALL, QUEUE_WRITTEN, QUEUE_MEDIA };

/** Whose turn comes earlier; QUEUE_RETURNED is the core's own: it rang in vain */
enum queue_class { QUEUE_LOW, QUEUE_NORMAL, QUEUE_RAISED, QUEUE_URGENT, QUEUE_RETURNED, QUEUE_CLASSES };

enum queue_state { QUEUE_OUT, QUEUE_READY, QUEUE_PAUSED, QUEUE_WRAP_UP };

/** What was asked cannot be; nothing has changed */
enum queue_refusal {
	QUEUE_DONE = 0,
	QUEUE_FULL,                  /* the core, the row or the rows in all: prm says how much */
	QUEUE_KNOWN,                 /* this work is here already */
	QUEUE_UNKNOWN,               /* no such work */
	QUEUE_NOBODY,                /* no such operator */
	QUEUE_STALE,                 /* the offer is no longer, or is another's */
	QUEUE_NOT_NOW,               /* not in this state: e.g. taking what another has in hand */
	QUEUE_BAD,                   /* a value out of its range */
	QUEUE_BUSY,                  /* called from decide_h */
	QUEUE_NOT_OPEN,              /* this operator cannot be rung now */
};

/** What waits for an operator */
struct queue_work {
	int64_t id;                  /* > 0; the core's one name of it: a call's, an appeal's */
	enum queue_medium medium;
	enum queue_class class;      /* QUEUE_LOW … QUEUE_URGENT */
	int64_t topic;               /* 0: no topic, everybody may have it */
	unsigned lang;               /* 0 … QUEUE_LANGS - 1 */
	unsigned region;             /* whose operators are wanted; 0: anybody's */
	unsigned level;              /* wanted in the topic; 0 as 1 */
	int64_t since_ms;            /* since when it waits: before now for one that redials or is rebuilt, so it keeps its place */
	int64_t owner;               /* operator it should go to: held for prm's owner_ms if signed in and fit for it; 0 none */
	int64_t in_hand;             /* operator who has it already (rebuilding); 0 none: it waits */
	unsigned place_most;         /* the place told before a redial; 0 none */
	bool repeat;                 /* of QUEUE_RAISED: raised because nothing was done since the citizen came before; overtakings say so */
};

struct queue_skill {
	int64_t topic;
	unsigned level;              /* 0: not this topic */
};

/** What an operator can do */
struct queue_staff {
	int64_t id;                  /* > 0 */
	const struct queue_skill *skill;     /* borrowed, in any order */
	size_t skills;               /* ≤ QUEUE_SKILLS */
	unsigned level_other;        /* in topics not named; 0 none of them */
	uint32_t langs;              /* bits */
	uint64_t regions[2];         /* bits by code; both 0: every region */
	unsigned most[QUEUE_MEDIA];  /* work in hand and offered at once; beyond it nothing is offered */
	unsigned excludes[QUEUE_MEDIA];      /* bits of media: this one is not offered while one of those is in hand or rings */
};

/** One offer. The edge keeps it and gives it back with the answer */
struct queue_offer {
	int64_t work, staff;
	uint64_t gen;                /* < 2^53: it passes JSON whole */
};

enum queue_reply {
	QUEUE_ACCEPT,                /* it is in hand now */
	QUEUE_REFUSE,                /* not me: others first */
	QUEUE_MISS,                  /* did not answer, or could not be reached */
};

enum queue_cause {               /* why work left; in whose hand it was has wrap-up then, but for the last */
	QUEUE_ENDED,                 /* done */
	QUEUE_ABANDONED,             /* the citizen went */
	QUEUE_AWAY,                  /* to a call-back, a message, another line; from a hand: nobody was talked to, so without wrap-up */
};

enum queue_what {
	QUEUE_OFFER,                 /* work, staff, gen: put it to the operator */
	QUEUE_WITHDRAW,              /* work, staff, gen, why: stop ringing; the work goes on by itself */
	QUEUE_WIDEN,                 /* work, n: it is looked for more widely: step n */
	QUEUE_OVERFLOW,              /* work, n: step n's `overflow` is due; the work goes on waiting until it leaves */
	QUEUE_PLACE,                 /* work, place, band, manned: changed since it was last told */
	QUEUE_STAFF,                 /* staff, state, why: the core changed it (paused after misses, wrap-up began or ended) */
	QUEUE_TALKS,                 /* work, staff: this call is the one talked to from now on; other: of the same operator, on hold */
	QUEUE_OVERTAKEN,             /* work, staff, gen; other: the longest waiting of n that it overtook; why */
};

enum queue_why {
	QUEUE_WHY_NONE = 0,
	/* of a withdrawal */
	QUEUE_WHY_TIMEOUT,           /* nobody answered in ring_ms; counted as a miss */
	QUEUE_WHY_ENDED,             /* the work left: for which cause */
	QUEUE_WHY_ABANDONED,
	QUEUE_WHY_AWAY,
	QUEUE_WHY_TAKEN,             /* another took it from the list */
	QUEUE_WHY_STATE,             /* the operator is no longer ready, or cannot be reached */
	QUEUE_WHY_CAPACITY,          /* the operator's hands became full: a call rings, or other work was taken */
	QUEUE_WHY_CHANGED,           /* the work or the operator's skills changed */
	QUEUE_WHY_ASKED,             /* the edge asked */
	/* of a change of state */
	QUEUE_WHY_MISSES,
	QUEUE_WHY_WRAP_UP,           /* work in hand ended */
	QUEUE_WHY_TIME,              /* the wrap-up is over */
	/* of overtaking */
	QUEUE_WHY_CLASS,             /* the overtaker's class is higher */
	QUEUE_WHY_REPEAT,            /* … because nothing was done since the citizen came before (R81) */
	QUEUE_WHY_RETURNED,          /* it rang before, in vain */
	QUEUE_WHY_OWNER,             /* the overtaken is held for its own operator */
	QUEUE_WHY_REFUSED,           /* this operator refused the overtaken */
	QUEUE_WHYS
};

struct queue_decision {
	enum queue_what what;
	enum queue_why why;
	enum queue_medium medium;
	int64_t at_ms;               /* the event's now_ms */
	int64_t work, staff, other;  /* 0 none */
	uint64_t gen;
	unsigned n, place, band;
	bool manned;                 /* of QUEUE_PLACE: as queue_place has it */
	enum queue_state state;
	int64_t until_ms;            /* of a wrap-up: its end */
};

/** A decision; borrowed. It must not call the core */
typedef void (queue_decide_h)(const struct queue_decision *d, void *arg);

struct queue_step {
	int64_t after_ms;            /* of waiting, from since_ms on; rising; that of the first is 0 */
	unsigned level_less;         /* so much less than wanted will do; at least 1 stays */
	bool any_region, any_topic;
	unsigned overflow;           /* the feeder's own word for "offer a call-back", "a message"; 0 none */
};

struct queue_medium_prm {
	unsigned work_most;          /* here at once: waiting, offered, in hand */
	unsigned row_most;           /* waiting in one row */
	int64_t ring_ms;             /* an offer that is not answered: a miss; 0 it stands for ever */
	int64_t wrap_ms;             /* wrap-up after work in hand ended; 0 none */
	int64_t owner_ms;            /* held for its own operator at most, from join on; 0 not */
	int64_t pass_ms;             /* who refused it may be offered it again after so long; 0 not before being READY anew */
	int64_t pace_ms;             /* between two answers of a row, until it is known */
	int64_t place_ms;            /* how often a place is looked at to be told; 0 only when asked */
	unsigned misses_most;        /* in a row: then the operator is paused; 0 never */
	unsigned second;             /* so many more may ring (queue_ring) at one whose hands are full, one at a time; 0 none */
	struct queue_step step[QUEUE_STEPS];
	unsigned steps;              /* 1 … QUEUE_STEPS; 0: a single one without widening */
};

struct queue_prm {
	struct queue_medium_prm medium[QUEUE_MEDIA];
	int64_t head_start_ms[QUEUE_CLASSES];    /* not falling */
	int64_t band_ms[QUEUE_BANDS];            /* upper bounds of wait bands, rising */
	unsigned bands;
	int64_t wrap_most_ms;                    /* an operator may extend a wrap-up until it has lasted so long */
	unsigned staff_most, rows_most;
	uint64_t gen_first;          /* > 0; later in each life of the program, e.g. the wall clock's ms × 1000 */
	queue_decide_h *decide_h;
	void *arg;
};

/** What a hotline begins with: calls one at a time, written work five, both never at once; three steps */
void queue_prm_init(struct queue_prm *prm);

/** What of a medium may change while there is work; the rest of queue_medium_prm stays as it was */
struct queue_tune {
	unsigned row_most, misses_most;
	unsigned second;             /* queue_medium_prm: so many more may ring; one that rings goes on */
	int64_t ring_ms, wrap_ms, owner_ms;
	int64_t wrap_most_ms;        /* queue_prm: of every medium; a wrap-up that lasts longer already is not cut */
	int64_t raised_ms;           /* head start of QUEUE_RAISED, of every medium: of work that comes from now on; what waits keeps its turn */
	int64_t after_ms[QUEUE_STEPS];   /* as many as there are steps; that of the first is 0 */
};

/** … of the rows of one topic. misses_most, second, wrap_most_ms and raised_ms are no topic's own: they are an operator's */
struct queue_topic_tune {
	int64_t topic;
	struct queue_tune tune;
};

/** A new core, empty. @return 0, EINVAL when prm contradicts itself, ENOMEM */
int queue_core_alloc(struct queue_core **corep, const struct queue_prm *prm) MUST_CHECK;


/* ---- events: each first lets time pass up to now_ms; a now_ms before the last one counts as the last one ---- */

/** Work came in, or (in_hand) is rebuilt. @return 0 with *refusal (DONE, FULL, KNOWN, NOBODY, BAD, BUSY), or ENOMEM */
int queue_join(struct queue_core *core, int64_t now_ms, const struct queue_work *work, enum queue_refusal *refusal) MUST_CHECK;

/** Work went, from any state. DONE, UNKNOWN */
enum queue_refusal queue_leave(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_cause cause);

/** An offer was answered. DONE, STALE: somebody else has it, or nobody */
enum queue_refusal queue_answer(struct queue_core *core, int64_t now_ms, const struct queue_offer *offer, enum queue_reply reply);

/** The edge takes an offer back; it is no miss. DONE, STALE */
enum queue_refusal queue_withdraw(struct queue_core *core, int64_t now_ms, const struct queue_offer *offer);

/** Somebody took it from a list, offered or not and even over the capacity. DONE, UNKNOWN, NOBODY, NOT_NOW (in another's hand) */
enum queue_refusal queue_take(struct queue_core *core, int64_t now_ms, int64_t work, int64_t staff);

/** What was in hand, and does not ring there, waits again, at the place of its since_ms. DONE, UNKNOWN, NOT_NOW */
enum queue_refusal queue_give_back(struct queue_core *core, int64_t now_ms, int64_t id);

/**
 * Work in hand goes to one operator, where it rings, or (work that is not here) an operator is called in to something that another has
 *
 * It is in this operator's hand from now on, so that it is offered to nobody else and nothing else to him; a QUEUE_OFFER with a generation
 * tells, and queue_answer() answers it as any offer. There is no time to it but the edge's: refused or missed (QUEUE_MISS) it is in
 * nobody's hand, until the edge says where it goes: another ring, queue_send(), queue_leave(). Skills do not matter: somebody chose.
 *
 * At one who is in a call it is a second call that waits (prm.second). Of the calls in one hand one is talked to, at most: whichever was
 * answered, taken or chosen by queue_talk() last (QUEUE_TALKS); the edge has the others on hold. Missed beside a talk it counts as no miss.
 *
 * @param work Its id; all else of one that is not here
 * @param back Back to who gave it: also one who is not READY is rung
 *
 * @return 0 with *refusal (DONE, NOBODY, NOT_NOW (not in hand), NOT_OPEN, FULL, BAD, BUSY), or ENOMEM
 */
int queue_ring(struct queue_core *core, int64_t now_ms, const struct queue_work *work, int64_t staff, bool back,
	       enum queue_refusal *refusal) MUST_CHECK;

/** Of the calls in one hand this one is talked to from now on. DONE (also when it is already), UNKNOWN, NOT_NOW (in nobody's hand, rings, no call) */
enum queue_refusal queue_talk(struct queue_core *core, int64_t now_ms, int64_t id);

/**
 * Work in hand waits in the row of another topic, at the place of its since_ms; who had it has wrap-up and is asked last
 *
 * @param head It came back from where it was sent: to the head (QUEUE_RETURNED), and never QUEUE_FULL
 *
 * @return 0 with *refusal (DONE, UNKNOWN, NOT_NOW, FULL, BAD, BUSY), or ENOMEM
 */
int queue_send(struct queue_core *core, int64_t now_ms, int64_t id, int64_t topic, bool head, enum queue_refusal *refusal) MUST_CHECK;

/**
 * Work in hand passes to another's, who talks already; 0: to nobody's. Over the capacity, too. DONE, UNKNOWN, NOBODY, NOT_NOW
 *
 * @param gen A new generation, of no offer: what was before it is stale
 */
enum queue_refusal queue_hand_over(struct queue_core *core, int64_t now_ms, int64_t id, int64_t to, uint64_t *gen);

/** An operator, new or changed; a new one is OUT. @return 0 with *refusal (DONE, FULL, BAD, BUSY), or ENOMEM */
int queue_staff_set(struct queue_core *core, int64_t now_ms, const struct queue_staff *staff, enum queue_refusal *refusal) MUST_CHECK;

/** How an operator stands now; until_ms counts for QUEUE_WRAP_UP alone (monotonic). DONE, NOBODY, BAD */
enum queue_refusal queue_staff_state(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_state state, int64_t until_ms);

/**
 * An operator gives his wrap-up another end; one that is past ends it
 *
 * @param reason The feeder's own number for why; the view tells it until the wrap-up is over. 0 none
 *
 * @return DONE, NOBODY, NOT_NOW: there is no wrap-up, BAD: it would be extended beyond wrap_most_ms
 */
enum queue_refusal queue_staff_wrap_up(struct queue_core *core, int64_t now_ms, int64_t id, int64_t until_ms, unsigned reason);

/** Would queue_staff_wrap_up() be DONE now? Its refusals; nothing is changed */
enum queue_refusal queue_staff_wrap_may(struct queue_core *core, int64_t now_ms, int64_t id, int64_t until_ms);

/** Can the operator be offered a medium at all now, e.g. is there a phone? A new one can be offered every medium. DONE, NOBODY, BAD */
enum queue_refusal queue_staff_reach(struct queue_core *core, int64_t now_ms, int64_t id, enum queue_medium medium, bool on);

/** No longer an operator. What is in hand stays so, nobody's. DONE, NOBODY */
enum queue_refusal queue_staff_drop(struct queue_core *core, int64_t now_ms, int64_t id);

/**
 * Other times, in all topics and in some. What rings goes on as it began, so does a wrap-up; what was widened stays so
 *
 * @param topic Topics with times of their own, in any order, each once; those before are forgotten. Borrowed
 *
 * @return 0 with *refusal (DONE, BAD, BUSY), or ENOMEM. O(rows + work)
 */
int queue_tune(struct queue_core *core, int64_t now_ms, enum queue_medium medium, const struct queue_tune *all,
	       const struct queue_topic_tune *topic, size_t topics, enum queue_refusal *refusal) MUST_CHECK;

/** Time passed */
void queue_tick(struct queue_core *core, int64_t now_ms);

/** When to tick next: ms, INT64_MAX never */
int64_t queue_next_ms(const struct queue_core *core);


/* ---- questions ---- */

struct queue_place {
	unsigned place;              /* 1 is next; it never grows for one work */
	unsigned band;               /* index into band_ms; `bands` when longer than all; it never grows for one work */
	int64_t wait_ms;             /* the estimate behind the band: of now, it may grow */
	int64_t waited_ms;
	bool manned;                 /* somebody is signed in and can be reached who may have it, at once or once it is looked for more widely */
};

/** Where a work stands that waits or rings. DONE, UNKNOWN, NOT_NOW (in hand). O(classes + log n), and O(staff) while nobody may have it */
enum queue_refusal queue_place_of(struct queue_core *core, int64_t now_ms, int64_t id, struct queue_place *place);

enum queue_work_state { QUEUE_IS_WAITING, QUEUE_IS_OFFERED, QUEUE_IS_IN_HAND };

/** A work as it stands */
struct queue_work_view {
	int64_t id, topic, since_ms, staff;      /* staff: offered to, or in whose hand; 0 none */
	enum queue_medium medium;
	enum queue_class class;
	enum queue_work_state state;
	unsigned lang, region, level, step;
	uint64_t gen;                            /* of the offer in force */
	bool repeat;
};
enum queue_refusal queue_work_get(const struct queue_core *core, int64_t id, struct queue_work_view *view);

/** How many stand here */
struct queue_counts {
	unsigned waiting[QUEUE_MEDIA], offered[QUEUE_MEDIA], in_hand[QUEUE_MEDIA];
	unsigned staff, ready, rows;
};
void queue_counts(const struct queue_core *core, struct queue_counts *counts);

/** A row that has work waiting or offered */
struct queue_row_view {
	enum queue_medium medium;
	int64_t topic, oldest_ms;                /* since when the longest waiting waits */
	unsigned lang, region, level, waiting, offered;
	unsigned ready;                          /* operators who could be offered its work now, at its first step */
	int64_t pace_ms;
};
typedef void (queue_row_h)(const struct queue_row_view *row, void *arg);
void queue_rows(const struct queue_core *core, int64_t now_ms, queue_row_h *h, void *arg);

/** An operator as he stands */
struct queue_staff_view {
	int64_t id, state_ms, until_ms;          /* since when in this state; end of a wrap-up */
	enum queue_state state;
	unsigned reason;                         /* of an extended wrap-up; 0 none */
	unsigned in_hand[QUEUE_MEDIA], most[QUEUE_MEDIA], misses;
	bool reached[QUEUE_MEDIA];
	uint64_t regions[2];                     /* bits by code; both 0: every region */
	struct queue_offer offer[QUEUE_MEDIA];   /* gen 0 none */
	int64_t talks;                           /* the call in hand that is talked to; 0 none */
};
typedef void (queue_staff_h)(const struct queue_staff_view *staff, void *arg);
void queue_staff_each(const struct queue_core *core, queue_staff_h *h, void *arg);
enum queue_refusal queue_staff_get(const struct queue_core *core, int64_t id, struct queue_staff_view *view);

/**
 * What waits or is offered, by its turn: for one operator what that operator may have, for staff 0 everything
 *
 * @param ids  Room for `most` ids
 * @param n    How many there are in it
 *
 * @return 0, ENOENT no such operator, ENOMEM. O(rows + what is passed over × log rows)
 */
int queue_list(const struct queue_core *core, int64_t staff, enum queue_medium medium, int64_t *ids, size_t most, size_t *n) MUST_CHECK;

/** Why `winner` may go to the operator before `other`, which waits longer in the same row; QUEUE_WHY_NONE: it may not */
enum queue_why queue_why(const struct queue_core *core, int64_t staff, int64_t winner, int64_t other);

/** "not_now": for message keys `problem.queue.<name>` and logs */
const char *queue_refusal_name(enum queue_refusal refusal);
const char *queue_state_name(enum queue_state state);
const char *queue_why_name(enum queue_why why);

#endif
