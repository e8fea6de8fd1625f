/**
 * @file rotate.c  A new master key, and every wrapped key under it
 */
#include <stdio.h>
#include <unistd.h>
#include <sodium.h>
#include <sys/stat.h>
#include "base/durable.h"
#include "base/why.h"
#include "db/keyring_priv.h"
#include "db/keyring.sql.h"
#include "db/rotate.h"
#include "db/vault.h"
#include "db/write.h"

struct wrapped {
	int64_t id;                          /* of the citizen, or purpose */
	size_t len;
	uint8_t bytes[KEY_WRAPPED_SIZE];
};

struct batch {
	const struct rotate_prm *prm;
	struct rotate_report *rep;
	unsigned count;
	struct wrapped row[ROTATE_BATCH];
};


static void wipe(struct mbuf *mb)
{
	if (mb)
		sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
}


/* Writes the versions from index `first` in the place of the file, for the same owner */
static int file_write(const struct master *m, unsigned first, const char *file, struct mbuf *why)
{
	struct mbuf *mb = mbuf_alloc(2 * MASTER_FILE_MAX);
	struct stat st;
	int err;

	if (!mb)
		return ENOMEM;

	err = stat(file, &st) ? errno : master_print(m, first, mb);
	if (!err)
		err = durable_file(file, (struct pl){(char *)mb->buf, mb->end}, true);
	if (!err && (st.st_uid != geteuid() || st.st_gid != getegid()) && lchown(file, st.st_uid, st.st_gid))
		err = errno;
	if (err)
		why_say(why, err, "%s: cannot be written: %s", file, strerror(err));

	wipe(mb);
	return err;
}


int master_file_add(const char *file, uint32_t *versionp, struct mbuf *why)
{
	struct master *m = sodium_init() < 0 ? NULL : sodium_malloc(sizeof(*m));
	int err;

	if (!m)
		return ENOMEM;

	err = master_read(m, file, why);
	if (!err && m->count > 1)
		err = why_say(why, EBUSY, "%s: holds %u versions already; finish the rotation first (otklik key rotate)", file, m->count);
	if (!err)
		err = master_add(m);
	if (!err)
		err = file_write(m, 0, file, why);
	if (!err)
		*versionp = m->version[m->count - 1];

	sodium_free(m);
	return err;
}


static int keep(struct batch *b, int64_t id, struct pl wrapped)
{
	struct wrapped *w = &b->row[b->count++];

	w->id = id;
	w->len = wrapped.l;
	memcpy(w->bytes, wrapped.p, wrapped.l < sizeof(w->bytes) ? wrapped.l : sizeof(w->bytes));
	return 0;
}


static int working_h(const struct row_keyring_list *row, void *arg)
{
	struct batch *b = arg;

	return b->count < ROTATE_BATCH ? keep(b, row->purpose, row->wrapped) : ENOSPC;
}


static int citizen_h(const struct row_keyring_citizen_list *row, void *arg)
{
	return keep(arg, row->id, row->wrapped);
}


static struct pl wrapped_pl(const struct wrapped *w)
{
	return (struct pl){(const char *)w->bytes, w->len};
}


static int rewrap(const struct batch *b, const struct wrapped *w, bool working, uint8_t out[KEY_WRAPPED_SIZE])
{
	uint8_t buf[32], key[KEY_SIZE];
	struct pl context;
	int err;

	if (!working)
		return vault_key_rewrap(b->prm->keys, w->id, wrapped_pl(w), out);

	context = keyring_context(buf, (enum key_purpose)w->id);
	err = keyring_unwrap(b->prm->keys, context, wrapped_pl(w), key);
	if (!err)
		err = keyring_wrap(b->prm->keys, context, key, out);

	sodium_memzero(key, sizeof(key));
	return err;
}


static void bad(struct rotate_report *rep, int64_t id, bool working)
{
	if (!rep->bad++)
		rep->bad_citizen = working ? -1 - id : id;
}


static int batch_rewrap(struct batch *b, bool working)
{
	for (unsigned i = 0; i < b->count; i++) {

		const struct wrapped *w = &b->row[i];
		uint8_t out[KEY_WRAPPED_SIZE];
		const struct pl fresh = {(char *)out, sizeof(out)};
		int err;

		if (keyring_wrapped_version(wrapped_pl(w)) == keyring_version(b->prm->keys))
			continue;

		err = rewrap(b, w, working, out);
		if (EBADMSG == err || ENOKEY == err)
			bad(b->rep, w->id, working);
		if (err)
			return err;

		err = working ? sql_keyring_update(b->prm->db, w->id, fresh)
			      : sql_keyring_citizen_update(b->prm->db, w->id, wrapped_pl(w), fresh);
		if (err)
			return err;

		*(working ? &b->rep->working : &b->rep->citizens) += 1;
	}

	return 0;
}


