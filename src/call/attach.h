/**
 * @file attach.h  What an operator makes of a call's appeal: the known one after all, or two
 *
 * attach   the call is about an appeal that there is already. The provisional appeal that the call was given becomes part of it
 *          (appeal/join.h): its number leads there for ever, notes and the call back that is owed go over. A call that is a contact of
 *          an appeal which it did not begin (the caller typed its number) goes over alone. Once for each call: who comes second is
 *          told (CALL_ATTACHED), unless both meant the same appeal.
 * split    the call is about two things: a second appeal of the same citizen, whose contact is the same call.
 *
 * May do it: the operator who answered the call, while it lasts and after it, and a supervisor. Journal: call.attached, call.split about
 * both appeals, appeal.joined.
 */
#ifndef OTKLIK_CALL_ATTACH_H
#define OTKLIK_CALL_ATTACH_H

#include "appeal/enter.h"
#include "call/call.h"
#include "line/line.h"

/** A command; cmd.refusal is enum call_refusal. The caller sets home and done_h */
struct call_attach {
	struct command cmd;
	const struct keyring *keys;              /* borrowed */
	int64_t call;
	struct actor actor;
	int64_t into;                            /* digits of a number of the known appeal */

	int64_t appeal, digits;                  /* result: its id and its own number */
	struct call_view view;                   /* result: as the record has it */
};

int call_attach_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

struct call_split;

/**
 * A command that makes a second appeal
 *
 * @param sp    Owned: mem_deref once done_h has run
 * @param clean Kind, topic, text, actor; borrowed during the call
 *
 * @return 0, ENOMEM; ERANGE when no term can be counted
 */
int call_split_prepare(struct call_split **sp, const struct keyring *keys, const struct book *book, const struct appeal_clean *clean,
		       int64_t call, unsigned roles, int64_t incarnation, int64_t now_ms) MUST_CHECK;

/** The command to submit: the caller sets id, digest, keep, home, done_h. Its refusal is enum call_refusal */
struct command *call_split_command(struct call_split *split);

/** After done_h without error or refusal: what was given (the first time, when it was repeated) */
int call_split_result(const struct call_split *split, int64_t *digits, int64_t *answer_by_ms) MUST_CHECK;

/** Whom to call for an appeal (for the voice alone: the number never reaches a screen) */
struct call_dial {
	int64_t appeal, digits;                  /* its own number's */
	enum lang lang;
	unsigned region;                         /* where the citizen lives; 0 not known */
	char line[LINE_KEY_SIZE];                /* by which the newest call about it came; "" none */
	char phone[32];                          /* E.164 */
};

/** `refusal`: CALL_APPEAL_UNKNOWN, CALL_APPEAL_ERASED, CALL_NO_PHONE */
int call_dial_find(struct db *db, const struct keyring *keys, int64_t digits, struct call_dial *to, enum call_refusal *refusal) MUST_CHECK;

#endif
