/**
 * @file reveal.h  A look behind the mask, and the draft of an answer: commands that open or seal under a citizen's key
 */
#ifndef OTKLIK_APPEAL_REVEAL_H
#define OTKLIK_APPEAL_REVEAL_H

#include "appeal/appeal.h"

enum reveal_field { REVEAL_NAME = 1, REVEAL_PHONE, REVEAL_EMAIL, REVEAL_CUT };

enum { REVEAL_REASON_MAX = 300 };      /* bytes */

enum reveal_field reveal_field_of(struct pl name);      /* 0: none of them */

/**
 * Shows one personal field to a member of the desk, and says so in the journal before it is shown: who, when, which field,
 * why (the reason is one of the words in reveal_reasons, so that no personal data slip into the journal)
 */
struct appeal_reveal {
	struct command cmd;
	const struct keyring *keys;
	int64_t digits;
	struct actor actor;
	enum reveal_field field;
	int64_t message;                 /* REVEAL_CUT: of which message */
	struct pl reason;                /* "call", "answer", "identity", "correct", "complaint"; borrowed until done */
	struct mbuf *value;              /* result, owned by the command's owner; NULL: there is none */
};

int appeal_reveal_apply(struct tx *tx, struct command *cmd) MUST_CHECK;
bool reveal_reason_known(struct pl reason);

/** Saves a draft, sealed. A draft saved from elsewhere since `version` is not overwritten: APPEAL_DRAFT_NEWER gives it back. */
struct appeal_draft {
	struct command cmd;
	const struct keyring *keys;
	int64_t digits;
	struct actor actor;
	struct pl text;                  /* empty: drops it; borrowed until done */
	int64_t version;                 /* that was read; 0: none yet */
	int64_t new_version, at_ms;      /* results; of the newer draft on refusal */
	struct mbuf *newer;              /* result on refusal, owned by the command's owner */
};

int appeal_draft_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
