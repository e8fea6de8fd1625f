/**
 * @file sock.c  Datagram sockets for sound
 */
#include <linux/filter.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "voice/media/sock.h"

enum {
	EVENTS = 256,                    /* sockets read in one round; the rest have theirs in the next */
	BATCH = 16,                      /* datagrams of one socket at a time */
	OUTS = 32,                       /* datagrams that are sent together */
	BATCHES = 16,                    /* of one socket in a round */
	EMPTY_MAX = 20,                  /* rounds in a row that found nothing: watching anew costs more than a few of them */
};

/* What is to be sent through one socket, together */
struct out {
	struct sock *sock;               /* NULL: nothing waits */
	unsigned n, holds;
	uint8_t data[OUTS][SOCK_SEND_MAX];
	struct sa dstv[OUTS];
	struct iovec iov[OUTS];
	struct mmsghdr msgv[OUTS];
};

struct socks {
	int epoll_fd;
	bool watched;                    /* by libre's loop; else `rest` is running */
	int64_t read_ms;                 /* clock_mono_ms when something was read last */
	unsigned empty;                  /* rounds in a row */
	struct tmr rest;

	/* of the round that is going on */
	struct epoll_event eventv[EVENTS];
	int eventc, event;
	struct sock *reading;            /* NULL: it was freed by its handler */

	struct mbuf *mbv[BATCH];
	struct iovec iov[BATCH];
	struct sockaddr_storage srcv[BATCH];
	struct mmsghdr msgv[BATCH];

	struct out out;
};

struct sock {
	struct socks *all;               /* a reference */
	int fd;
	bool crowd;                      /* many are spoken to through it */
	sock_recv_h *recv_h;
	void *arg;
};


/* A network that is full drops the rest, as it drops packets */
static void out_flush(struct out *out)
{
	if (out->n)
		(void)sendmmsg(out->sock->fd, out->msgv, out->n, MSG_DONTWAIT);

	out->n = 0;
	out->sock = NULL;
}


static void out_add(struct out *out, struct sock *s, const struct sa *dst, const uint8_t *data, size_t size)
{
	unsigned i;

	if (out->sock != s || OUTS == out->n)
		out_flush(out);

	i = out->n++;
	out->sock = s;
	out->dstv[i] = *dst;
	memcpy(out->data[i], data, size);
	out->iov[i] = (struct iovec){out->data[i], size};
	out->msgv[i].msg_hdr = (struct msghdr){.msg_name = &out->dstv[i].u.sa, .msg_namelen = dst->len, .msg_iov = &out->iov[i], .msg_iovlen = 1};
}


static void sock_destructor(void *arg)
{
	struct sock *s = arg;
	struct socks *all = s->all;

	if (all && all->out.sock == s)
		out_flush(&all->out);
	if (all && all->reading == s)
		all->reading = NULL;
	for (int i = all ? all->event + 1 : 0; all && i < all->eventc; i++) {
		if (all->eventv[i].data.ptr == s)
			all->eventv[i].data.ptr = NULL;
	}

	/* closing is not enough: a child that was forked meanwhile has the socket too until it runs its program, and epoll would go on
	   naming what is gone */
	if (s->fd >= 0 && all)
		(void)epoll_ctl(all->epoll_fd, EPOLL_CTL_DEL, s->fd, NULL);
	if (s->fd >= 0)
		(void)close(s->fd);
	mem_deref(all);
}


static void batch_ready(struct socks *all)
{
	for (unsigned i = 0; i < BATCH; i++) {
		all->iov[i] = (struct iovec){all->mbv[i]->buf, SOCK_PACKET_MAX};
		all->msgv[i].msg_hdr = (struct msghdr){.msg_name = &all->srcv[i], .msg_namelen = sizeof(all->srcv[i]),
						       .msg_iov = &all->iov[i], .msg_iovlen = 1};
	}
}


/* One batch; how many there were. The socket may be gone behind it (all->reading) */
static int batch_read(struct socks *all, struct sock *s)
{
	int n = recvmmsg(s->fd, all->msgv, BATCH, MSG_DONTWAIT, NULL);

	for (int i = 0; i < n; i++) {
		struct msghdr *msg = &all->msgv[i].msg_hdr;
		struct mbuf *mb = all->mbv[i];
		struct sa src;

		msg->msg_namelen = sizeof(all->srcv[i]);
		mb->pos = 0;
		mb->end = all->msgv[i].msg_len;
		if (all->reading && !(msg->msg_flags & MSG_TRUNC) && !sa_set_sa(&src, (struct sockaddr *)&all->srcv[i]))
			s->recv_h(&src, mb, s->arg);
		all->iov[i].iov_base = mb->buf;
	}

	return n > 0 ? n : 0;
}


/* Reads what has come; false: nothing had */
static bool round_read(struct socks *all)
{
	int n = epoll_wait(all->epoll_fd, all->eventv, EVENTS, 0);
	bool any = false;

	socks_hold(all);
	all->eventc = n > 0 ? n : 0;
	for (all->event = 0; all->event < all->eventc; all->event++) {
		struct sock *s = all->eventv[all->event].data.ptr;
		int got = BATCH;

		all->reading = s;
		for (unsigned i = 0; i < BATCHES && all->reading && BATCH == got; i++) {
			got = batch_read(all, s);
			any |= got > 0;
		}
	}
	all->reading = NULL;
	all->eventc = 0;
	socks_send(all);

	return any;
}


