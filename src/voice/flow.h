/**
 * @file flow.h  What a caller is told and asked: a pure machine, without sound, clock or store
 *
 *   greeting, status ──▶ menu ──1…8──▶ topic ─────────────────────────────────╮
 *        │ closed         │ ▲ ╰──0, silence thrice──▶ a person ───────────────┤
 *        ▼                9 * silence: again                                  ▼
 *   until when; bye       ▼ │                                         queue: place, band, what to have ready
 *                       number (10) ─▶ code (8) ─▶ looked up ──known──────────▶│         ▲ │
 *                         ▲──────────not found────────╯ thrice: a person       ▼  lost ──╯ │
 *                                                                            talk ─────────╯
 *                                                                              ╰─ operator left ─▶ number, name, bye
 *
 * Keys interrupt what is said in menus: 0 a person, * back, # the other language (R11). Each event gives what to say next, what to do
 * when it is said, and how long to wait for a key.
 */
#ifndef OTKLIK_VOICE_FLOW_H
#define OTKLIK_VOICE_FLOW_H

#include "base/def.h"

enum {
	FLOW_SAY_MAX   = 20,            /* sayings at one time: a whole menu */
	FLOW_NUMBER    = 10,            /* digits of an appeal's number */
	FLOW_CODE      = 8,             /* digits of its receipt code */
	FLOW_TRIES     = 3,             /* silences, wrong keys, wrong numbers: then a person */
	FLOW_QUIET_MS  = 6000,          /* in a menu */
	FLOW_DIGITS_MS = 12000,         /* between digits */
	FLOW_KEY_NUMBER = '9',          /* "I have a number" */
};

enum flow_state {
	FLOW_GREETING = 1, FLOW_CLOSED, FLOW_MENU, FLOW_ASK_NUMBER, FLOW_ASK_CODE, FLOW_LOOKING, FLOW_TO_QUEUE, FLOW_WAITING, FLOW_TALKING,
	FLOW_FAREWELL,
};

/** What can be said; n: a topic of the menu, a count */
enum flow_words {
	SAY_GREET = 1, SAY_STATUS, SAY_CLOSED, SAY_WRITE, SAY_AGAIN, SAY_BYE,
	SAY_MENU, SAY_TOPIC /* n: from 0 */, SAY_KNOWN, SAY_PERSON, SAY_REPEAT, SAY_LANGUAGE /* in the other one */, SAY_SILENCE, SAY_WRONG,
	SAY_ASK_NUMBER, SAY_ASK_CODE, SAY_SHORT /* n: digits typed */, SAY_NONE, SAY_FOUND, SAY_LOCK,
	SAY_CHOSEN /* n: topic */, SAY_CONNECT, SAY_ENTER, SAY_PLACE, SAY_BAND, SAY_READY, SAY_FULL, SAY_LOST, SAY_RESUMED,
	SAY_SENT, SAY_GIVEN, SAY_CAME_BACK, SAY_OWED,
	SAY_PENCIL, SAY_NUMBER, SAY_CODE /* n: 0 its own, from 1 those that were split from it */, SAY_LATER, SAY_OPERATOR,
};

struct flow_say {
	enum flow_words words;
	unsigned n;
};

enum flow_event {
	FLOW_BEGIN,                     /* the call is answered */
	FLOW_SAID,                      /* everything was said */
	FLOW_KEY,                       /* n: the key */
	FLOW_QUIET,                     /* no key came in time */
	FLOW_FOUND, FLOW_NOT_FOUND,     /* of FLOW_FIND */
	FLOW_UNSURE,                    /* nobody could look */
	FLOW_JOINED,                    /* it stands in the queue */
	FLOW_NO_ROOM,                   /* the queue takes no more */
	FLOW_MOVED,                     /* place or band have changed */
	FLOW_ANSWERED,                  /* an operator is there */
	FLOW_OPERATOR_LOST,             /* and away again, against the will of both: it waits again */
	FLOW_SENT,                      /* the operator sent the caller on, to a topic's queue */
	FLOW_GIVEN,                     /* … or to a colleague */
	FLOW_CAME_BACK,                 /* … who did not answer */
	FLOW_OPERATOR_LEFT,             /* hung up; the citizen is still there */
};

/** What to do at once, before anything is said */
enum flow_do {
	FLOW_NOTHING,
	FLOW_FIND,                      /* look for the number and code that were typed */
	FLOW_JOIN,                      /* into the queue: with the topic, or with the appeal that was found */
	FLOW_SWITCH,                    /* speak the other language from now on */
	FLOW_LEAVE,                     /* hang up: all is said */
};

struct flow {
	enum flow_state state;
	bool open;                      /* of the line, at the beginning */
	bool again;                     /* the caller was cut off before and keeps the place */
	unsigned topics;                /* in the menu, 0 … 8 */
	unsigned topic;                 /* chosen, from 1; 0 none: a person */
	bool known;                     /* the number was found */
	unsigned tries;
	unsigned typed;
	char number[FLOW_NUMBER + 1], code[FLOW_CODE + 1];
	bool ready_said;
	bool numbered;                  /* the appeal has a number that can be told */
	bool fresh;                     /* the number was given to this very call: who hears it is told the receipt code too */
	unsigned more;                  /* appeals that were split from it, all fresh */
};

/** What follows; zeroed by flow_step */
struct flow_out {
	enum flow_do act;
	bool cut;                       /* what is being said is interrupted */
	unsigned n;
	struct flow_say say[FLOW_SAY_MAX];
	unsigned quiet_ms;              /* once all is said; 0: no key is waited for */
};

/** A new call; nothing is said before FLOW_BEGIN */
void flow_init(struct flow *flow, bool open, unsigned topics);

/** Takes an event; n: see enum flow_event */
void flow_step(struct flow *flow, enum flow_event event, unsigned n, struct flow_out *out);

#endif
