/**
 * @file receive.c  MHD's handlers: headers are whole, a piece of the body came, the request is over
 *
 * What can be refused by its headers is refused before the body comes (413, 415, 411, 400): MHD then closes the connection
 * after the reply. Framing that two programs could read in two ways (Content-Length beside Transfer-Encoding, or twice) is
 * refused and the connection closed, so nothing can be smuggled behind it (RFC 9112 §6.1, §11.2).
 */
#include <stdlib.h>
#include <strings.h>
#include "base/log.h"
#include "web/form.h"
#include "web/web_priv.h"


enum { DISCARD_MAX = 64 * 1024 * 1024 };   /* bytes of a refused body that are read for politeness */

struct framing {
	unsigned lengths, encodings, hosts, types;
	bool chunked, expected, expect_odd, encoded;
	struct pl length, type;
};


static bool name_is(const char *name, size_t len, const char *want)
{
	return len == strlen(want) && !strncasecmp(name, want, len);
}


static enum MHD_Result header_h(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *val,
				size_t val_len)
{
	struct framing *fr = arg;
	struct pl v = {val ? val : "", val_len};

	if (name_is(name, name_len, "content-length")) {
		fr->lengths++;
		fr->length = v;
	}
	else if (name_is(name, name_len, "transfer-encoding")) {
		fr->encodings++;
		fr->chunked = !pl_strcasecmp(&v, "chunked");
	}
	else if (name_is(name, name_len, "host")) {
		fr->hosts++;
	}
	else if (name_is(name, name_len, "content-type")) {
		fr->types++;
		fr->type = v;
	}
	else if (name_is(name, name_len, "content-encoding")) {
		fr->encoded = pl_strcasecmp(&v, "identity");
	}
	else if (name_is(name, name_len, "expect")) {
		fr->expected = true;
		fr->expect_odd = pl_strcasecmp(&v, "100-continue");
	}

	return MHD_YES;
}


/* "application/json; charset=utf-8" → is it `want`? */
static bool type_is(struct pl type, const char *want)
{
	size_t l = strlen(want);

	return type.l >= l && !strncasecmp(type.p, want, l) && (type.l == l || type.p[l] == ';' || type.p[l] == ' ');
}


static bool type_fits(const struct route *route, struct pl type)
{
	switch (route->body) {

	case BODY_NONE:
		return false;

	case BODY_JSON:
		return type_is(type, "application/json");

	case BODY_FORM:
		return type_is(type, "application/x-www-form-urlencoded");

	case BODY_UPLOAD:
		return type_is(type, "multipart/form-data") || type_is(type, "application/x-www-form-urlencoded");
	}

	return false;
}


/* The framing must be plain; false: refused with 400 */
static bool framing_check(struct request *req, const struct framing *fr)
{
	if (fr->lengths > 1 || fr->encodings > 1 || (fr->lengths && fr->encodings) || fr->hosts > 1 || fr->types > 1 ||
	    (fr->encodings && !fr->chunked)) {
		reply_problem(req, 400, "request.framing");
		return false;
	}

	for (size_t i = 0; i < fr->length.l; i++) {
		if (fr->length.p[i] < '0' || fr->length.p[i] > '9') {
			reply_problem(req, 400, "request.framing");
			return false;
		}
	}

	if (fr->expect_odd) {
		reply_problem(req, 417, "request.expect");
		return false;
	}

	return true;
}


/* Files have ceilings of their own; the parts around them are allowed a megabyte. What is held in memory is the route's */
static uint64_t body_ceiling(const struct request *req)
{
	bool files = req->route->body == BODY_UPLOAD && type_is(request_header(req, "Content-Type"), "multipart/form-data");

	return files ? req->web->prm.limits.files_max_bytes + (1 << 20) : req->route->body_max;
}


