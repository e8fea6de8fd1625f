/**
 * @file restore.c  A backup becomes a store: everything is verified before it says done
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/durable.h"
#include "base/why.h"
#include "db/backup_priv.h"
#include "db/db_priv.h"
#include "db/journal_priv.h"
#include "db/rotate.h"

struct restore {
	const struct store_prm *to;
	struct backup_meter meter;
	char dir[PATH_MAX];                  /* NEWDIR.part */
	struct backup_manifest m;
	struct store *s;
};


/* Every part as the manifest says, before anything is written */
static int parts_check(struct restore *r, struct mbuf *why)
{
	for (unsigned i = 0; i < r->m.partc; i++) {

		const struct backup_part *want = &r->m.part[i];
		struct backup_part part;
		char path[PATH_MAX];
		int err;

		if (!backup_path(path, r->meter.prm->dir, want->name))
			return ENAMETOOLONG;

		err = backup_copy(path, NULL, &part, &r->meter);
		if (ENOENT == err)
			return why_say(why, EBADMSG, "%s is missing: the backup was copied by halves; copy it again", path);
		if (err)
			return why_say(why, err, "%s: %s", path, strerror(err));
		if (part.size != want->size || memcmp(part.sha, want->sha, BACKUP_SHA))
			return why_say(why, EBADMSG, "%s was changed or cut: %lld bytes of %lld, or another SHA-256; copy it again", path,
				       (long long)part.size, (long long)want->size);
	}

	return 0;
}


static int empty_check(const char *dir, struct mbuf *why)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	bool empty = true;

	if (!d)
		return ENOENT == errno ? 0 : why_say(why, errno, "%s: %s", dir, strerror(errno));

	while ((de = readdir(d)))
		empty = empty && (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."));

	closedir(d);
	return empty ? 0 : why_say(why, EEXIST, "%s: is not empty; restore into a new folder", dir);
}


/* A database of PostgreSQL must be there and hold nothing of ours */
static int database_check(const struct restore *r, struct mbuf *why)
{
	struct db *db = NULL;
	int err, version = 0;

	if (DB_SQLITE == r->m.engine)
		return r->to->db_url && r->to->db_url[0] ? why_say(why, EINVAL, "the backup is of SQLite: it goes without --db") : 0;
	if (!r->to->db_url || !r->to->db_url[0])
		return why_say(why, EINVAL, "the backup is of PostgreSQL: name an empty database for it (--db URL)");

	err = db_open(&db, r->to->db_url, DB_READ, why);
	if (!err)
		err = db_version(db, &version);
	mem_deref(db);

	if (err)
		return why && why->end ? err : why_say(why, err, "the database: %s", strerror(err));

	return version ? why_say(why, EEXIST, "the database named by --db holds a store already; name an empty one") : 0;
}


static int master_check(const struct restore *r, struct mbuf *why)
{
	struct keyring *kr = NULL;
	int err;

	if (!r->to->master_key || !r->to->master_key[0])
		return why_say(why, EINVAL, "name the master key of the store (--master-key FILE): it is never inside a backup");

	err = keyring_master(&kr, r->to->master_key, false, why);
	mem_deref(kr);
	return err;
}


static int parts_copy(struct restore *r, struct mbuf *why)
{
	char from[PATH_MAX], to[PATH_MAX];
	int err = 0;

	for (unsigned i = 0; i < r->m.partc && !err; i++) {

		const char *name = r->m.part[i].name;
		struct backup_part part;

		if (!backup_path(from, r->meter.prm->dir, name) || !backup_path(to, r->dir, name))
			return ENAMETOOLONG;

		if (!strcmp(name, BACKUP_POSTGRES))
			err = engine_load(r->to->db_url, from, why);
		else if (strcmp(name, "blobs.list"))
			err = backup_copy(from, to, &part, &r->meter);
	}

	return err ? err : backup_blobs_restore(r->meter.prm->dir, r->dir, &r->meter, why);
}


