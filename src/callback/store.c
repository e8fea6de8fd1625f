/**
 * @file store.c  Call backs in the store
 */
#include <sodium.h>
#include "base/id.h"
#include "callback/callback.h"
#include "callback/callback.sql.h"
#include "db/seal.h"

enum { BODY_MAX = 240, AD_MAX = 48, SEALED_SIZE = CALLBACK_PHONE_SIZE + SEAL_EXTRA };

struct seen {
	bool found, owed;
	int64_t id, appeal, place_ms, next_ms;
	enum callback_state state;
	unsigned tries;
};


static int64_t zero(int64_t v)
{
	return DB_NULL == v ? 0 : v;
}


static int64_t or_null(int64_t v)
{
	return v ? v : DB_NULL;
}


static struct pl context(char buf[AD_MAX], int64_t id)
{
	int n = re_snprintf(buf, AD_MAX, "call-back %lld", id);

	return (struct pl){buf, n > 0 ? (size_t)n : 0};
}


/* None for the appeal's own. Always the same length, so that it tells nothing of the number */
static struct pl phone_seal(uint8_t out[SEALED_SIZE], const struct keyring *keys, int64_t id, const char phone[CALLBACK_PHONE_SIZE])
{
	char ad[AD_MAX], plain[CALLBACK_PHONE_SIZE] = "";

	if (!phone[0])
		return (struct pl){NULL, 0};

	str_ncpy(plain, phone, sizeof(plain));
	seal_make(keyring_key(keys, KEY_SOUND), context(ad, id), (struct pl){plain, sizeof(plain)}, out);
	sodium_memzero(plain, sizeof(plain));

	return (struct pl){(char *)out, SEALED_SIZE};
}


static int phone_open(char phone[CALLBACK_PHONE_SIZE], const struct keyring *keys, int64_t id, struct pl sealed)
{
	char ad[AD_MAX];
	int err;

	phone[0] = '\0';
	if (!sealed.p)
		return 0;
	if (SEALED_SIZE != sealed.l)
		return EBADMSG;

	err = seal_open(keyring_key(keys, KEY_SOUND), context(ad, id), sealed, (uint8_t *)phone);
	phone[CALLBACK_PHONE_SIZE - 1] = '\0';

	return err;
}


/* `actor`: 0 the program; `fmt`: of re_snprintf */
static int journal(struct tx *tx, const char *kind, int64_t appeal, int64_t actor, const char *fmt, ...)
{
	char body[BODY_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = re_vsnprintf(body, sizeof(body), fmt, ap);
	va_end(ap);

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = kind, .appeal = appeal, .actor = actor ? actor : -1, .body = {body, (size_t)n}});
}


/* ---- made ---- */

static int open_h(const struct row_callback_open *row, void *arg)
{
	struct seen *s = arg;

	*s = (struct seen){.found = true, .id = row->id, .state = (enum callback_state)row->state, .place_ms = row->place_ms};
	return 0;
}


int callback_make(struct tx *tx, struct callback *cb)
{
	uint8_t sealed[SEALED_SIZE];
	struct seen seen = {.found = false};
	int64_t place_ms = cb->place_ms;
	int err;

	err = sql_callback_open(tx_db(tx), cb->appeal, open_h, &seen);
	if (err)
		return err;

	cb->id = seen.found ? seen.id : id_new(tx_now(tx));
	if (seen.found && CALLBACK_DIALLED == seen.state)        /* it is on its way: how that ends, decides */
		return 0;

	if (seen.found)
		err = sql_callback_renew(tx_db(tx), cb->id, phone_seal(sealed, tx_keys(tx), cb->id, cb->phone),
					 seen.place_ms < place_ms ? seen.place_ms : place_ms, cb->next_ms);
	else
		err = sql_callback_add(tx_db(tx), &(struct sql_callback_add){
				.id = cb->id, .appeal = cb->appeal, .call = or_null(cb->call), .reason = cb->reason, .line = pl_of(cb->line),
				.topic = or_null(cb->topic), .lang = cb->lang, .phone = phone_seal(sealed, tx_keys(tx), cb->id, cb->phone),
				.place_ms = place_ms, .next_ms = cb->next_ms, .made_ms = tx_now(tx)});

	return err ? err : journal(tx, "callback.made", cb->appeal, cb->actor, "{\"at_ms\":%lld,\"call\":\"%lld\",\"due_ms\":%lld,\"reason\":\"%s\"}",
				   tx_now(tx), cb->call, cb->due_ms, callback_reason_name(cb->reason));
}


/* ---- dialled ---- */

static int get_h(const struct row_callback_get *row, void *arg)
{
	struct seen *s = arg;

	s->found = true;
	s->appeal = row->appeal;
	s->state = (enum callback_state)row->state;
	s->tries = (unsigned)row->tries;
	s->next_ms = row->next_ms;
	s->owed = DB_NULL != row->owed;
	return 0;
}


static int busy_h(const struct row_callback_busy *row, void *arg)
{
	*(bool *)arg = row->one;
	return 0;
}


int callback_claim(struct tx *tx, const struct callback_dial *dial, bool *good)
{
	struct pl caller = {(char *)dial->caller, CALLBACK_DIGEST};
	struct seen seen = {.found = false};
	bool busy = false;
	int err;

	*good = false;
	err = sql_callback_get(tx_db(tx), dial->id, get_h, &seen);
	if (!err)
		err = sql_callback_busy(tx_db(tx), caller, dial->id, dial->call, busy_h, &busy);
	if (err || busy || !seen.found || !seen.owed || CALLBACK_WAITS != seen.state || seen.next_ms > tx_now(tx))
		return err;

	*good = true;
	return sql_callback_dial(tx_db(tx), &(struct sql_callback_dial){
			.id = dial->id, .caller = caller, .dialled = dial->call, .incarnation = dial->incarnation, .next_ms = dial->next_ms});
}


