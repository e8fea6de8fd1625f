/**
 * @file hub.h  The hub: one thread that follows the journal and keeps the timers
 *
 * What this is for: telling everybody who listens what was committed, in its order and once; noticing promises whose time has
 * passed; keeping the index of words up to date; having settings read anew when they change. What it refuses: the store (it
 * asks readers and the writer), files, slow work. The queue core lives here (queue/queue.h): calls come in by the messages below,
 * written work and presence from the journal.
 *
 *   writer ── wake ──▶ hub ── query ──▶ reader ── rows ──▶ hub ──▶ event_h for each, in order
 *                       ├── timer: once a second, for what another process wrote
 *                       ├── timer: promises that fall due ──▶ command
 *                       └── after rows with messages ──▶ command: index
 */
#ifndef OTKLIK_HUB_HUB_H
#define OTKLIK_HUB_HUB_H

#include "appeal/topic.h"
#include "db/keyring.h"
#include "db/read.h"
#include "db/write.h"
#include "profile/switchboard.h"
#include "queue/queue.h"
#include "schedule/book.h"

struct hub;

/** One row of the journal that others may want to know of; borrowed until event_h returns */
struct hub_event {
	int64_t pos, at_ms, appeal, actor;
	struct pl kind, body;
	int64_t digits;              /* of the appeal's number; DB_NULL none */
	int64_t topic, owner;        /* of the appeal as it is now; DB_NULL none */
};

struct hub_prm {
	struct writer *writer;       /* borrowed for the life of the hub, like all here */
	struct readers *readers;
	const struct keyring *keys;
	const struct profile *profile;       /* what published sheets lie over; NULL: no switchboard is made */
	const struct waiting *waiting;       /* … and what the settings say about waiting */
	const struct waiting *waiting_first; /* as it is in force at the start; NULL: as `queue` says. Borrowed until hub_start returns */
	int64_t from_pos;            /* the journal's position at the start: what came before is not told */

	/* On the hub's thread */
	void (*event_h)(const struct hub_event *event, void *arg);
	/* Settings as they are now: one reference of each is handed over */
	void (*settings_h)(struct book *book, struct topics *topics, struct switchboard *board, void *arg);
	/* What the queue core decided; borrowed. A ring goes out from here at once, before anything is written */
	void (*decide_h)(const struct queue_decision *decision, void *arg);
	void *arg;

	/* Something of what hub_look() shows has changed; at most about once a second. Counts are borrowed. May be NULL */
	void (*look_h)(const struct queue_counts *counts, void *arg);

	struct queue_prm queue;      /* queue_prm_init() and the settings; decide_h and arg are the hub's own */
	unsigned written_most;       /* written work that an operator has in hand before nothing more is offered */
};

int hub_start(struct hub **hubp, const struct hub_prm *prm) MUST_CHECK;

/** Something was committed. Any thread; never waits, and many calls make one look */
void hub_wake(struct hub *hub);

/** Where messages for the hub's thread go; borrowed */
struct mailbox *hub_mailbox(const struct hub *hub);

/**
 * Asks nothing new. The order of an end is: hub_halt(), writer_drain(), readers_stop(), and then, when all that was asked has
 * come back, mem_deref(hub), which ends the thread and waits for it. Called once.
 */
void hub_halt(struct hub *hub);


/* ---- the queue core, asked from any thread ---- */

enum hub_verb { HUB_JOIN, HUB_LEAVE, HUB_ANSWER, HUB_WITHDRAW, HUB_TAKE, HUB_GIVE_BACK, HUB_RING, HUB_SEND, HUB_HAND_OVER, HUB_TALK, HUB_WRAP_UP, HUB_PHONE, HUB_PLACE,
	HUB_LIST, HUB_LOOK };

/**
 * Something asked of the queue core: a flat struct, owned by who asks until done_h has run, which always comes, once, on the
 * thread of `home`
 *
 * Asks of one asker are taken in their order. Decisions that an ask brings about come to decide_h before its done_h.
 */
struct hub_ask {
	struct msg msg;                              /* private */
	struct hub *hub;                             /* private */
	struct mailbox *home;                        /* borrowed: where done_h runs */
	void (*done_h)(struct hub_ask *ask);         /* may free the ask, and may ask again */
	void *asker;                                 /* of whoever asks */

	enum hub_verb verb;                          /* private, and so is what follows: the functions below fill it */
	struct queue_work work;
	struct queue_offer offer;
	int64_t id, staff, until_ms;
	enum queue_reply reply;
	enum queue_cause cause;
	unsigned reason;
	bool on;                                     /* of HUB_RING: back; of HUB_SEND: to the head; of HUB_WRAP_UP: judged alone */
	int64_t *ids;
	size_t most;

