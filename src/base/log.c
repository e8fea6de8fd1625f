/**
 * @file log.c  Formats a line on the stack, escapes it and gives it to stderr without waiting for the reader
 */
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include "base/log.h"


struct line {
	char buf[LOG_LINE_MAX];
	size_t len;
	bool cut;
};

/* What is written: a message can grow six times by escaping, and JSON repeats quotes around each member */
struct out {
	char buf[LOG_LINE_MAX * 6 + 512];
	size_t len;
};

static const struct {
	const char *name;
	const char *prefix;      /* sd-daemon(3) */
} levels[] = {
	[LOG_LEVEL_ERROR] = {"error", "<3>"},
	[LOG_LEVEL_WARN]  = {"warn",  "<4>"},
	[LOG_LEVEL_INFO]  = {"info",  "<6>"},
	[LOG_LEVEL_DEBUG] = {"debug", "<7>"},
};

static atomic_int level_max = LOG_LEVEL_INFO;
static atomic_bool json_on;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;   /* guards what follows; held for at most LOG_WAIT_MS */
static int log_fd = 2;
static bool fd_journal, fd_socket, fd_known;
static unsigned lost;                                      /* lines dropped since the last that was written */


static int line_add(const char *p, size_t n, void *arg)
{
	struct line *line = arg;
	size_t room = sizeof(line->buf) - line->len;

	if (n > room) {
		n = room;
		line->cut = true;
	}

	memcpy(line->buf + line->len, p, n);
	line->len += n;
	return 0;
}


static void out_add(struct out *out, const char *p, size_t n)
{
	if (n > sizeof(out->buf) - out->len)
		n = sizeof(out->buf) - out->len;

	memcpy(out->buf + out->len, p, n);
	out->len += n;
}


static void out_str(struct out *out, const char *s)
{
	out_add(out, s, strlen(s));
}


/* Control characters as \u00XX; in JSON the quote and the backslash too */
static void out_escaped(struct out *out, const char *p, size_t n, bool json)
{
	for (size_t i = 0; i < n; i++) {

		unsigned char c = p[i];
		char hex[8];

		if (c < 0x20 || 0x7f == c) {
			snprintf(hex, sizeof(hex), "\\u%04x", c);
			out_str(out, hex);
			continue;
		}
		if (json && ('"' == c || '\\' == c))
			out_add(out, "\\", 1);
		out_add(out, p + i, 1);
	}
}


static void out_time(struct out *out)
{
	struct timespec ts;
	struct tm tm;
	char buf[32], ms[16];

	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ms, sizeof(ms), ".%03uZ", (unsigned)(ts.tv_nsec / 1000000) % 1000);
	out_str(out, buf);
	out_str(out, ms);
}


static size_t key_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && ((p[i] >= 'a' && p[i] <= 'z') || '_' == p[i] || (i && p[i] >= '0' && p[i] <= '9')))
		i++;

	return i && i < n && '=' == p[i] ? i : 0;
}


/* Bytes up to the next ` key=`, or all */
static size_t value_length(const char *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (' ' == p[i] && key_length(p + i + 1, n - i - 1))
			return i;
	}

	return n;
}


static void out_member(struct out *out, const char *key, size_t key_len, const char *p, size_t n)
{
	out_str(out, ",\"");
	out_add(out, key, key_len);
	out_str(out, "\":\"");
	out_escaped(out, p, n, true);
	out_str(out, "\"");
}


static void write_json(struct out *out, enum log_level level, const char *p, size_t n)
{
	const char *colon = memmem(p, n, ": ", 2);

	out_str(out, "{\"time\":\"");
	out_time(out);
	out_str(out, "\"");
	out_member(out, "level", 5, levels[level].name, strlen(levels[level].name));

	if (colon && !memchr(p, ' ', colon - p)) {
		out_member(out, "room", 4, p, colon - p);
		n -= colon + 2 - p;
		p = colon + 2;
	}

	for (const char *key = "event"; n; ) {

		size_t key_len = key ? 5 : key_length(p, n), len;

		if (!key) {
			key = p;
			p += key_len + 1;
			n -= key_len + 1;
		}
		len = value_length(p, n);
		out_member(out, key, key_len, p, len);
		key = NULL;
		p += len;
		n -= len;
		if (n) {
			p++;
			n--;
		}
	}
	out_str(out, "}\n");
}


