/**
 * @file message.h  A message to a citizen: what is said, and to whom, as it waits in the outbox
 *
 *   command ──▶ {outbox row, sealed text and address, journal: outbox.put} ──▶ sender.h ──▶ sent, or given up: text and address are forgotten
 *
 * What this part is for: keeping a message until it was sent, so that nobody can read it in the store; so many a day to one address, so that
 * nobody is pestered from a telephone of ours. What it refuses: an address that is not there, a number that takes no SMS.
 *
 * Journal, about the appeal if there is one: outbox.put {"call"?,"channel","kind","outbox","word"?}: neither text nor address.
 */
#ifndef OTKLIK_OUTBOX_MESSAGE_H
#define OTKLIK_OUTBOX_MESSAGE_H

#include "db/keyring.h"
#include "outbox/outbox.h"

enum {
	OUTBOX_TO_SIZE = 256,               /* bytes of an address, with the zero: E.164 or mail */
	OUTBOX_SUBJECT_SIZE = 256,
	OUTBOX_TEXT_MAX = 8 * 1024,         /* bytes */
	OUTBOX_WORD_SIZE = 32,
	OUTBOX_A_DAY = 10,                  /* messages to one address in 24 hours */
};

enum outbox_refusal {
	OUTBOX_ALLOWED = 0,
	OUTBOX_APPEAL_UNKNOWN,
	OUTBOX_ERASED,                      /* the citizen's data were destroyed */
	OUTBOX_NO_ADDRESS,                  /* the appeal has none */
	OUTBOX_LANDLINE,                    /* no number that takes SMS */
	OUTBOX_ENOUGH,                      /* OUTBOX_A_DAY were sent there */
};

/** "unknown", "erased", "no_address", "landline", "enough"; "" allowed */
const char *outbox_refusal_name(enum outbox_refusal refusal);

/** A command; the caller sets home and done_h. mem_deref when done: wiped */
struct outbox_message {
	struct command cmd;                 /* refusal: enum outbox_refusal */
	enum outbox_channel channel;
	const char *kind;                   /* "checklist", "number"; borrowed for ever */
	char word[OUTBOX_WORD_SIZE];        /* which checklist; "" none */
	int64_t actor;                      /* staff; 0 the citizen, -1 the program */
	int64_t call;                       /* in which it was asked for; 0 none */
	bool own;                           /* to the phone or mail that the appeal with `digits` has; else `to`, about `appeal` */
	int64_t digits;
	int64_t appeal;                     /* 0 none; result with `own` */
	char to[OUTBOX_TO_SIZE];
	char subject[OUTBOX_SUBJECT_SIZE];  /* of mail */
	char *text;                         /* owned, wiped */

	int64_t id;                         /* result */
};

/** A new one with a copy of the text. ENOMEM; EFBIG: OUTBOX_TEXT_MAX */
int outbox_message_make(struct outbox_message **mp, enum outbox_channel channel, const char *kind, struct pl text) MUST_CHECK;

int outbox_message_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** The same inside another command's transaction */
int outbox_message_put(struct tx *tx, struct outbox_message *m, enum outbox_refusal *refusal) MUST_CHECK;

/** Does this number take SMS? Russian mobile numbers (+7 9…); abroad nobody pays for it */
bool outbox_takes_sms(struct pl e164);

/** One that is due */
struct outbox_letter {
	int64_t id, made_ms;
	bool gone;                          /* meant for a citizen whose data were destroyed, or unreadable: it is given up */
	char to[OUTBOX_TO_SIZE], subject[OUTBOX_SUBJECT_SIZE];
	char *text;                         /* owned */
};

/** What is due on a channel, oldest first; `n` of at most `most`. Texts are the caller's to wipe: outbox_letter_close */
int outbox_letters(struct db *db, const struct keyring *keys, enum outbox_channel channel, int64_t now_ms, struct outbox_letter *at, unsigned most,
		   unsigned *n) MUST_CHECK;
void outbox_letter_close(struct outbox_letter *l);

/** When something is due next; 0: nothing waits */
int outbox_next(struct db *db, enum outbox_channel channel, int64_t *next_ms) MUST_CHECK;

#endif
