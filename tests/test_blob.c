/**
 * @file test_blob.c  Sealed files: round trip, Range, tampering, ceilings, a full disk, sweeping, a folder that is not ours
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "test.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/blob.h"
#include "folder.h"

enum { BIG = 3 * BLOB_CHUNK };

int test_blob_sizes(void);
int test_blob_range(void);
int test_blob_tamper(void);
int test_blob_ceiling(void);
int test_blob_full(void);
int test_blob_sweep(void);
int test_blob_folder(void);


static void pattern(uint8_t *buf, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf[i] = (uint8_t)(i * 31 + i / 251);
}


static int put(const struct blob_store *bs, const uint8_t *buf, size_t len, size_t step, char name[BLOB_NAME_SIZE],
	       uint8_t key[BLOB_KEY_SIZE])
{
	struct blob_writer *bw = NULL;
	int64_t size = -1;
	int err;

	err = blob_create(&bw, bs, BIG);
	for (size_t i = 0; i < len && !err; i += step)
		err = blob_write(bw, buf + i, len - i < step ? len - i : step);
	if (!err)
		err = blob_finish(bw, name, key, &size);
	if (!err && size != (int64_t)len)
		err = EPROTO;

	mem_deref(bw);
	return err;
}


/* Reads all from `offset` and compares; EPROTO when it is something else */
static int expect(const struct blob_store *bs, const char *name, const uint8_t *key, const uint8_t *buf, size_t len,
		  size_t offset)
{
	struct blob_reader *br = NULL;
	uint8_t got[1000];
	size_t n = 1;
	int err;

	err = blob_open(&br, bs, name, key);
	if (!err && blob_size(br) != (int64_t)len)
		err = EPROTO;
	if (!err)
		err = blob_seek(br, (int64_t)offset);

	while (!err && n) {
		err = blob_read(br, got, sizeof(got), &n);
		if (!err && (n > len - offset || memcmp(got, buf + offset, n)))
			err = EPROTO;
		offset += n;
	}
	if (!err && offset != len)
		err = EPROTO;

	mem_deref(br);
	return err;
}


static unsigned files_count(const char *dir)
{
	unsigned n = 0;
	DIR *d = opendir(dir);
	struct dirent *de;

	while (d && (de = readdir(d)))
		n += '.' != de->d_name[0];
	if (d)
		closedir(d);

	return n;
}


int test_blob_sizes(void)
{
	static const size_t sizes[] = {0, 1, BLOB_CHUNK - 1, BLOB_CHUNK, BLOB_CHUNK + 1, 2 * BLOB_CHUNK, BIG};
	char dir[FOLDER_MAX] = "", name[BLOB_NAME_SIZE], path[FOLDER_PATH];
	uint8_t key[BLOB_KEY_SIZE], *buf = mem_alloc(BIG, NULL);
	struct blob_store *bs = NULL;
	struct blob_writer *bw = NULL;
	int err;

	if (!buf)
		return ENOMEM;

	pattern(buf, BIG);
	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, NULL));

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		TEST_OK(put(bs, buf, sizes[i], i % 2 ? 70000 : 4096, name, key));
		TEST_OK(expect(bs, name, key, buf, sizes[i], 0));
		TEST_OK(blob_remove(bs, name));
		TEST(ENOENT == blob_remove(bs, name));
	}

	/* what is not finished leaves nothing */
	TEST_OK(blob_create(&bw, bs, BIG));
	TEST_OK(blob_write(bw, buf, 100000));
	folder_path(path, dir, "blobs/new");
	TEST(1 == files_count(path));
	bw = mem_deref(bw);
	TEST(0 == files_count(path));

	/* a name is a name, not a path */
	TEST(EINVAL == blob_remove(bs, "../../etc/passwd"));
	TEST(EINVAL == blob_remove(bs, "ABCDEF00112233445566778899aabbcc"));

out:
	mem_deref(bw);
	mem_deref(bs);
	mem_deref(buf);
	folder_remove(dir);
	return err;
}


int test_blob_range(void)
{
	static const size_t offsets[] = {0, 1, BLOB_CHUNK - 1, BLOB_CHUNK, BLOB_CHUNK + 1, 2 * BLOB_CHUNK + 5, BIG - 1000, BIG - 999};
	char dir[FOLDER_MAX] = "", name[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE], *buf = mem_alloc(BIG, NULL);
	struct blob_store *bs = NULL;
	struct blob_reader *br = NULL;
	int err;

	if (!buf)
		return ENOMEM;

	pattern(buf, BIG);
	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, NULL));
	TEST_OK(put(bs, buf, BIG - 999, 50000, name, key));

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		TEST_OK(expect(bs, name, key, buf, BIG - 999, offsets[i]));

	TEST_OK(blob_open(&br, bs, name, key));
	TEST(EINVAL == blob_seek(br, -1));
	TEST(EINVAL == blob_seek(br, BIG - 998));

