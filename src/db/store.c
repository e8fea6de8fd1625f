/**
 * @file store.c  A data folder opened for work
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/db.h"
#include "db/store.h"

static const char format[] = "otklik data 1\n";


static void store_destructor(void *arg)
{
	struct store *s = arg;

	mem_deref(s->db);
	mem_deref(s->keys);
	mem_deref(s->data_dir);
	mem_deref(s->url);
	mem_deref(s->heads_log);
	mem_deref(s->master_key);
	if (s->lock_fd >= 0)
		(void)close(s->lock_fd);
}


static bool there(const struct store *s, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", s->data_dir, name);

	return 0 == access(path, F_OK);
}


static bool empty(const struct store *s, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s/%s", s->data_dir, name);

	return 0 == stat(path, &st) && 0 == st.st_size;
}


static int dir_check(const char *dir, bool create, struct mbuf *why)
{
	struct stat st;

	if (stat(dir, &st)) {
		if (ENOENT != errno)
			return why_say(why, errno, "%s: %s", dir, strerror(errno));
		if (!create)
			return why_say(why, ENOENT, "%s: there is no such folder; name the data folder of an installation (--data)", dir);
		if (mkdir(dir, 0700))
			return why_say(why, errno, "%s: cannot be made: %s", dir, strerror(errno));
		return 0;
	}

	if (!S_ISDIR(st.st_mode))
		return why_say(why, ENOTDIR, "%s: is not a folder; --data names a folder", dir);
	if (st.st_uid != geteuid())
		return why_say(why, EACCES, "%s: belongs to user %u, but this is user %u; run as its owner, or chown -R it", dir,
			       (unsigned)st.st_uid, (unsigned)geteuid());
	if (st.st_mode & 077)
		return why_say(why, EACCES, "%s: is open to other users (mode %03o); chmod 700 it", dir, (unsigned)st.st_mode & 0777);

	return 0;
}


/* `format` is the first file of a store and journal.pub the last: between them the store was never whole */
static int format_check(const struct store *s, const struct store_prm *prm, struct mbuf *why)
{
	bool own_db = !prm->db_url || !prm->db_url[0], has_db = own_db && there(s, "otklik.db");
	struct mbuf *mb = NULL;
	char path[PATH_MAX];
	bool good;
	int err;

	(void)snprintf(path, sizeof(path), "%s/format", s->data_dir);

	if (!there(s, "format")) {
		if (has_db)
			return why_say(why, EBADMSG, "%s: holds a database but no file `format`: it was copied in part; "
				       "restore a backup (otklik restore)", s->data_dir);
		if (!prm->create)
			return why_say(why, ENOENT, "%s: holds no store; name the data folder of an installation (--data)", s->data_dir);

		err = durable_file(path, pl_of(format), true);
		return err ? why_say(why, err, "%s: %s", path, strerror(err)) : 0;
	}

	if (own_db && there(s, "journal.pub") && (!has_db || empty(s, "otklik.db")))
		return why_say(why, EBADMSG, "%s: the database otklik.db is %s: the folder was copied in part; restore a backup "
			       "(otklik restore)", s->data_dir, has_db ? "empty" : "missing");

	err = durable_read(path, 64, &mb);
	if (err)
		return why_say(why, err, "%s: %s", path, strerror(err));

	good = mb->end == strlen(format) && 0 == memcmp(mb->buf, format, mb->end);
	mem_deref(mb);

	return good ? 0 : why_say(why, EOVERFLOW, "%s: is not of this version (wants `otklik data 1`); use the version that wrote it, "
				  "or a newer one", path);
}


static int lock_take(struct store *s, struct mbuf *why)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/lock", s->data_dir);
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return why_say(why, errno, "%s: %s", path, strerror(errno));

	if (flock(s->lock_fd, LOCK_EX | LOCK_NB))
		return why_say(why, EBUSY, "%s: another otklik serves this folder already; stop it, or name another --data",
			       s->data_dir);

	return 0;
}


static int places(struct store *s, const struct store_prm *prm)
{
	int err;

	err = str_dup(&s->data_dir, prm->data_dir);
	if (!err)
		err = re_sdprintf(&s->heads_log, "%s/heads.log", prm->data_dir);
	if (!err)
		err = prm->db_url && prm->db_url[0] ? str_dup(&s->url, prm->db_url)
			: re_sdprintf(&s->url, "sqlite:%s/otklik.db", prm->data_dir);
	if (!err)
		err = prm->master_key && prm->master_key[0] ? str_dup(&s->master_key, prm->master_key)
			: re_sdprintf(&s->master_key, "%s/master.key", prm->data_dir);

	return err;
}


