/**
 * @file set_priv.h  What the commands of the schedule share
 */
#ifndef OTKLIK_SCHEDULE_SET_PRIV_H
#define OTKLIK_SCHEDULE_SET_PRIV_H

#include "schedule/set.h"

/* A calendar as the store has it, or as it is built in (version 0); body NULL: neither. json_decref(body) */
struct stored {
	json_t *body;
	int64_t version;
};

int calendar_read(struct tx *tx, struct pl name, struct stored *s) MUST_CHECK;

/* Makes the calendar of a body, without its exceptions; look at fault->why */
int calendar_of_body(struct calendar **calp, struct pl name, const json_t *body, struct book_fault *fault) MUST_CHECK;

/* A change of a calendar on its way to the store */
struct calendar_change {
	struct command *cmd;
	struct book_fault *fault;
	struct pl name;
	int64_t actor;
	const char *act;                     /* "set", "published", "waits", "confirmed", "withdrawn" */
	bool short_notice;
	struct stored was;
	json_t *body;                        /* as it will be */
	json_t *week;                        /* the dated week that it is about, as it will be or was; NULL: none */
};

/* Refuses a body that is no calendar; else writes it and the journal */
int calendar_write(struct tx *tx, struct calendar_change *c) MUST_CHECK;
void calendar_change_end(struct calendar_change *c);

/* Dated weeks of a body (week.c): at most one that acts and one that waits for each day, in order of days */

/* Takes `week`; one of the same day and sort is replaced. @return ENOMEM, or 0 */
int week_put(json_t *body, json_t *week) MUST_CHECK;
/* Those that nobody can ask about any more become the calendar's ordinary hours */
int week_prune(json_t *body, int32_t today) MUST_CHECK;

/* Refuses by a rule of the schedule */
void set_rules(struct command *cmd, struct book_fault *fault, enum schedule_refusal why, const char *word);

/* Writes a body to the journal; takes it, NULL is ENOMEM */
int set_journal(struct tx *tx, const char *kind, int64_t actor, json_t *owned) MUST_CHECK;

#endif
