/**
 * @file master.c  The master key file: `VERSION:64 hex digits`, one line a version; empty lines and `#` lines are passed over
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <sodium.h>
#include <sys/stat.h>
#include "base/bytes.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/keyring_priv.h"


static bool version_parse(uint32_t *version, struct pl text)
{
	uint64_t v = 0;

	if (!text.l || text.l > 9 || '0' == text.p[0])
		return false;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v = 10 * v + (uint64_t)(text.p[i] - '0');
	}

	*version = (uint32_t)v;
	return true;
}


static int line_parse(struct master *m, struct pl line, unsigned no, struct mbuf *why)
{
	const char *colon = memchr(line.p, ':', line.l);
	uint32_t version;
	unsigned i = m->count;

	if (!colon || !version_parse(&version, (struct pl){line.p, (size_t)(colon - line.p)}))
		return why_say(why, EBADMSG, "line %u: not of the form VERSION:64 hex digits", no);
	if (i && version <= m->version[i - 1])
		return why_say(why, EBADMSG, "line %u: version %u is not above the one before", no, version);
	if (MASTER_VERSIONS == i)
		return why_say(why, EBADMSG, "line %u: more than %u versions", no, (unsigned)MASTER_VERSIONS);

	colon++;
	if (!bytes_unhex(m->key[i], KEY_SIZE, (struct pl){colon, line.l - (size_t)(colon - line.p)}))
		return why_say(why, EBADMSG, "line %u: the key is not exactly 64 hex digits", no);

	m->version[i] = version;
	m->count++;
	return 0;
}


int master_parse(struct master *m, struct pl text, struct mbuf *why)
{
	struct pl line;
	int err = 0;

	m->count = 0;

	for (unsigned no = 1; text.l && !err; no++) {

		const char *end = memchr(text.p, '\n', text.l);
		size_t skip;

		line = (struct pl){text.p, end ? (size_t)(end - text.p) : text.l};
		skip = line.l + (end != NULL);
		text = (struct pl){text.p + skip, text.l - skip};

		if (line.l && '\r' == line.p[line.l - 1])
			line.l--;
		if (line.l && '#' != line.p[0])
			err = line_parse(m, line, no, why);
	}

	if (!err && !m->count)
		err = why_say(why, EBADMSG, "it holds no key: a line VERSION:64 hex digits is wanted");
	if (err)
		sodium_memzero(m, sizeof(*m));

	return err;
}


int master_print(const struct master *m, unsigned first, struct mbuf *mb)
{
	char line[16 + 2 * KEY_SIZE + 1], hex[2 * KEY_SIZE + 1];
	int err = 0;

	for (unsigned i = first; i < m->count && !err; i++) {

		int n;

		bytes_hex(hex, m->key[i], KEY_SIZE);
		n = snprintf(line, sizeof(line), "%u:%s\n", m->version[i], hex);
		err = mbuf_write_mem(mb, (uint8_t *)line, (size_t)n);
	}

	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(line, sizeof(line));
	return err;
}


/*
 * The owner alone may read it. One exception: a credential of systemd belongs to root and is opened to the service by an
 * access list, which shows as a right of the group to read (systemd.exec(5), LoadCredential=).
 */
int master_permitted(const char *file, int fd, struct mbuf *why)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;

	if (!S_ISREG(st.st_mode))
		return why_say(why, EACCES, "%s: not a regular file", file);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return why_say(why, EACCES, "%s: belongs to user %u; it must belong to user %u, who runs the program (chown)",
			       file, (unsigned)st.st_uid, (unsigned)geteuid());
	if (st.st_mode & 07 || (st.st_mode & 070 && (st.st_uid == geteuid() || 040 != (st.st_mode & 070) || st.st_gid)))
		return why_say(why, EACCES, "%s: has mode %04o, so others than its owner can use it; right is 0600 (chmod 600)",
			       file, (unsigned)st.st_mode & 07777);

	return 0;
}


static int file_read(struct master *m, int fd, struct mbuf *why)
{
	char buf[MASTER_FILE_MAX + 1];
	size_t len = 0;
	int err = 0;

	while (len < sizeof(buf)) {

		ssize_t n = read(fd, buf + len, sizeof(buf) - len);

		if (n < 0 && EINTR == errno)
			continue;
		if (n < 0)
			err = why_say(why, errno, "cannot be read: %s", strerror(errno));
		if (n <= 0)
			break;
		len += (size_t)n;
	}

	if (!err && len > MASTER_FILE_MAX)
		err = why_say(why, EBADMSG, "longer than %u bytes: not a master key file", (unsigned)MASTER_FILE_MAX);
	if (!err)
		err = master_parse(m, (struct pl){buf, len}, why);

	sodium_memzero(buf, sizeof(buf));
	return err;
}


int master_read(struct master *m, const char *file, struct mbuf *why)
{
	int err, fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		err = errno;
		return why_say(why, err, "%s: %s", file, strerror(err));
	}

	err = master_permitted(file, fd, why);
	if (!err) {
		err = file_read(m, fd, why);
		if (err && why && why->end) {

			char words[300];

			snprintf(words, sizeof(words), "%.*s", (int)why->end, (char *)why->buf);
			why_say(why, err, "%s: %s", file, words);
		}
	}

	close(fd);
	return err;
}


int master_add(struct master *m)
{
	uint32_t last = m->count ? m->version[m->count - 1] : 0;

	if (MASTER_VERSIONS == m->count || last >= 999999999)
		return EOVERFLOW;

	m->version[m->count] = last + 1;
	randombytes_buf(m->key[m->count], KEY_SIZE);
	m->count++;
	return 0;
}
