/**
 * @file backup.c  otklik backup DIR, otklik restore DIR (docs/backup.md)
 */
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include "base/why.h"
#include "cmd/place.h"
#include "cmd/progress.h"
#include "db/backup.h"


static void progress_h(int64_t bytes, void *arg)
{
	progress_show(arg, bytes);
}


/* The folder named on the command line, without slashes at its end; NULL having said what is wrong */
static const char *dir_get(char path[PATH_MAX], int argc, char *argv[], int rest)
{
	size_t l;

	if (rest + 1 != argc) {
		(void)cmd_usage(argv[0], "say which folder the backup is%s", rest < argc ? ", and only one" : "");
		return NULL;
	}

	l = strlen(argv[rest]);
	while (l > 1 && '/' == argv[rest][l - 1])
		l--;
	if (!l || l >= PATH_MAX) {
		(void)cmd_usage(argv[0], "the name of the folder is empty or too long");
		return NULL;
	}

	memcpy(path, argv[rest], l);
	path[l] = '\0';
	return path;
}


static int result(const char *command, int err, const struct mbuf *why)
{
	if (err && why->end)
		(void)cmd_fail(command, "%b", why->buf, why->end);
	else if (err)
		(void)cmd_fail(command, "%m", err);

	return cmd_status(err);
}


static void missing_say(const struct backup_report *rep, const char *where)
{
	if (rep->missing)
		printf("%lld files that appeals name are not %s: lost before, or removed while the backup was made\n",
		       (long long)rep->missing, where);
}


static int backup(struct place *p, const char *dir)
{
	struct mbuf *why = mbuf_alloc(256);
	struct backup_report rep;
	struct progress bar;
	const struct backup_prm prm = {.dir = dir, .progress_h = progress_h, .arg = &bar};
	int rc;

	if (!why)
		return cmd_fail("backup", "%m", ENOMEM);

	(void)umask(077);                    /* for what the engines write */
	progress_start(&bar, "copying", 0);
	rc = backup_make(p->store, &prm, &rep, why);
	progress_end(&bar);

	rc = result("backup", rc, why);
	if (CMD_OK == rc)
		printf("%s: %lld bytes, %lld files of appeals. The master key %s is not inside: keep a copy of it elsewhere.\n", dir,
		       (long long)rep.bytes, (long long)rep.blobs, p->store->master_key);
	if (CMD_OK == rc)
		missing_say(&rep, "in the data folder");

	mem_deref(why);
	return rc;
}


int cmd_backup(int argc, char *argv[])
{
	char path[PATH_MAX];
	struct place p = {NULL, NULL};
	const char *dir;
	int rest = 0, rc;

	rc = cmd_settings(&p.settings, &rest, argc, argv);
	if (CMD_OK != rc)
		return rc;

	dir = dir_get(path, argc, argv, rest);
	rc = dir ? place_store(&p, argv[0], false) : CMD_USAGE;
	if (CMD_OK == rc)
		rc = backup(&p, dir);

	place_close(&p);
	return rc;
}


static int restore(const struct settings *s, const char *dir)
{
	const struct store_prm to = {
		.data_dir = setting_text(s, SET_DATA),
		.db_url = setting_text(s, SET_DB),
		.master_key = setting_text(s, SET_MASTER_KEY),
	};
	struct mbuf *why;
	struct backup_report rep;
	struct progress bar;
	const struct backup_prm prm = {.dir = dir, .progress_h = progress_h, .arg = &bar};
	int rc;

	if (!to.data_dir)
		return cmd_usage("restore", "say where to (--data NEWDIR)");

	why = mbuf_alloc(256);
	if (!why)
		return cmd_fail("restore", "%m", ENOMEM);

	progress_start(&bar, "restoring", 0);
	rc = backup_restore(&prm, &to, &rep, why);
	progress_end(&bar);

	rc = result("restore", rc, why);
	if (CMD_OK == rc)
		printf("%s: restored and verified: %lld rows of the journal, %lld files of appeals\n", to.data_dir,
		       (long long)rep.rows, (long long)rep.blobs);
	if (CMD_OK == rc)
		missing_say(&rep, "in the backup");

	mem_deref(why);
	return rc;
}


int cmd_restore(int argc, char *argv[])
{
	char path[PATH_MAX];
	struct settings *s = NULL;
	const char *dir;
	int rest = 0, rc;

	rc = cmd_settings(&s, &rest, argc, argv);
	if (CMD_OK != rc)
		return rc;

	dir = dir_get(path, argc, argv, rest);
	rc = dir ? restore(s, dir) : CMD_USAGE;
	mem_deref(s);
	return rc;
}