/* May this body come? false: refused */
static bool body_check(struct request *req, const struct framing *fr)
{
	const struct route *route = req->route;
	bool declared = fr->lengths || fr->encodings;
	uint64_t length = fr->length.l > 15 ? UINT64_MAX : pl_u64(&fr->length);

	if (route->body == BODY_NONE) {
		if (fr->encodings || length)
			reply_problem(req, 415, "request.body_unwanted");
		return !req->resp;
	}

	if (!declared)
		reply_problem(req, 411, "request.length");
	else if (!type_fits(route, fr->type) || fr->encoded)
		reply_problem(req, 415, "request.type");
	else if (fr->lengths && length > body_ceiling(req))
		reply_problem(req, 413, "request.large");

	return !req->resp;
}


static void method_refuse(struct request *req, unsigned allowed)
{
	static const char *const names[] = {"GET, HEAD", "POST", "PUT", "DELETE"};
	char allow[64] = "";

	for (unsigned i = 0; i < 4; i++) {
		if (allowed & 1u << i)
			(void)re_snprintf(allow + strlen(allow), sizeof(allow) - strlen(allow), "%s%s", *allow ? ", " : "",
					  names[i]);
	}

	reply_header(req, "Allow", "%s", allow);
	reply_problem(req, 405, "request.method");
}


/* "GET http://host/path": the absolute form is to be understood (RFC 9112 §3.2.2) */
static const char *path_of(const char *url)
{
	const char *p;

	if (*url == '/')
		return url;
	if (strncasecmp(url, "http://", 7) && strncasecmp(url, "https://", 8))
		return NULL;

	p = strchr(strstr(url, "//") + 2, '/');
	return p ? p : "/";
}


/* Finds the route; "/en/hours" is the page "/hours" in English, and pages without it are Russian */
static void route_find(struct request *req, struct route_found *found, struct path *path)
{
	struct path rest = *path;

	routes_find(found, &req->web->routes, path, req->method);
	if (found->allowed || found->slash || !path->segc || pl_strcmp(&path->segv[0], "en")) {
		if (found->node && found->node->route->flags & ROUTE_PAGE)
			req->lang = LANG_RU;
		return;
	}

	memmove(&rest.segv[0], &rest.segv[1], sizeof(rest.segv) - sizeof(rest.segv[0]));
	rest.segc--;
	if (!rest.segc)
		rest.slash = false;
	req->lang = LANG_EN;

	routes_find(found, &req->web->routes, &rest, req->method);
	if (found->node && !(found->node->route->flags & ROUTE_PAGE))
		memset(found, 0, sizeof(*found));
	else if (found->node)
		*path = rest;
}


static void route_set(struct request *req, const struct route_node *node, const struct path *path)
{
	req->route = node->route;
	req->route_index = node->index;
	req->page = node->route->flags & ROUTE_PAGE;

	for (unsigned i = 0; i < path->segc; i++) {
		if (!node->segv[i].p)
			req->paramv[req->paramc++] = path->segv[i];
	}
}


/* Would a browser rather see a page? */
static bool page_wanted(const struct request *req, const char *raw)
{
	struct pl accept = request_header(req, "Accept");

	return strncmp(raw, "/api/", 5) && accept.p && !re_regex(accept.p, accept.l, "text/html");
}


static int target_parse(struct request *req, struct path *path, const char *raw)
{
	int err;

	req->path = mem_zalloc(2 * strlen(raw) + 2, NULL);
	if (!req->path)
		return ENOMEM;

	err = path_decode(path, pl_of(raw), req->path);
	if (!err)
		err = request_query_parse(req);

	return err;
}


/* Sets route (or asset) and parameters; false: refused */
static bool route_take(struct request *req, const char *url)
{
	const char *raw = path_of(url);
	struct route_found found;
	struct path path;
	int err;

	if (!raw || strlen(raw) > TARGET_MAX) {
		reply_problem(req, raw ? 414 : 400, raw ? "request.target_long" : "request.target");
		return false;
	}

	req->page = page_wanted(req, raw);
	err = target_parse(req, &path, raw);
	if (err == ENOENT)
		reply_problem(req, 404, "request.unknown");
	else if (err == EBADMSG)
		reply_problem(req, 400, "request.target");
	else if (err)
		reply_errno(req, err);
	if (err)
		return false;

	route_find(req, &found, &path);
	if (found.node && !req->unknown_method) {
		route_set(req, found.node, &path);
		return true;
	}

	req->asset = static_find(pl_of(raw));
	if (found.allowed || (req->asset && (req->method != GET || req->unknown_method)))
		method_refuse(req, found.allowed | (req->asset ? 1u << GET : 0));
	else if (req->asset)
		static_reply(req, req->asset);
	else if (found.slash && req->method == GET && !req->unknown_method)
		reply_moved(req, raw, path.slash);
	else
		reply_problem(req, 404, "request.unknown");

	return false;
}


