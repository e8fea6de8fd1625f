/**
 * @file backup.c  Making a backup beside a program at work
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/clock.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/backup_priv.h"
#include "db/journal_priv.h"
#include "db/tx_priv.h"

struct backup {
	struct store *s;
	struct backup_meter meter;
	char dir[PATH_MAX];                  /* DIR.part */
	struct backup_manifest m;
};


/* Signs the journal's head: what the backup must at least hold */
static int head_sign(struct backup *b)
{
	struct journal_mark mark;
	struct mbuf *mb;
	struct tx tx;
	int err;

	err = tx_begin(&tx, b->s->db, b->s->keys, clock_wall_ms());
	if (err)
		return err;

	err = journal_mark_make(&tx, false, &mark);
	if (err) {
		db_rollback(b->s->db);
		return ENODATA == err ? 0 : err;
	}
	err = tx_end(&tx);
	if (!err)
		err = journal_mark_log(b->s->heads_log, &mark);
	if (err)
		return err;

	mb = mbuf_alloc(512);
	err = mb ? journal_mark_print(mb, &mark) : ENOMEM;
	if (!err && mb->end < sizeof(b->m.head))
		memcpy(b->m.head, mb->buf, mb->end - 1);
	mem_deref(mb);
	return err;
}


static struct backup_part *part_new(struct backup *b, const char *name)
{
	struct backup_part *part = &b->m.part[b->m.partc++];

	(void)snprintf(part->name, sizeof(part->name), "%s", name);
	return part;
}


/* A file of the data folder as it is; one that is not there is none */
static int part_copy(struct backup *b, const char *name)
{
	char from[PATH_MAX], to[PATH_MAX];
	int err;

	if (!backup_path(from, b->s->data_dir, name) || !backup_path(to, b->dir, name))
		return ENAMETOOLONG;

	err = backup_copy(from, to, part_new(b, name), &b->meter);
	if (ENOENT != err)
		return err;

	b->m.partc--;
	return 0;
}


/* A file that lies in the backup already: its size and SHA-256 */
static int part_take(struct backup *b, const char *name, bool count)
{
	struct backup_part *part = part_new(b, name);
	char path[PATH_MAX];
	int err;

	if (!backup_path(path, b->dir, name))
		return ENAMETOOLONG;

	err = backup_copy(path, NULL, part, &b->meter);
	if (!err && count)
		b->meter.rep->bytes += part->size;

	return err;
}


static int database_dump(struct backup *b, struct mbuf *why)
{
	const char *name = DB_SQLITE == b->m.engine ? BACKUP_SQLITE : BACKUP_POSTGRES;
	char path[PATH_MAX];
	int err;

	if (!backup_path(path, b->dir, name))
		return ENAMETOOLONG;

	err = engine_dump(b->s->url, b->m.engine, path, why);
	return err ? err : part_take(b, name, true);
}


static int parts_make(struct backup *b, struct mbuf *why)
{
	int err;

	err = db_version(b->s->db, &b->m.schema);
	if (!err)
		err = head_sign(b);
	if (!err)
		err = part_copy(b, "heads.log");     /* before the database: it must not know more than that */
	if (!err)
		err = part_copy(b, "journal.pub");
	if (!err)
		err = part_copy(b, "format");
	if (!err)
		err = database_dump(b, why);
	if (!err)
		err = backup_blobs_make(b->s->data_dir, b->dir, &b->meter);
	if (!err)
		err = part_take(b, "blobs.list", false);
	if (!err)
		err = backup_files_check(b->s->db, b->dir, b->m.made_ms, &b->meter);

	return err ? err : manifest_write(&b->m, b->dir);
}


/* Everything below the folder to the disk, then its name */
static int publish(const struct backup *b)
{
	int err = 0, fd = open(b->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (syncfs(fd))
		err = errno;
	close(fd);

	if (!err && renameat2(AT_FDCWD, b->dir, AT_FDCWD, b->meter.prm->dir, RENAME_NOREPLACE))
		err = errno;

	return err ? err : durable_parent(b->meter.prm->dir);
}


int backup_make(struct store *s, const struct backup_prm *prm, struct backup_report *rep, struct mbuf *why)
{
	struct backup *b = mem_zalloc(sizeof(*b), NULL);
	int err, n;

	if (!b)
		return ENOMEM;

	*rep = (struct backup_report){0};
	*b = (struct backup){.s = s, .meter = {prm, rep}, .m = {.engine = db_engine(s->db), .made_ms = clock_wall_ms()}};

	n = snprintf(b->dir, sizeof(b->dir), "%s.part", prm->dir);
	if (n < 0 || n >= (int)sizeof(b->dir)) {
		err = ENAMETOOLONG;
	}
	else if (0 == access(prm->dir, F_OK)) {
		err = why_say(why, EEXIST, "%s: is there already; a backup wants a new name", prm->dir);
	}
	else if (mkdir(b->dir, 0700)) {
		err = errno;
		why_say(why, err, EEXIST == err ? "%s: left by a backup that did not end; remove it" : "%s: cannot be made", b->dir);
	}
	else {
		why_say(why, 0, "%s", "");
		err = parts_make(b, why);
		if (!err)
			err = publish(b);
		if (err && (!why || !why->end))
			why_say(why, err, "%s: %s; what is there is not whole, remove it", b->dir, strerror(err));
	}

	mem_deref(b);
	return err;
}
