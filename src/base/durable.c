/**
 * @file durable.c  Files that are there after a power cut, whole or not at all
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/durable.h"


int durable_folder(const char *path)
{
	int err = 0, fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (fsync(fd))
		err = errno;

	close(fd);
	return err;
}


int durable_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	size_t l;

	if (!slash)
		return durable_folder(".");

	l = slash == path ? 1 : (size_t)(slash - path);
	if (l >= sizeof(dir))
		return ENAMETOOLONG;

	memcpy(dir, path, l);
	dir[l] = '\0';
	return durable_folder(dir);
}


int durable_write_all(int fd, const void *buf, size_t len)
{
	const char *p = buf;

	while (len) {

		ssize_t n = write(fd, p, len);

		if (n < 0 && EINTR == errno)
			continue;
		if (n < 0)
			return errno;

		p += n;
		len -= (size_t)n;
	}

	return 0;
}


/* Writes, syncs and closes; a file that could not be written does not stay */
static int temporary_write(const char *tmp, struct pl bytes)
{
	int err, fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;

	err = durable_write_all(fd, bytes.p, bytes.l);
	if (!err && fsync(fd))
		err = errno;
	if (close(fd) && !err)
		err = errno;
	if (err)
		(void)unlink(tmp);

	return err;
}


int durable_file(const char *path, struct pl bytes, bool replace)
{
	char tmp[PATH_MAX];
	int err, n = snprintf(tmp, sizeof(tmp), "%s.new", path);

	if (n < 0 || (size_t)n >= sizeof(tmp))
		return ENAMETOOLONG;

	err = temporary_write(tmp, bytes);
	if (EEXIST == err) {                /* left by a program that was killed: never named, so nobody needs it */
		if (unlink(tmp))
			return errno;
		err = temporary_write(tmp, bytes);
	}
	if (err)
		return err;

	if (renameat2(AT_FDCWD, tmp, AT_FDCWD, path, replace ? 0 : RENAME_NOREPLACE)) {
		err = errno;
		(void)unlink(tmp);
		return err;
	}

	return durable_parent(path);
}


/* Cuts off what stands after the last newline */
static int unfinished_cut(int fd, size_t max)
{
	off_t end = lseek(fd, 0, SEEK_END), at = end;
	char c = 0;

	if (end < 0)
		return errno;

	for (; at > 0 && (size_t)(end - at) <= max; at--) {
		if (1 != pread(fd, &c, 1, at - 1))
			return EIO;
		if ('\n' == c)
			break;
	}

	if (at > 0 && '\n' != c)
		return EBADMSG;              /* not a file of such lines */

	return at < end && ftruncate(fd, at) ? errno : 0;
}


int durable_append(const char *path, struct pl lines, size_t max)
{
	bool fresh = false;
	int err, fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);

	if (fd < 0 && ENOENT == errno) {
		fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		fresh = true;
	}
	if (fd < 0)
		return errno;

	err = unfinished_cut(fd, max);
	if (!err)
		err = durable_write_all(fd, lines.p, lines.l);
	if (!err && fdatasync(fd))
		err = errno;
	if (close(fd) && !err)
		err = errno;

	return err || !fresh ? err : durable_parent(path);
}


int durable_read_some(int fd, uint8_t *buf, size_t size, size_t *np)
{
	ssize_t n;

	do {
		n = read(fd, buf, size);
	} while (n < 0 && EINTR == errno);
	if (n < 0)
		return errno;

	*np = (size_t)n;
	return 0;
}


static int read_all(int fd, size_t max, struct mbuf *mb)
{
	uint8_t buf[4096];

	for (;;) {

		size_t n = 0;
		int err = durable_read_some(fd, buf, sizeof(buf), &n);

		if (err)
			return err;
		if (0 == n)
			break;
		if (mb->end + n > max)
			return EFBIG;

		err = mbuf_write_mem(mb, buf, n);
		if (err)
			return err;
	}

	mb->pos = 0;
	return 0;
}


int durable_read(const char *path, size_t max, struct mbuf **mbp)
{
	struct mbuf *mb;
	int err, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;

	mb = mbuf_alloc(512);
	err = mb ? read_all(fd, max, mb) : ENOMEM;
	close(fd);
	if (err) {
		mem_deref(mb);
		return err;
	}

	*mbp = mb;
	return 0;
}
