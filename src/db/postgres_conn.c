/**
 * @file postgres_conn.c  Connecting, waiting with a limit, dropping
 *
 * No wait is without an end: connecting has one, every wait for an answer has the deadline or PG_STALL_MS, and the kernel
 * gives up data that nobody acknowledges (tcp_user_timeout). What waits too long is dropped, and connected anew at the next
 * db_begin. (The resolver is libc's: a host given by name may take as long as resolv.conf lets it.)
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/clock.h"
#include "db/postgres_priv.h"

enum {
	CONNECT_MS = 5000,
	BACKOFF_MIN_MS = 100,
	BACKOFF_MAX_MS = 5000,
	SERVER_MIN = 130000,
};

/* What a URL may set otherwise stands before dbname; what it may not, behind it */
static const char *const word_names[] = {
	"application_name", "connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
	"target_session_attrs", "dbname", "client_encoding", NULL,
};

/* The writer's idle limit frees the head lock of a node that hangs. Never less than a commit that is on the disk. */
static const char session_write[] =
	"SET lock_timeout = 5000; SET idle_in_transaction_session_timeout = 15000; SET client_min_messages = warning;"
	"SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;"
	"SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
static const char session_read[] =
	"SET lock_timeout = 5000; SET idle_in_transaction_session_timeout = 60000; SET client_min_messages = warning;"
	"SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on";


int64_t pg_clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}


/* Remembers a warning: at a commit it says that the wait for the replica was given up (postgres_pipe.c) */
static void notice_h(void *arg, const PGresult *res)
{
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity && !strcmp(severity, "WARNING"))
		((struct postgres *)arg)->warned = true;
}


/* Waits on the socket; ETIMEDOUT when neither comes by `until_ms` of the machine's clock */
static int socket_wait(PGconn *conn, short events, int64_t until_ms)
{
	struct pollfd pfd = {.fd = PQsocket(conn), .events = events};
	int64_t left_ms = until_ms - pg_clock_ms();
	int n;

	if (pfd.fd < 0)
		return ENOTCONN;
	if (left_ms <= 0)
		return ETIMEDOUT;

	n = poll(&pfd, 1, left_ms > 100 ? 100 : (int)left_ms);
	return n < 0 && EINTR != errno ? errno : 0;
}


/* Until when to wait, by the machine's clock: `most_ms` from start_ms, and not longer than a moment past the deadline */
static int64_t wait_until(const struct postgres *pg, int64_t start_ms, int64_t most_ms, int64_t grace_ms)
{
	int64_t until_ms = start_ms + most_ms;

	if (pg->db.deadline_ms) {
		int64_t left_ms = pg->db.deadline_ms - clock_mono_ms() + grace_ms;
		int64_t mine_ms = pg_clock_ms() + (left_ms < 0 ? 0 : left_ms);

		if (mine_ms < until_ms)
			until_ms = mine_ms;
	}

	return until_ms;
}


static int connect_wait(struct postgres *pg)
{
	int64_t start_ms = pg_clock_ms();
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;

	for (;;) {
		struct pollfd pfd = {.fd = PQsocket(pg->conn), .events = PGRES_POLLING_READING == want ? POLLIN : POLLOUT};
		int64_t left_ms = wait_until(pg, start_ms, CONNECT_MS, 0) - pg_clock_ms();

		if (PGRES_POLLING_OK == want)
			return 0;
		if (PGRES_POLLING_FAILED == want)
			return pg_lost(pg, "connect", NULL);
		if (left_ms <= 0) {
			db_words(&pg->db, "postgres: connect: the server does not answer");
			return db_late(&pg->db) ? ETIMEDOUT : ENOTCONN;
		}

		/* not longer than 250 ms: a socket that has ended may be another one by the next look */
		if (poll(&pfd, 1, left_ms > 250 ? 250 : (int)left_ms) > 0)
			want = PQconnectPoll(pg->conn);
	}
}


