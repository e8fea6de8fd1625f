/**
 * @file appeal.h  The appeal: every numbered record, from its first word to its last
 *
 * What this room is for: taking an appeal in, its life, its messages, files and drafts, and what is promised about it. What
 * it refuses: speaking to anybody (edges do), the time (an argument), whom to offer it to (the queue).
 *
 * States (life.c holds the table; the picture is in README.md beside it):
 *
 *          take             answer             close
 *   new ─────────▶ in_work ─────────▶ answered ─────▶ closed
 *    ▲  ◀───────── │    ▲                 │             │
 *        return    │    │ citizen writes  │ citizen     │ writes, or staff reopens
 *          request ▼    │                 ▼             ▼
 *                waiting ┘              reopened ◀──────┘   reopened ─ take ─▶ in_work
 *
 * Ownership: a command is owned by who submits it; texts in it are borrowed until done. Threads: preparing is done where the
 * request is (it seals personal data), applying on the writer.
 */
#ifndef OTKLIK_APPEAL_APPEAL_H
#define OTKLIK_APPEAL_APPEAL_H

#include "base/catalog.h"
#include "db/vault.h"
#include "db/write.h"

enum appeal_kind { APPEAL_TECHNICAL = 1, APPEAL_QUESTION, APPEAL_RECOMMENDATION, APPEAL_COMPLAINT };

enum appeal_state {
	APPEAL_NEW = 1,         /* entered, nobody works on it */
	APPEAL_IN_WORK,         /* its owner works on it */
	APPEAL_WAITING,         /* the citizen was asked; the term stands still */
	APPEAL_ANSWERED,        /* the answer was given */
	APPEAL_CLOSED,          /* with a result */
	APPEAL_REOPENED,        /* the citizen wrote again, or staff saw a reason; a new term runs */
};

enum appeal_event {
	APPEAL_TAKE = 1, APPEAL_RETURN, APPEAL_ANSWER, APPEAL_REQUEST, APPEAL_NOTE, APPEAL_CLOSE, APPEAL_REOPEN,
	APPEAL_CITIZEN_WRITES, APPEAL_SET_TOPIC, APPEAL_SET_DELAY, APPEAL_REVEAL, APPEAL_ADD_FILE,
	APPEAL_EVENTS
};

enum appeal_result {             /* R66: recorded before an appeal is closed */
	RESULT_SOLVED = 1, RESULT_EXPLAINED, RESULT_REFUSED, RESULT_REDIRECTED, RESULT_WITHDRAWN,
};

enum contact_channel { CHANNEL_FORM = 1, CHANNEL_API, CHANNEL_DESK, CHANNEL_CALL };

enum message_kind { MESSAGE_QUESTION = 1, MESSAGE_ANSWER, MESSAGE_REQUEST, MESSAGE_NOTE };

/** Why the rules would not; each has a key in the catalogue: refusal_key() */
enum appeal_refusal {
	APPEAL_ALLOWED = 0,
	APPEAL_UNKNOWN,              /* no such appeal */
	APPEAL_CHANGED,              /* somebody acted first: the version is another */
	APPEAL_NOT_NOW,              /* this cannot be done in this state */
	APPEAL_NOT_YOURS,            /* another works on it */
	APPEAL_NOT_PERMITTED,        /* the role may not */
	APPEAL_DRAFT_NEWER,          /* another device saved a newer draft */
	APPEAL_TOPIC_UNKNOWN,
	APPEAL_FULL,                 /* too many messages or files */
	APPEAL_ERASED,               /* the citizen's data were destroyed: nothing can be sealed or opened any more */
	APPEAL_IDENTIFIER,           /* words that are kept as they are hold a phone, a mail address or a document's number */
};

/** Stable words for the API, journal and catalogue keys: "in_work", "complaint", … ; "" when there is none */
const char *appeal_kind_name(enum appeal_kind kind);
const char *appeal_state_name(enum appeal_state state);
const char *appeal_event_name(enum appeal_event event);
const char *appeal_result_name(enum appeal_result result);
const char *contact_channel_name(enum contact_channel channel);
const char *message_kind_name(enum message_kind kind);
const char *appeal_refusal_name(enum appeal_refusal refusal);
/** The reverse; 0 when the word is none of them */
enum appeal_kind appeal_kind_of(struct pl name);
enum appeal_state appeal_state_of(struct pl name);
enum appeal_result appeal_result_of(struct pl name);

/* Life: pure rules */

/** Who acts */
struct actor {
	int64_t staff;               /* 0 the citizen */
	unsigned roles;              /* bits of enum role */
};

/** What the rules look at */
struct appeal_life {
	enum appeal_state state;
	int64_t owner;               /* DB_NULL: nobody */
};

/**
 * May this happen now, and what is the state then?
 *
 * @param nextp Result, untouched on refusal; equal to the present state when it does not change
 */
enum appeal_refusal appeal_next(const struct appeal_life *life, enum appeal_event event, const struct actor *actor,
				enum appeal_state *nextp);

/** The bits (1 << enum appeal_event) of what this actor may do now */
unsigned appeal_allowed(const struct appeal_life *life, const struct actor *actor);

#endif
