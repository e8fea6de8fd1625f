/**
 * @file row_priv.h  An appeal as the store has it, read and written back inside a transaction
 */
#ifndef OTKLIK_APPEAL_ROW_PRIV_H
#define OTKLIK_APPEAL_ROW_PRIV_H

#include "appeal/appeal.h"

struct appeal_row {
	int64_t id, digits, topic, region, citizen, owner, version;
	int64_t entered_ms, answer_by_ms, paused_ms, answered_ms, closed_ms;
	enum appeal_kind kind;
	enum appeal_state state;
	enum contact_channel channel;
	enum appeal_result result;       /* 0 none */
	enum lang lang;
	struct mbuf *delay;              /* owned; NULL none */
	bool found;
};

/** Reads by any number that leads to it; row->found says whether there is one. appeal_row_close() frees what it owns */
int appeal_row_read(struct db *db, const struct keyring *keys, int64_t digits, struct appeal_row *row) MUST_CHECK;
/** The same without the keys, for whoever has read the serial */
int appeal_row_read_serial(struct db *db, int64_t serial, int64_t digits, struct appeal_row *row) MUST_CHECK;
/** Writes it back over the version that was read, and raises the version; ESTALE when another hand did meanwhile */
int appeal_row_write(struct db *db, struct appeal_row *row) MUST_CHECK;
void appeal_row_close(struct appeal_row *row);

/** A citizen's key, unwrapped; ENODATA when it was destroyed. The caller wipes it (sodium_memzero) */
int citizen_key(struct db *db, const struct keyring *keys, int64_t citizen, uint8_t key[KEY_SIZE]) MUST_CHECK;

/** Stores a message: identifiers are cut out of the text and sealed under the citizen's key */
struct message {
	int64_t id, appeal, contact, author;     /* contact DB_NULL: none */
	enum message_kind kind;
	struct pl text;
};
int message_store(struct tx *tx, const uint8_t key[KEY_SIZE], int64_t citizen, const struct message *msg) MUST_CHECK;

struct act_file;
/** Stores the rows of files that lie in the blob store */
int files_store(struct tx *tx, const uint8_t key[KEY_SIZE], const struct appeal_row *row, int64_t message,
		const struct act_file *files, size_t filec) MUST_CHECK;

#endif
