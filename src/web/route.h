/**
 * @file route.h  The route table: one const row a route
 *
 * A row says method, path, who may, limits and what it does in a sentence; OpenAPI 3.1 is made from it (openapi.c), and a
 * test walks role × route. Edges decide nothing: a handler checks what came in, makes a command or a query of a room, and
 * translates what comes back.
 */
#ifndef OTKLIK_WEB_ROUTE_H
#define OTKLIK_WEB_ROUTE_H

#include "base/def.h"
#include "staff/role.h"

struct request;

enum method { GET, POST, PUT, DELETE };

enum rate {                       /* which limiter counts it (settings limit.*) */
	RATE_NONE, RATE_PAGE, RATE_INTAKE, RATE_STATUS, RATE_SIGNIN, RATE_STAFF, RATE_SERVICE, RATES
};

enum body {                       /* what the body may be; anything else is 415 */
	BODY_NONE, BODY_JSON, BODY_FORM, BODY_UPLOAD,
};

struct route {
	enum method method;
	const char *path;         /* "/api/v1/appeals/{number}"; at most two {…} */
	unsigned who;             /* bits of enum role, or ROLE_PUBLIC */
	enum body body;
	size_t body_max;          /* bytes; above it 413 */
	enum rate rate;
	int (*handle_h)(struct request *req);     /* an errno becomes 500 or 503; a refusal is a reply of its own */
	const char *help;         /* one sentence, for the API document */
	const char *request, *reply;              /* names of schemas in web/schema.json, or NULL */
	int status;               /* of success */
	unsigned flags;
};

enum {                            /* route flags */
	ROUTE_PAGE = 1,           /* an HTML page: errors are pages, CSRF by form field; not in the API document */
	ROUTE_NO_CSRF = 2,        /* a POST without a session behind it */
};

/** The table of one file, api/<room>.c or site/<page>.c; web/table.h gathers them */
struct route_set {
	const struct route *routev;
	size_t count;
};

#define ROUTE_SET(table) {(table), sizeof(table) / sizeof((table)[0])}

#endif
