/**
 * @file server.c  Listens, runs MHD on the loop of the web thread, drains
 *
 * The end has two halves, because completions of the rooms come to this thread's mailbox: web_stop() drains and closes every
 * connection; the thread itself ends with mem_deref, after writer, readers and workers have stopped.
 */
#include <netinet/in.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <re/re_main.h>
#include "base/log.h"
#include "web/tls.h"
#include "web/web_priv.h"


enum {
	FDS_MAX = 1024,            /* of the loop itself: MHD's sockets are in MHD's epoll set */
	BACKLOG = 1024,
	ROUNDS_MAX = 16,           /* of MHD in one turn of the loop */
};


static int socket_listen(int *fdp, uint16_t *portp, const struct web_prm *prm)
{
	struct sockaddr_storage sa = prm->addr;
	socklen_t len = prm->addr_len;
	int fd, on = 1, err;

	fd = socket(sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&sa, len) || listen(fd, BACKLOG) || getsockname(fd, (struct sockaddr *)&sa, &len)) {
		err = errno;
		close(fd);
		return err;
	}

	*portp = ntohs(sa.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&sa)->sin6_port :
		       ((struct sockaddr_in *)&sa)->sin_port);
	*fdp = fd;
	return 0;
}


/* MHD undoes no percent sequences: path.c does, strictly */
static size_t unescape_none_h(void *arg, struct MHD_Connection *mc, char *s)
{
	return strlen(s);
}


__attribute__((format(printf, 2, 0))) static void mhd_log_h(void *arg, const char *fmt, va_list ap)
{
	char line[256];

	(void)vsnprintf(line, sizeof(line), fmt, ap);
	line[strcspn(line, "\r\n")] = '\0';
	log_debug("web: mhd %s", line);
}


/* MHD has no descriptor that a resume makes readable when it runs on our loop: this is it. One write a turn is enough */
void web_kick(struct web *web)
{
	if (web->kicked)
		return;

	web->kicked = true;
	(void)!write(web->kick_fd, &(uint64_t){1}, sizeof(uint64_t));
}


/* Something is readable, writable or was resumed. MHD says with a zero timeout that it has not finished. */
static void run_h(int flags, void *arg)
{
	struct web *web = arg;

	for (int i = 0; i < ROUNDS_MAX; i++) {

		MHD_UNSIGNED_LONG_LONG wait_ms;

		if (!web->daemon)
			return;

		(void)MHD_run(web->daemon);
		if (MHD_YES != MHD_get_timeout(web->daemon, &wait_ms) || wait_ms)
			return;
	}

	web_kick(web);
}


static void kick_h(int flags, void *arg)
{
	struct web *web = arg;

	(void)!read(web->kick_fd, &(uint64_t){0}, sizeof(uint64_t));
	web->kicked = false;
	events_flush(web);
	run_h(flags, arg);
}


static int daemon_start(struct web *web)
{
	const struct web_limits *lim = &web->prm.limits;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)certs_retrieve_h},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
		{MHD_OPTION_END, 0, NULL},
	};

	if (web->tls)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;

	web->daemon = MHD_start_daemon(flags, 0, NULL, NULL, receive_h, web,
		MHD_OPTION_EXTERNAL_LOGGER, mhd_log_h, web,
		MHD_OPTION_LISTEN_SOCKET, web->listen_fd,
		MHD_OPTION_NOTIFY_COMPLETED, receive_done_h, web,
		MHD_OPTION_NOTIFY_CONNECTION, conn_notify_h, web,
		MHD_OPTION_UNESCAPE_CALLBACK, unescape_none_h, NULL,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, lim->conns_max,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, lim->conns_ip_max,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_SIZE,
		MHD_OPTION_ARRAY, tls,
		MHD_OPTION_END);
	if (!web->daemon)
		return EIO;

	web->epoll_fd = MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return fd_listen(web->epoll_fd, FD_READ, run_h, web);
}


static int thread_init_h(void *arg)
{
	struct web *web = arg;
	sigset_t sigpipe;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	(void)pthread_sigmask(SIG_BLOCK, &sigpipe, NULL);

	return fd_listen(web->kick_fd, FD_READ, kick_h, web);
}


/* A message of web_start() or web_stop(): the caller waits for `done` */
struct order {
	struct msg msg;
	struct tmr tmr;
	struct web *web;
	int err;
	sem_t done;
};


/* Sockets open when the loop's mailbox is known: the first request may need it */
static void open_h(struct msg *msg)
{
	struct order *order = CONTAINER_OF(msg, struct order, msg);
	struct web *web = order->web;

	order->err = daemon_start(web);
	if (!order->err)
		order->err = conn_listen(web);
	if (!order->err) {
		events_listen(web);
		run_h(0, web);
	}

	sem_post(&order->done);
}


/* Has the web thread do it, and waits */
static int order_give(struct web *web, void (*deliver_h)(struct msg *msg))
{
	struct order order = {.msg.deliver_h = deliver_h, .web = web};

	tmr_init(&order.tmr);
	sem_init(&order.done, 0, 0);
	mailbox_post(loop_mailbox(web->loop), &order.msg);
	while (sem_wait(&order.done))
		;
	sem_destroy(&order.done);

	return order.err;
}


