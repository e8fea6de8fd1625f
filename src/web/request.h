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

struct adapter_ask;
struct adapters;
struct blob_reader;
struct call_ask;
struct hub;
struct hub_ask;
struct web;

/** Who is signed in; staff == 0: nobody. Routes that are public never have one: they do not ask the store */
struct session {
	int64_t staff;
	unsigned roles;
	char csrf[44];
	char name[128];
};

/* What came in: borrowed, valid while the request lives */
struct pl request_param(const struct request *req, unsigned n);          /* n-th {…} of the path, percent-decoded, valid UTF-8 */
struct pl request_query(const struct request *req, const char *name);    /* ?name=…, the first; none: p == NULL */
struct pl request_header(const struct request *req, const char *name);
struct pl request_cookie(const struct request *req, const char *name);
struct pl request_body(const struct request *req);
json_t *request_json(const struct request *req);                         /* BODY_JSON: the object, borrowed */
struct pl request_field(const struct request *req, const char *name);    /* BODY_FORM, BODY_UPLOAD: a text field, valid UTF-8 */
struct pl request_field_nth(const struct request *req, const char *name, unsigned n);      /* of several, from 0 */
const struct upload *request_uploads(const struct request *req, size_t *countp);
struct pl request_address(const struct request *req);                    /* of the client, for limits; never logged */
const struct session *request_session(const struct request *req);
bool request_secure(const struct request *req);                          /* the client speaks TLS, to us or to our own proxy */
enum lang request_lang(const struct request *req);
struct web *request_web(const struct request *req);
const char *request_id(const struct request *req);                       /* random, goes into X-Request-Id and the log */
const struct route *request_route(const struct request *req);            /* NULL: none matched */

/**
 * A field that a body may have: a table of them checks a JSON object or a form in one place
 *
 *     struct in { struct pl text; int kind; int64_t version; };
 *     static const struct want want[] = {
 *             {"text", WANT_TEXT, offsetof(struct in, text), true, 10000},
 *             {"kind", WANT_CHOICE, offsetof(struct in, kind), true, 0, kinds},
 *     };
 *     struct in in = {0};
 *     if (!request_want(req, want, ARRAY_SIZE(want), &in))
 *             return 0;                          // 422 with every wrong field is on its way
 */
enum want_type {
	WANT_LINE,        /* struct pl: one line, no control characters; a blank one counts as absent */
	WANT_TEXT,        /* struct pl: the same with line ends and tabs */
	WANT_SECRET,      /* struct pl: as it stands; max in bytes */
	WANT_CHOICE,      /* int: index in `choices` */
	WANT_ID,          /* int64_t: decimal digits in a string */
	WANT_INT,         /* int64_t: a JSON integer */
	WANT_BOOL,        /* bool; in a form a checkbox: there or not */
	WANT_LIST,        /* json_t *: borrowed; max elements */
	WANT_OBJECT,      /* json_t *: borrowed */
};

struct want {
	const char *name;
	enum want_type type;
	size_t offset;                     /* of the member that receives it; untouched when absent */
	bool must;
	size_t max;                        /* characters; 0: none but the body's */
	const char *const *choices;        /* NULL-terminated */
};

/** Checks the body's fields; unknown ones in JSON are wrong too. false: replied 422 request.fields with `fields` */
bool request_want(struct request *req, const struct want *wantv, size_t wantc, void *out) MUST_CHECK;

/** The same without replying: wrong fields are kept for the coming problem (reply_field); see reply_has_fields() */
void want_json(struct request *req, json_t *obj, const struct want *wantv, size_t wantc, void *out);
void want_form(struct request *req, const struct want *wantv, size_t wantc, void *out);

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

/** ROUTE_PAGE: code (a text key) and name of the first file that could not be taken; NULL: none. The others came whole */
const char *request_upload_fault(const struct request *req, const char **namep);

/** Adds a file that came with an earlier request, unless it is there already; E2BIG above FORM_FILES_MAX */
int request_upload_add(struct request *req, const struct upload *up) MUST_CHECK;

