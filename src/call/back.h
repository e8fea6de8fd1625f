/**
 * @file back.h  A call back that somebody at the desk promises, or withdraws
 *
 * The phone is the appeal's own and stays in the program. Journal: callback.made, callback.ended.
 */
#ifndef OTKLIK_CALL_BACK_H
#define OTKLIK_CALL_BACK_H

#include "appeal/appeal.h"
#include "call/call.h"
#include "callback/callback.h"
#include "schedule/book.h"

enum { CALL_BACK_LATE_MS = 3600 * 1000 };        /* after a time that was agreed on a call back is late */

/** A command; cmd.refusal is enum call_refusal: CALL_APPEAL_UNKNOWN, CALL_APPEAL_ERASED, CALL_NO_PHONE */
struct call_back {
	struct command cmd;                      /* apply_h is call_back_apply or call_back_withdraw_apply */
	int64_t digits;                          /* of a number of the appeal */
	struct actor actor;
	int64_t at_ms;                           /* not before; 0 as soon as can be */
	struct book *book;                       /* a reference, of call_back_prepare */
	struct callback_rules rules;             /* call_back_prepare */
	struct promise promise;                  /* call_back_prepare */
	int64_t first_ms, due_ms;                /* results: when it may ring first, by day where the citizen lives; late after */
};

/** Counts its promise; takes a reference of the book, which call_back_close gives back. ERANGE when no term can be counted */
int call_back_prepare(struct call_back *back, struct book *book, const struct callback_rules *rules, int64_t now_ms) MUST_CHECK;
void call_back_close(struct call_back *back);

int call_back_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** It is not wanted any more: the promise is dropped. CALL_NOT_NOW: nothing is owed */
int call_back_withdraw_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
