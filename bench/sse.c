/**
 * @file sse.c  sse PORT STREAMS TLS COOKIE BROADCASTS: open desks, and how soon each sees a new appeal
 *
 * Opens so many streams of events with the session of COOKIE, over TLS when TLS is 1, waits until each was greeted, prints
 * "ready" and waits for a line of input. Then sends appeals in, one after another, and measures the time from the first byte of
 * the request to the event's coming on each stream. Prints p50 and p99 in microseconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "body.h"

enum { CHUNK = 16384, WAIT_MS = 20000, SHAKES = 50 };

struct stream {
	int fd;
	gnutls_session_t tls;       /* NULL: plain */
	int shaken, seen;
};

struct sse {
	unsigned port, streams;
	int tls, epoll_fd;
	gnutls_certificate_credentials_t cred;
	struct stream *v;
};


static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}


static void die(const char *what)
{
	fprintf(stderr, "sse: %s: %s\n", what, strerror(errno));
	exit(1);
}


static void stream_open(const struct sse *sse, struct stream *s)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((uint16_t)sse->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (s->fd < 0 || connect(s->fd, (struct sockaddr *)&sa, sizeof(sa)))
		die("connect");
	if (!sse->tls)
		return;

	(void)gnutls_init(&s->tls, GNUTLS_CLIENT | GNUTLS_NO_TICKETS);
	(void)gnutls_set_default_priority(s->tls);
	(void)gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, sse->cred);
	gnutls_transport_set_int(s->tls, s->fd);
	if (fcntl(s->fd, F_SETFL, O_NONBLOCK))
		die("fcntl");
}


/* Shakes hands on some streams at a time */
static void streams_shake(struct stream *v, unsigned n)
{
	for (unsigned left = n; left; ) {
		struct pollfd fds[SHAKES];
		nfds_t waiting = 0;

		for (unsigned i = 0; i < n; i++) {
			int rc = v[i].shaken ? 0 : gnutls_handshake(v[i].tls);

			if (rc < 0 && gnutls_error_is_fatal(rc))
				die(gnutls_strerror(rc));
			if (rc < 0)
				fds[waiting++] = (struct pollfd){.fd = v[i].fd, .events = POLLIN};
			else if (!v[i].shaken)
				left--;
			v[i].shaken = rc >= 0;
		}
		if (waiting && poll(fds, waiting, WAIT_MS) <= 0)
			die("no handshake came");
	}
}


static void stream_send(struct stream *s, const char *text, size_t len)
{
	ssize_t n = s->tls ? gnutls_record_send(s->tls, text, len) : send(s->fd, text, len, MSG_NOSIGNAL);

	if (n != (ssize_t)len)
		die("send");
}


/* What has come, ended by a zero; 0 when nothing has */
static size_t stream_read(struct stream *s, char buf[CHUNK])
{
	ssize_t n;

	do {
		n = s->tls ? gnutls_record_recv(s->tls, buf, CHUNK - 1) : recv(s->fd, buf, CHUNK - 1, MSG_DONTWAIT);
	} while (GNUTLS_E_INTERRUPTED == n && s->tls);

	if (s->tls ? GNUTLS_E_AGAIN == n : n < 0 && EAGAIN == errno)
		return 0;
	if (n <= 0)
		die("a stream ended");

	buf[n] = '\0';
	return (size_t)n;
}


/* Waits until every stream has seen the word; latencies from began_us go to us, when given */
static void all_wait(struct sse *sse, const char *word, int64_t began_us, uint32_t *us)
{
	unsigned left = sse->streams;

	for (unsigned i = 0; i < sse->streams; i++)
		sse->v[i].seen = 0;

	while (left) {
		struct epoll_event evs[512];
		int n = epoll_wait(sse->epoll_fd, evs, 512, WAIT_MS);

		if (n <= 0)
			die("nothing came");

		for (int i = 0; i < n; i++) {
			struct stream *s = evs[i].data.ptr;
			char buf[CHUNK];

			do {
				if (!stream_read(s, buf))
					break;
				if (s->seen || !strstr(buf, word))
					continue;
				s->seen = 1;
				left--;
				if (us)
					us[left] = (uint32_t)(now_us() - began_us);
			} while (s->tls && gnutls_record_check_pending(s->tls));
		}
	}
}


static void streams_open(struct sse *sse, const char *cookie)
{
	char request[512];
	int l = snprintf(request, sizeof(request), "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: %s\r\n\r\n", sse->port, cookie);

	for (unsigned from = 0; from < sse->streams; from += SHAKES) {
		unsigned to = from + SHAKES < sse->streams ? from + SHAKES : sse->streams;

		for (unsigned i = from; i < to; i++)
			stream_open(sse, &sse->v[i]);
		if (sse->tls)
			streams_shake(sse->v + from, to - from);

		for (unsigned i = from; i < to; i++) {
			struct epoll_event ev = {.events = EPOLLIN, .data.ptr = &sse->v[i]};

			stream_send(&sse->v[i], request, (size_t)l);
			if (epoll_ctl(sse->epoll_fd, EPOLL_CTL_ADD, sse->v[i].fd, &ev))
				die("epoll");
		}
	}
}


static int64_t appeal_send(const struct sse *sse, struct stream *s, unsigned n)
{
	char body[BODY_JSON_MAX], request[BODY_JSON_MAX + 256];
	size_t l = body_json(body, 7000000 + n);
	int64_t began_us;

	l = (size_t)snprintf(request, sizeof(request), "POST /api/v1/appeals HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
			     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", sse->port, l, body);
	began_us = now_us();
	stream_send(s, request, l);

	return began_us;
}


static int order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}


int main(int argc, char *argv[])
{
	struct rlimit lim;
	static struct sse sse;      /* what it holds is held to the end */
	struct stream asker = {0};
	unsigned broadcasts;
	static uint32_t *us;
	size_t count;

	sse.epoll_fd = epoll_create1(0);
	if (argc < 6) {
		fprintf(stderr, "sse PORT STREAMS TLS COOKIE BROADCASTS\n");
		return 2;
	}
	sse.port = (unsigned)atoi(argv[1]);
	sse.streams = (unsigned)atoi(argv[2]);
	sse.tls = atoi(argv[3]);
	broadcasts = (unsigned)atoi(argv[5]);
	if (!getrlimit(RLIMIT_NOFILE, &lim)) {
		lim.rlim_cur = lim.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &lim);
	}
	(void)gnutls_certificate_allocate_credentials(&sse.cred);

	count = (size_t)sse.streams * broadcasts;
	sse.v = calloc(sse.streams, sizeof(*sse.v));
	us = calloc(count, sizeof(*us));
	if (!sse.streams || !broadcasts || !sse.v || !us)
		return 2;

	streams_open(&sse, argv[4]);
	all_wait(&sse, "event: hello", 0, NULL);
	stream_open(&sse, &asker);
	if (sse.tls)
		streams_shake(&asker, 1);
	printf("ready\n");
	(void)fflush(stdout);
	if (EOF == getchar())
		return 0;

	for (unsigned i = 0; i < broadcasts; i++) {
		int64_t began_us = appeal_send(&sse, &asker, i);

		all_wait(&sse, "event: appeal", began_us, us + (size_t)i * sse.streams);
	}

	qsort(us, count, sizeof(*us), order);
	printf("%u %u\n", us[count / 2], us[count * 99 / 100]);
	return 0;
}