	int err;                                     /* result: ENOMEM, ESHUTDOWN when the hub is ending */
	enum queue_refusal refusal;                  /* result: why not */
	struct queue_place place;                    /* result of HUB_JOIN, HUB_SEND (when it waits) and HUB_PLACE */
	size_t n;                                    /* result of HUB_LIST: how many there are in `ids` */
	struct hub_view *view;                       /* result of HUB_LOOK: the asker's now, for mem_deref */
};

/** How the line stands: all rows that have work, everybody who may get work */
struct hub_view {
	int64_t now_ms;                              /* monotonic: what the times below are measured against */
	struct queue_counts counts;
	size_t rows, staffs, calls;
	const struct queue_row_view *row;            /* calls first, then by topic, language, region, level */
	const struct queue_staff_view *staff;        /* by id */
	const struct queue_work_view *call;          /* calls that wait or ring, by turn: the first HUB_CALLS_MOST */
};

enum { HUB_CALLS_MOST = 200 };

/** For written work since_ms lies so long before the answer is due: what is due first has the first turn */
enum { HUB_WRITTEN_MS = 24 * 3600 * 1000 };

/** … and of what was hurried so much longer, for the head of the service twice: before all that is due sooner by less */
#define HUB_URGED_MS (10LL * 24 * 3600 * 1000)

/** A call waits for an operator; its id is one of id_new(), since_ms by clock_mono_ms. Result: refusal, place */
void hub_call_join(struct hub *hub, struct hub_ask *ask, const struct queue_work *work);

/** A call went, wherever it was: in the queue, ringing, in hand */
void hub_call_leave(struct hub *hub, struct hub_ask *ask, int64_t call, enum queue_cause cause);

/** An operator answers an offer, or does not. QUEUE_STALE: it is another's by now, and must not be bridged */
void hub_offer_answer(struct hub *hub, struct hub_ask *ask, const struct queue_offer *offer, enum queue_reply reply);

/** The edge takes its offer back without blame: the operator's phone has gone */
void hub_offer_withdraw(struct hub *hub, struct hub_ask *ask, const struct queue_offer *offer);

/** An operator has work without an offer: an outgoing call, a call taken over. It joins in hand when it is not there */
void hub_call_take(struct hub *hub, struct hub_ask *ask, const struct queue_work *work, int64_t staff);

/** A call in hand waits again, at the place of its since_ms */
void hub_call_give_back(struct hub *hub, struct hub_ask *ask, int64_t call);

/** Rings at one operator who was chosen (queue_ring): a call in hand, or one that is not here yet. Result: refusal */
void hub_call_ring(struct hub *hub, struct hub_ask *ask, const struct queue_work *work, int64_t staff, bool back);

/** A call in hand waits for somebody of another topic (queue_send). Result: refusal, place */
void hub_call_send(struct hub *hub, struct hub_ask *ask, int64_t call, int64_t topic, bool head);

/** A call in hand passes to another operator, who talks already; 0 nobody (queue_hand_over). Result: refusal, offer.gen */
void hub_call_hand_over(struct hub *hub, struct hub_ask *ask, int64_t call, int64_t staff);

/** Of the calls in one hand this one is talked to from now on (queue_talk). Result: refusal */
void hub_call_talk(struct hub *hub, struct hub_ask *ask, int64_t call);

/** A longer wrap-up with its reason (staff/reason.h), or (0) its end; refusals of queue_staff_wrap_up. Lasting states are said by presence (staff/staff.h) */
void hub_staff_wrap_up(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t until_ms, unsigned reason);

/** Would that be taken now? Nothing is changed: who asks writes it down first. Refusals of queue_staff_wrap_up */
void hub_staff_wrap_may(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t until_ms);

/** Can this operator be rung now (desk open with a microphone, or phone registered)? Before it is said: no */
void hub_staff_phone(struct hub *hub, struct hub_ask *ask, int64_t staff, bool on);

/**
 * Written work that waits, in the order of its turn: what this operator may have. Result: n; err ENOENT: no operator; `offer` is
 * the one that stands for him (gen 0 none): it is shown as the next, never forced
 *
 * @param ids Room for `most`; the asker's, as long as the ask
 */
void hub_staff_list(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t *ids, size_t most);

/** All queues and operators. Result: view */
void hub_look(struct hub *hub, struct hub_ask *ask);

/** Place and wait band of a call. Result: refusal, place */
void hub_call_place(struct hub *hub, struct hub_ask *ask, int64_t call);

#endif