out:
	mem_deref(br);
	mem_deref(bs);
	mem_deref(buf);
	folder_remove(dir);
	return err;
}


/* Each kind of damage gives EBADMSG when the damaged part is read, and never other bytes */
int test_blob_tamper(void)
{
	enum { SEALED = BLOB_CHUNK + 16, HEADER = 16, LEN = 2 * BLOB_CHUNK + 100 };
	char dir[FOLDER_MAX] = "", name[BLOB_NAME_SIZE], path[FOLDER_PATH], rel[64];
	uint8_t key[BLOB_KEY_SIZE], *buf = mem_alloc(BIG, NULL);
	struct mbuf *whole = NULL;
	struct blob_store *bs = NULL;
	int err;

	if (!buf)
		return ENOMEM;

	pattern(buf, BIG);
	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, NULL));
	TEST_OK(put(bs, buf, LEN, LEN, name, key));
	snprintf(rel, sizeof(rel), "blobs/%.2s/%s", name, name);
	folder_path(path, dir, rel);
	TEST_OK(durable_read(path, 2 * BIG, &whole));

	key[0] ^= 1;
	TEST(EBADMSG == expect(bs, name, key, buf, LEN, 0));
	key[0] ^= 1;

	for (long at = 0; at < (long)whole->end; at += 9973) {
		TEST_OK(folder_flip(path, at));
		TEST(EBADMSG == expect(bs, name, key, buf, LEN, 0));
		TEST_OK(folder_flip(path, at));
	}
	TEST_OK(expect(bs, name, key, buf, LEN, 0));

	/* two chunks exchanged */
	memcpy(buf, whole->buf + HEADER, SEALED);
	memmove(whole->buf + HEADER, whole->buf + HEADER + SEALED, SEALED);
	memcpy(whole->buf + HEADER + SEALED, buf, SEALED);
	TEST_OK(durable_file(path, (struct pl){(char *)whole->buf, whole->end}, true));
	pattern(buf, BIG);
	TEST(EBADMSG == expect(bs, name, key, buf, LEN, 0));

	/* a tail cut inside a chunk, between two, and all but the header */
	TEST(0 == truncate(path, HEADER + 2 * SEALED + 50));
	TEST(EBADMSG == expect(bs, name, key, buf, 2 * BLOB_CHUNK + 34, 2 * BLOB_CHUNK));
	TEST(0 == truncate(path, HEADER + SEALED));
	TEST(EBADMSG == expect(bs, name, key, buf, BLOB_CHUNK, 0));
	TEST(0 == truncate(path, HEADER + SEALED + 3));
	TEST(EBADMSG == expect(bs, name, key, buf, BLOB_CHUNK, 0));
	TEST(0 == truncate(path, HEADER));
	TEST(EBADMSG == expect(bs, name, key, buf, 0, 0));
	TEST(0 == truncate(path, 0));
	TEST(EBADMSG == expect(bs, name, key, buf, 0, 0));
	TEST(0 == unlink(path));
	TEST(ENOENT == expect(bs, name, key, buf, 0, 0));

out:
	mem_deref(whole);
	mem_deref(bs);
	mem_deref(buf);
	folder_remove(dir);
	return err;
}


int test_blob_ceiling(void)
{
	char dir[FOLDER_MAX] = "", name[BLOB_NAME_SIZE] = "", path[FOLDER_PATH];
	uint8_t key[BLOB_KEY_SIZE], buf[100] = {0};
	struct blob_store *bs = NULL;
	struct blob_writer *bw = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, NULL));
	TEST_OK(blob_create(&bw, bs, 150));
	TEST_OK(blob_write(bw, buf, 100));
	TEST_OK(blob_write(bw, buf, 50));
	TEST(EFBIG == blob_write(bw, buf, 1));
	TEST(EFBIG == blob_write(bw, buf, 0));
	TEST(EFBIG == blob_finish(bw, name, key, NULL));
	TEST(!name[0]);
	bw = mem_deref(bw);
	TEST(0 == files_count(folder_path(path, dir, "blobs/new")));

out:
	mem_deref(bw);
	mem_deref(bs);
	folder_remove(dir);
	return err;
}