/* ---- ended ---- */

/* What the promise becomes of it; one that was kept or dropped already is left */
static int promise_end(struct tx *tx, int64_t appeal, enum callback_state state, enum callback_outcome outcome)
{
	struct promise promise;
	bool owed = false;
	int err;

	err = promise_owed(tx_db(tx), appeal, PROMISE_CALL_BACK, &promise, &owed);
	if (err || !owed)
		return err;

	switch (state) {

	case CALLBACK_DONE:    return promise_keep(tx, &promise);
	case CALLBACK_DROPPED: return promise_drop(tx, &promise);
	case CALLBACK_FAILED:  return promise_fail(tx, &promise, callback_outcome_name(outcome));
	default:               return 0;
	}
}


/* `actor`: 0 the program */
static int end(struct tx *tx, int64_t id, const struct seen *seen, enum callback_state state, enum callback_outcome outcome, int64_t actor)
{
	int err = id ? sql_callback_end(tx_db(tx), id, state, pl_of(callback_outcome_name(outcome)), tx_now(tx)) : 0;

	return err ? err : journal(tx, "callback.ended", seen->appeal, actor, "{\"at_ms\":%lld,\"outcome\":\"%s\",\"state\":\"%s\",\"tries\":%u}",
				   tx_now(tx), callback_outcome_name(outcome), callback_state_name(state), seen->tries);
}


int callback_tried(struct tx *tx, int64_t id, enum callback_outcome outcome, const struct callback_rules *rules, int64_t next_ms)
{
	struct seen seen = {.found = false};
	enum callback_state state;
	int err;

	err = sql_callback_get(tx_db(tx), id, get_h, &seen);
	if (err || !seen.found || CALLBACK_DIALLED != seen.state)
		return err;

	state = callback_after(rules, outcome, seen.tries);
	if (CALLBACK_WAITS != state) {
		err = end(tx, id, &seen, state, outcome, 0);
		return err ? err : promise_end(tx, seen.appeal, state, outcome);
	}

	err = sql_callback_again(tx_db(tx), id, pl_of(callback_outcome_name(outcome)), next_ms);
	return err ? err : journal(tx, "callback.tried", seen.appeal, 0, "{\"at_ms\":%lld,\"next_ms\":%lld,\"outcome\":\"%s\",\"tries\":%u}",
				   tx_now(tx), next_ms, callback_outcome_name(outcome), seen.tries);
}


int callback_settle(struct tx *tx, int64_t appeal, enum callback_outcome outcome, int64_t but)
{
	struct seen seen = {.found = false};
	enum callback_state state;
	int err;

	err = sql_callback_open(tx_db(tx), appeal, open_h, &seen);
	if (err || !seen.found || seen.id == but)
		return err;

	seen.appeal = appeal;
	state = CALLBACK_WITHDRAWN == outcome || CALLBACK_UNWANTED == outcome ? CALLBACK_DROPPED : CALLBACK_DONE;
	return end(tx, seen.id, &seen, state, outcome, 0);
}


int callback_withdraw(struct tx *tx, int64_t appeal, int64_t actor)
{
	struct seen seen = {.found = false};
	int err = sql_callback_open(tx_db(tx), appeal, open_h, &seen);

	seen.appeal = appeal;            /* without a row people were to keep it: the journal has the withdrawal all the same */
	return err ? err : end(tx, seen.id, &seen, CALLBACK_DROPPED, CALLBACK_WITHDRAWN, actor);
}


int callback_crash(struct tx *tx, int64_t node)
{
	return sql_callback_crash(tx_db(tx), node);
}


int callback_move(struct tx *tx, int64_t appeal, int64_t into)
{
	return sql_callback_move(tx_db(tx), appeal, into);
}


int callback_put_off_apply(struct tx *tx, struct command *cmd)
{
	const struct callback_put_off *off = CONTAINER_OF(cmd, struct callback_put_off, cmd);

	struct seen seen = {.found = false};
	int err;

	if (off->next_ms)
		return sql_callback_put_off(tx_db(tx), off->id, off->next_ms);

	err = sql_callback_get(tx_db(tx), off->id, get_h, &seen);
	return err || CALLBACK_WAITS != seen.state ? err : end(tx, off->id, &seen, CALLBACK_FAILED, CALLBACK_NO_WAY, 0);
}


/* ---- due ---- */

struct due {
	const struct keyring *keys;
	struct callback_due *at;
	unsigned n, most;
};


static int due_h(const struct row_callback_due *row, void *arg)
{
	struct due *d = arg;
	struct callback_due *b = &d->at[d->n];

	if (!row->wrapped || d->n == d->most)
		return 0;

	*b = (struct callback_due){
		.id = row->id, .appeal = row->appeal, .digits = row->digits, .region = zero(row->region), .topic = zero(row->topic),
		.reason = (enum callback_reason)row->reason, .lang = (enum lang)row->lang, .tries = (unsigned)row->tries,
		.place_ms = row->place_ms, .due_ms = row->due_ms,
	};
	d->n++;
	if (pl_strcpy(&row->line, b->line, sizeof(b->line)))
		b->line[0] = '\0';

	return phone_open(b->phone, d->keys, row->id, row->phone);
}


int callback_due(struct db *db, const struct keyring *keys, int64_t now_ms, struct callback_due *duev, unsigned most, unsigned *np)
{
	struct due d = {keys, duev, 0, most};
	int err = sql_callback_due(db, now_ms, most, due_h, &d);

	if (!err)
		*np = d.n;
	return err;
}
