/**
 * @file request.h  One HTTP request, from its first byte to its reply
 *
 * Lives on the web thread. A handler that needs data submits a command or a query and returns 0 without a reply: the
 * connection sleeps (suspended) until the completion replies. A completion may come after the client has gone: the request
 * lives until both are done (request_ref / mem_deref).
 */
#ifndef OTKLIK_WEB_REQUEST_H
#define OTKLIK_WEB_REQUEST_H

#include <jansson.h>
#include "base/catalog.h"
#include "db/read.h"
#include "db/write.h"
#include "web/route.h"

struct web;

/** Who is signed in; staff == 0: nobody */
struct session {
	int64_t staff;
	unsigned roles;
	char csrf[44];
	struct pl name;
};

/* What came in: borrowed, valid while the request lives */
struct pl request_param(const struct request *req, unsigned n);          /* n-th {…} of the path, percent-decoded, valid UTF-8 */
struct pl request_query(const struct request *req, const char *name);    /* ?name=…, the first; none: p == NULL */
struct pl request_header(const struct request *req, const char *name);
struct pl request_cookie(const struct request *req, const char *name);
struct pl request_body(const struct request *req);
json_t *request_json(const struct request *req);                         /* BODY_JSON: the object, borrowed */
struct pl request_field(const struct request *req, const char *name);    /* BODY_FORM, BODY_UPLOAD: a text field, valid UTF-8 */
const struct upload *request_uploads(const struct request *req, size_t *countp);
struct pl request_address(const struct request *req);                    /* of the client, for limits; never logged */
const struct session *request_session(const struct request *req);
enum lang request_lang(const struct request *req);
struct web *request_web(const struct request *req);
const char *request_id(const struct request *req);                       /* random, goes into X-Request-Id and the log */

/** A file that came in: already sealed into the blob store, removed unless a command keeps it */
struct upload {
	char field[32];
	char name[256];           /* base name, valid UTF-8, no control characters */
	const char *type;         /* by content */
	int64_t size_bytes;
	char blob[33];
	uint8_t key[32];
	bool kept;                /* set by the command that committed the row */
};

/* Room to work in: freed with the request */
void *request_alloc(struct request *req, size_t size, mem_destroy_h *dh);

/* Going to the rooms. The request is kept alive; `done_h` runs on the web thread and must reply. */
typedef void (request_done_h)(struct request *req, void *arg);
int request_write(struct request *req, struct command *cmd, request_done_h *done_h, void *arg) MUST_CHECK;
int request_read(struct request *req, struct query *q, request_done_h *done_h, void *arg) MUST_CHECK;
int request_work(struct request *req, void (*work_h)(void *arg), request_done_h *done_h, void *arg) MUST_CHECK;  /* on a worker */

/* Replies: exactly one a request */
void reply_json(struct request *req, int status, json_t *owned);
void reply_problem(struct request *req, int status, const char *code, const char *detail_key, ...);   /* RFC 9457, in the caller's language; code is stable */
void reply_html(struct request *req, int status, struct mbuf *owned);
void reply_see_other(struct request *req, const char *path);
void reply_empty(struct request *req, int status);
void reply_file(struct request *req, struct blob_reader *owned, int64_t size_bytes, const char *type, const char *name);     /* Range */
void reply_header(struct request *req, const char *name, const char *fmt, ...);    /* before the reply */
void reply_errno(struct request *req, int err);                 /* ENOSPC, ETIMEDOUT, EAGAIN, ENOTCONN … → 503 or 507 in words */

#endif
