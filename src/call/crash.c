/**
 * @file crash.c  Calls that dead runs left open
 */
#include "call/call.sql.h"
#include "call/note_priv.h"

enum { BODY_MAX = 160, DEAD_MOST = 200 };

struct dead_call {
	int64_t id, appeal;
	bool cut;                                /* while it waited or talked */
	struct callback back;
};

struct dead {
	unsigned n;
	struct dead_call at[DEAD_MOST];
};


static int64_t zero(int64_t v)
{
	return DB_NULL == v ? 0 : v;
}


static int dead_h(const struct row_call_dead *row, void *arg)
{
	struct dead *d = arg;
	struct dead_call *one = &d->at[d->n++];

	*one = (struct dead_call){
		.id = row->id, .appeal = zero(row->appeal), .cut = row->queued_ms != DB_NULL && row->parted_ms == DB_NULL,
		.back = {.call = row->id, .reason = CALLBACK_CUT, .topic = zero(row->topic), .lang = (enum lang)row->lang,
			 .place_ms = zero(row->since_ms)},
	};

	return pl_strcpy(&row->line, one->back.line, sizeof(one->back.line));
}


/* One call of a dead run; whose phone it was only the appeal knows by now */
static int crash_one(struct tx *tx, const struct book *book, const struct callback_rules *rules, const struct dead_call *dead)
{
	struct callback back = dead->back;
	struct promise promise;
	char body[BODY_MAX];
	bool owed = dead->cut && dead->appeal;
	int n, err;

	back.next_ms = tx_now(tx) + (rules ? callback_cut_ms(rules) : 0);
	err = sql_call_crash(tx_db(tx), dead->id, tx_now(tx), owed);
	if (!err && owed && SCHEDULE_OK == promise_start(&promise, PROMISE_CALL_BACK, book, PL_LIT(CALL_BACK_TERM), tx_now(tx)))
		err = call_owe(tx, dead->appeal, &promise, rules && rules->cut ? &back : NULL);
	if (err)
		return err;

	n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"cause\":\"crash\",\"owed\":%s}", tx_now(tx), dead->id,
			owed ? "true" : "false");

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = "call.ended", .appeal = dead->appeal, .actor = -1, .body = {body, (size_t)n}});
}


int call_crash(struct tx *tx, int64_t node, const struct callback_rules *rules, int64_t *calls)
{
	struct book *book = NULL;
	struct dead *dead;
	int err = 0;

	dead = mem_zalloc(sizeof(*dead), NULL);
	if (!dead)
		return ENOMEM;

	*calls = 0;
	do {
		dead->n = 0;
		err = sql_call_dead(tx_db(tx), node, DEAD_MOST, dead_h, dead);
		if (!err && dead->n && !book)
			err = book_load(&book, tx_db(tx), tx_now(tx));
		for (unsigned i = 0; !err && i < dead->n; i++)
			err = crash_one(tx, book, rules, &dead->at[i]);
		*calls += dead->n;
	} while (!err && DEAD_MOST == dead->n);

	/* behind the calls: what a call of ours was, that was cut off, keeps its pause */
	if (!err)
		err = callback_crash(tx, node);

	book_unref(book);
	mem_deref(dead);
	return err;
}
