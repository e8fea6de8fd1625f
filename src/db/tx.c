/**
 * @file tx.c  One write transaction: the head's lock, the journal's rows, the head as it will be
 */
#include <sodium.h>
#include "db/tx_priv.h"
#include "db/write.sql.h"


void head_mac(const struct keyring *keys, int64_t epoch, int64_t pos, int64_t at_ms, int64_t serial,
	      const uint8_t hash[JOURNAL_HASH_SIZE], uint8_t mac[32])
{
	struct journal_head head = {.epoch = epoch, .pos = pos, .at_ms = at_ms, .serial = serial};

	memcpy(head.hash, hash, sizeof(head.hash));
	journal_head_seal(keys, &head);
	memcpy(mac, head.mac, sizeof(head.mac));
}


static int head_h(const struct row_head_lock *row, void *arg)
{
	struct tx *tx = arg;
	uint8_t mac[32];

	tx->found = true;

	if (row->hash.l != JOURNAL_HASH_SIZE || row->mac.l != sizeof(mac))
		return EBADMSG;

	tx->epoch = row->epoch;
	tx->pos = tx->head_pos = row->pos;
	tx->head_ms = row->at_ms;
	tx->serial = row->serial;
	memcpy(tx->hash, row->hash.p, JOURNAL_HASH_SIZE);

	head_mac(tx->keys, row->epoch, row->pos, row->at_ms, row->serial, tx->hash, mac);

	return sodium_memcmp(mac, row->mac.p, sizeof(mac)) ? EBADMSG : 0;
}


int tx_begin(struct tx *tx, struct db *db, const struct keyring *keys, int64_t wall_ms)
{
	int err;

	memset(tx, 0, sizeof(*tx));
	tx->db = db;
	tx->keys = keys;

	err = db_begin(db);
	if (err)
		return err;

	err = sql_head_lock(db, head_h, tx);
	if (!err && !tx->found)
		err = EBADMSG;
	if (err)
		db_rollback(db);

	/* time never runs backwards in the journal, whatever the wall clock does */
	tx->now_ms = wall_ms > tx->head_ms ? wall_ms : tx->head_ms;

	return err;
}


int tx_end(struct tx *tx)
{
	uint8_t mac[32];
	int err;

	if (!tx->moved) {
		db_rollback(tx->db);
		return 0;
	}

	head_mac(tx->keys, tx->epoch, tx->pos, tx->now_ms, tx->serial, tx->hash, mac);

	err = sql_head_move(tx->db, &(struct sql_head_move){
			.pos = tx->pos, .at_ms = tx->now_ms, .hash = {(char *)tx->hash, JOURNAL_HASH_SIZE},
			.serial = tx->serial, .mac = {(char *)mac, sizeof(mac)}});
	if (err) {
		db_rollback(tx->db);
		return err;
	}

	return db_commit(tx->db);
}


struct db *tx_db(struct tx *tx)
{
	return tx->db;
}


int64_t tx_now(const struct tx *tx)
{
	return tx->now_ms;
}


int64_t tx_serial(struct tx *tx)
{
	tx->moved = true;
	return ++tx->serial;
}


int64_t tx_epoch(const struct tx *tx)
{
	return tx->epoch;
}


const struct keyring *tx_keys(const struct tx *tx)
{
	return tx->keys;
}


int tx_journal(struct tx *tx, const struct journal_entry *entry)
{
	struct journal_row row = {
		.pos = tx->pos + 1,
		.at_ms = tx->now_ms,
		.appeal = entry->appeal,
		.actor = entry->actor,
		.kind = pl_of(entry->kind),
		.body = entry->body.l ? entry->body : PL_LIT("{}"),
	};
	int err;

	if (row.body.l > JOURNAL_BODY_MAX)
		return EMSGSIZE;

	journal_chain(tx->hash, &row, row.hash);

	err = sql_journal_append(tx->db, &(struct sql_journal_append){
			.pos = row.pos, .at_ms = row.at_ms, .appeal = row.appeal, .actor = row.actor,
			.kind = row.kind, .body = row.body, .hash = {(char *)row.hash, JOURNAL_HASH_SIZE}});
	if (err)
		return err;

	tx->pos = row.pos;
	tx->moved = true;
	memcpy(tx->hash, row.hash, JOURNAL_HASH_SIZE);

	return 0;
}
