/**
 * @file dispatch.h  The hub's queue core and what feeds it (of the hub alone, on its thread)
 *
 *   hub_ask ─────────────────────────▶ dispatch ──▶ queue core ──▶ decisions ──▶ decide_h, staff.presence
 *   journal rows of appeals, staff ──▶    ▲
 *   feed: what the store holds ───────────╯  at the start, and when the core was full
 *
 * Written work is fed by level, not by edge: each row of the journal comes with the appeal as it is now, and dispatch_appeal
 * makes the core agree with it. So a row that comes twice, or late, does no harm.
 */
#ifndef OTKLIK_HUB_DISPATCH_H
#define OTKLIK_HUB_DISPATCH_H

#include "hub/hub.h"
#include "staff/skill.h"

struct dispatch;

/** Freed by mem_deref on the hub's thread or after it; home: the hub's mailbox, once its thread runs */
int dispatch_alloc(struct dispatch **dp, const struct hub_prm *prm, struct mailbox *const *home) MUST_CHECK;

/** Begins to keep time; ends it */
void dispatch_start(struct dispatch *d);
void dispatch_stop(struct dispatch *d);

/** An ask that came to the hub; its result is in it when this returns */
void dispatch_ask(struct dispatch *d, struct hub_ask *ask);

/** An appeal as it is now; state 0: no written work, or no more */
struct dispatch_work {
	int64_t id, state, topic, region, lang, owner, answer_by_ms;     /* topic, region, owner DB_NULL: none */
	int64_t urged;                                                   /* enum urge_level (repeat/repeat.h) */
};
void dispatch_appeal(struct dispatch *d, const struct dispatch_work *w);

/** Other times of waiting (NULL: none are known) hold from now on. True: operators have to be fed anew */
bool dispatch_waiting(struct dispatch *d, const struct waiting *waiting);

/** The core could not take all that waits */
bool dispatch_full(const struct dispatch *d);

/** It could not, and has room again */
bool dispatch_hungry(struct dispatch *d);

/** A level of somebody in a topic */
struct dispatch_skill {
	int64_t staff;
	struct queue_skill skill;
};

/** Everybody who is active, as they stand, and what they can do; who is not among them is no operator any more */
struct dispatch_staff {
	int64_t id;
	unsigned roles;
	enum presence state;
	struct skill_work work;
};
struct dispatch_people {
	const struct dispatch_staff *staff;      /* in any order */
	size_t staffs;
	const struct dispatch_skill *skill;      /* by staff */
	size_t skills;
};
int dispatch_staffs(struct dispatch *d, const struct dispatch_people *people) MUST_CHECK;

/** One said how he stands */
void dispatch_presence(struct dispatch *d, int64_t staff, enum presence state);

#endif
