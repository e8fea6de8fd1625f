/**
 * @file reason.h  Why an operator takes no work now: one word of a list
 *
 * A list and not a text: what is typed could name a person, and all at the desk see it and the journal keeps it. Pure rules.
 */
#ifndef OTKLIK_STAFF_REASON_H
#define OTKLIK_STAFF_REASON_H

#include "staff/staff.h"

/** Numbers are kept in the store (presence_log.reason): new ones are appended */
enum reason {
	REASON_NONE = 0,
	REASON_WRITTEN,          /* busy: written appeals */
	REASON_TRAINING,         /* busy */
	REASON_MEETING,          /* busy */
	REASON_LUNCH,            /* on a break */
	REASON_REST,             /* on a break: from the screen */
	REASON_TECHNICAL,        /* away; a longer wrap-up: a fault of the workplace */
	REASON_UNLISTED,         /* busy; away; a longer wrap-up */
	REASON_MISSES,           /* away: calls were not answered. The program alone says it */
	REASON_RECORD,           /* a longer wrap-up: the record is to be finished */
	REASON_COLLEAGUE,        /* …: waits for a colleague */
	REASON_CALLBACK,         /* …: calls the citizen back */
	REASONS,
};

/** The word; "" for none */
const char *reason_name(enum reason reason);
/** REASON_NONE: no such word */
enum reason reason_of(struct pl name);

/** May the state be said with it? None always may */
bool reason_fits(enum presence state, enum reason reason);
/** Is it one for a longer wrap-up? None is not */
bool reason_of_wrap_up(enum reason reason);

/** An operator gives a wrap-up more time: the journal has it */
struct staff_wrap_up {
	struct command cmd;
	int64_t id, seconds;             /* from now on */
	enum reason reason;
};
int staff_wrap_up_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