/* The words of the engine, with the file they are about; a URL of PostgreSQL may hold a password and is not repeated */
static int unopened(const struct store *s, int err, struct mbuf *why)
{
	struct pl words = why_words(why);
	char buf[300];

	if (strncmp(s->url, "sqlite:", 7))
		return err;

	(void)snprintf(buf, sizeof(buf), "%.*s", (int)words.l, words.l ? words.p : "");

	return why_say(why, err, "%s: the database cannot be opened: %s", s->url + 7, words.l ? buf : strerror(err));
}


static int schema(struct store *s, struct mbuf *why)
{
	int version = 0, err;

	err = db_open(&s->db, s->url, DB_WRITE, why);
	if (err)
		return unopened(s, err, why);

	err = db_version(s->db, &version);
	if (!err && !version && there(s, "journal.pub"))
		return why_say(why, EBADMSG, "%s: has had a store, but the database named is empty; name its own (--db), or a new data "
			       "folder (--data)", s->data_dir);

	if (!err)
		err = db_migrate(s->db, clock_wall_ms(), &version);
	if (EOVERFLOW == err)
		return why_say(why, err, "the store was written by a newer version (schema %d); use that one", version);
	if (err)
		return why_say(why, err, "the store cannot be brought to this version: %s (%s)", strerror(err), db_errmsg(s->db));

	return 0;
}


static int stored(const struct store *s, bool *storedp)
{
	int err;

	err = db_begin(s->db);
	if (err)
		return err;

	err = keyring_stored(s->db, storedp);
	db_rollback(s->db);

	return err;
}


/* A store that has keys has a master key: another one is never made beside it */
static int keys(struct store *s, const struct store_prm *prm, struct mbuf *why)
{
	bool has = false;
	int err;

	err = stored(s, &has);
	if (err)
		return why_say(why, err, "the store is not ready: %s", strerror(err));

	err = keyring_master(&s->keys, s->master_key, prm->create && !has, why);
	if (ENOENT == err && has)
		return why_say(why, err, "%s: the master key is missing: without it this store's data cannot be opened; put it back, or "
			       "name where it is (--master-key)", s->master_key);
	if (err)
		return err;

	err = db_begin(s->db);
	if (err)
		return why_say(why, err, "the store is not ready: %s", strerror(err));

	err = keyring_open(s->keys, s->db);
	if (err) {
		db_rollback(s->db);
		return why_say(why, err, "%s: does not open this store's keys (%s); name the master key it was made with (--master-key)",
			       s->master_key, strerror(err));
	}

	err = db_commit(s->db);

	return err ? why_say(why, err, "the store's keys cannot be written: %s", strerror(err)) : 0;
}


/* Is the folder that of the database? Else heads and files of one store would be taken for those of another */
static int pub_check(const char *path, const char hex[2 * 32 + 1], struct mbuf *why)
{
	struct mbuf *mb = NULL;
	bool same;
	int err;

	err = durable_read(path, 128, &mb);
	if (err)
		return why_say(why, err, "%s: %s", path, strerror(err));

	same = mb->end >= 2 * 32 && 0 == memcmp(mb->buf, hex, 2 * 32);
	mem_deref(mb);

	return same ? 0 : why_say(why, EBADMSG, "%s: is not the key of this database: folder and database are of two stores; name the "
				  "right ones (--data, --db)", path);
}


/* What others may need beside the store: the public key */
static int finish(const struct store *s, struct mbuf *why)
{
	char path[PATH_MAX], hex[2 * 32 + 2];
	const uint8_t *pub = keyring_public(s->keys);
	int err;

	for (int i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", pub[i]);
	memcpy(hex + 64, "\n", 2);

	(void)snprintf(path, sizeof(path), "%s/journal.pub", s->data_dir);
	if (there(s, "journal.pub"))
		return pub_check(path, hex, why);

	err = durable_file(path, pl_of(hex), true);

	return err ? why_say(why, err, "%s: %s", path, strerror(err)) : 0;
}


int store_open(struct store **sp, const struct store_prm *prm, struct mbuf *why)
{
	struct store *s;
	int err;

	s = mem_zalloc(sizeof(*s), store_destructor);
	if (!s)
		return ENOMEM;

	s->lock_fd = -1;

	err = places(s, prm);
	if (!err)
		err = dir_check(prm->data_dir, prm->create, why);
	if (!err)
		err = format_check(s, prm, why);
	if (!err && prm->lock)
		err = lock_take(s, why);
	if (!err)
		err = schema(s, why);
	if (!err)
		err = keys(s, prm, why);
	if (!err)
		err = finish(s, why);

	if (err)
		mem_deref(s);
	else
		*sp = s;

	return err;
}
