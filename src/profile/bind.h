/**
 * @file bind.h  Lines are bound to the flows they say: no line is published without its flow, no flow is deleted under a line
 *
 * Both are judged inside the transaction that writes, by what the store has then: what a handler or a reader saw before may be old, on this
 * node or by another one. Everything else about them is judged before the command, since a version never changes.
 */
#ifndef OTKLIK_PROFILE_BIND_H
#define OTKLIK_PROFILE_BIND_H

#include "profile/profile.h"
#include "sheet/sheet.h"

/** Publishes lines: a struct sheet_save of SHEET_LINE. SHEET_CHANGED, too: a flow that one says has been deleted */
int lines_publish_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Deletes a flow: an empty version is published */
struct flow_drop {
	struct sheet_save save;          /* of SHEET_FLOW, its body "[]" */
	const struct profile *profile;   /* whose lines are version 0; borrowed; NULL: there are none */
	json_t *lines;                   /* result of SHEET_USED: keys of the lines that say it; owned */
};
int flow_drop_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
