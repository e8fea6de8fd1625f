/**
 * @file outbox.c  What must reach the outside
 */
#include "base/id.h"
#include "outbox/outbox.h"
#include "outbox/outbox.sql.h"


const char *outbox_channel_name(enum outbox_channel channel)
{
	return OUTBOX_MAIL == channel ? "mail" : OUTBOX_SMS == channel ? "sms" : "webhook";
}


int64_t outbox_pause_ms(unsigned tries, uint32_t chance)
{
	int64_t pause = OUTBOX_PAUSE_MS;

	for (unsigned i = 1; i < tries && pause < OUTBOX_PAUSE_MAX_MS; i++)
		pause *= 2;
	if (pause > OUTBOX_PAUSE_MAX_MS)
		pause = OUTBOX_PAUSE_MAX_MS;

	return pause - pause / 8 + (int64_t)(chance % (uint32_t)(pause / 4 + 1));
}


int outbox_put(struct tx *tx, enum outbox_channel channel, int64_t appeal, const char *kind, int64_t *idp)
{
	int64_t id = id_new(tx_now(tx));
	int err;

	err = sql_outbox_add(tx_db(tx), &(struct sql_outbox_add){
			.id = id, .appeal = appeal, .channel = channel, .kind = pl_of(kind), .made_ms = tx_now(tx)});
	if (!err && idp)
		*idp = id;

	return err;
}


struct listing {
	outbox_h *h;
	void *arg;
};


static int due_h(const struct row_outbox_list_due *row, void *arg)
{
	struct listing *l = arg;
	struct outbox_item item = {
		.id = row->id, .appeal = row->appeal, .made_ms = row->made_ms, .next_ms = row->next_ms,
		.channel = (enum outbox_channel)row->channel, .state = (enum outbox_state)row->state, .tries = (unsigned)row->tries,
	};

	if (pl_strcpy(&row->kind, item.kind, sizeof(item.kind)))
		return EBADMSG;

	return l->h(&item, l->arg);
}


/* The same columns under another statement's name */
static int given_up_h(const struct row_outbox_list_given_up *r, void *arg)
{
	return due_h(&(struct row_outbox_list_due){
			r->id, r->appeal, r->channel, r->kind, r->state, r->tries, r->next_ms, r->made_ms}, arg);
}


int outbox_due(struct db *db, enum outbox_channel channel, int64_t now_ms, unsigned most, outbox_h *h, void *arg)
{
	struct listing l = {h, arg};

	return sql_outbox_list_due(db, channel, now_ms, most, due_h, &l);
}


int outbox_given_up(struct db *db, unsigned most, outbox_h *h, void *arg)
{
	struct listing l = {h, arg};

	return sql_outbox_list_given_up(db, most, given_up_h, &l);
}


struct found {
	int64_t appeal;
	enum outbox_state state;
	unsigned tries;
	bool found;
};


static int get_h(const struct row_outbox_get *row, void *arg)
{
	*(struct found *)arg = (struct found){row->appeal, (enum outbox_state)row->state, (unsigned)row->tries, true};

	return 0;
}


static int journal(struct tx *tx, const struct outbox_tried *tried, const struct found *f)
{
	char body[96];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"outbox\":\"%lld\",\"tries\":%u}", tried->id, f->tries + 1);

	return n > 0 ? tx_journal(tx, &(struct journal_entry){
			.kind = OUTBOX_SENT == tried->state ? "outbox.sent" : "outbox.given_up",
			.appeal = DB_NULL == f->appeal ? 0 : f->appeal, .actor = -1, .body = {body, (size_t)n}}) : ENOMEM;
}


int outbox_tried_apply(struct tx *tx, struct command *cmd)
{
	struct outbox_tried *tried = CONTAINER_OF(cmd, struct outbox_tried, cmd);
	struct found f = {0};
	uint32_t chance;
	bool over;
	int err;

	err = sql_outbox_get(tx_db(tx), tried->id, get_h, &f);
	if (err)
		return err;

	/* an edge that was restarted may say it twice; the first time counts */
	tried->state = f.state;
	if (!f.found || OUTBOX_WAITING != f.state)
		return 0;

	id_random(&chance, sizeof(chance));
	over = tried->for_good || f.tries + 1 >= OUTBOX_TRIES_MAX;
	tried->state = tried->sent ? OUTBOX_SENT : over ? OUTBOX_GIVEN_UP : OUTBOX_WAITING;
	tried->next_ms = tx_now(tx) + (OUTBOX_WAITING == tried->state ? outbox_pause_ms(f.tries + 1, chance) : 0);

	err = sql_outbox_change(tx_db(tx), &(struct sql_outbox_change){
			.id = tried->id, .state = tried->state, .tries = f.tries + 1, .next_ms = tried->next_ms,
			.ended_ms = OUTBOX_WAITING == tried->state ? DB_NULL : tx_now(tx),
			.error = {tried->error.p, tried->error.l < OUTBOX_ERROR_MAX ? tried->error.l : OUTBOX_ERROR_MAX}});

	if (!err && OUTBOX_WAITING != tried->state)      /* what was said, and to whom, is nobody's any more */
		err = sql_outbox_forget(tx_db(tx), tried->id);

	return err || OUTBOX_WAITING == tried->state ? err : journal(tx, tried, &f);
}