static void watch(struct socks *all);


static void rest_h(void *arg)
{
	struct socks *all = mem_ref(arg);        /* handlers may let go of the last socket */

	all->empty = round_read(all) ? 0 : all->empty + 1;
	if (all->empty < EMPTY_MAX)
		tmr_start(&all->rest, SOCK_REST_MS, rest_h, all);
	else
		watch(all);
	mem_deref(all);
}


static void readable_h(int flags, void *arg)
{
	struct socks *all = mem_ref(arg);
	int64_t now_ms = clock_mono_ms();

	(void)flags;
	(void)round_read(all);
	if (all->watched && now_ms - all->read_ms <= SOCK_REST_MS) {
		fd_close(all->epoll_fd);
		all->watched = false;
		all->empty = 0;
		tmr_start(&all->rest, SOCK_REST_MS, rest_h, all);
	}
	all->read_ms = now_ms;
	mem_deref(all);
}


/* Without memory for it we go on as if busy */
static void watch(struct socks *all)
{
	all->watched = !fd_listen(all->epoll_fd, FD_READ, readable_h, all);
	if (!all->watched)
		tmr_start(&all->rest, SOCK_REST_MS, rest_h, all);
}


static void socks_destructor(void *arg)
{
	struct socks *all = arg;

	tmr_cancel(&all->rest);
	if (all->watched)
		fd_close(all->epoll_fd);
	if (all->epoll_fd >= 0)
		(void)close(all->epoll_fd);
	for (unsigned i = 0; i < BATCH; i++)
		mem_deref(all->mbv[i]);
}


int socks_alloc(struct socks **socksp)
{
	struct socks *all = mem_zalloc(sizeof(*all), socks_destructor);
	int err = 0;

	if (!all)
		return ENOMEM;

	tmr_init(&all->rest);
	all->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (all->epoll_fd < 0)
		err = errno;
	for (unsigned i = 0; i < BATCH && !err; i++) {
		all->mbv[i] = mbuf_alloc(SOCK_PACKET_MAX);
		err = all->mbv[i] ? 0 : ENOMEM;
	}
	if (!err) {
		batch_ready(all);
		err = fd_listen(all->epoll_fd, FD_READ, readable_h, all);
		all->watched = !err;
	}

	if (err)
		mem_deref(all);
	else
		*socksp = all;

	return err;
}


/* Has the kernel choose by the first byte, between the socket that came first and this one */
static int steer(int fd, uint8_t from)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, from, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog prog = {sizeof(code) / sizeof(code[0]), code};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &prog, sizeof(prog)) ? errno : 0;
}


static int bind_to(int fd, const struct sa *local, int beside_fd, uint8_t from)
{
	const int on = 1;

	if (AF_INET6 == sa_af(local) && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)))
		return errno;
	if (beside_fd >= 0 && (setsockopt(beside_fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
			       setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on))))
		return errno;
	if (bind(fd, &local->u.sa, local->len))
		return errno;

	return beside_fd >= 0 ? steer(fd, from) : 0;
}


static int open_at(struct sock **sockp, struct socks *socks, const struct sa *local, int beside_fd, uint8_t from,
		   sock_recv_h *recv_h, void *arg)
{
	struct sock *s = mem_zalloc(sizeof(*s), sock_destructor);
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = s};
	int err;

	if (!s)
		return ENOMEM;

	s->all = mem_ref(socks);
	s->recv_h = recv_h;
	s->arg = arg;
	s->fd = socket(sa_af(local), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	err = s->fd < 0 ? errno : bind_to(s->fd, local, beside_fd, from);
	if (!err && epoll_ctl(socks->epoll_fd, EPOLL_CTL_ADD, s->fd, &ev))
		err = errno;

	if (err)
		mem_deref(s);
	else
		*sockp = s;

	return err;
}


int sock_open(struct sock **sockp, struct socks *socks, const struct sa *local, sock_recv_h *recv_h, void *arg)
{
	return open_at(sockp, socks, local, -1, 0, recv_h, arg);
}


int sock_beside(struct sock **sockp, struct socks *socks, int fd, uint8_t from, sock_recv_h *recv_h, void *arg)
{
	struct sa local = {.len = sizeof(local.u)};

	if (getsockname(fd, &local.u.sa, &local.len))
		return errno;

	return open_at(sockp, socks, &local, fd, from, recv_h, arg);
}


void sock_buffer(struct sock *sock, int size)
{
	(void)setsockopt(sock->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	(void)setsockopt(sock->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}


void sock_crowd(struct sock *sock)
{
	sock->crowd = true;
}


void socks_hold(struct socks *socks)
{
	socks->out.holds++;
}


void socks_send(struct socks *socks)
{
	if (0 == --socks->out.holds)
		out_flush(&socks->out);
}


bool sock_send(struct sock *sock, const struct sa *dst, const uint8_t *data, size_t size)
{
	struct out *out = &sock->all->out;

	if (sock->crowd && out->holds && size <= SOCK_SEND_MAX) {
		out_add(out, sock, dst, data, size);
		return true;
	}

	return sendto(sock->fd, data, size, MSG_DONTWAIT, &dst->u.sa, dst->len) >= 0;
}
