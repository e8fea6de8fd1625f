/**
 * @file owe.c  A call back: owed, kept
 */
#include "base/id.h"
#include "call/note_priv.h"


int call_owe(struct tx *tx, int64_t appeal, struct promise *promise, struct callback *back)
{
	struct promise before;
	bool owed = false;
	int err = promise_owed(tx_db(tx), appeal, PROMISE_CALL_BACK, &before, &owed);

	if (err)
		return err;

	if (owed) {
		*promise = before;
	}
	else {
		promise->id = id_new(tx_now(tx));
		promise->appeal = appeal;
		err = promise_make(tx, promise);
	}
	if (err || !back)
		return err;

	back->appeal = appeal;
	back->due_ms = promise->clock.due_ms;
	back->place_ms = back->place_ms ? back->place_ms : tx_now(tx);
	return callback_make(tx, back);
}


int call_kept(struct tx *tx, int64_t appeal, int64_t callback)
{
	struct promise promise;
	bool owed = false;
	int err = promise_owed(tx_db(tx), appeal, PROMISE_CALL_BACK, &promise, &owed);

	if (!err && owed)
		err = promise_keep(tx, &promise);

	return err ? err : callback_settle(tx, appeal, CALLBACK_ELSEWHERE, callback);
}
