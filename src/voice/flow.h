/**
 * @file flow.h  What a caller is told: a pure machine, without sound, clock or store
 *
 * The frame around the flow of the line's profile (flow/walk.h), which speaks first and asks what it is about:
 *
 *   walk: greeting, menus … ──WALK_JOIN──▶ queue: place, band, what to have ready ◀─ lost ─╮
 *     │ WALK_LEAVE      ◀── offer taken ─────┤ comfort: thanks, place, a hint, offers      │
 *     ▼                                      ╰──▶ talk ─────────────────────────────────────╯
 *   hang up, WALK_GIVE: away                       ╰─ operator left ─▶ number, name, bye
 *
 * Each event gives what to say next, what to do at once, and how long to wait for a key when all is said.
 */
#ifndef OTKLIK_VOICE_FLOW_H
#define OTKLIK_VOICE_FLOW_H

#include "flow/walk.h"

enum {
	FLOW_SAY_MAX = WALK_SAY_MAX + 2,        /* a whole menu, and before it an announcement and that the number has changed */
	FLOW_HINTS   = 4,                       /* what callers are told while they wait, in turn (R12, R20) */
};

enum flow_state {
	FLOW_MENU = 1,                  /* the walk has it */
	FLOW_FULL,                      /* the queue takes no more; what it offers may be taken */
	FLOW_TO_QUEUE, FLOW_WAITING, FLOW_TALKING, FLOW_FAREWELL,
	FLOW_SURVEY,                    /* how was it? Before the farewell's last words */
	FLOW_CALLED,                    /* we called back: is it the citizen, who still wants it? */
	FLOW_UNWANTED,
	FLOW_AWAY,                      /* somebody outside has the caller for good: nothing is said any more */
};

/** What can be said; n: a count */
enum flow_words {
	SAY_WALK = 1,                   /* what the profile's flow says */
	SAY_ENTER, SAY_NONE /* nobody is there */, SAY_STAY, SAY_WRITE, SAY_PLACE, SAY_BAND, SAY_READY, SAY_FULL, SAY_LOST, SAY_RESUMED,
	SAY_SENT, SAY_GIVEN, SAY_OUTSIDE, SAY_CAME_BACK, SAY_RING /* how long it rings at most */, SAY_WAY /* how the answer comes */, SAY_OWED,
	SAY_ANSWERS /* who is about to be joined */,
	SAY_PENCIL, SAY_NUMBER, SAY_CODE /* n: 0 its own, from 1 those that were split from it */, SAY_LATER, SAY_OPERATOR, SAY_BYE,
	SAY_RECORDED, SAY_UNRECORDED, SAY_ANNOUNCEMENT,
	SAY_CALLED, SAY_CALLED_JOIN, SAY_CALLED_DROP, SAY_DROPPED, SAY_CONNECT,
	SAY_SURVEY, SAY_SCORED,
	SAY_REPLACED,                   /* the number that was dialled has another in its place */
	SAY_THANKS, SAY_HINT            /* n: from 0 */,
};

struct flow_say {
	enum flow_words words;
	unsigned n;
	struct walk_say walk;           /* of SAY_WALK */
};

enum flow_event {
	FLOW_BEGIN,                     /* the call is answered */
	FLOW_SAID,                      /* everything was said */
	FLOW_KEY,                       /* n: the key */
	FLOW_QUIET,                     /* no key came in time */
	FLOW_FOUND, FLOW_NOT_FOUND,     /* of FLOW_FIND, FLOW_LOOK, FLOW_CALL and their like (enum walk_event) */
	FLOW_UNSURE,                    /* nobody could look */
	FLOW_JOINED,                    /* it stands in the queue */
	FLOW_NO_ROOM,                   /* the queue takes no more */
	FLOW_MOVED,                     /* place or band have changed */
	FLOW_WAITED,                    /* n: seconds of waiting; said often, and mostly nothing follows */
	FLOW_COMFORT,                   /* nothing was said for long; n: the same */
	FLOW_GREET,                     /* an operator is there, and the caller is told who, first */
	FLOW_ANSWERED,                  /* an operator is there */
	FLOW_OPERATOR_LOST,             /* and away again, against the will of both: it waits again */
	FLOW_SENT,                      /* the operator sent the caller on, to a topic's queue */
	FLOW_GIVEN,                     /* … or to a colleague */
	FLOW_CAME_BACK,                 /* … who did not answer */
	FLOW_OUTSIDE,                   /* the operator calls a telephone outside; the caller is held */
	FLOW_OPERATOR_LEFT,             /* hung up; the citizen is still there */
};

/** What to do at once, before anything is said */
enum flow_do {
	FLOW_NOTHING,
	FLOW_FIND,                      /* look for the number and code that were typed */
	FLOW_LOOK,                      /* ask how the application stands whose number was typed (service.h) */
	FLOW_JOIN,                      /* into the queue: with the topic, or with the appeal that was found */
	FLOW_LEAVE,                     /* hang up: all is said */
	FLOW_PROMISE, FLOW_RECORD, FLOW_STOP, FLOW_SEND, FLOW_DELIVER, FLOW_CALL,   /* of the walk: see enum walk_do */
	FLOW_DROP,                      /* the citizen does not want to be called back any more */
	FLOW_SCORE,                     /* `score` is what the caller says of the talk */
	FLOW_BRIDGE,                    /* of FLOW_GREET: it was said */
};

struct flow {
	enum flow_state state;
	struct walk walk;               /* its tree is NULL in a call of ours: nothing is asked */
	bool known;                     /* the appeal is the caller's, not one that this call began */
	bool ready_said;
	bool nobody;                    /* nobody who could take it is signed in: it is told, and what the flow offers is, at once */
	bool replaced;                  /* the number that was dialled has another in its place, which is to be told */
	unsigned offered;               /* what who waits, or has no room to, was offered: bits of the walk's offers */
	unsigned hint;                  /* how many were said */
	bool numbered;                  /* the appeal has a number that can be told */
	bool announces;                 /* every caller is told something first */
	bool fresh;                     /* the number was given to this very call: who hears it is told the receipt code too */
	bool asks;                      /* callers are asked how the talk was (setting survey.calls) */
	unsigned score;                 /* 1 … 5; 0 not said */
	unsigned tries;                 /* silences of FLOW_CALLED, wrong keys of FLOW_FULL */
	unsigned more;                  /* appeals that were split from it, all fresh */
	bool greeting;                  /* who answers is being said */
};

/** What follows; zeroed by flow_step */
struct flow_out {
	enum flow_do act;
	bool cut;                       /* what is being said is interrupted */
	bool unqueue;                   /* first out of the queue, by the caller's own wish */
	unsigned n;
	struct flow_say say[FLOW_SAY_MAX];
	unsigned quiet_ms;              /* once all is said; 0: no key is waited for */
};

/** A new call; nothing is said before FLOW_BEGIN. `tree`: borrowed, or NULL. The facts of the walk are the caller's to fill in */
void flow_init(struct flow *flow, const struct flow_tree *tree, enum lang lang);

/** A call back: whoever answers is asked first. Of the same, when the operator talks first, nothing is asked */
void flow_called(struct flow *flow, enum lang lang);

/** Is all done here: only the last words are said, or the caller is elsewhere? */
bool flow_done(const struct flow *flow);

/** Takes an event; n: see enum flow_event */
void flow_step(struct flow *flow, enum flow_event event, unsigned n, struct flow_out *out);

#endif
