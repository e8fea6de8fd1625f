/**
 * @file web.h  The HTTP edge: one thread, its sockets, its routes
 *
 * What this is for: HTTP/1.1 with or without TLS (libmicrohttpd) for citizens' pages, the desk and everybody's API; checks
 * what comes in, asks the rooms, translates what comes back. What it refuses: to decide anything, to touch the store or a
 * file on its thread.
 *
 *                     web thread (base/loop.h)
 *     sockets ──► MHD's epoll fd ──► MHD_run ──► handler ──► writer, readers, workers
 *                                       ▲                          │
 *                     reply ◄── done_h ─┴──────── mailbox ◄────────┘     the connection sleeps (suspended) meanwhile
 *
 * MHD runs without a thread of its own: its epoll descriptor is one more descriptor of the loop, so handlers, completions,
 * timers and events are all on one thread and share nothing with another.
 */
#ifndef OTKLIK_WEB_WEB_H
#define OTKLIK_WEB_WEB_H

#include <sys/socket.h>
#include "base/job.h"
#include "base/mailbox.h"
#include "db/blob.h"
#include "db/keyring.h"
#include "db/read.h"
#include "callback/callback.h"
#include "db/write.h"
#include "web/limit.h"
#include "web/route.h"

struct call_gate;
struct web;
struct session;
struct session_row;
struct settings;

/** Ceilings; each is a setting (web.*). WEB_LIMITS has the defaults */
struct web_limits {
	unsigned conns_max;        /* connections in all */
	unsigned conns_ip_max;     /* of one address */
	unsigned head_ms;          /* from the connection to the end of the first request's headers, TLS handshake included */
	unsigned idle_ms;          /* from the end of a reply to the end of the next request's headers */
	unsigned grace_ms;         /* a body that comes and a reply that goes may be slow for so long; then … */
	unsigned rate_min_bytes;   /* … this many bytes a second at least, on the average since its beginning */
	unsigned drain_ms;         /* at the end: longest wait for what runs */
	unsigned heartbeat_ms;     /* of event streams */
	size_t file_max_bytes;     /* of one file that comes with a form */
	size_t files_max_bytes;    /* of all files of a form */
	struct rate_limit rate[RATES];
	struct callback_rules callback;          /* when citizens may be called back */
	struct rate_limit wrong;   /* guesses of codes and passwords */
	bool loopback_free;        /* the demonstration: no limit per address for loopback */
	const char *metrics;       /* networks that may see /metrics. Borrowed */
	const char *metrics_token; /* who bears it may see them from anywhere; NULL: nobody. Borrowed */
	const char *proxies;       /* networks whose X-Forwarded-For and -Proto are believed, "10.0.0.0/8 ::1"; NULL: none. Borrowed */
};

/** The limits that the settings say. Texts are borrowed from them */
void web_limits_read(struct web_limits *lim, const struct settings *settings);

extern const struct web_limits web_limits_default;

struct web_prm {
	struct sockaddr_storage addr;            /* to listen on; port 0: any, see web_port() */
	socklen_t addr_len;
	const char *tls_cert, *tls_key;          /* PEM files; NULL: no TLS */
	const struct route_set *const *sets;     /* NULL-terminated; see web/table.h */
	struct web_limits limits;

	/* Borrowed for the life of the server; what is NULL is not there, and a handler that asks for it gets ENOTSUP */
	struct writer *writer;
	struct readers *readers;
	struct pool *workers;
	const struct blob_store *blobs;
	const struct keyring *keys;

	/** Finds a session by the digest of its token; on a reader. ENOENT: there is none, or it has expired. NULL: no sessions */
	int (*session_h)(struct db *db, struct pl digest, int64_t now_ms, struct session_row *row);

	/** Writes a refusal as a page (ROUTE_PAGE); NULL: problem+json there too */
	int (*page_h)(struct mbuf *mb, struct request *req, int status, const char *code, struct pl detail);

	void *arg;                               /* web_arg(): of those who write handlers */
};

/**
 * Listens and starts the thread; mem_deref stops it as web_stop() does
 *
 * @return 0; EADDRINUSE, EACCES, EADDRNOTAVAIL of the address; EINVAL two routes that match the same path, or a bad
 *         certificate or key; ENOMEM
 */
int web_start(struct web **wp, const struct web_prm *prm) MUST_CHECK;

/** Stops accepting, finishes what runs (at most limits.drain_ms), ends the thread; waits for it. Not from the web thread */
void web_stop(struct web *web);

/** Reads certificate and key anew (on failure the old ones stay), and takes new limits (NULL: the old). Any thread */
int web_reload(struct web *web, const struct web_limits *limits) MUST_CHECK;

struct hub;

/** Whom the queue core is asked through from now on; NULL: nobody. Borrowed: outlives the web, or is taken away before. Any thread */
void web_hub(struct web *web, struct hub *hub);

/** Where questions about calls go from now on; NULL: nowhere. Borrowed: outlives the web, or is taken away before. Any thread */
void web_calls(struct web *web, const struct call_gate *gate);

/** The port that is listened on */
uint16_t web_port(const struct web *web);

/** Where messages for the web thread go */
struct mailbox *web_mailbox(const struct web *web);

/* For handlers, on the web thread */
void *web_arg(const struct web *web);
const struct keyring *web_keys(const struct web *web);
const struct blob_store *web_blobs(const struct web *web);
const struct web_limits *web_limits_of(const struct web *web);

#endif
