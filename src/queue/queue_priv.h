/**
 * @file queue_priv.h  Inside the queue core
 *
 *   core ─┬─ works   by id                work: a node in its lane (while WAITING), in its row's order (while not in hand), in dues
 *         ├─ staffs  by id                staff: a node in its crew's idle tree of each medium that is open to it, in dues
 *         ├─ rows    by key ── order[class]: all its work by turn, for places and overtaking
 *         │             ╰──── lane[step]: its waiting work by turn, for offers
 *         ├─ crews   by skills ── idle[medium]: operators open to it, longest idle first
 *         ├─ lanes[medium]: lanes that have work, by the turn of their first
 *         ├─ ready[medium]: crews that have idle operators, by the idle time of their first
 *         ╰─ dues[2]: works and staffs by the time when something falls due
 *
 * Offering walks lanes (or crews) in order and stops at the first that fits. The invariant that makes this right, after every
 * event: no operator who is open to a medium fits a lane that has work, but for what the operator refused.
 */
#ifndef OTKLIK_QUEUE_QUEUE_PRIV_H
#define OTKLIK_QUEUE_QUEUE_PRIV_H

#include "queue/index.h"
#include "queue/queue.h"
#include "queue/tree.h"

enum { DUE_WORK, DUE_STAFF, DUES };

struct qcrew {
	struct qlink link;                       /* by digest of the skills */
	unsigned members;
	struct qtree idle[QUEUE_MEDIA];          /* of qstaff.idle */
	struct qnode node[QUEUE_MEDIA];          /* in core.ready while idle is not empty */
	unsigned level_other;
	uint32_t langs;
	uint64_t regions[2];
	unsigned skills;
	struct queue_skill skill[];              /* by topic */
};

struct qrow;

struct qlane {
	struct qtree works;                      /* of qwork.wait */
	struct qnode node;                       /* in core.lanes while there are any */
	struct qrow *row;
};

/* What holds for the rows of a topic with times of its own */
struct qtopic {
	int64_t topic;
	struct queue_medium_prm prm;
};

struct qrow {
	struct qlink link;                       /* by digest of the key */
	const struct queue_medium_prm *prm;      /* the core's, or that of its topic */
	enum queue_medium medium;                /* the key: medium … level */
	int64_t topic;
	unsigned lang, region, level;
	unsigned refs;                           /* works that know it, in hand too */
	unsigned offered;
	int64_t pace_ms, mark_ms;                /* between answers, smoothed; since when the next is awaited */
	struct qtree order[QUEUE_CLASSES];
	struct qheads {
		int64_t least_ms, most_ms;       /* head starts by which those who stand in order[] were placed; they differ after a tune */
	} heads[QUEUE_CLASSES];
	struct qlane lane[QUEUE_STEPS];
};

struct qstaff;

struct qwork {
	struct qlink link;
	struct qnode wait;                       /* in its lane, or in staff->own */
	struct qnode order;
	struct qnode due;
	struct qrow *row;
	struct qstaff *staff;                    /* offered to, in hand of, held for; NULL none */
	struct le hand_le;                       /* in staff->handl */
	struct qstaff *passed[QUEUE_PASSED];     /* who refused it, oldest first */
	int64_t id, since_ms, turn_ms;
	int64_t ring_ms, held_ms, pass_ms, place_ms;     /* when these end or are due; INT64_MAX never */
	uint64_t gen;
	unsigned passes, place, band;            /* place, band: told; UINT_MAX nothing yet */
	unsigned place_shown, band_shown;        /* of the last QUEUE_PLACE */
	uint8_t class, state, step;              /* enum queue_class, queue_work_state */
	bool held, repeat, manned_shown;         /* manned_shown: of the last QUEUE_PLACE */
};

struct qstaff {
	struct qlink link;
	struct qcrew *crew;
	struct qnode idle[QUEUE_MEDIA];
	struct qnode due;
	struct qtree own[QUEUE_MEDIA];           /* work that is held for this operator */
	struct list handl;                       /* work in hand */
	struct qwork *offer[QUEUE_MEDIA];
	struct qwork *passed[QUEUE_PASSES];      /* what this operator refused, oldest first */
	int64_t id, idle_ms, state_ms, until_ms;
	uint64_t idle_nr;
	unsigned in_hand[QUEUE_MEDIA], most[QUEUE_MEDIA], excludes[QUEUE_MEDIA];
	unsigned passes, misses;
	struct qwork *talks;                     /* of the calls in hand the one talked to; NULL none */
	bool talked[QUEUE_MEDIA];                /* the time after it is still to come, for there is more in hand */
	bool closed[QUEUE_MEDIA];                /* cannot be reached by it */
	enum queue_state state;
	unsigned reason;                         /* of an extended wrap-up; 0 none */
};

