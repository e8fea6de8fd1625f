/**
 * @file conn.c  Deadlines against slow clients: one sweeper for all sockets
 *
 * MHD's own timeout counts inactivity alone: a byte a minute lives for ever. Here a connection has a phase; headers must be
 * whole by a deadline, bodies and replies must move at a least rate. What moves is asked of the kernel (TCP_INFO:
 * bytes received and acknowledged), so it is the same for TLS and costs nothing a request. A socket that is late is shut down;
 * MHD then finds it closed and forgets it.
 */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include "base/log.h"
#include "web/web_priv.h"


enum { STALL_MS = 2000 };


static uint64_t socket_bytes(int fd, enum phase phase)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	memset(&info, 0, sizeof(info));
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return 0;

	return phase == PHASE_BODY ? info.tcpi_bytes_received : info.tcpi_bytes_acked;
}


void conn_phase(struct conn *conn, enum phase phase)
{
	if (!conn)
		return;

	conn->phase = phase;
	conn->since_ms = clock_mono_ms();
	conn->bytes = UINT64_MAX;                  /* asked for only if it lasts */
	if (phase == PHASE_HEAD)
		conn->deadline_ms = conn->since_ms + conn->web->prm.limits.idle_ms;
}


/* The count of bytes is first taken when the grace begins to matter: half of it has passed */
static bool too_slow(struct conn *conn, int64_t now_ms)
{
	const struct web_limits *lim = &conn->web->prm.limits;
	int64_t past_ms = now_ms - conn->since_ms;
	uint64_t bytes;

	if (past_ms < lim->grace_ms / 2)
		return false;

	bytes = socket_bytes(conn->fd, conn->phase);
	if (conn->bytes == UINT64_MAX) {
		conn->bytes = bytes;
		return false;
	}
	if (past_ms < lim->grace_ms)
		return false;
	if (bytes - conn->bytes < (uint64_t)(lim->rate_min_bytes * (lim->grace_ms / 2) / 1000))
		return true;

	conn->since_ms = now_ms - lim->grace_ms / 2;       /* the next window begins */
	conn->bytes = bytes;
	return false;
}


static bool conn_late(struct conn *conn, int64_t now_ms)
{
	switch (conn->phase) {

	case PHASE_HEAD:
		return now_ms >= conn->deadline_ms;

	case PHASE_BODY:
	case PHASE_SEND:
		return too_slow(conn, now_ms);

	case PHASE_WORK:
	case PHASE_STREAM:
		break;
	}

	return false;
}


/* What the client does not read goes too: closed with a reset, the kernel keeps nothing of it */
void conn_drop(struct conn *conn)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (conn->dropped)
		return;

	conn->dropped = true;
	if (conn->phase == PHASE_SEND || conn->phase == PHASE_STREAM)
		(void)setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	(void)shutdown(conn->fd, SHUT_RDWR);
}


static void sweep_h(void *arg)
{
	struct web *web = arg;
	int64_t now_ms = clock_mono_ms();

	tmr_start(&web->sweep, web->sweep_ms, sweep_h, web);

	for (struct le *le = web->connl.head; le; le = le->next) {

		struct conn *conn = le->data;

		if (conn->dropped || !conn_late(conn, now_ms))
			continue;

		log_debug("web: slow client dropped phase=%d", conn->phase);
		web->dropped++;
		conn_drop(conn);
	}
}


int conn_listen(struct web *web)
{
	const struct web_limits *lim = &web->prm.limits;
	unsigned least = lim->head_ms < lim->grace_ms ? lim->head_ms : lim->grace_ms;

	web->sweep_ms = least / 4 > SWEEP_MS ? SWEEP_MS : least / 4 ? least / 4 : 1;
	tmr_init(&web->sweep);
	tmr_start(&web->sweep, web->sweep_ms, sweep_h, web);
	return 0;
}


/* While draining: a body of which nothing has come for STALL_MS. Its client may have died: nothing tells one from a long silence */
static bool body_stalled(struct conn *conn, int64_t now_ms)
{
	uint64_t bytes;

	if (PHASE_BODY != conn->phase)
		return false;

	bytes = socket_bytes(conn->fd, PHASE_BODY);
	if (!conn->drain_ms || bytes != conn->drain_bytes) {
		conn->drain_ms = now_ms;
		conn->drain_bytes = bytes;
	}

	return now_ms - conn->drain_ms >= STALL_MS;
}


/* While draining: a connection that waits for its next request is through; so are those that stalled, when no others are left */
void conn_drain(struct web *web)
{
	int64_t now_ms = clock_mono_ms();
	bool others = false;

	for (struct le *le = web->connl.head; le; le = le->next) {

		struct conn *conn = le->data;

		if (!conn->req)
			conn_drop(conn);
		else if (!conn->dropped && !body_stalled(conn, now_ms))
			others = true;
	}

	for (struct le *le = web->connl.head; le && !others; le = le->next) {

		struct conn *conn = le->data;

		if (conn->dropped)
			continue;

		web->dropped++;
		conn_drop(conn);
	}
}


static void conn_destructor(void *arg)
{
	struct conn *conn = arg;

	list_unlink(&conn->le);
}


void conn_notify_h(void *arg, struct MHD_Connection *mc, void **ctx, enum MHD_ConnectionNotificationCode code)
{
	struct web *web = arg;
	struct conn *conn;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		*ctx = mem_deref(*ctx);
		return;
	}

	conn = mem_zalloc(sizeof(*conn), conn_destructor);
	if (!conn)
		return;                            /* receive_h refuses what has none */

	conn->web = web;
	conn->fd = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	conn_phase(conn, PHASE_HEAD);
	conn->deadline_ms = conn->since_ms + web->prm.limits.head_ms;
	list_append(&web->connl, &conn->le, conn);
	*ctx = conn;
}