static int batch_open(struct batch *b, bool working)
{
	uint8_t buf[32], key[KEY_SIZE];

	for (unsigned i = 0; i < b->count; i++) {

		const struct wrapped *w = &b->row[i];
		int err = working ? keyring_unwrap(b->prm->keys, keyring_context(buf, (enum key_purpose)w->id), wrapped_pl(w), key)
				  : vault_key_open(b->prm->keys, w->id, wrapped_pl(w), key);

		if (err)
			bad(b->rep, w->id, working);
		else if (keyring_wrapped_version(wrapped_pl(w)) != keyring_version(b->prm->keys))
			b->rep->old++;

		*(working ? &b->rep->working : &b->rep->citizens) += 1;
	}

	sodium_memzero(key, sizeof(key));
	return 0;
}


/* One transaction: reads a batch of what follows `after` and does something with it */
static int batch_run(struct batch *b, bool working, int64_t after, int (*h)(struct batch *b, bool working))
{
	struct db *db = b->prm->db;
	int err;

	b->count = 0;
	err = db_begin(db);
	if (err)
		return err;

	err = working ? sql_keyring_list(db, working_h, b) : sql_keyring_citizen_list(db, after, ROTATE_BATCH, citizen_h, b);
	if (!err)
		err = h(b, working);
	if (err) {
		db_rollback(db);
		return err;
	}

	return db_commit(db);
}


/* Working keys in one batch, citizens' in many */
static int each(const struct rotate_prm *prm, struct rotate_report *rep, int (*h)(struct batch *b, bool working))
{
	struct batch *b = mem_alloc(sizeof(*b), NULL);
	int64_t after = INT64_MIN + 1, done = 0;
	int err;

	if (!b)
		return ENOMEM;

	b->prm = prm;
	b->rep = rep;
	err = batch_run(b, true, 0, h);

	while (!err) {
		err = batch_run(b, false, after, h);
		if (err || !b->count)
			break;

		after = b->row[b->count - 1].id;
		done += b->count;
		if (prm->progress_h)
			prm->progress_h(done, prm->arg);
	}

	mem_deref(b);
	return err;
}


int keyring_check(const struct rotate_prm *prm, struct rotate_report *rep)
{
	memset(rep, 0, sizeof(*rep));
	rep->version = keyring_version(prm->keys);
	return each(prm, rep, batch_open);
}


struct rotated {
	struct command cmd;
	uint32_t version;
};


static int journal_h(struct tx *tx, struct command *cmd)
{
	const struct rotated *r = CONTAINER_OF(cmd, struct rotated, cmd);
	char body[32];
	struct journal_entry entry = {.kind = "key.rotated", .actor = -1};

	(void)snprintf(body, sizeof(body), "{\"version\":%u}", r->version);
	entry.body = pl_of(body);
	return tx_journal(tx, &entry);
}


static int journal_say(const struct rotate_prm *prm, uint32_t version)
{
	struct rotated r = {.cmd = {.apply_h = journal_h}, .version = version};

	return command_run(prm->db, prm->keys, &r.cmd);
}


static int old_remove(const struct rotate_prm *prm, struct mbuf *why)
{
	struct master *m = &prm->keys->s->master;
	int err;

	err = file_write(m, m->count - 1, prm->file, why);
	if (EACCES == err || EPERM == err || EROFS == err)
		return why_say(why, err, "everything is under version %u, but %s cannot be written by this user: its owner must take the older "
			       "lines out", keyring_version(prm->keys), prm->file);
	if (err)
		return err;

	m->version[0] = m->version[m->count - 1];
	memcpy(m->key[0], m->key[m->count - 1], KEY_SIZE);
	sodium_memzero(m->key[1], (MASTER_VERSIONS - 1) * KEY_SIZE);
	m->count = 1;
	return 0;
}


int keyring_rotate(const struct rotate_prm *prm, struct rotate_report *rep, struct mbuf *why)
{
	struct rotate_report after;
	uint32_t version;
	int err = 0;

	memset(rep, 0, sizeof(*rep));

	if (1 == prm->keys->s->master.count) {
		err = master_file_add(prm->file, &version, why);
		if (EACCES == err || EPERM == err || EROFS == err)
			why_say(why, err, "%s: cannot be written by this user; its owner adds a version first (otklik key add --master-key %s)",
				prm->file, prm->file);
		if (!err)
			err = master_read(&prm->keys->s->master, prm->file, why);
	}
	if (err)
		return err;

	rep->version = keyring_version(prm->keys);
	err = each(prm, rep, batch_rewrap);
	if (err)
		return why_say(why, err, "not everything could be rewrapped: %s", strerror(err));

	err = keyring_check(prm, &after);
	if (!err && (after.bad || after.old)) {
		rep->bad = after.bad;
		rep->bad_citizen = after.bad_citizen;
		rep->old = after.old;
		return why_say(why, EBADMSG, "%lld keys do not open under version %u; the old versions stay in the file",
			       (long long)(after.bad + after.old), rep->version);
	}
	if (!err)
		err = journal_say(prm, rep->version);
	if (err)
		return why_say(why, err, "%s: %s", prm->file, strerror(err));

	return old_remove(prm, why);
}
