/**
 * @file callback.h  Calls of ours that are owed: when they are dialled, how often, how each ended
 *
 * What this room is for: a call back is a promise of an appeal (promise/promise.h) that the program keeps by itself. Here stand who is called,
 * for which place in the queue, when next, and what became of each try. What it refuses: the telephone (voice/back.h), the clock.
 *
 *   asked for in a flow, in the queue, at the desk; cut off
 *                     │
 *                     ▼      dial: claimed by one run, written before a phone rings      talked
 *                   waits ─────────────────────────────▶ dialled ──────────────────────────────▶ done: the promise is kept
 *                     ▲ not answered, busy, not confirmed, cut off: after a pause │ │ the last try
 *                     ╰───────────────────────────────────────────────────────────╯ ╰──────────▶ failed: the promise is broken, with its reason
 *   waits, dialled ── the citizen does not want it, talked meanwhile, the appeal has no such promise any more ──▶ dropped
 *
 * The pause begins when it is dialled, so that a run that dies with a phone ringing far away is not followed by one that rings it at once.
 * A promise without a row here (no number is known, or the program is told not to dial) is for people to keep.
 *
 * Journal, about the appeal: callback.made {"at_ms","call","due_ms","reason"}, callback.tried {"at_ms","call","next_ms","outcome","tries"},
 * callback.ended {"at_ms","outcome","state","tries"}, promise.broken with a "reason". R15, R16, R82, R83; docs/decisions/0160-call-backs.md
 */
#ifndef OTKLIK_CALLBACK_CALLBACK_H
#define OTKLIK_CALLBACK_CALLBACK_H

#include <jansson.h>
#include "appeal/view.h"
#include "base/setting.h"
#include "base/zone.h"
#include "db/keyring.h"
#include "line/line.h"
#include "promise/promise.h"

enum {
	CALLBACK_PHONE_SIZE = 20,                /* E.164 with its zero */
	CALLBACK_LINE_SIZE = 32,
	CALLBACK_DIGEST = 32,
};

#define CALLBACK_TERM "call_back"                /* the term by which it is due */

enum callback_state { CALLBACK_WAITS = 1, CALLBACK_DIALLED, CALLBACK_DONE, CALLBACK_FAILED, CALLBACK_DROPPED };

/** Where it came from */
enum callback_reason { CALLBACK_FLOW = 1, CALLBACK_QUEUE, CALLBACK_CUT, CALLBACK_DESK };

/** How a try ended */
enum callback_outcome {
	CALLBACK_NONE,
	CALLBACK_TALKED,
	CALLBACK_NO_ANSWER,
	CALLBACK_BUSY,                   /* busy, or refused */
	CALLBACK_UNCONFIRMED,            /* answered, but nobody pressed the key: a machine, a stranger */
	CALLBACK_LEFT,                   /* hung up, or was lost, while waiting for the operator */
	CALLBACK_NO_OPERATOR,            /* the operator went before the citizen answered */
	CALLBACK_CUT_OFF,                /* the talk was cut off */
	CALLBACK_NO_WAY,                 /* no trunk would take it, or a fault of ours */
	CALLBACK_CRASH,                  /* the program died */
	CALLBACK_UNWANTED,               /* the citizen does not want it any more */
	CALLBACK_ELSEWHERE,              /* talked in another call */
	CALLBACK_WITHDRAWN,              /* by the staff */
	CALLBACK_OUTCOMES
};

/** "waits"; "queue"; "no_answer"; "" none */
const char *callback_state_name(enum callback_state state);
const char *callback_reason_name(enum callback_reason reason);
const char *callback_outcome_name(enum callback_outcome outcome);

/** How the program calls back: settings, which a reload may change */
struct callback_rules {
	unsigned from_h, until_h;        /* hours of the citizen's day in which it may ring; 0 … 24, from < until */
	unsigned tries;                  /* at most */
	int64_t space_ms;                /* between two tries */
	unsigned at_once;                /* dials at one time */
	bool operator_first;
	bool cut;                        /* who was cut off is called by the program; else by people */
};

void callback_rules_read(struct callback_rules *rules, const struct settings *settings);

/* ---- rule.c: pure ---- */

/** The earliest time, not before `ms`, at which it is day where the citizen lives */
int64_t callback_day_ms(const struct callback_rules *rules, const struct zone *zone, int64_t ms);

/** By when it is late that was promised not before a time of day, given as callback_day_ms does: `late_ms` on, of the next day's beginning where that is at night */
int64_t callback_late_ms(const struct callback_rules *rules, const struct zone *zone, int64_t from_ms, int64_t late_ms);

