/**
 * @file store.h  A data folder opened for work: its place, its database, its keys
 *
 *   DATA/  0700, of the user that runs the program
 *     otklik.db (+ -wal, -shm)   the SQLite store, unless --db names another
 *     blobs/                     files of appeals
 *     heads.log                  signed heads of the journal
 *     journal.pub                the public key that verifies them, hexadecimal
 *     format                     "otklik data 1"
 *     lock                       held while `serve` runs
 *   master.key                   in DATA unless --master-key names another place (docs/keys.md)
 *
 * Used by every command that works with a store. All words go into `why` (base/why.h).
 */
#ifndef OTKLIK_DB_STORE_H
#define OTKLIK_DB_STORE_H

#include "db/db.h"
#include "db/keyring.h"

struct store_prm {
	const char *data_dir;
	const char *db_url;          /* NULL or "": sqlite:DATA/otklik.db */
	const char *master_key;      /* NULL or "": DATA/master.key */
	bool create;                 /* make what is missing; else a folder without a store is an error */
	bool lock;                   /* be the only one that serves it: EBUSY when another does */
};

/** Borrowed members; mem_deref closes */
struct store {
	char *data_dir, *url, *heads_log, *master_key;
	struct keyring *keys;
	struct db *db;               /* a DB_WRITE connection of the thread that opened it */
	int lock_fd;                 /* -1 none */
};

/**
 * Opens a store: checks the folder, migrates the schema, opens the keys
 *
 * A folder that is refused stays as it is.
 *
 * @return 0; ENOENT no store there and not `create`, or its master key is missing; EACCES of another owner or open to others; EOVERFLOW written by a newer
 *         version; EBADMSG half-copied or damaged; EBUSY; or an errno of the machine. `why` says which file and what to do.
 */
int store_open(struct store **sp, const struct store_prm *prm, struct mbuf *why) MUST_CHECK;

#endif
