/**
 * @file back.c  A call back that somebody at the desk promises, or withdraws
 */
#include <sodium.h>
#include "call/attach.h"
#include "call/back.h"
#include "call/note_priv.h"


int call_back_prepare(struct call_back *back, struct book *book, const struct callback_rules *rules, int64_t now_ms)
{
	if (SCHEDULE_OK != promise_start(&back->promise, PROMISE_CALL_BACK, book, PL_LIT(CALL_BACK_TERM), now_ms))
		return ERANGE;

	back->book = book_ref(book);
	back->rules = *rules;
	return 0;
}


void call_back_close(struct call_back *back)
{
	back->book = book_unref(back->book);
}


static const struct zone *lives(const struct call_back *back, unsigned code)
{
	const struct region *region = NULL;
	char text[4];

	if (code && re_snprintf(text, sizeof(text), "%02u", code) > 0)
		region = regions_find(book_regions(back->book), pl_of(text));

	return region ? region->zone : book_zone(back->book);
}


/* A time that was agreed on is late an hour after it; one at night is not kept before the morning, and that is what is promised */
static void agree(struct call_back *back, struct promise *promise, const struct zone *zone, int64_t now_ms)
{
	const bool agreed = back->at_ms > 0;

	back->first_ms = callback_day_ms(&back->rules, zone, agreed ? back->at_ms : now_ms);
	if (agreed)
		promise->clock.due_ms = callback_late_ms(&back->rules, zone, back->first_ms, CALL_BACK_LATE_MS);
}


int call_back_apply(struct tx *tx, struct command *cmd)
{
	struct call_back *back = CONTAINER_OF(cmd, struct call_back, cmd);
	struct promise promise = back->promise;
	enum call_refusal refusal = CALL_GRANTED;
	struct call_dial to = {.appeal = 0};
	struct callback cb;
	int err;

	err = call_dial_find(tx_db(tx), tx_keys(tx), back->digits, &to, &refusal);
	sodium_memzero(to.phone, sizeof(to.phone));
	cmd->refusal = (int)refusal;
	if (err || refusal)
		return err;

	agree(back, &promise, lives(back, to.region), tx_now(tx));
	cb = (struct callback){.actor = back->actor.staff, .reason = CALLBACK_DESK, .lang = to.lang, .place_ms = tx_now(tx), .next_ms = back->first_ms};
	str_ncpy(cb.line, to.line, sizeof(cb.line));
	err = call_owe(tx, to.appeal, &promise, &cb);
	back->due_ms = promise.clock.due_ms;

	return err;
}


int call_back_withdraw_apply(struct tx *tx, struct command *cmd)
{
	struct call_back *back = CONTAINER_OF(cmd, struct call_back, cmd);
	struct promise promise;
	enum call_refusal refusal = CALL_GRANTED;
	struct call_dial to = {.appeal = 0};
	bool owed = false;
	int err;

	err = call_dial_find(tx_db(tx), tx_keys(tx), back->digits, &to, &refusal);
	sodium_memzero(to.phone, sizeof(to.phone));
	if (!err && to.appeal)
		err = promise_owed(tx_db(tx), to.appeal, PROMISE_CALL_BACK, &promise, &owed);
	cmd->refusal = !to.appeal ? CALL_APPEAL_UNKNOWN : owed ? CALL_GRANTED : CALL_NOT_NOW;
	if (err || cmd->refusal)
		return err;

	err = promise_drop(tx, &promise);
	return err ? err : callback_withdraw(tx, to.appeal, back->actor.staff);
}