/** So long a caller who was cut off may redial before the program calls */
int64_t callback_cut_ms(const struct callback_rules *rules);

/** When a try that begins now may be followed by another */
int64_t callback_next_ms(const struct callback_rules *rules, const struct zone *zone, int64_t now_ms);

/** How the desk stands, as far as a call back is concerned */
struct callback_desk {
	unsigned there;                  /* operators who take calls, busy ones too */
	unsigned free;                   /* … whom a call could ring at now */
	unsigned before;                 /* callers who wait and have an earlier place */
	unsigned dialled;                /* call backs on their way already */
};

/**
 * Is it its turn? With the citizen first somebody must be free for it, so that whom we call does not wait; or time is up: the promise is
 * nearly broken, and somebody is there. With the operator first it waits in the queue like anybody.
 */
bool callback_turn(const struct callback_rules *rules, const struct callback_desk *desk, int64_t due_ms, int64_t now_ms);

/** Is it over after this outcome, of a try with this number? Which state then; CALLBACK_WAITS: another try */
enum callback_state callback_after(const struct callback_rules *rules, enum callback_outcome outcome, unsigned tries);

/* ---- store.c: inside a write transaction ---- */

/** What is owed */
struct callback {
	int64_t id;                      /* result */
	int64_t appeal, call;            /* call 0 none */
	int64_t actor;                   /* who of the staff promised it; 0: the program */
	enum callback_reason reason;
	char line[CALLBACK_LINE_SIZE];
	int64_t topic;                   /* 0 none */
	enum lang lang;
	char phone[CALLBACK_PHONE_SIZE]; /* "": the appeal's own */
	int64_t place_ms, next_ms, due_ms;
};

/** Makes one, or renews the one that the appeal is owed; the promise is the caller's to make. Journalled */
int callback_make(struct tx *tx, struct callback *cb) MUST_CHECK;

/** A dial */
struct callback_dial {
	int64_t id, call, incarnation;
	uint8_t caller[CALLBACK_DIGEST];
	int64_t next_ms;
};

/** Claims it for a call that is not yet dialled. *good false: it is not to be dialled now; nothing was written */
int callback_claim(struct tx *tx, const struct callback_dial *dial, bool *good) MUST_CHECK;

/** How a try ended. `next_ms`: when another may begin. Keeps, breaks or drops the promise */
int callback_tried(struct tx *tx, int64_t id, enum callback_outcome outcome, const struct callback_rules *rules, int64_t next_ms) MUST_CHECK;

/** Somebody of the staff withdraws it, whether the program was to dial or people: what was to be dialled is over. Journalled */
int callback_withdraw(struct tx *tx, int64_t appeal, int64_t actor) MUST_CHECK;

/** The promise of an appeal is over: so is what was to be dialled, but for one that is being dialled as `but` */
int callback_settle(struct tx *tx, int64_t appeal, enum callback_outcome outcome, int64_t but) MUST_CHECK;

/** Those that dead runs of a node were dialling wait again */
int callback_crash(struct tx *tx, int64_t node) MUST_CHECK;

/** An appeal becomes part of another */
int callback_move(struct tx *tx, int64_t appeal, int64_t into) MUST_CHECK;

/** A command: not before `next_ms`; 0: never, nobody knows where: the promise is for people to keep */
struct callback_put_off {
	struct command cmd;              /* apply_h is callback_put_off_apply */
	int64_t id, next_ms;
};
int callback_put_off_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/* ---- store.c: read ---- */

/** One that is due */
struct callback_due {
	int64_t id, appeal, digits, region, topic;       /* region and topic 0 none */
	enum callback_reason reason;
	enum lang lang;
	unsigned tries;
	int64_t place_ms, due_ms;
	char line[CALLBACK_LINE_SIZE];
	char phone[CALLBACK_PHONE_SIZE];                 /* "": the appeal's own. Wipe it */
};

/** At most `most`, by their place; those whose citizen's data were destroyed are left out */
int callback_due(struct db *db, const struct keyring *keys, int64_t now_ms, struct callback_due *duev, unsigned most, unsigned *np) MUST_CHECK;

/* ---- view.c ---- */

/** {callbacks:[{number, state, reason, topic, line, line_name, by, made_at, due_at, next_at, tries, outcome, broken, mine}]}; an app_view_h's
    work. `lines`: for their names; NULL: no names */
int callback_view(const struct view *v, const struct lines *lines, json_t **objp) MUST_CHECK;

/** Sets `callback` of a card, as in the list, when one is owed for the appeal */
int callback_card(const struct view *v, int64_t appeal, json_t *card) MUST_CHECK;

#endif
