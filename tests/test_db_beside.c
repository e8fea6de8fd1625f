/**
 * @file test_db_beside.c  Another process comes and goes beside one that has a store open: nothing that was committed is lost
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"
#include "store.h"

int test_db_beside(void);


/* Waits for the word, then opens for writing and closes; the last one that closes a store takes its log away */
static int visit(const struct test_store *st, int fd)
{
	struct db *db = NULL;
	char word;
	int err;

	if (1 != read(fd, &word, 1))
		return EIO;

	err = db_open(&db, st->url, DB_WRITE, NULL);
	if (!err)
		err = db_begin(db);
	if (!err)
		err = db_commit(db);
	mem_deref(db);

	return err;
}


/* A process of its own, made before this one opens the store: SQLite is not carried across a fork. The word goes into *fdp */
static int visitor_make(const struct test_store *st, pid_t *pid, int *fdp)
{
	int fd[2];

	if (pipe(fd))
		return errno;

	*pid = fork();
	if (0 == *pid) {
		(void)close(fd[1]);
		_exit(visit(st, fd[0]) ? 1 : 0);
	}

	(void)close(fd[0]);
	*fdp = fd[1];

	return *pid < 0 ? EAGAIN : 0;
}


static int visitor_call(pid_t pid, int fd)
{
	int status = 0;

	if (1 != write(fd, "", 1) || pid != waitpid(pid, &status, 0))
		return EIO;

	return WIFEXITED(status) && 0 == WEXITSTATUS(status) ? 0 : EIO;
}


/* A program has two connections for writing: that of its start and that of its writer */
int test_db_beside(void)
{
	struct db *first = NULL, *second = NULL;
	struct test_store st;
	struct stat before, after;
	char wal[FOLDER_PATH];
	int err, fd = -1;
	pid_t pid = 0;

	TEST_OK(store_make(&st, DB_SQLITE));
	TEST_OK(visitor_make(&st, &pid, &fd));
	TEST_OK(store_connect(&first, &st, DB_WRITE));
	TEST_OK(store_connect(&second, &st, DB_WRITE));

	(void)folder_path(wal, st.dir, "store.db-wal");
	TEST(0 == stat(wal, &before));
	TEST_OK(visitor_call(pid, fd));
	TEST(0 == stat(wal, &after));
	TEST(before.st_ino == after.st_ino);

out:
	if (fd >= 0)
		(void)close(fd);
	mem_deref(second);
	mem_deref(first);
	store_remove(&st);
	return err;
}
