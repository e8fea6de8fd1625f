/**
 * @file web_priv.h  What the files of this folder share; everything in it lives on the web thread
 */
#ifndef OTKLIK_WEB_WEB_PRIV_H
#define OTKLIK_WEB_WEB_PRIV_H

#include <stdatomic.h>
#include <microhttpd.h>
#include "base/clock.h"
#include "base/loop.h"
#include "base/timer.h"
#include "web/health.h"
#include "web/request.h"
#include "web/session.h"
#include "web/web.h"

enum {
	TARGET_MAX = 2048,         /* bytes of path and query each; above it 414 */
	PARAM_MAX = 2,             /* {…} in a path */
	SEGMENT_MAX = 12,          /* between the slashes of a path */
	POOL_SIZE = 16 * 1024,     /* MHD's memory for one connection: the ceiling of a request's headers */
	SWEEP_MS = 250,            /* how often deadlines are looked at */
};

/** What a connection is doing, and so which deadline holds */
enum phase {
	PHASE_HEAD,                /* headers come: until `deadline_ms` */
	PHASE_BODY,                /* a body comes: rate */
	PHASE_WORK,                /* the rooms work; they have deadlines of their own */
	PHASE_SEND,                /* a reply goes: rate */
	PHASE_STREAM,              /* an event stream: event.c drops slow readers */
};

struct conn {
	struct le le;              /* web->connl */
	struct web *web;
	struct request *req;       /* borrowed: the one in being, or NULL */
	int fd;                    /* MHD's */
	enum phase phase;
	int64_t since_ms;          /* of the phase */
	int64_t deadline_ms;       /* PHASE_HEAD */
	uint64_t bytes;            /* in or out at the beginning of the phase, as the kernel counts */
	bool dropped;              /* shut down by the sweeper, or while draining */
	int64_t drain_ms;          /* while draining: when the last of a body came, and … */
	uint64_t drain_bytes;      /* … how much had come by then */
};

/** A route, ready to be matched */
struct route_node {
	const struct route *route;
	unsigned index;
	unsigned segc;
	struct pl segv[SEGMENT_MAX];       /* p == NULL: any text, a {…} */
	bool slash;                        /* the path ends with one */
};

struct routes {
	struct route_node *nodev;
	size_t nodec;
};

struct web {
	struct loop *loop;
	struct MHD_Daemon *daemon;
	struct web_prm prm;
	struct routes routes;
	struct list connl;
	struct tmr sweep;
	struct certs *tls;
	struct session_cache *sessions;
	struct limiter *limiter;
	struct events *events;
	struct metrics *metrics;
	_Atomic unsigned ails;             /* health.h */
	struct hub *_Atomic hub;                   /* borrowed; NULL: none */
	const struct call_gate *_Atomic calls;     /* borrowed; NULL: no voice */
	char *openapi;                     /* the document */
	int epoll_fd, kick_fd;
	int listen_fd;                     /* from MHD when draining */
	uint16_t port;
	unsigned sweep_ms;
	uint64_t dropped;                  /* slow clients, since the start */
	bool kicked;
	bool draining;
	bool stopped;                      /* of web_stop()'s caller */
	int64_t drain_ms;                  /* monotonic: when draining ends at the latest */
};

struct request {
	struct web *web;
	struct conn *conn;
	struct MHD_Connection *mc;         /* NULL when MHD is through with it */
	const struct route *route;         /* NULL: none matched */
	unsigned route_index;
	char id[25];

	char *path;                        /* percent-decoded */
	struct pl paramv[PARAM_MAX];
	unsigned paramc;
	const struct asset *asset;         /* instead of a route */
	struct mbuf *body;
	size_t body_size;                  /* came so far */
	json_t *json;
	struct form *form;
	struct list queryl, keptl;         /* decoded query pairs; request_alloc */

	struct session session;
	enum lang lang;
	char address[48];
	uint8_t bucket[8], bucket_len;     /* of the address, for limits */
	bool proxied;                      /* the peer is one of our own proxies */
	bool secure;                       /* the client speaks TLS: to us, or to such a proxy */

	struct list headerl;               /* of the reply */
	json_t *members, *fields;          /* of the problem */
	struct MHD_Response *resp;
	int status;
	int64_t begin_us;
	unsigned pending;                  /* writes, reads and works out */
	enum method method;
	int query_err;
	bool unknown_method, head, dispatched, suspended, queued, close;
	bool page;                         /* errors are pages */
};

/* path.c: pure */

/** A path cut at its slashes and percent-decoded */
struct path {
	struct pl segv[SEGMENT_MAX];
	unsigned segc;
	bool slash;
};