static void write_text(struct out *out, enum log_level level, const char *p, size_t n, bool journal)
{
	if (journal) {
		out_str(out, levels[level].prefix);
	}
	else {
		out_time(out);
		out_str(out, " ");
		out_str(out, levels[level].name);
		out_str(out, " ");
	}
	out_escaped(out, p, n, false);
	out_str(out, "\n");
}


/* A full pipe or socket is waited for once; while lines are being lost, not at all */
static bool send_line(const char *p, size_t n)
{
	struct pollfd pfd = {.fd = log_fd, .events = POLLOUT};
	ssize_t r;

	if (poll(&pfd, 1, lost ? 0 : LOG_WAIT_MS) <= 0 || !(pfd.revents & POLLOUT))
		return false;

	r = fd_socket ? send(log_fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL) : write(log_fd, p, n);
	return r > 0;
}


static void fd_learn(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	log_fd = fd;
	fd_known = true;
	fd_journal = fd_socket = false;

	if (fstat(fd, &st))
		return;

	fd_socket = S_ISSOCK(st.st_mode);
	fd_journal = stream && 2 == sscanf(stream, "%llu:%llu", &dev, &ino) && dev == st.st_dev && ino == st.st_ino;
}


static void write_line(struct out *out, enum log_level level, const char *p, size_t n)
{
	out->len = 0;
	if (atomic_load(&json_on))
		write_json(out, level, p, n);
	else
		write_text(out, level, p, n, fd_journal);

	if (out->len == sizeof(out->buf))
		out->buf[out->len - 1] = '\n';
}


static void log_line(enum log_level level, const char *fmt, va_list ap)
{
	struct line line = {.len = 0};
	struct out out;
	int saved = errno;

	if (level > (enum log_level)atomic_load(&level_max))
		return;

	if (re_vhprintf(fmt, ap, line_add, &line))
		line.cut = true;
	if (line.cut) {
		line.len = MIN(line.len, sizeof(line.buf) - 3);
		memcpy(line.buf + line.len, "\xe2\x80\xa6", 3);
		line.len += 3;
	}

	pthread_mutex_lock(&lock);
	if (!fd_known)
		fd_learn(log_fd);

	if (lost) {
		char text[64];
		int n = snprintf(text, sizeof(text), "log: lines dropped count=%u", lost);

		write_line(&out, LOG_LEVEL_WARN, text, n);
		if (send_line(out.buf, out.len))
			lost = 0;
	}

	write_line(&out, level, line.buf, line.len);
	if (lost || !send_line(out.buf, out.len))
		lost++;
	pthread_mutex_unlock(&lock);

	errno = saved;
}


#define LOG_FUNCTION(name, level) \
	void name(const char *fmt, ...) \
	{ \
		va_list ap; \
		\
		va_start(ap, fmt); \
		log_line(level, fmt, ap); \
		va_end(ap); \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)


void log_level_set(enum log_level level)
{
	atomic_store(&level_max, (int)level);
}


void log_json_set(bool json)
{
	atomic_store(&json_on, json);
}


void log_fd_set(int fd)
{
	pthread_mutex_lock(&lock);
	fd_learn(fd);
	lost = 0;
	pthread_mutex_unlock(&lock);
}


int log_level_parse(enum log_level *levelp, struct pl word)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (0 == pl_strcmp(&word, levels[i].name)) {
			*levelp = (enum log_level)i;
			return 0;
		}
	}

	return EINVAL;
}
