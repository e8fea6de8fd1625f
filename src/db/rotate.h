/**
 * @file rotate.h  A new master key, and every wrapped key under it
 *
 *   1 a new version is added to the master key file        both versions open
 *   2 working keys, then citizens' keys are rewrapped       batches of 1000, a transaction each
 *   3 every wrapped key is opened with the new version      what is left of 2 is done again
 *   4 the journal says so
 *   5 the old versions are taken out of the file
 *
 * Killed at any moment it can be run again: a file with two versions says that 2 is to go on. Files' keys and fields are sealed
 * under the citizens' keys and stay as they are. Nobody else works with the store meanwhile: a program that knows only the old
 * version could not open what was rewrapped.
 */
#ifndef OTKLIK_DB_ROTATE_H
#define OTKLIK_DB_ROTATE_H

#include "db/keyring.h"

enum { ROTATE_BATCH = 1000 };

struct rotate_report {
	uint32_t version;            /* that wraps now */
	int64_t working, citizens;   /* keys rewrapped, or opened */
	int64_t bad;                 /* that do not open */
	int64_t bad_citizen;         /* id of the first of them; -1 - purpose for a working key */
	int64_t old;                 /* that open, under an older version */
};

struct rotate_prm {
	struct keyring *keys;        /* borrowed: its master keys change */
	struct db *db;               /* borrowed, DB_WRITE, outside a transaction */
	const char *file;            /* of the master key */
	void (*progress_h)(int64_t done, void *arg);     /* keys looked at so far; or NULL */
	void *arg;
};

/**
 * Adds a version to a master key file; the owner of the file stays
 *
 * @return EBUSY a rotation is under way: there are two versions already
 */
int master_file_add(const char *file, uint32_t *versionp, struct mbuf *why) MUST_CHECK;

/** Steps 1 to 5, or what is left of them. EBADMSG: a key does not open (the report says which); the old versions stay */
int keyring_rotate(const struct rotate_prm *prm, struct rotate_report *rep, struct mbuf *why) MUST_CHECK;

/** Opens every wrapped key; 0 with what was found in the report */
int keyring_check(const struct rotate_prm *prm, struct rotate_report *rep) MUST_CHECK;

#endif
