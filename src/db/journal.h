/**
 * @file journal.h  The append-only record of everything that happened
 *
 * Every row is chained to the one before:
 *   hash = SHA-256( previous hash ‖ le64 pos ‖ le64 at_ms ‖ le64 appeal ‖ le64 actor ‖ le16 length, kind ‖ le32 length, body )
 * The first row of a store follows 32 zero bytes. The head row (journal_head) holds epoch, pos, time, serial, hash, and
 * a MAC of them under KEY_JOURNAL that every transaction renews. Heads are signed (Ed25519) on a timer and when a month's
 * segment is closed (months of UTC); a signed head is
 *   "otklik journal head 1\n" (or "otklik journal close 1\n") ‖ le64 epoch ‖ le64 pos ‖ le64 at_ms ‖ hash
 * and its signature. Signed heads are kept in the store (journal_mark), appended to DATA/heads.log, which may be sent off the
 * machine, and closed into every export: an export that does not end with a signed head of its last row was cut.
 */
#ifndef OTKLIK_DB_JOURNAL_H
#define OTKLIK_DB_JOURNAL_H

#include "db/db.h"
#include "db/keyring.h"

enum { JOURNAL_HASH_SIZE = 32, JOURNAL_SIGNATURE_SIZE = 64, JOURNAL_BODY_MAX = 4096 };

struct journal_row {
	int64_t pos, at_ms, appeal, actor;
	struct pl kind, body;
	uint8_t hash[JOURNAL_HASH_SIZE];
};

struct journal_head {            /* the one row of journal_head */
	int64_t epoch, pos, at_ms, serial;
	uint8_t hash[JOURNAL_HASH_SIZE], mac[JOURNAL_HASH_SIZE];
};

struct journal_mark {            /* a signed head */
	int64_t epoch, pos, at_ms;
	bool closing;            /* the last of a month's segment */
	uint8_t hash[JOURNAL_HASH_SIZE];
	uint8_t signature[JOURNAL_SIGNATURE_SIZE];
};

/** hash of a row that follows `prev`; writes 32 bytes */
void journal_chain(const uint8_t prev[JOURNAL_HASH_SIZE], const struct journal_row *row, uint8_t out[JOURNAL_HASH_SIZE]);

/** Sets head->mac from the rest; the writer does so before it stores the head row */
void journal_head_seal(const struct keyring *kr, struct journal_head *head);
bool journal_head_valid(const struct keyring *kr, const struct journal_head *head);

/** Sets mark->signature from the rest */
void journal_sign(const struct keyring *kr, struct journal_mark *mark);
bool journal_mark_valid(const uint8_t public_key[32], const struct journal_mark *mark);

struct tx;

/**
 * Inside a write transaction, before a row is written: signs the head as it was found (its last row) and stores the mark
 *
 * @param closing The last of a month's segment; a head of an earlier month is so in any case
 *
 * @return ENODATA the journal has no row yet; EINVAL rows were written already
 */
int journal_mark_make(struct tx *tx, bool closing, struct journal_mark *mark) MUST_CHECK;

/** Inside a write transaction, before a row is written: when the head is of an earlier month, signs it as closed */
int journal_close_month(struct tx *tx) MUST_CHECK;

/**
 * Outside a transaction: appends the last closing head to heads.log, when the file has not come that far (another hand closed the
 * month, or a crash came between)
 *
 * @return 0, an errno of the store or the disk; EBADMSG the file is not one of signed heads
 */
int journal_close_log(struct db *db, const char *heads_log) MUST_CHECK;

/** Do two times lie in different months (UTC)? */
bool journal_month_differs(int64_t a_ms, int64_t b_ms);

/** Appends a signed head to heads.log, durably; an unfinished last line, left by a crash, is cut off first */
int journal_mark_log(const char *heads_log, const struct journal_mark *mark) MUST_CHECK;

/** What is wrong, in words, and where */
enum journal_fault {
	JOURNAL_OK, JOURNAL_CHANGED, JOURNAL_GAP, JOURNAL_CUT, JOURNAL_FORGED_HEAD, JOURNAL_MALFORMED,
};

struct journal_report {
	enum journal_fault fault;
	int64_t pos;             /* of the first fault, or of the last row */
	int64_t rows, marks;
	char words[200];
};

/**
 * The whole journal of a store, or what came after the last signed mark (`quick`, at every start)
 *
 * Not inside a transaction. Walks in pages: memory does not grow with the journal.
 *
 * @param heads_log File of signed heads that the store must know too (it may not be there yet), or NULL
 * @param rep       rep->fault says whether something is wrong; words for the administrator
 *
 * @return 0 when an answer was found, errno when the machine could not
 */
int journal_verify(struct db *db, const struct keyring *kr, const char *heads_log, bool quick, struct journal_report *rep) MUST_CHECK;

/**
 * Writes JSON Lines (docs/journal.md): one row a line, signed heads between, the last line a signed head
 *
 * An export begins after a signed head and ends with one, so from_pos is moved down and to_pos up to the nearest; after the
 * last signed head of the store, its head is signed for the export. Nothing is signed that does not fit what was signed before.
 * Not inside a transaction.
 *
 * @param to_pos 0: the last row
 * @param rep    A fault that was found: then the export has no end and does not verify
 *
 * @return ERANGE when the journal has no such rows; what line_h returned
 */
int journal_export(struct db *db, const struct keyring *kr, int64_t from_pos, int64_t to_pos,
		   int (*line_h)(struct pl line, void *arg), void *arg, struct journal_report *rep) MUST_CHECK;

/** First and last row with from_ms ≤ time < to_ms; ENODATA when there is none. Not inside a transaction */
int journal_between(struct db *db, int64_t from_ms, int64_t to_ms, int64_t *from_pos, int64_t *to_pos) MUST_CHECK;

/**
 * Verifies an export ("-" stdin) with the public key alone
 *
 * @param heads_file Signed heads that were kept elsewhere, one a line as in heads.log: those of the export's rows must be the
 *                   same, and it must reach the last of them. May be NULL
 */
int journal_verify_export(const char *file, const uint8_t public_key[32], const char *heads_file, struct journal_report *rep) MUST_CHECK;

#endif