static int keys_check(struct restore *r, struct mbuf *why)
{
	const struct rotate_prm prm = {.keys = r->s->keys, .db = r->s->db, .file = r->s->master_key};
	struct rotate_report rep;
	int err = keyring_check(&prm, &rep);

	if (!err && rep.bad)
		err = why_say(why, EBADMSG, "%lld keys do not open; the first is that of citizen %lld", (long long)rep.bad,
			      (long long)rep.bad_citizen);
	return err;
}


/* The head that was signed for the backup, and the whole journal */
static int journal_check(struct restore *r, struct mbuf *why)
{
	struct journal_report rep;
	struct journal_item item;
	bool good;
	int err;

	if (r->m.head[0]) {
		err = journal_line_parse(&item, pl_of(r->m.head), why);
		good = !err && LINE_MARK == item.type && journal_mark_valid(keyring_public(r->s->keys), &item.mark);
		journal_item_free(&item);
		if (!good)
			return ENOMEM == err ? err : why_say(why, EBADMSG, "the signed head in the manifest does not bear this store's signature");
	}

	err = journal_verify(r->s->db, r->s->keys, r->s->heads_log, false, &rep);
	if (err)
		return err;
	if (JOURNAL_OK != rep.fault)
		return why_say(why, EBADMSG, "the journal has a fault: %s", rep.words);

	r->meter.rep->rows = rep.rows;
	return 0;
}


static int store_check(struct restore *r, struct mbuf *why)
{
	struct store_prm prm = {.data_dir = r->dir, .db_url = r->to->db_url, .master_key = r->to->master_key};
	int err;

	err = store_open(&r->s, &prm, why);
	if (!err)
		err = keys_check(r, why);
	if (!err)
		err = journal_check(r, why);
	if (!err)
		err = backup_files_check(r->s->db, r->dir, INT64_MAX, &r->meter);

	r->s = mem_deref(r->s);              /* closed before it gets its name */
	return err;
}


static int publish(const struct restore *r)
{
	int err = 0, fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (syncfs(fd))
		err = errno;
	close(fd);

	if (!err && rename(r->dir, r->to->data_dir))     /* over an empty folder or none */
		err = errno;

	return err ? err : durable_parent(r->to->data_dir);
}


static int run(struct restore *r, struct mbuf *why)
{
	int err;

	err = manifest_read(&r->m, r->meter.prm->dir, why);
	if (!err)
		err = master_check(r, why);
	if (!err)
		err = empty_check(r->to->data_dir, why);
	if (!err)
		err = database_check(r, why);
	if (!err)
		err = parts_check(r, why);
	if (err)
		return err;

	if (mkdir(r->dir, 0700))
		return why_say(why, errno, "%s: %s", r->dir, EEXIST == errno ? "left by a restore that did not end; remove it" :
			       strerror(errno));

	err = parts_copy(r, why);
	if (!err)
		err = store_check(r, why);

	return err ? err : publish(r);
}


int backup_restore(const struct backup_prm *prm, const struct store_prm *to, struct backup_report *rep, struct mbuf *why)
{
	struct restore *r = mem_zalloc(sizeof(*r), NULL);
	size_t l = strlen(to->data_dir);
	int err, n;

	if (!r)
		return ENOMEM;

	while (l > 1 && '/' == to->data_dir[l - 1])
		l--;

	*rep = (struct backup_report){0};
	r->to = to;
	r->meter = (struct backup_meter){prm, rep};
	n = snprintf(r->dir, sizeof(r->dir), "%.*s.part", (int)l, to->data_dir);

	why_say(why, 0, "%s", "");
	err = n > 0 && n < (int)sizeof(r->dir) ? run(r, why) : ENAMETOOLONG;
	if (err && (!why || !why->end))
		why_say(why, err, "%s: %s", to->data_dir, strerror(err));

	mem_deref(r);
	return err;
}
