/**
 * @file store.h  Recordings in the store: what is written of them, who may hear them, when they go
 *
 * Who may hear one: who talked, who has the appeal, seniors, supervisors and auditors. Each listening is a row of the journal, and gives a
 * ticket that opens the sound to that member of staff for an hour (a player asks for many ranges of one listening).
 *
 * Journal, about the call's appeal: recording.stored {"at_ms","call","erase_ms","length_ms"}; recording.heard {"at_ms","call"}; recording.erased the
 * same; of the call itself recording.refused, recording.paused, recording.resumed, recording.failed.
 */
#ifndef OTKLIK_RECORD_STORE_H
#define OTKLIK_RECORD_STORE_H

#include <jansson.h>
#include "appeal/view.h"
#include "db/write.h"
#include "record/encode.h"
#include "record/keep.h"

enum record_refusal {
	RECORD_GRANTED = 0,
	RECORD_UNKNOWN,                  /* no such recording */
	RECORD_NOT_YOURS,                /* another's */
	RECORD_LATER,                    /* its call is not in the store yet */
	RECORD_TWICE,                    /* it is there already */
	RECORD_GONE,                     /* the citizen's data were destroyed */
};

enum { RECORD_SEALED = BLOB_KEY_SIZE + 24 + 16, RECORD_TICKET_SIZE = 20 + 1 + 32 + 1, RECORD_TICKET_MS = 3600 * 1000 };

/** A command: the row of a recording. `cmd.refusal` RECORD_LATER, RECORD_TWICE */
struct record_store {
	struct command cmd;              /* apply_h is record_store_apply */
	const struct record_made *made;  /* borrowed */
	const struct record_keeps *keeps;        /* borrowed */
};
int record_store_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** A command: somebody is going to listen. `cmd.refusal` RECORD_UNKNOWN, RECORD_NOT_YOURS, RECORD_GONE */
struct record_hear {
	struct command cmd;              /* apply_h is record_hear_apply */
	int64_t call;
	struct actor actor;
	char ticket[RECORD_TICKET_SIZE]; /* result */
};
int record_hear_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Is it the ticket of this member of staff for this recording, and still good? In a time that tells nothing */
bool record_ticket_good(const struct keyring *keys, struct pl ticket, int64_t call, int64_t staff, int64_t now_ms);

/** A command: a recording goes. `blob` is set by apply: the file, to be removed once it is committed; "" there was none */
struct record_erase {
	struct command cmd;              /* apply_h is record_erase_apply */
	int64_t call;
	char blob[BLOB_NAME_SIZE];
};
int record_erase_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

enum record_word { RECORD_REFUSED, RECORD_PAUSED, RECORD_RESUMED, RECORD_FAILED };

/** A command that writes a word about a call's recording into the journal; mem_deref when done */
struct record_mark {
	struct command cmd;              /* made by record_mark_make; the caller sets home and done_h */
	enum record_word word;
	int64_t call, staff;             /* staff 0: the citizen */
	int64_t at_ms;
};
int record_mark_make(struct record_mark **mp, enum record_word word, int64_t call, int64_t staff, int64_t at_ms) MUST_CHECK;

/** Where it lies, and its key (wipe it). `refusal`: RECORD_UNKNOWN, RECORD_GONE */
struct record_place {
	char blob[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE];
};
int record_find(struct db *db, const struct keyring *keys, int64_t call, struct record_place *place, enum record_refusal *refusal) MUST_CHECK;

/** {recordings:[{call, at, message, length_ms, size, cut, erase_at or null, pauses:[[from, to]], gaps, peaks:[[…], […]], may}]}; an app_view_h's work */
int record_view(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

/** Does a blob belong to a recording? Is there any? */
int record_blob_known(struct db *db, struct pl blob, bool *known) MUST_CHECK;
int record_blob_any(struct db *db, bool *any) MUST_CHECK;

/** Up to `most` calls whose recordings were kept long enough */
int record_due(struct db *db, int64_t now_ms, int64_t *callv, unsigned most, unsigned *np) MUST_CHECK;

#endif
