/**
 * @file load.c  load PORT CONNECTIONS COUNT [FIRST]: sends COUNT appeals over so many connections, each waiting for its reply
 *
 * Prints one line: appeals acknowledged, others, seconds, p50 and p99 of the time from the first byte sent to the reply's last,
 * in microseconds. Each appeal has an Idempotency-Key, as the page's form gives it one.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>
#include "body.h"

enum { REQUEST_MAX = BODY_JSON_MAX + 512, REPLY_MAX = 8192, CONNS_MAX = 4096 };

struct conn {
	int fd;
	int64_t sent_us;
	size_t len, sent, got;
	char request[REQUEST_MAX], reply[REPLY_MAX];
};

struct load {
	int epoll_fd;
	unsigned port;
	uint64_t first, next, count, done, acknowledged;
	uint32_t *us;
};


static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}


static int die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}


static void conn_write(struct conn *c)
{
	while (c->sent < c->len) {

		ssize_t n = send(c->fd, c->request + c->sent, c->len - c->sent, MSG_NOSIGNAL);

		if (n < 0 && EAGAIN == errno)
			return;
		if (n < 0)
			die("send");
		c->sent += (size_t)n;
	}
}


static void conn_next(struct load *load, struct conn *c)
{
	char body[BODY_JSON_MAX];
	uint64_t n = load->first + load->next++;
	size_t l = body_json(body, n);

	c->len = (size_t)snprintf(c->request, sizeof(c->request),
		"POST /api/v1/appeals HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: application/json\r\n"
		"Idempotency-Key: load-%016llx\r\nContent-Length: %zu\r\n\r\n%s", load->port, (unsigned long long)n, l, body);
	c->sent = c->got = 0;
	c->sent_us = now_us();
	conn_write(c);
}


static int conn_open(struct load *load, struct conn *c)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
	int on = 1;

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)))
		return die("connect");
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

	return epoll_ctl(load->epoll_fd, EPOLL_CTL_ADD, c->fd, &ev) ? die("epoll") : 0;
}


/* Is the reply whole? */
static int reply_whole(const struct conn *c)
{
	const char *end = memmem(c->reply, c->got, "\r\n\r\n", 4), *len;

	if (!end)
		return 0;

	len = memmem(c->reply, (size_t)(end - c->reply), "Content-Length: ", 16);
	return len && c->got >= (size_t)(end + 4 - c->reply) + strtoul(len + 16, NULL, 10);
}


static void conn_read(struct load *load, struct conn *c)
{
	for (;;) {
		ssize_t n = recv(c->fd, c->reply + c->got, sizeof(c->reply) - 1 - c->got, MSG_DONTWAIT);

		if (n < 0 && EAGAIN == errno)
			return;
		if (n <= 0)
			die("recv");

		c->got += (size_t)n;
		c->reply[c->got] = '\0';
		if (!reply_whole(c))
			continue;

		load->us[load->done++] = (uint32_t)(now_us() - c->sent_us);
		if (!strncmp(c->reply, "HTTP/1.1 201", 12))
			load->acknowledged++;
		else if (load->done - load->acknowledged == 1)
			fprintf(stderr, "load: %.*s\n", (int)strcspn(c->reply, "\r"), c->reply);

		c->got = 0;
		c->len = 0;
		if (load->next < load->count)
			conn_next(load, c);
	}
}


static int order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}


int main(int argc, char *argv[])
{
	static struct load load;
	unsigned conns;
	static struct conn *v;      /* held to the end */
	int64_t began_us;

	load.epoll_fd = epoll_create1(0);
	if (argc < 4) {
		fprintf(stderr, "load PORT CONNECTIONS COUNT [FIRST]\n");
		return 2;
	}
	load.port = (unsigned)atoi(argv[1]);
	conns = (unsigned)atoi(argv[2]);
	load.count = strtoull(argv[3], NULL, 10);
	load.first = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	if (!conns || conns > CONNS_MAX || load.count < conns)
		return 2;

	v = calloc(conns, sizeof(*v));
	load.us = calloc(load.count, sizeof(*load.us));
	if (!v || !load.us)
		return die("memory");
	for (unsigned i = 0; i < conns; i++)
		conn_open(&load, &v[i]);

	began_us = now_us();
	for (unsigned i = 0; i < conns; i++)
		conn_next(&load, &v[i]);

	while (load.done < load.count) {
		struct epoll_event evs[256];
		int n = epoll_wait(load.epoll_fd, evs, 256, 30000);

		if (n <= 0)
			return die("nothing came for 30 s");
		for (int i = 0; i < n; i++) {
			if (evs[i].events & EPOLLOUT)
				conn_write(evs[i].data.ptr);
			if (evs[i].events & ~(unsigned)EPOLLOUT)
				conn_read(&load, evs[i].data.ptr);
		}
	}

	double seconds = (double)(now_us() - began_us) / 1e6;

	qsort(load.us, load.count, sizeof(*load.us), order);
	printf("%llu %llu %.3f %u %u\n", (unsigned long long)load.acknowledged, (unsigned long long)(load.count - load.acknowledged),
	       seconds, load.us[load.count / 2], load.us[load.count * 99 / 100]);
	return load.acknowledged == load.count ? 0 : 1;
}
