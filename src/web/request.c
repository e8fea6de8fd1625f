/**
 * @file request.c  What came in, and its life
 */
#include <stdlib.h>
#include "base/bytes.h"
#include "base/id.h"
#include "base/log.h"
#include "web/web_priv.h"


/* A decoded pair of the query, or a piece of memory that goes with the request */
struct pair {
	struct le le;
	struct pl name, val;
	char buf[];
};

struct kept {
	struct le le;
	void *mem;
};


static void kept_destructor(void *arg)
{
	struct kept *kept = arg;

	list_unlink(&kept->le);
	mem_deref(kept->mem);
}


void *request_alloc(struct request *req, size_t size, mem_destroy_h *dh)
{
	struct kept *kept = mem_zalloc(sizeof(*kept), kept_destructor);

	if (!kept)
		return NULL;

	kept->mem = mem_zalloc(size, dh);
	if (!kept->mem)
		return mem_deref(kept);

	list_prepend(&req->keptl, &kept->le, kept);        /* freed newest first */
	return kept->mem;
}


static void request_destructor(void *arg)
{
	struct request *req = arg;

	list_flush(&req->keptl);
	list_flush(&req->queryl);
	list_flush(&req->headerl);
	json_decref(req->json);
	json_decref(req->members);
	json_decref(req->fields);
	mem_deref(req->form);
	mem_deref(req->body);
	mem_deref(req->path);
	if (req->resp)
		MHD_destroy_response(req->resp);
}


static int method_find(enum method *method, bool *head, const char *name)
{
	static const char *const names[] = {[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [DELETE] = "DELETE"};

	*head = !strcmp(name, "HEAD");
	if (*head) {
		*method = GET;
		return 0;
	}

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(name, names[i])) {
			*method = (enum method)i;
			return 0;
		}
	}

	return ENOTSUP;
}


/* "*;q=0.1, en-GB;q=0.8": the first tag that we speak, by order; weights that browsers send agree with the order */
static enum lang lang_accepted(struct pl header)
{
	enum lang lang = LANG_RU;

	while (header.l) {

		const char *end = memchr(header.p, ',', header.l);
		struct pl tag = {header.p, end ? (size_t)(end - header.p) : header.l};
		size_t n = tag.l + (end != NULL);

		while (tag.l && *tag.p == ' ') {
			tag.p++;
			tag.l--;
		}
		for (size_t i = 0; i < tag.l; i++) {
			if (tag.p[i] == ';' || tag.p[i] == ' ')
				tag.l = i;
		}

		if (lang_find(&lang, tag))
			return lang;

		header.p += n;
		header.l -= n;
	}

	return lang;
}


static void lang_read(struct request *req)
{
	struct pl cookie = request_cookie(req, "otklik_lang");

	if (!cookie.p || !lang_find(&req->lang, cookie))
		req->lang = lang_accepted(request_header(req, "Accept-Language"));
}


int request_begin(struct request **reqp, struct web *web, struct conn *conn, struct MHD_Connection *mc, const char *method)
{
	struct request *req = mem_zalloc(sizeof(*req), request_destructor);
	uint8_t id[12];

	if (!req)
		return ENOMEM;

	req->web = web;
	req->mc = mc;
	req->conn = conn;
	req->begin_us = clock_mono_us();
	req->unknown_method = 0 != method_find(&req->method, &req->head, method);

	id_random(id, sizeof(id));
	bytes_hex(req->id, id, sizeof(id));

	address_read(req);
	lang_read(req);
	conn->req = req;

	*reqp = req;
	return 0;
}


struct pl request_param(const struct request *req, unsigned n)
{
	return n < req->paramc ? req->paramv[n] : (struct pl){NULL, 0};
}


static struct pl value_of(const struct request *req, enum MHD_ValueKind kind, const char *name)
{
	const char *val = NULL;
	size_t len = 0;

	if (!req->mc || MHD_NO == MHD_lookup_connection_value_n(req->mc, kind, name, strlen(name), &val, &len))
		return (struct pl){NULL, 0};

	return (struct pl){val ? val : "", len};
}


struct pl request_header(const struct request *req, const char *name)
{
	return value_of(req, MHD_HEADER_KIND, name);
}


struct pl request_cookie(const struct request *req, const char *name)
{
	return value_of(req, MHD_COOKIE_KIND, name);
}


static enum MHD_Result query_h(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *val,
			       size_t val_len)
{
	struct request *req = arg;
	struct pair *pair = mem_zalloc(sizeof(*pair) + name_len + val_len + 2, NULL);

	if (!pair) {
		req->query_err = ENOMEM;
		return MHD_NO;
	}

	list_append(&req->queryl, &pair->le, pair);

	/* MHD has already made spaces of the plus signs, and nothing else */
	req->query_err = percent_decode(&pair->name, (struct pl){name, name_len}, pair->buf, false);
	if (!req->query_err)
		req->query_err = percent_decode(&pair->val, (struct pl){val ? val : "", val_len},
						pair->buf + name_len + 1, false);

	return req->query_err ? MHD_NO : MHD_YES;
}


int request_query_parse(struct request *req)
{
	(void)MHD_get_connection_values_n(req->mc, MHD_GET_ARGUMENT_KIND, query_h, req);
	return req->query_err;
}


struct pl request_query(const struct request *req, const char *name)
{
	for (const struct le *le = req->queryl.head; le; le = le->next) {

		const struct pair *pair = le->data;

		if (!pl_strcmp(&pair->name, name))
			return pair->val;
	}

	return (struct pl){NULL, 0};
}


struct pl request_body(const struct request *req)
{
	return req->body ? (struct pl){(const char *)req->body->buf, req->body->end} : (struct pl){NULL, 0};
}


json_t *request_json(const struct request *req)
{
	return req->json;
}


struct pl request_address(const struct request *req)
{
	return pl_of(req->address);
}


const struct session *request_session(const struct request *req)
{
	return &req->session;
}


bool request_secure(const struct request *req)
{
	return req->secure;
}


enum lang request_lang(const struct request *req)
{
	return req->lang;
}


struct web *request_web(const struct request *req)
{
	return req->web;
}


const char *request_id(const struct request *req)
{
	return req->id;
}


const struct route *request_route(const struct request *req)
{
	return req->route;
}
