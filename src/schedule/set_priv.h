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

/* Refuses by a rule of the schedule */
void set_rules(struct command *cmd, struct book_fault *fault, enum schedule_refusal why, const char *word);

/* Writes a body to the journal; takes it, NULL is ENOMEM */
int set_journal(struct tx *tx, const char *kind, int64_t actor, json_t *owned) MUST_CHECK;

#endif
