/**
 * @file promise.c  Promises: made, paused, kept, broken, dropped
 */
#include "promise/promise.h"
#include "promise/promise.sql.h"

enum { WATCH_MOST = 200 };

static const char *const states[] = {"", "open", "paused", "kept", "late", "broken", "dropped"};


const char *promise_state_name(enum promise_state state)
{
	return (unsigned)state < sizeof(states) / sizeof(states[0]) ? states[state] : "";
}


int promise_make(struct tx *tx, const struct promise *p)
{
	return sql_promise_add(tx_db(tx), &(struct sql_promise_add){
			.id = p->id, .appeal = p->appeal, .kind = p->kind, .term = pl_of(p->term), .calendar = pl_of(p->calendar),
			.made_ms = p->clock.start_ms, .due_ms = p->clock.due_ms, .state = PROMISE_OPEN,
			.last_day = p->clock.last_day});
}


struct found {
	struct promise *promise;
	bool found;
};


static int owed_h(const struct row_promise_find *row, void *arg)
{
	struct found *f = arg;
	struct promise *p = f->promise;

	if (row->term.l >= sizeof(p->term) || row->calendar.l >= sizeof(p->calendar))
		return EBADMSG;

	f->found = true;
	p->id = row->id;
	p->state = (enum promise_state)row->state;
	p->clock.start_ms = row->made_ms;
	p->clock.due_ms = row->due_ms;
	p->clock.paused_ms = row->paused_ms == DB_NULL ? 0 : row->paused_ms;
	p->clock.left = row->left_amount;
	p->clock.last_day = (int32_t)row->last_day;
	(void)pl_strcpy(&row->term, p->term, sizeof(p->term));
	(void)pl_strcpy(&row->calendar, p->calendar, sizeof(p->calendar));

	return 0;
}


int promise_owed(struct db *db, int64_t appeal, enum promise_kind kind, struct promise *promise, bool *foundp)
{
	struct found f = {promise, false};
	int err;

	promise->appeal = appeal;
	promise->kind = kind;

	err = sql_promise_find(db, appeal, kind, owed_h, &f);
	if (!err)
		*foundp = f.found;

	return err;
}


static int store(struct tx *tx, const struct promise *p, int64_t ended_ms)
{
	return sql_promise_change(tx_db(tx), &(struct sql_promise_change){
			.appeal = p->appeal, .id = p->id, .due_ms = p->clock.due_ms, .state = p->state,
			.paused_ms = p->clock.paused_ms ? p->clock.paused_ms : DB_NULL, .left_amount = p->clock.left,
			.last_day = p->clock.last_day, .ended_ms = ended_ms});
}


int promise_store(struct tx *tx, const struct promise *promise)
{
	return store(tx, promise, DB_NULL);
}


int promise_keep(struct tx *tx, struct promise *promise)
{
	/* while it stood still no time passed; what was overdue by then is late */
	int64_t at_ms = promise->clock.paused_ms ? promise->clock.paused_ms : tx_now(tx);
	bool late = at_ms > promise->clock.due_ms;

	promise->state = late ? PROMISE_LATE : PROMISE_KEPT;

	return store(tx, promise, tx_now(tx));
}


int promise_drop(struct tx *tx, struct promise *promise)
{
	promise->state = PROMISE_DROPPED;

	return store(tx, promise, tx_now(tx));
}


int promise_move(struct tx *tx, int64_t appeal, int64_t into)
{
	return sql_promise_move(tx_db(tx), appeal, into);
}


static int break_it(struct tx *tx, int64_t appeal, int64_t id, int64_t due_ms, const char *reason)
{
	char body[96];
	int err;

	if (reason)
		re_snprintf(body, sizeof(body), "{\"due\":%lld,\"reason\":\"%s\"}", due_ms, reason);
	else
		re_snprintf(body, sizeof(body), "{\"due\":%lld}", due_ms);

	err = sql_promise_break(tx_db(tx), appeal, id);

	return err ? err : tx_journal(tx, &(struct journal_entry){
			.kind = "promise.broken", .appeal = appeal, .actor = -1, .body = pl_of(body)});
}


int promise_look(struct tx *tx, struct promise *promise)
{
	if (PROMISE_OPEN != promise->state || promise->clock.due_ms >= tx_now(tx))
		return 0;

	promise->state = PROMISE_BROKEN;

	return break_it(tx, promise->appeal, promise->id, promise->clock.due_ms, NULL);
}


int promise_fail(struct tx *tx, struct promise *promise, const char *reason)
{
	if (PROMISE_OPEN != promise->state)          /* it was broken before: said once */
		return 0;

	promise->state = PROMISE_BROKEN;

	return break_it(tx, promise->appeal, promise->id, promise->clock.due_ms, reason);
}


struct due {
	unsigned n;
	struct {
		int64_t id, appeal, due_ms;
	} at[WATCH_MOST];
};


static int due_h(const struct row_promise_due *row, void *arg)
{
	struct due *due = arg;

	if (due->n < WATCH_MOST) {
		due->at[due->n].id = row->id;
		due->at[due->n].appeal = row->appeal;
		due->at[due->n].due_ms = row->due_ms;
		due->n++;
	}

	return 0;
}


int promise_watch_apply(struct tx *tx, struct command *cmd)
{
	struct promise_watch *watch = CONTAINER_OF(cmd, struct promise_watch, cmd);
	struct due due = {0};
	int err;

	err = sql_promise_due(tx_db(tx), tx_now(tx), WATCH_MOST, due_h, &due);

	for (unsigned i = 0; i < due.n && !err; i++)
		err = break_it(tx, due.at[i].appeal, due.at[i].id, due.at[i].due_ms, NULL);

	watch->broken = due.n;
	return err;
}