/* Refused by its headers. A client that was promised a reply before it sends gets it now; of others a little is read and
   dropped first, because closing a socket with unread bytes resets it, and the client would never see the refusal. */
static enum MHD_Result refused(struct request *req, const struct framing *fr)
{
	uint64_t length = fr->encodings ? 0 : fr->length.l > 15 ? UINT64_MAX : pl_u64(&fr->length);

	if (!fr->expected && length <= DISCARD_MAX)
		return MHD_YES;

	reply_close(req);
	return reply_queue(req);
}


/* The headers are whole */
static enum MHD_Result headers_take(struct web *web, struct MHD_Connection *mc, const char *url, const char *method,
				    void **ctx)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct conn *conn = info ? info->socket_context : NULL;
	struct framing fr = {0};
	struct request *req;

	if (!conn || request_begin(&req, web, conn, mc, method))
		return MHD_NO;

	*ctx = req;

	(void)MHD_get_connection_values_n(mc, MHD_HEADER_KIND, header_h, &fr);
	if (!framing_check(req, &fr)) {
		reply_close(req);
		return reply_queue(req);
	}

	conn_phase(conn, PHASE_BODY);
	if (!route_take(req, url) || !body_check(req, &fr) || !form_begin(req, fr.type))
		return refused(req, &fr);

	return MHD_YES;
}


static enum MHD_Result body_take(struct request *req, const char *data, size_t *size)
{
	if (req->resp || !req->route) {            /* refused meanwhile: what still comes is dropped, up to the ceiling */
		req->body_size += *size;
		*size = 0;
		return req->body_size <= DISCARD_MAX ? MHD_YES : MHD_NO;
	}

	if (form_streams(req)) {
		size_t used;

		form_take(req, (const uint8_t *)data, *size, &used);
		req->body_size += used;
		*size -= used;
		if (req->body_size > body_ceiling(req) && !req->resp)
			reply_problem(req, 413, "request.large");
		return MHD_YES;
	}

	req->body_size += *size;
	if (req->body_size > body_ceiling(req)) {
		reply_problem(req, 413, "request.large");
		reply_close(req);
	}
	else {
		int err = req->body ? 0 : (req->body = mbuf_alloc(*size)) ? 0 : ENOMEM;

		if (!err)
			err = mbuf_write_mem(req->body, (const uint8_t *)data, *size);
		if (err)
			reply_errno(req, err);
	}

	*size = 0;
	return MHD_YES;
}


enum MHD_Result receive_h(void *arg, struct MHD_Connection *mc, const char *url, const char *method, const char *version,
			  const char *data, size_t *size, void **ctx)
{
	struct request *req = *ctx;

	if (!req)
		return headers_take(arg, mc, url, method, ctx);

	if (*size)
		return body_take(req, data, size);

	if (!req->dispatched) {
		req->dispatched = true;
		conn_phase(req->conn, PHASE_WORK);
		if (!req->resp)
			dispatch(req);
	}

	if (req->resp)
		return reply_queue(req);

	req->suspended = true;
	MHD_suspend_connection(mc);
	return MHD_YES;
}


void receive_done_h(void *arg, struct MHD_Connection *mc, void **ctx, enum MHD_RequestTerminationCode code)
{
	struct request *req = *ctx;

	if (!req)
		return;

	*ctx = NULL;
	metrics_count(req->web, req);
	if (req->resp) {                           /* made, and never taken: it may hold the request */
		MHD_destroy_response(req->resp);
		req->resp = NULL;
	}
	req->conn->req = NULL;
	conn_phase(req->conn, PHASE_HEAD);
	req->conn = NULL;
	req->mc = NULL;
	mem_deref(req);
}