struct queue_core {
	struct queue_prm prm;
	struct qtopic *topic[QUEUE_MEDIA];       /* by topic; owned */
	size_t topics[QUEUE_MEDIA];
	struct qindex works, staffs, rows, crews;
	struct qtree lanes[QUEUE_MEDIA], ready[QUEUE_MEDIA], dues[DUES];
	struct queue_counts counts;
	int64_t now_ms;
	uint64_t gen, idle_nr;
	bool busy;
};


/* time (tick.c) */
bool qcore_enter(struct queue_core *core, int64_t now_ms);
void qcore_exit(struct queue_core *core);
void qcore_decide(struct queue_core *core, struct queue_decision *d);
void qwork_due(struct queue_core *core, struct qwork *work);
void qstaff_due(struct queue_core *core, struct qstaff *staff);
unsigned qstep_at(const struct queue_core *core, const struct qwork *work, int64_t now_ms);
int64_t qtime_add(int64_t ms, int64_t more_ms);

/* rows and crews (row.c, tune.c, crew.c) */
struct qrow *qrow_get(struct queue_core *core, const struct queue_work *work, enum queue_refusal *refusal);
void qrow_unref(struct qrow *row);
const struct queue_medium_prm *qtopic_prm(const struct queue_core *core, enum queue_medium medium, int64_t topic);
unsigned qrow_size(const struct qrow *row);
struct qcrew *qcrew_get(struct queue_core *core, const struct queue_staff *staff);
void qcrew_leave(struct queue_core *core, struct qcrew *crew);
bool qcrew_fits(const struct queue_core *core, const struct qcrew *crew, const struct qrow *row, unsigned step);

/* works (join.c, lane.c, offer.c, pass.c, answer.c, leave.c, send.c, place.c) */
struct qwork *qwork_find(const struct queue_core *core, int64_t id);
void qwork_turn(struct queue_core *core, struct qwork *work, enum queue_class class);
void qwork_wait(struct queue_core *core, struct qwork *work);
void qwork_lane(struct queue_core *core, struct qwork *work);
void qwork_unlane(struct queue_core *core, struct qwork *work);
void qwork_unhold(struct queue_core *core, struct qwork *work);
void qwork_pass(struct queue_core *core, struct qwork *work, struct qstaff *staff);
void qwork_unpass(struct qwork *work);
bool qwork_passed(const struct qwork *work, const struct qstaff *staff);
void qwork_back(struct queue_core *core, struct qwork *work, enum queue_why why);
void qwork_return(struct queue_core *core, struct qwork *work);
void qwork_hand(struct queue_core *core, struct qwork *work, struct qstaff *staff);
void qwork_inherit(struct queue_core *core, struct qwork *work, struct qstaff *staff);
int qwork_join(struct queue_core *core, const struct queue_work *w, enum queue_refusal *refusal) MUST_CHECK;
bool qwork_ring_answer(struct queue_core *core, const struct queue_offer *offer, enum queue_reply reply);
void qwork_forget(struct queue_core *core, struct qwork *work);
void qwork_tell(struct queue_core *core, struct qwork *work);
void qoffer_overtakes(struct queue_core *core, const struct qwork *work, const struct qstaff *staff);

/* operators (staff.c, staff_set.c, offer.c, pass.c, answer.c) */
struct qstaff *qstaff_find(const struct queue_core *core, int64_t id);
bool qstaff_open(const struct qstaff *staff, enum queue_medium medium);
void qstaff_index(struct queue_core *core, struct qstaff *staff);
void qstaff_unindex(struct queue_core *core, struct qstaff *staff);
void qstaff_idle(struct queue_core *core, struct qstaff *staff);
void qstaff_refit(struct queue_core *core, struct qstaff *staff);
void qstaff_serve(struct queue_core *core, struct qstaff *staff);
void qstaff_stand(struct queue_core *core, struct qstaff *staff, enum queue_state state, int64_t until_ms, enum queue_why why);
void qstaff_unpass(struct qstaff *staff);
void qstaff_miss(struct queue_core *core, struct qstaff *staff);
void qstaff_wrap_up(struct queue_core *core, struct qstaff *staff, const struct qrow *row, bool rang);
void qstaff_talks(struct queue_core *core, struct qstaff *staff, struct qwork *work);
void qstaff_parts(struct qstaff *staff, const struct qwork *work);

static inline const struct queue_medium_prm *qprm_of(const struct qrow *row)
{
	return row->prm;
}

#endif