/**
 * @param path  Result; the pieces lie in buf
 * @param raw   The path of a request, beginning with a slash
 * @param buf   Where the decoded text goes: raw.l + 1 bytes at least
 *
 * @return 0; EBADMSG for a bad percent sequence, a control character, an encoded slash, a segment "." or ".." or what is
 *         not UTF-8; ENOENT for an empty segment or more than SEGMENT_MAX
 */
int path_decode(struct path *path, struct pl raw, char *buf) MUST_CHECK;

/** Decodes %XX (and + when `plus`) from `raw` into buf (raw.l + 1 bytes); EBADMSG as above, but slashes are allowed */
int percent_decode(struct pl *out, struct pl raw, char *buf, bool plus) MUST_CHECK;
bool utf8_valid(struct pl text);           /* also: no NUL, no surrogates */

/* route.c */
int routes_build(struct routes *routes, const struct route_set *const *sets) MUST_CHECK;

/**
 * @param otherp  When nothing matches this method: 405 (the methods that would are in `allowed`), or the path with a slash
 *                more or less exists (`slash`)
 */
struct route_found {
	const struct route_node *node;     /* NULL: none */
	unsigned allowed;                  /* bits 1 << enum method of routes with this path */
	bool slash;                        /* the path exists with a slash more or less */
};
void routes_find(struct route_found *found, const struct routes *routes, const struct path *path, enum method method);

/* server.c, conn.c */
void web_kick(struct web *web);
void request_resume(struct request *req);
int conn_listen(struct web *web) MUST_CHECK;
void conn_drain(struct web *web);
void conn_drop(struct conn *conn);
void conn_notify_h(void *arg, struct MHD_Connection *mc, void **ctx, enum MHD_ConnectionNotificationCode code);
void conn_phase(struct conn *conn, enum phase phase);

/* receive.c: MHD's handlers */
enum MHD_Result receive_h(void *arg, struct MHD_Connection *mc, const char *url, const char *method, const char *version,
			  const char *data, size_t *size, void **ctx);
void receive_done_h(void *arg, struct MHD_Connection *mc, void **ctx, enum MHD_RequestTerminationCode code);

/* dispatch.c: from a whole request to its handler */
void dispatch(struct request *req);
void dispatch_session(struct request *req);        /* the session is known */
void request_settle(struct request *req);          /* after a handler or a completion: reply, wait, or say 500 */

/* request.c */
int request_begin(struct request **reqp, struct web *web, struct conn *conn, struct MHD_Connection *mc,
		  const char *method) MUST_CHECK;
int request_query_parse(struct request *req) MUST_CHECK;

/* json.c */
int request_json_parse(struct request *req) MUST_CHECK;            /* not 0: replied */
int json_body_parse(json_t **objp, struct pl text) MUST_CHECK;     /* an object; EBADMSG */
json_t *json_flat(struct pl text);                                  /* NULL: not that plain, or no memory */

/* reply.c */
enum MHD_Result reply_queue(struct request *req);
void reply_response(struct request *req, int status, struct MHD_Response *owned);
void reply_close(struct request *req);

/* metric.c */
int metrics_alloc(struct metrics **mp, size_t routec) MUST_CHECK;
void metrics_count(struct web *web, const struct request *req);

/* openapi.c: the document as text; pure */
int openapi_make(char **textp, const struct routes *routes) MUST_CHECK;

/* event.c */
int events_alloc(struct events **evp, struct web *web) MUST_CHECK;
void events_listen(struct web *web);
void events_unlisten(struct web *web);
void events_flush(struct web *web);
void events_drain(struct web *web);
void events_staff_drop(struct web *web, int64_t staff);

/* address.c, patience.c */
void address_read(struct request *req);
bool address_within(const struct request *req, const char *nets);
bool address_forwarded(const struct request *req);      /* by a proxy that we do not know: whose request it is nobody can say */
bool patience_check(struct request *req);          /* false: replied 429 */
bool patience_staff(struct request *req);

/* file.c: one range of `size` bytes; ENOENT: none that counts, ERANGE: outside; pure */
int range_parse(struct pl header, int64_t size, int64_t *first, int64_t *last) MUST_CHECK;

/* The piece of `size` bytes that is asked for, and its headers; `status` becomes 206 when it is not all. Not 0: replied (416) */
int range_take(struct request *req, int64_t size_bytes, int64_t *first, int64_t *last, int *status) MUST_CHECK;

/* static.c */
const struct asset *static_find(struct pl path);
void static_reply(struct request *req, const struct asset *asset);

/* session.c */
int session_cache_alloc(struct session_cache **cachep) MUST_CHECK;
bool session_find(struct request *req);            /* true: known or refused now; false: later, by dispatch_session() */

#endif