void request_resume(struct request *req)
{
	if (!req->suspended || !req->mc)
		return;

	req->suspended = false;
	MHD_resume_connection(req->mc);
	web_kick(req->web);
}


static void daemon_stop(struct web *web)
{
	if (!web->daemon)
		return;

	for (struct le *le = web->connl.head; le; le = le->next) {

		struct conn *conn = le->data;

		if (conn->req)
			request_resume(conn->req);
	}

	fd_close(web->epoll_fd);
	MHD_stop_daemon(web->daemon);
	web->daemon = NULL;
}


static void thread_exit_h(void *arg)
{
	struct web *web = arg;

	tmr_cancel(&web->sweep);
	events_unlisten(web);
	daemon_stop(web);
	fd_close(web->kick_fd);
}


static void drain_h(void *arg)
{
	struct order *order = arg;
	struct web *web = order->web;

	conn_drain(web);
	if (web->connl.head && clock_mono_ms() < web->drain_ms) {
		tmr_start(&order->tmr, 20, drain_h, order);
		return;
	}

	if (web->connl.head)
		log_warn("web: connections cut at the end count=%u", list_count(&web->connl));

	tmr_cancel(&order->tmr);
	daemon_stop(web);
	sem_post(&order->done);
}


static void stop_h(struct msg *msg)
{
	struct order *order = CONTAINER_OF(msg, struct order, msg);
	struct web *web = order->web;
	int fd;

	if (!web->daemon) {                                /* it never began */
		sem_post(&order->done);
		return;
	}

	web->draining = true;
	web->drain_ms = clock_mono_ms() + web->prm.limits.drain_ms;

	fd = MHD_quiesce_daemon(web->daemon);
	run_h(0, web);
	if (fd >= 0)
		close(fd);

	events_drain(web);
	drain_h(order);
}


void web_stop(struct web *web)
{
	if (!web || !web->loop || web->stopped)
		return;

	web->stopped = true;
	(void)order_give(web, stop_h);
}


static void web_destructor(void *arg)
{
	struct web *web = arg;

	web_stop(web);
	mem_deref(web->loop);
	mem_deref(web->tls);
	mem_deref(web->sessions);
	mem_deref(web->limiter);
	mem_deref(web->events);
	mem_deref(web->metrics);
	free(web->openapi);
	free(web->routes.nodev);
	if (web->kick_fd >= 0)
		close(web->kick_fd);
}


int web_start(struct web **wp, const struct web_prm *prm)
{
	struct web *web = mem_zalloc(sizeof(*web), web_destructor);
	int err;

	if (!web)
		return ENOMEM;

	web->prm = *prm;
	web->kick_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (web->kick_fd < 0) {
		err = errno;
		goto out;
	}

	err = routes_build(&web->routes, prm->sets);
	if (!err)
		err = session_cache_alloc(&web->sessions);
	if (!err)
		err = limiter_alloc(&web->limiter);
	if (!err)
		err = events_alloc(&web->events, web);
	if (!err)
		err = metrics_alloc(&web->metrics, web->routes.nodec);
	if (!err)
		err = openapi_make(&web->openapi, &web->routes);
	if (!err && prm->tls_cert)
		err = certs_alloc(&web->tls, prm->tls_cert, prm->tls_key);
	if (!err)
		err = socket_listen(&web->listen_fd, &web->port, prm);
	if (err)
		goto out;

	err = loop_alloc(&web->loop, &(struct loop_prm){
		.name = "web", .fds_max = FDS_MAX, .init_h = thread_init_h, .exit_h = thread_exit_h, .arg = web});
	if (!err)
		err = order_give(web, open_h);

out:
	if (err)
		mem_deref(web);
	else
		*wp = web;

	return err;
}


uint16_t web_port(const struct web *web)
{
	return web->port;
}


struct mailbox *web_mailbox(const struct web *web)
{
	return loop_mailbox(web->loop);
}


/* A message of web_reload(): owned by itself */
struct reload {
	struct msg msg;
	struct web *web;
	struct web_limits limits;
};


static void reload_h(struct msg *msg)
{
	struct reload *reload = CONTAINER_OF(msg, struct reload, msg);

	reload->web->prm.limits = reload->limits;
	free(reload);
}


int web_reload(struct web *web, const struct web_limits *limits)
{
	struct reload *reload;
	int err;

	err = web->tls ? certs_load(web->tls, web->prm.tls_cert, web->prm.tls_key) : 0;
	if (err || !limits)
		return err;

	reload = malloc(sizeof(*reload));
	if (!reload)
		return ENOMEM;

	*reload = (struct reload){.msg.deliver_h = reload_h, .web = web, .limits = *limits};
	mailbox_post(web_mailbox(web), &reload->msg);
	return 0;
}


void web_hub(struct web *web, struct hub *hub)
{
	atomic_store(&web->hub, hub);
}


void web_calls(struct web *web, const struct call_gate *gate)
{
	atomic_store(&web->calls, gate);
}


void *web_arg(const struct web *web)
{
	return web->prm.arg;
}


const struct keyring *web_keys(const struct web *web)
{
	return web->prm.keys;
}


const struct blob_store *web_blobs(const struct web *web)
{
	return web->prm.blobs;
}


const struct web_limits *web_limits_of(const struct web *web)
{
	return &web->prm.limits;
}
