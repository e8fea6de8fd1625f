/**
 * @file lines.c  A file line by line
 */
#include <fcntl.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/lines.h"

struct lines {
	int fd;
	bool end, whole;
	bool frozen;
	size_t left;                         /* frozen: bytes of the file that are still read */
	unsigned long no;
	size_t max, size;                    /* of a line; of buf: a line, its newline, and as much again */
	size_t pos, fill;
	char *buf;
};


static void destructor(void *arg)
{
	struct lines *ln = arg;

	if (ln->fd > 0)
		close(ln->fd);
	mem_deref(ln->buf);
}


int lines_open(struct lines **lp, const char *path, size_t max)
{
	struct lines *ln = mem_zalloc(sizeof(*ln), destructor);
	int err = 0;

	if (!ln)
		return ENOMEM;

	ln->max = max;
	ln->size = 2 * (max + 1);
	ln->buf = mem_alloc(ln->size, NULL);
	if (!ln->buf) {
		err = ENOMEM;
		goto out;
	}

	if (strcmp(path, "-")) {
		ln->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (ln->fd < 0)
			err = errno;
	}

out:
	if (err)
		mem_deref(ln);
	else
		*lp = ln;

	return err;
}


int lines_freeze(struct lines *ln)
{
	struct stat st;

	if (fstat(ln->fd, &st))
		return errno;

	ln->frozen = S_ISREG(st.st_mode);
	ln->left = ln->frozen ? (size_t)st.st_size : 0;

	return 0;
}


static int more(struct lines *ln)
{
	memmove(ln->buf, ln->buf + ln->pos, ln->fill - ln->pos);
	ln->fill -= ln->pos;
	ln->pos = 0;

	for (;;) {

		size_t room = ln->size - ln->fill;
		ssize_t n = read(ln->fd, ln->buf + ln->fill, ln->frozen && ln->left < room ? ln->left : room);

		if (n < 0 && EINTR == errno)
			continue;
		if (n < 0)
			return errno;

		ln->left -= ln->frozen ? (size_t)n : 0;
		ln->end = 0 == n;
		ln->fill += (size_t)n;
		return 0;
	}
}


int lines_next(struct lines *ln, struct pl *line)
{
	size_t looked = 0;

	ln->no++;

	for (;;) {

		size_t have = ln->fill - ln->pos;
		const char *p = ln->buf + ln->pos, *nl = memchr(p + looked, '\n', have - looked);
		size_t len = nl ? (size_t)(nl - p) : have;
		int err;

		if (len > ln->max)
			return EFBIG;
		if (nl || (ln->end && len)) {
			*line = (struct pl){p, len};
			ln->whole = NULL != nl;
			ln->pos += len + ln->whole;
			return 0;
		}
		if (ln->end)
			return ENODATA;

		looked = have;
		err = more(ln);
		if (err)
			return err;
	}
}


unsigned long lines_no(const struct lines *ln)
{
	return ln->no;
}


bool lines_whole(const struct lines *ln)
{
	return ln->whole;
}


int lines_tail(struct lines *ln, size_t size)
{
	struct pl line;
	off_t at;
	int err = 0;

	at = lseek(ln->fd, 0, SEEK_END);
	if (at < 0)
		return errno;

	at = at > (off_t)size ? at - (off_t)size - 1 : 0;
	if (lseek(ln->fd, at, SEEK_SET) < 0)
		return errno;

	ln->pos = ln->fill = 0;
	ln->end = false;
	if (at)
		err = lines_next(ln, &line);        /* the rest of a line, and its newline */

	ln->no = 0;
	return ENODATA == err ? 0 : err;
}
