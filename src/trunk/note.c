/**
 * @file note.c  The journal tells when a trunk goes up or down
 */
#include <stdio.h>
#include "trunk/trunk.h"

enum { BODY_MAX = 128 };


int trunk_note_apply(struct tx *tx, struct command *cmd)
{
	const struct trunk_note *note = CONTAINER_OF(cmd, struct trunk_note, cmd);
	const char *reason = trunk_reason_name(note->reason);
	char body[BODY_MAX];

	/* a key is a plain word (read.c) */
	if (*reason)
		(void)snprintf(body, sizeof(body), "{\"reason\":\"%s\",\"trunk\":\"%s\"}", reason, note->key);
	else
		(void)snprintf(body, sizeof(body), "{\"trunk\":\"%s\"}", note->key);

	return tx_journal(tx, &(struct journal_entry){
			.kind = TRUNK_UP == note->state ? "trunk.up" : "trunk.down", .actor = -1, .body = pl_of(body)});
}