static int full_disk(const char *dir)
{
	char name[BLOB_NAME_SIZE], path[FOLDER_PATH];
	uint8_t key[BLOB_KEY_SIZE], *buf = mem_zalloc(BIG, NULL);
	struct blob_store *bs = NULL;
	struct blob_writer *bw = NULL;
	int err;

	if (!buf)
		return ENOMEM;

	TEST_OK(blob_store_open(&bs, dir, NULL));
	TEST_OK(blob_create(&bw, bs, 16 * BIG));
	for (int i = 0; i < 16 && !err; i++)
		err = blob_write(bw, buf, BIG);
	TEST(ENOSPC == err);
	TEST(ENOSPC == blob_finish(bw, name, key, NULL));
	bw = mem_deref(bw);
	TEST(0 == files_count(folder_path(path, dir, "blobs/new")));

	/* and when there is room again, it goes on */
	TEST_OK(put(bs, buf, BIG, BIG, name, key));
	TEST_OK(expect(bs, name, key, buf, BIG, 0));

out:
	mem_deref(bw);
	mem_deref(bs);
	mem_deref(buf);
	return err;
}


/* On a disk of 1 MB, mounted for a child process alone; passed over where the kernel does not let us mount */
int test_blob_full(void)
{
	char dir[FOLDER_MAX] = "";
	int err, status = 0;
	pid_t pid;

	TEST_OK(folder_make(dir));

	pid = fork();
	TEST(pid >= 0);
	if (!pid) {
		if (unshare(0 == geteuid() ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount("none", dir, "tmpfs", 0, "size=1m,mode=0700"))
			_exit(77);
		_exit(full_disk(dir) ? 1 : 0);
	}

	TEST(pid == waitpid(pid, &status, 0));
	TEST(WIFEXITED(status) && (0 == WEXITSTATUS(status) || 77 == WEXITSTATUS(status)));

out:
	folder_remove(dir);
	return err;
}


static bool known_h(const char *name, void *arg)
{
	return !strcmp(name, arg);
}


int test_blob_sweep(void)
{
	char dir[FOLDER_MAX] = "", known[BLOB_NAME_SIZE], orphan[BLOB_NAME_SIZE], path[FOLDER_PATH];
	uint8_t key[BLOB_KEY_SIZE];
	struct blob_store *bs = NULL;
	struct blob_writer *bw = NULL;
	int64_t now_ms = (int64_t)time(NULL) * 1000;
	unsigned removed = 99;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, NULL));
	TEST_OK(put(bs, (const uint8_t *)"known", 5, 5, known, key));
	TEST_OK(put(bs, (const uint8_t *)"orphan", 6, 6, orphan, key));
	TEST_OK(blob_create(&bw, bs, BIG));

	TEST_OK(blob_sweep(bs, now_ms, 24 * 3600000, known_h, known, &removed));
	TEST(0 == removed);

	/* a day later: the orphan and the unfinished one go, what others put there stays */
	TEST_OK(durable_file(folder_path(path, dir, "blobs/notes"), PL_LIT("x"), false));
	TEST_OK(blob_sweep(bs, now_ms + 25 * 3600000, 24 * 3600000, known_h, known, &removed));
	TEST(2 == removed);
	TEST_OK(blob_remove(bs, known));
	TEST(ENOENT == blob_remove(bs, orphan));
	TEST(0 == files_count(folder_path(path, dir, "blobs/new")));

out:
	mem_deref(bw);
	mem_deref(bs);
	folder_remove(dir);
	return err;
}


int test_blob_folder(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], name[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE];
	struct mbuf *why = mbuf_alloc(64);
	struct blob_store *bs = NULL;
	int err;

	if (!why)
		return ENOMEM;

	TEST_OK(folder_make(dir));
	TEST_OK(blob_store_open(&bs, dir, why));
	TEST_OK(put(bs, (const uint8_t *)"x", 1, 1, name, key));
	bs = mem_deref(bs);
	TEST_OK(blob_store_open(&bs, dir, why));
	bs = mem_deref(bs);

	TEST(0 == chmod(folder_path(path, dir, "blobs"), 0777));
	err = blob_store_open(&bs, dir, why);
	if (ENOMEM == err)
		goto out;
	TEST(EACCES == err && memmem(why->buf, why->end, "has mode 0777", 13));
	TEST(0 == chmod(path, 0700));

	if (0 == geteuid()) {
		TEST(0 == chown(path, 65534, 65534));
		err = blob_store_open(&bs, dir, why);
		if (ENOMEM == err)
			goto out;
		TEST(EACCES == err && memmem(why->buf, why->end, "belongs to user 65534", 21));
		TEST(0 == chown(path, 0, 0));
	}

	TEST(0 == unlink(folder_path(path, dir, "blobs/format")));
	err = blob_store_open(&bs, dir, why);
	if (ENOMEM == err)
		goto out;
	TEST(EBADMSG == err && memmem(why->buf, why->end, "copied by halves", 16));
	TEST_OK(durable_file(path, PL_LIT("otklik blobs 2\n"), false));
	err = blob_store_open(&bs, dir, why);
	if (ENOMEM == err)
		goto out;
	TEST(EBADMSG == err);
	err = 0;

out:
	mem_deref(bs);
	mem_deref(why);
	folder_remove(dir);
	return err;
}
