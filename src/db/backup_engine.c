/**
 * @file backup_engine.c  One moment of a database as a file: SQLite's backup interface, PostgreSQL's own tools
 */
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include "base/durable.h"
#include "base/why.h"
#include "db/backup_priv.h"

enum { ENV_MAX = 400 };


static bool sqlite_path(char path[PATH_MAX], const char *url)
{
	const char *p = strncmp(url, "sqlite:", 7) ? NULL : url + 7;
	size_t l = p ? strcspn(p, "?") : 0;

	if (!l || l >= PATH_MAX)
		return false;

	memcpy(path, p, l);
	path[l] = '\0';
	return true;
}


static int sqlite_err(int rc)
{
	return SQLITE_NOMEM == rc ? ENOMEM : SQLITE_FULL == rc ? ENOSPC : SQLITE_BUSY == rc || SQLITE_LOCKED == rc ? EBUSY :
	       SQLITE_CORRUPT == rc || SQLITE_NOTADB == rc ? EBADMSG : EIO;
}


/* All pages in one step: a reader of the write-ahead log, who sees one moment and stops nobody from writing */
static int sqlite_dump(const char *path, const char *file, struct mbuf *why)
{
	sqlite3 *from = NULL, *to = NULL;
	sqlite3_backup *backup = NULL;
	int rc, err = 0;

	rc = sqlite3_open_v2(path, &from, SQLITE_OPEN_READWRITE, NULL);
	if (SQLITE_OK == rc)
		rc = sqlite3_open_v2(file, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (SQLITE_OK == rc) {
		(void)sqlite3_busy_timeout(from, 10000);
		backup = sqlite3_backup_init(to, "main", from, "main");
		rc = backup ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(to);
	}
	if (backup) {
		int end = sqlite3_backup_finish(backup);

		rc = SQLITE_DONE == rc ? end : rc;
	}
	if (SQLITE_OK != rc)
		err = why_say(why, sqlite_err(rc), "%s: cannot be copied: %s", path, sqlite3_errstr(rc));

	if (sqlite3_close(to) && !err)
		err = EIO;
	(void)sqlite3_close(from);
	return err;
}


/*
 * The tools get the address through their environment (PGHOST, PGPASSWORD …), not on the command line, where every user of
 * the machine could read the password.
 */
static int env_make(char **env, const char *url, char **dbname, struct mbuf *why)
{
	PQconninfoOption *opts = PQconninfoParse(url, NULL), *o;
	size_t n = 0;
	int err = 0;

	if (!opts)
		return why_say(why, EINVAL, "the address of the database is not understood");

	for (char **e = environ; *e && n < ENV_MAX - 60 && !err; e++) {
		if (strncmp(*e, "PG", 2))
			err = str_dup(&env[n++], *e);
	}

	for (o = opts; o->keyword && !err; o++) {
		if (!o->val || !o->val[0])
			continue;
		if (!strcmp(o->keyword, "dbname"))
			err = str_dup(dbname, o->val);
		if (!err && o->envvar)
			err = re_sdprintf(&env[n++], "%s=%s", o->envvar, o->val);
	}

	PQconninfoFree(opts);
	return err;
}


static int tool_wait(pid_t pid, const char *name, struct mbuf *why)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (EINTR != errno)
			return errno;
	}

	if (WIFEXITED(status) && 0 == WEXITSTATUS(status))
		return 0;

	return why_say(why, EIO, "%s ended with %s %d; what it says stands above", name,
		       WIFEXITED(status) ? "status" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}


static int tool_run(const char *url, const char *const *args, const char *file, struct mbuf *why)
{
	char *env[ENV_MAX] = {NULL}, *dbname = NULL;
	const char *argv[16] = {NULL};
	size_t n = 0;
	pid_t pid;
	int err;

	err = env_make(env, url, &dbname, why);
	for (; !err && args[n]; n++)
		argv[n] = strcmp(args[n], "FILE") ? strcmp(args[n], "DBNAME") ? args[n] : dbname ? dbname : "postgres" : file;

	if (!err) {
		err = posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, env);
		if (ENOENT == err)
			why_say(why, err, "%s is not there: install the package postgresql-client", argv[0]);
	}
	if (!err)
		err = tool_wait(pid, argv[0], why);

	for (n = 0; n < ENV_MAX; n++)
		mem_deref(env[n]);
	mem_deref(dbname);
	return err;
}


int engine_dump(const char *url, enum db_engine engine, const char *file, struct mbuf *why)
{
	static const char *const dump[] = {"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file",
					   "FILE", NULL};
	char path[PATH_MAX];

	if (DB_POSTGRES == engine)
		return tool_run(url, dump, file, why);

	return sqlite_path(path, url) ? sqlite_dump(path, file, why) : EINVAL;
}


int engine_load(const char *url, const char *file, struct mbuf *why)
{
	static const char *const load[] = {"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
					   "--no-password", "--dbname", "DBNAME", "FILE", NULL};

	return tool_run(url, load, file, why);
}
