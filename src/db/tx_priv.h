/**
 * @file tx_priv.h  One write transaction, inside the write path
 */
#ifndef OTKLIK_DB_TX_PRIV_H
#define OTKLIK_DB_TX_PRIV_H

#include "db/journal.h"
#include "db/write.h"

struct tx {
	struct db *db;
	const struct keyring *keys;
	int64_t now_ms;              /* of this transaction */
	int64_t epoch, pos, serial;  /* of the head, as they will be */
	int64_t head_pos, head_ms;   /* of the head, as it was found */
	uint8_t hash[JOURNAL_HASH_SIZE];
	bool found;                  /* there is a head */
	bool moved;                  /* there is something to commit */
	bool closed;                 /* the head was signed as the last of its month */
	int err;                     /* of the head's check */
};

/** Begins a transaction: locks the head and checks its MAC. On failure nothing is begun. */
int tx_begin(struct tx *tx, struct db *db, const struct keyring *keys, int64_t wall_ms) MUST_CHECK;
/** Writes the head and commits, or rolls back when nothing was written. On failure nothing of it is there. */
int tx_end(struct tx *tx) MUST_CHECK;

void head_mac(const struct keyring *keys, int64_t epoch, int64_t pos, int64_t at_ms, int64_t serial,
	      const uint8_t hash[JOURNAL_HASH_SIZE], uint8_t mac[32]);

#endif
