/**
 * @file backup.h  A copy of everything but the master key, and the way back
 *
 *   DIR/manifest.json   written last: format, program, schema, engine, time, signed head, size and SHA-256 of every part
 *   DIR/otklik.db       SQLite: a snapshot            or  DIR/store.pgdump   PostgreSQL: pg_dump, custom format
 *   DIR/heads.log       signed heads of the journal; its last line is the head that was signed for this backup
 *   DIR/journal.pub     the public key that verifies them; DIR/format as in the data folder
 *   DIR/blobs/ab/…      files of appeals, sealed as they lie
 *   DIR/blobs.list      SHA-256, size and name of each
 *
 * Made beside a program at work. The order makes it whole: the head is signed and heads.log copied, so that the store is never
 * behind it; then the database at one moment; then the blobs, which are there before a row names them. All of it is written to
 * DIR.part, synced and renamed at the end: a DIR that is there is whole.
 *
 * The master key is never inside (docs/keys.md): without it a backup opens nothing.
 */
#ifndef OTKLIK_DB_BACKUP_H
#define OTKLIK_DB_BACKUP_H

#include "db/store.h"

struct backup_prm {
	const char *dir;             /* of the backup */
	void (*progress_h)(int64_t bytes, void *arg);    /* bytes written so far; or NULL */
	void *arg;
};

struct backup_report {
	int64_t bytes, blobs;        /* written */
	int64_t rows;                /* of the journal, verified; restore only */
	int64_t missing;             /* blobs that rows name and the backup has not: lost before, or removed while it was made */
};

/**
 * Makes a backup of an open store
 *
 * @return EEXIST there is something at DIR or DIR.part; ENOSPC; errno; words in `why`
 */
int backup_make(struct store *s, const struct backup_prm *prm, struct backup_report *rep, struct mbuf *why) MUST_CHECK;

/**
 * Restores a backup as a new store and verifies it: every part, every key, the whole journal
 *
 * @param to Where to: `create` and `lock` are not looked at. The folder must not be there or be empty; a database of PostgreSQL
 *           must be there and empty; the master key must be there
 *
 * @return EEXIST the place is taken; EOVERFLOW made by a newer version; EBADMSG half-copied, changed, or a fault of the
 *         journal; ENOKEY another master key; words in `why`
 */
int backup_restore(const struct backup_prm *prm, const struct store_prm *to, struct backup_report *rep, struct mbuf *why) MUST_CHECK;

#endif