/* One round trip for the session's settings */
static int session_set(struct postgres *pg)
{
	PGresult *res;
	int err = 0;

	if (!PQsendQuery(pg->conn, DB_WRITE == pg->db.mode ? session_write : session_read))
		return pg_lost(pg, "settings", NULL);

	for (;;) {
		err = pg_wait(pg);
		if (err)
			return err;

		res = PQgetResult(pg->conn);
		if (!res)
			return 0;
		if (PGRES_COMMAND_OK != PQresultStatus(res) && PGRES_TUPLES_OK != PQresultStatus(res))
			err = pg_lost(pg, "settings", res);
		PQclear(res);
		if (err)
			return err;
	}
}


static int session_check(struct postgres *pg)
{
	const char *encoding = PQparameterStatus(pg->conn, "server_encoding");

	if (PQserverVersion(pg->conn) < SERVER_MIN) {
		db_words(&pg->db, "postgres: the server is older than version %d", SERVER_MIN / 10000);
		return EPROTO;
	}
	if (!encoding || strcmp(encoding, "UTF8")) {
		db_words(&pg->db, "postgres: the database must be made with ENCODING 'UTF8'");
		return EPROTO;
	}

	return 0;
}


static int conn_make(struct postgres *pg)
{
	const char *values[] = {
		"otklik", "5", "10000", "10", "5", "3", DB_WRITE == pg->db.mode ? "read-write" : "any", pg->url, "UTF8", NULL,
	};
	int err;

	pg->conn = PQconnectStartParams(word_names, values, 1);
	if (!pg->conn)
		return ENOMEM;
	if (CONNECTION_BAD == PQstatus(pg->conn))
		return pg_lost(pg, "connect", NULL);

	(void)PQsetNoticeReceiver(pg->conn, notice_h, pg);

	err = connect_wait(pg);
	if (!err)
		err = session_check(pg);
	if (err)
		return err;

	if (PQsetnonblocking(pg->conn, 1))
		return pg_lost(pg, "connect", NULL);

	err = session_set(pg);
	if (!err && !PQenterPipelineMode(pg->conn))
		err = pg_lost(pg, "connect", NULL);
	return err;
}


int pg_connect(struct postgres *pg)
{
	int err;

	if (pg_clock_ms() < pg->retry_ms)
		return ENOTCONN;

	pg->dead = false;
	err = conn_make(pg);
	if (!err) {
		pg->backoff_ms = 0;
		return 0;
	}

	pg_drop(pg);
	pg->backoff_ms = pg->backoff_ms ? pg->backoff_ms * 2 : BACKOFF_MIN_MS;
	if (pg->backoff_ms > BACKOFF_MAX_MS)
		pg->backoff_ms = BACKOFF_MAX_MS;
	pg->retry_ms = pg_clock_ms() + pg->backoff_ms;
	return err;
}


void pg_drop(struct postgres *pg)
{
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->dead = false;
	pg->first = pg->last = 0;
	pg->bytes = 0;
	if (pg->prepared)
		memset(pg->prepared, 0, pg->preparedc);
}


bool pg_closed(struct postgres *pg)
{
	struct pollfd pfd = {.fd = PQsocket(pg->conn), .events = POLLIN};

	if (CONNECTION_BAD == PQstatus(pg->conn) || pfd.fd < 0)
		return true;
	if (poll(&pfd, 1, 0) <= 0)
		return false;

	return !PQconsumeInput(pg->conn) || CONNECTION_BAD == PQstatus(pg->conn);
}


int pg_wait(struct postgres *pg)
{
	int64_t start_ms = pg_clock_ms();

	for (;;) {
		int unsent = PQflush(pg->conn);
		int64_t until_ms;
		int err;

		if (unsent < 0)
			return pg_lost(pg, "send", NULL);
		if (!PQisBusy(pg->conn))
			return 0;

		/* the server gives up at the deadline by itself, and gets a moment to say so */
		until_ms = wait_until(pg, start_ms, pg->limit_ms ? pg->limit_ms : PG_STALL_MS, PG_GRACE_MS);
		err = socket_wait(pg->conn, (short)(POLLIN | (unsent ? POLLOUT : 0)), until_ms);
		if (err) {
			pg->dead = true;
			db_words(&pg->db, "postgres: the server does not answer");
			return err;
		}
		if (!PQconsumeInput(pg->conn))
			return pg_lost(pg, "receive", NULL);
	}
}
