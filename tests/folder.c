/**
 * @file folder.c  A folder of a test's own
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/durable.h"
#include "db/keyring_priv.h"
#include "folder.h"


int folder_make(char *dir)
{
	const char *tmp = getenv("TMPDIR");
	char buf[FOLDER_MAX];
	int n = snprintf(buf, sizeof(buf), "%s/otklik-test-XXXXXX", tmp ? tmp : "/tmp");

	if (n < 0 || (size_t)n >= sizeof(buf))
		return ENAMETOOLONG;
	if (!mkdtemp(buf))
		return errno;

	memcpy(dir, buf, (size_t)n + 1);
	return 0;
}


static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)remove(path);
	return 0;
}


void folder_remove(const char *dir)
{
	/* again when one of its own allocations was the one that failed (--oom) */
	for (unsigned i = 0; i < 2 && dir[0] && 0 == access(dir, F_OK); i++)
		(void)nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}


const char *folder_path(char *path, const char *dir, const char *name)
{
	snprintf(path, FOLDER_PATH, "%s/%s", dir, name);
	return path;
}


int folder_keyring(struct keyring **krp, const char *dir)
{
	static const char line[] = "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	struct keyring *kr = NULL;
	char path[FOLDER_PATH];
	int err;

	err = durable_file(folder_path(path, dir, "master.key"), (struct pl){line, sizeof(line) - 1}, true);
	if (!err)
		err = keyring_master(&kr, path, false, NULL);
	if (err)
		return err;

	for (unsigned i = 0; i < KEY_PURPOSES; i++) {

		uint8_t key[KEY_SIZE];

		memset(key, (int)i + 1, sizeof(key));
		keyring_set(kr, (enum key_purpose)i, key);
	}

	*krp = kr;
	return 0;
}


int folder_flip(const char *path, long offset)
{
	int err = EIO, c;
	FILE *f = fopen(path, "r+");

	if (!f)
		return errno;

	if (0 == fseek(f, offset, offset < 0 ? SEEK_END : SEEK_SET) && EOF != (c = fgetc(f)) &&
	    0 == fseek(f, -1, SEEK_CUR) && EOF != fputc(c ^ 1, f))
		err = 0;

	if (fclose(f))
		err = EIO;

	return err;
}
