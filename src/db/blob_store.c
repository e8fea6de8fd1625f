/**
 * @file blob_store.c  The folder of the blobs: opening, removing, sweeping
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/durable.h"
#include "base/why.h"
#include "db/blob_priv.h"

static const char format[] = "otklik blobs 1\n";


static void destructor(void *arg)
{
	struct blob_store *bs = arg;

	if (bs->fd >= 0)
		close(bs->fd);
}


bool blob_rel(char rel[BLOB_REL_SIZE], const char *name)
{
	if (strlen(name) != BLOB_NAME_SIZE - 1 || strspn(name, "0123456789abcdef") != BLOB_NAME_SIZE - 1)
		return false;

	snprintf(rel, BLOB_REL_SIZE, "%.2s/%s", name, name);
	return true;
}


static int owner_check(const char *path, int fd, struct mbuf *why)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	if (st.st_uid != geteuid())
		return why_say(why, EACCES, "%s: belongs to user %u; it must belong to user %u, who runs the program (chown -R)",
			       path, (unsigned)st.st_uid, (unsigned)geteuid());
	if (st.st_mode & 022)
		return why_say(why, EACCES, "%s: has mode %04o, so others can write in it; right is 0700 (chmod 700)",
			       path, (unsigned)st.st_mode & 07777);

	return 0;
}


/* 0 the folder is of this format, ENOENT it is empty, EBADMSG otherwise */
static int format_check(int fd)
{
	char buf[sizeof(format)];
	struct dirent *de;
	ssize_t n;
	bool empty = true;
	DIR *d;
	int f = openat(fd, "format", O_RDONLY | O_CLOEXEC);

	if (f >= 0) {
		n = read(f, buf, sizeof(buf));
		close(f);
		return sizeof(format) - 1 == n && !memcmp(buf, format, sizeof(format) - 1) ? 0 : EBADMSG;
	}
	if (ENOENT != errno)
		return errno;

	f = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	d = f < 0 ? NULL : fdopendir(f);
	if (!d) {
		int err = errno;

		if (f >= 0)
			close(f);
		return err;
	}

	/* a kill while the folder was being made leaves "new" and "format.new" at most */
	while ((de = readdir(d)))
		empty = empty && ('.' == de->d_name[0] || !strcmp(de->d_name, "new") || !strcmp(de->d_name, "format.new"));

	closedir(d);
	return empty ? ENOENT : EBADMSG;
}


static int store_make(int fd, const char *path)
{
	char file[PATH_MAX];
	int n = snprintf(file, sizeof(file), "%s/format", path);

	if (n < 0 || (size_t)n >= sizeof(file))
		return ENAMETOOLONG;
	if (mkdirat(fd, "new", 0700) && EEXIST != errno)
		return errno;

	return durable_file(file, (struct pl){format, sizeof(format) - 1}, true);
}


static int store_check(int fd, const char *path, struct mbuf *why)
{
	int err;

	err = owner_check(path, fd, why);
	if (err)
		return err;

	err = format_check(fd);
	if (EBADMSG == err)
		return why_say(why, err, "%s: not a folder of blobs of this version, or copied by halves: "
			       "its file \"format\" is missing or says something else; copy the whole folder again or restore the backup",
			       path);
	if (ENOENT == err)
		err = store_make(fd, path);
	if (!err && mkdirat(fd, "new", 0700) && EEXIST != errno)
		err = errno;

	return err ? why_say(why, err, "%s: %s", path, strerror(err)) : 0;
}


int blob_store_open(struct blob_store **bsp, const char *data_dir, struct mbuf *why)
{
	struct blob_store *bs;
	char path[PATH_MAX];
	int err = 0, n = snprintf(path, sizeof(path), "%s/blobs", data_dir);

	if (n < 0 || (size_t)n >= sizeof(path))
		return ENAMETOOLONG;
	if (sodium_init() < 0)
		return EIO;

	bs = mem_zalloc(sizeof(*bs), destructor);
	if (!bs)
		return ENOMEM;

	bs->fd = -1;
	if (0 == mkdir(path, 0700))
		err = durable_parent(path);
	else if (EEXIST != errno)
		err = errno;
	if (!err) {
		bs->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = bs->fd < 0 ? errno : 0;
	}

	err = err ? why_say(why, err, "%s: %s", path, strerror(err)) : store_check(bs->fd, path, why);
	if (err)
		mem_deref(bs);
	else
		*bsp = bs;

	return err;
}


int blob_remove(const struct blob_store *bs, const char *name)
{
	char rel[BLOB_REL_SIZE];

	if (!blob_rel(rel, name))
		return EINVAL;

	return unlinkat(bs->fd, rel, 0) ? errno : 0;
}


struct sweep {
	int64_t before_ms;
	bool (*known_h)(const char *name, void *arg);
	void *arg;
	unsigned removed;
};


static int sweep_file(struct sweep *sw, int fd, const char *name, bool fresh)
{
	char rel[BLOB_REL_SIZE];
	struct stat st;

	if ('.' == name[0])
		return 0;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return ENOENT == errno ? 0 : errno;     /* removed meanwhile */
	if (!S_ISREG(st.st_mode) || (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 > sw->before_ms)
		return 0;
	if (!fresh && (!blob_rel(rel, name) || sw->known_h(name, sw->arg)))
		return 0;                               /* what we did not make we leave */
	if (unlinkat(fd, name, 0))
		return ENOENT == errno ? 0 : errno;

	sw->removed++;
	return 0;
}


static int sweep_folder(struct sweep *sw, int root, const char *name, bool fresh)
{
	int err = 0, fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct dirent *de;
	DIR *d;

	if (fd < 0)
		return ENOENT == errno || ENOTDIR == errno ? 0 : errno;

	d = fdopendir(fd);
	if (!d) {
		err = errno;
		close(fd);
		return err;
	}

	while (!err && (errno = 0, de = readdir(d)))
		err = sweep_file(sw, fd, de->d_name, fresh);
	if (!err)
		err = errno;

	closedir(d);
	return err;
}


int blob_sweep(const struct blob_store *bs, int64_t now_ms, int64_t age_ms, bool (*known_h)(const char *name, void *arg),
	       void *arg, unsigned *removedp)
{
	struct sweep sw = {.before_ms = now_ms - age_ms, .known_h = known_h, .arg = arg};
	char name[3];
	int err;

	err = sweep_folder(&sw, bs->fd, "new", true);

	for (unsigned i = 0; i < 256 && !err; i++) {
		snprintf(name, sizeof(name), "%02x", i);
		err = sweep_folder(&sw, bs->fd, name, false);
	}

	if (!err && removedp)
		*removedp = sw.removed;

	return err;
}
