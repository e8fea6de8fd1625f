/**
 * @file store_make.c  store-make DATA ROWS [DB-URL]: a data folder with a journal, citizens and files, for scripts
 *
 * Makes it when it is not there and adds to it when it is: a tenth of ROWS transactions of ten rows, the head signed after
 * each, a citizen and an appeal each, a file every tenth. ROWS 0 goes on until its input ends, as a program that is at work; it
 * also makes files that no row names, and sweeps them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/why.h"
#include "db/blob.h"
#include "db/journal.h"
#include "db/store.h"
#include "db/tx_priv.h"
#include "db/vault.h"
#include "store.sql.h"


/* An appeal, and the row of a file when there is one */
static int appeal_write(struct tx *tx, int64_t citizen, const char *blob)
{
	const struct sql_appeal_add appeal = {
		.id = citizen, .serial = citizen, .digits = citizen % INT64_C(10000000000), .kind = APPEAL_QUESTION, .state = APPEAL_NEW,
		.channel = CHANNEL_FORM, .topic = DB_NULL, .region = DB_NULL, .citizen = citizen, .entered_ms = tx_now(tx),
		.answer_by_ms = tx_now(tx)};
	const struct sql_file_add file = {
		.id = citizen, .appeal = citizen, .message = DB_NULL, .blob = pl_of(blob), .wrapped = PL_LIT("sealed"),
		.type = PL_LIT("text/plain"), .at_ms = tx_now(tx)};
	int err = sql_appeal_add(tx_db(tx), &appeal);

	return err || !blob[0] ? err : sql_file_add(tx_db(tx), &file);
}


static int rows_write(struct store *s, int64_t citizen, const char *blob)
{
	uint8_t key[KEY_SIZE], wrapped[KEY_WRAPPED_SIZE];
	struct journal_mark mark;
	struct tx tx;
	int err;

	err = tx_begin(&tx, s->db, s->keys, clock_wall_ms());
	if (err)
		return err;

	if (tx.head_pos) {
		err = journal_mark_make(&tx, false, &mark);
		if (!err)
			err = journal_mark_log(s->heads_log, &mark);
	}
	if (!err)
		err = vault_key_make(s->keys, citizen, key, wrapped);
	if (!err)
		err = sql_tamper_citizen(s->db, citizen, (struct pl){(char *)wrapped, sizeof(wrapped)});
	if (!err)
		err = appeal_write(&tx, citizen, blob);

	for (int i = 0; i < 10 && !err; i++) {

		const struct journal_entry entry = {.kind = "appeal.entered", .appeal = citizen, .body = PL_LIT("{\"n\":«1»}")};

		err = tx_journal(&tx, &entry);
	}
	if (err) {
		db_rollback(s->db);
		return err;
	}

	return tx_end(&tx);
}


static int file_write(struct blob_store *bs, char name[BLOB_NAME_SIZE])
{
	static uint8_t buf[100000];
	uint8_t key[BLOB_KEY_SIZE];
	struct blob_writer *bw = NULL;
	int err;

	err = blob_create(&bw, bs, sizeof(buf));
	if (!err)
		err = blob_write(bw, buf, sizeof(buf));
	if (!err)
		err = blob_finish(bw, name, key, NULL);

	mem_deref(bw);
	return err;
}


static bool known_h(const char *name, void *arg)
{
	struct store *s = arg;
	bool known = true;

	return appeal_blob_known(s->db, pl_of(name), &known) || known;
}


/* A file that no row will name, and everything of its kind swept */
static int orphan(struct store *s, struct blob_store *bs)
{
	char name[BLOB_NAME_SIZE];
	int err;

	err = file_write(bs, name);
	if (!err)
		err = db_begin(s->db);
	if (err)
		return err;

	err = blob_sweep(bs, clock_wall_ms() + 1, 0, known_h, s, NULL);
	db_rollback(s->db);
	return err;
}


/* Has the input ended? */
static bool ended(void)
{
	char c;

	return 0 == read(STDIN_FILENO, &c, 1);
}


static int fill(struct store *s, long rows)
{
	struct blob_store *bs = NULL;
	int err;

	err = blob_store_open(&bs, s->data_dir, NULL);
	if (!rows)
		err = err ? err : fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) ? errno : 0;

	for (long i = 0; !err && (rows ? i < rows / 10 : !ended()); i++) {
		char name[BLOB_NAME_SIZE] = "";

		if (0 == i % 10)
			err = file_write(bs, name);
		if (!err)
			err = rows_write(s, id_new(clock_wall_ms()), name);
		if (!err && !rows && 5 == i % 10)
			err = orphan(s, bs);
	}

	mem_deref(bs);
	return err;
}


static int head_none_h(struct tx *tx, struct command *cmd)
{
	cmd->refusal = 1;
	return 0;
}


int main(int argc, char *argv[])
{
	struct store_prm prm = {.data_dir = argc > 1 ? argv[1] : "", .db_url = argc > 3 ? argv[3] : NULL, .create = true};
	struct mbuf *why = mbuf_alloc(256);
	struct command cmd = {.apply_h = head_none_h};
	struct store *s = NULL;
	int err;

	if (argc < 3 || !why) {
		fprintf(stderr, "store-make DATA ROWS [DB-URL]\n");
		return 2;
	}

	err = store_open(&s, &prm, why);
	if (!err)
		err = command_run(s->db, s->keys, &cmd);
	if (!err)
		err = fill(s, atol(argv[2]));
	if (err)
		fprintf(stderr, "store-make: %s %.*s\n", strerror(err), (int)why->end, (char *)why->buf);

	mem_deref(s);
	mem_deref(why);
	return err ? 1 : 0;
}
