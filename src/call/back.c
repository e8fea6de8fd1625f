/**
 * @file back.c  A call back that somebody at the desk promises, or withdraws
 */
#include <sodium.h>
#include "call/attach.h"
#include "call/back.h"
#include "call/note_priv.h"


int call_back_prepare(struct call_back *back, const struct book *book, int64_t now_ms)
{
	if (SCHEDULE_OK != promise_start(&back->promise, PROMISE_CALL_BACK, book, PL_LIT(CALL_BACK_TERM), now_ms))
		return ERANGE;

	if (back->at_ms)
		back->promise.clock.due_ms = back->at_ms + CALL_BACK_LATE_MS;
	return 0;
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

	cb = (struct callback){
		.actor = back->actor.staff, .reason = CALLBACK_DESK, .lang = to.lang, .place_ms = tx_now(tx), .next_ms = back->at_ms ? back->at_ms : tx_now(tx)};
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
