/**
 * @file backup_priv.h  The inside of backups: parts, manifest, the engines' own tools
 */
#ifndef OTKLIK_DB_BACKUP_PRIV_H
#define OTKLIK_DB_BACKUP_PRIV_H

#include <limits.h>
#include "db/backup.h"

#define BACKUP_FORMAT "otklik backup 1"
#define BACKUP_SQLITE "otklik.db"
#define BACKUP_POSTGRES "store.pgdump"

enum { BACKUP_PARTS = 6, BACKUP_SHA = 32, BACKUP_LINE_MAX = 512 };

struct backup_part {
	char name[32];
	int64_t size;
	uint8_t sha[BACKUP_SHA];
};

struct backup_manifest {
	int schema;                          /* last migration of the store */
	enum db_engine engine;
	int64_t made_ms;
	char head[BACKUP_LINE_MAX];          /* line of the head that was signed for it; "" an empty journal */
	unsigned partc;
	struct backup_part part[BACKUP_PARTS];
};

/** Counts what was written and tells the caller */
struct backup_meter {
	const struct backup_prm *prm;
	struct backup_report *rep;
};

/** "dir/name"; false when it is too long */
bool backup_path(char path[PATH_MAX], const char *dir, const char *name);

/** Copies a file (NULL: only reads it) and takes size and SHA-256 of what went through. ENOENT: there is no such source */
int backup_copy(const char *from, const char *to, struct backup_part *part, struct backup_meter *meter) MUST_CHECK;

int manifest_write(const struct backup_manifest *m, const char *dir) MUST_CHECK;

/** EBADMSG, EOVERFLOW, ENOENT with words */
int manifest_read(struct backup_manifest *m, const char *dir, struct mbuf *why) MUST_CHECK;

/** Copies the blobs of one folder into another's, writing or checking the list */
int backup_blobs_make(const char *data, const char *dir, struct backup_meter *meter) MUST_CHECK;
int backup_blobs_restore(const char *dir, const char *data, struct backup_meter *meter, struct mbuf *why) MUST_CHECK;

/** Counts the blobs that rows older than `before_ms` name and the folder has not, as missing */
int backup_files_check(struct db *db, const char *dir, int64_t before_ms, struct backup_meter *meter) MUST_CHECK;

/** One moment of a database as a file, beside those who write in it */
int engine_dump(const char *url, enum db_engine engine, const char *file, struct mbuf *why) MUST_CHECK;
/** A file as a database: PostgreSQL; a file of SQLite is copied */
int engine_load(const char *url, const char *file, struct mbuf *why) MUST_CHECK;

#endif
