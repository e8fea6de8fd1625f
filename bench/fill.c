/**
 * @file fill.c  fill DATA COUNT INDEXED [DB-URL]: a store with so many appeals more, entered by the room's own commands
 *
 * Each appeal goes the way of a real one: sealed, promised, numbered, in the journal; only the transactions are large. The head
 * is signed at the end. INDEXED 1: the words are indexed too; 0: the index starts behind what was entered. Appeals that another
 * program entered and left unindexed are indexed as well. Prints one line: appeals, seconds and CPU seconds of entering them,
 * seconds and CPU seconds of indexing.
 */
#include <stdio.h>
#include <stdlib.h>
#include "appeal/appeal.sql.h"
#include "appeal/enter.h"
#include "appeal/search.h"
#include "base/clock.h"
#include "base/why.h"
#include "body.h"
#include "db/journal.h"
#include "db/store.h"
#include "db/tx_priv.h"
#include "rows.h"
#include "schedule/book.h"

enum { GROUP = 5000 };

struct fill {
	struct store *store;
	struct book *book;
	uint64_t next;
};


static int book_read(struct fill *f)
{
	int err;

	err = db_begin(f->store->db);
	if (err)
		return err;

	err = book_load(&f->book, f->store->db, clock_wall_ms());
	db_rollback(f->store->db);

	return err;
}


static int enter_one(struct fill *f, struct tx *tx)
{
	struct appeal_clean clean = {.kind = APPEAL_QUESTION, .lang = LANG_RU, .channel = CHANNEL_API, .topic = DB_NULL, .region = DB_NULL};
	struct appeal_enter *enter = NULL;
	struct body body;
	int err;

	body_make(&body, f->next++);
	clean.text = pl_of(body.text);
	(void)snprintf(clean.name, sizeof(clean.name), "%s", body.name);
	(void)snprintf(clean.phone, sizeof(clean.phone), "%s", body.phone);
	(void)snprintf(clean.email, sizeof(clean.email), "%s", body.email);

	err = appeal_enter_prepare(&enter, f->store->keys, f->book, &clean, NULL, 0, 0, tx_now(tx));
	if (!err)
		err = appeal_enter_command(enter)->apply_h(tx, appeal_enter_command(enter));

	mem_deref(enter);
	return err;
}


static int group_enter(struct fill *f, size_t n)
{
	struct tx tx;
	int err;

	err = tx_begin(&tx, f->store->db, f->store->keys, clock_wall_ms());
	if (err)
		return err;

	for (size_t i = 0; i < n && !err; i++)
		err = enter_one(f, &tx);

	if (err) {
		db_rollback(f->store->db);
		return err;
	}

	return tx_end(&tx);
}


static int head_sign(struct store *store)
{
	struct journal_mark mark;
	struct tx tx;
	int err;

	err = tx_begin(&tx, store->db, store->keys, clock_wall_ms());
	if (err)
		return err;

	err = journal_mark_make(&tx, false, &mark);
	if (err) {
		db_rollback(store->db);
		return ENODATA == err ? 0 : err;             /* nothing written, nothing to sign */
	}

	tx.moved = true;
	err = tx_end(&tx);

	return err ? err : journal_mark_log(store->heads_log, &mark);
}


static int words_index(struct store *store)
{
	struct search_index index;
	int err;

	do {
		index = (struct search_index){.cmd.apply_h = search_index_apply, .keys = store->keys};
		err = command_run(store->db, store->keys, &index.cmd);
	} while (!err && index.more);

	return err;
}


static int last_h(const struct row_journal_last *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


/* The index goes on from here */
static int words_skip(struct store *store)
{
	int64_t pos = 0;
	int err;

	err = db_begin(store->db);
	if (!err)
		err = sql_journal_last(store->db, last_h, &pos);
	if (!err)
		err = sql_follower_put(store->db, PL_LIT("search"), pos);

	return err ? err : db_commit(store->db);
}


static int head_only_h(struct tx *tx, struct command *cmd)
{
	(void)tx;
	cmd->refusal = 1;
	return 0;
}


static int fill(struct fill *f, size_t count, bool indexed)
{
	struct command cmd = {.apply_h = head_only_h};
	int64_t began_us = now_us(), cpu_began_us = cpu_us(), entered_us, entered_cpu_us;
	int err;

	err = command_run(f->store->db, f->store->keys, &cmd);      /* the head row is there after it */
	if (!err)
		err = book_read(f);

	for (size_t done = 0; done < count && !err; done += GROUP)
		err = group_enter(f, count - done < GROUP ? count - done : GROUP);
	if (!err)
		err = head_sign(f->store);

	entered_us = now_us();
	entered_cpu_us = cpu_us();
	if (!err)
		err = indexed ? words_index(f->store) : words_skip(f->store);
	if (err)
		return err;

	printf("%zu %.3f %.3f %.3f %.3f\n", count, (double)(entered_us - began_us) / 1e6, (double)(entered_cpu_us - cpu_began_us) / 1e6,
	       (double)(now_us() - entered_us) / 1e6, (double)(cpu_us() - entered_cpu_us) / 1e6);
	return 0;
}


int main(int argc, char *argv[])
{
	struct store_prm prm = {.data_dir = argc > 1 ? argv[1] : "", .db_url = argc > 4 ? argv[4] : NULL, .create = true};
	struct mbuf *why = mbuf_alloc(256);
	struct fill f = {.next = 1u << 30};
	int err;

	if (argc < 4 || !why) {
		fprintf(stderr, "fill DATA COUNT INDEXED [DB-URL]\n");
		return 2;
	}

	err = store_open(&f.store, &prm, why);
	if (!err)
		err = fill(&f, strtoul(argv[2], NULL, 10), atoi(argv[3]));
	if (err)
		fprintf(stderr, "fill: %s %.*s\n", strerror(err), (int)why->end, (char *)why->buf);

	book_unref(f.book);
	mem_deref(f.store);
	mem_deref(why);
	return err ? 1 : 0;
}
