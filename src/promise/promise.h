/**
 * @file promise.h  What is owed to a citizen by a time
 *
 * What this room is for: the record of each promise, from the moment it was made until it is kept, and that none is
 * forgotten. What it refuses: counting time (schedule does), keeping the promise (whoever made it does).
 *
 * States:  open ──▶ kept (in time) or late (kept after its time)
 *          open ⇄ paused (the citizen was asked)          open ──▶ broken, still owed ──▶ late
 *          broken ⇄ paused (a pause heals nothing: it is not broken again)
 *          open, paused, broken ──▶ dropped (there is nothing to keep any more)
 *
 * The calls run inside a write transaction, on the writer thread.
 */
#ifndef OTKLIK_PROMISE_PROMISE_H
#define OTKLIK_PROMISE_PROMISE_H

#include "db/write.h"
#include "schedule/schedule.h"

enum promise_kind { PROMISE_ANSWER = 1, PROMISE_CALL_BACK };

enum promise_state { PROMISE_OPEN = 1, PROMISE_PAUSED, PROMISE_KEPT, PROMISE_LATE, PROMISE_BROKEN, PROMISE_DROPPED };

const char *promise_state_name(enum promise_state state);

struct promise {
	int64_t id, appeal;
	enum promise_kind kind;
	enum promise_state state;
	char term[TERM_TEXT_SIZE];                    /* as it was when it was made */
	char calendar[CALENDAR_NAME_MAX + 1];
	struct term_clock clock;
};

struct book;

/* Its clock (start.c): pure; the promise is untouched on refusal */

/** A promise from now on, by a named term of the book in force, e.g. "answer_by.question" */
enum schedule_refusal promise_start(struct promise *promise, enum promise_kind kind, const struct book *book,
				    struct pl term_name, int64_t now_ms);
/** The citizen was asked: the clock stands still */
enum schedule_refusal promise_pause(struct promise *promise, const struct book *book, int64_t now_ms);
enum schedule_refusal promise_resume(struct promise *promise, const struct book *book, int64_t now_ms);

/* Its record: inside a write transaction */

/** Makes a promise whose clock was started: the caller sets id and appeal */
int promise_make(struct tx *tx, const struct promise *promise) MUST_CHECK;

/** The promise of a kind that is still owed for an appeal (open, paused or broken); `foundp` says whether there is one */
int promise_owed(struct db *db, int64_t appeal, enum promise_kind kind, struct promise *promise, bool *foundp) MUST_CHECK;

/** Kept now: kept or late, by the clock */
int promise_keep(struct tx *tx, struct promise *promise) MUST_CHECK;
int promise_drop(struct tx *tx, struct promise *promise) MUST_CHECK;

/** It cannot be kept: broken now, before its time too, with a reason (a word) in the journal. It stays owed, for people to keep */
int promise_fail(struct tx *tx, struct promise *promise, const char *reason) MUST_CHECK;

/** The promises of an appeal are another's from now on: it became part of that one */
int promise_move(struct tx *tx, int64_t appeal, int64_t into) MUST_CHECK;

/** Its clock was paused or goes on: stores what `promise` holds */
int promise_store(struct tx *tx, const struct promise *promise) MUST_CHECK;

/** Marks an open promise whose time has passed as broken and journals it; any other is left as it is */
int promise_look(struct tx *tx, struct promise *promise) MUST_CHECK;

/** A command that marks promises whose time has passed as broken, at most 200, and journals each; result: how many */
struct promise_watch {
	struct command cmd;
	unsigned broken;
};

int promise_watch_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