/** The request's files outlive it: somebody remembers them */
void request_uploads_keep(struct request *req);

/** Reads the fields of a form that was refused before its body was looked at, so that a page can show them again */
void request_form_rescue(struct request *req);

/* Room to work in: freed with the request */
void *request_alloc(struct request *req, size_t size, mem_destroy_h *dh);

/* Going to the rooms. The request is kept alive; `done_h` runs on the web thread and must reply. */
typedef void (request_done_h)(struct request *req, void *arg);
int request_write(struct request *req, struct command *cmd, request_done_h *done_h, void *arg) MUST_CHECK;
int request_read(struct request *req, struct query *q, request_done_h *done_h, void *arg) MUST_CHECK;
int request_work(struct request *req, void (*handler)(void *arg), request_done_h *after_h, void *arg) MUST_CHECK;  /* on a worker */

/** Asks the queue core: fills in who asks, and the caller then calls hub_…() with what this gives. NULL with *errp: ENOTSUP, ENOMEM */
struct hub *request_hub(struct request *req, struct hub_ask *ask, request_done_h *done_h, void *arg, int *errp) MUST_CHECK;

/** Asks another system (adapter/adapter.h); which, verb and args are set */
int request_adapter(struct request *req, struct adapters *adapters, struct adapter_ask *ask, request_done_h *done_h, void *arg) MUST_CHECK;

/** A question about a call, to voice: verb and its fields are set. ENOTSUP when this program has no voice */
int request_ask(struct request *req, struct call_ask *ask, request_done_h *done_h, void *arg) MUST_CHECK;

/* How often (settings limit.*) */
bool request_limit(struct request *req, enum rate kind, struct pl key) MUST_CHECK;         /* false: replied 429 */

/**
 * Secrets that are guessed: before looking, request_tried(): false, replied 429, when `key` (a number, a login; empty: nothing
 * that could be known) or the address was wrong too often. After a wrong guess or for an unknown key, request_wrong(): counts it and replies `status` and `code` after a
 * wait that grows with each, alike for both.
 */
bool request_tried(struct request *req, struct pl key) MUST_CHECK;
void request_wrong(struct request *req, struct pl key, int status, const char *code);

/* Replies: exactly one a request. A handler that returns 0 has replied or has an errand out (request_write, _read, _work). */
void reply_json(struct request *req, int status, json_t *owned);

/**
 * A refusal: problem+json (RFC 9457), or a page for a ROUTE_PAGE. `code` is stable and public, e.g. "appeal.changed"; its
 * words are the text `problem.appeal.changed` of the catalogue, in the caller's language, with args in its placeholders.
 */
void reply_problem(struct request *req, int status, const char *code);
void reply_problem_args(struct request *req, int status, const char *code, const struct text_arg *argv, size_t argc);

/** Before a problem: a member of its own ({version, owner …}), owned; a wrong field: `code` is a text key as it stands */
void reply_member(struct request *req, const char *name, json_t *owned);
void reply_field(struct request *req, const char *field, const char *code, const struct text_arg *argv, size_t argc,
		 const char *suggestion);
bool reply_has_fields(const struct request *req);
void reply_html(struct request *req, int status, struct mbuf *owned);
void reply_buffer(struct request *req, int status, const char *type, struct mbuf *owned);
void reply_moved(struct request *req, const char *path, bool slash);       /* 308: a slash less (slash) or more */
bool reply_unchanged(struct request *req, const char *etag);               /* sets ETag; true: replied 304 */
void reply_see_other(struct request *req, const char *path);
void reply_empty(struct request *req, int status);
void reply_file(struct request *req, struct blob_reader *owned, int64_t size_bytes, const char *type, const char *name);     /* Range */
void reply_header(struct request *req, const char *name, const char *fmt, ...);    /* before the reply */
struct pl reply_header_get(const struct request *req, const char *name);           /* what was set; none: p == NULL */
void reply_errno(struct request *req, int err);                 /* ENOSPC, ETIMEDOUT, EAGAIN, ENOTCONN … → 503 or 507 in words */

#endif
