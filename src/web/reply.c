/**
 * @file reply.c  What goes out: JSON, problems (RFC 9457), pages, nothing; and the headers that go with everything
 */
#include <stdarg.h>
#include <stdlib.h>
#include <zlib.h>
#include "base/log.h"
#include "web/asset.h"
#include "web/web_priv.h"


/* Nothing of another origin, nothing inline, no frame around us. One for pages and API alike: an API reply that a browser was
   tricked into showing is then as harmless as a page */
static const char csp[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self'; "
	"manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

static const char *const always[][2] = {
	{"Content-Security-Policy", csp},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},        /* no-referrer makes browsers send "Origin: null" with our own forms */
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
};

struct header {
	struct le le;
	char *name, *val;
};


static void header_destructor(void *arg)
{
	struct header *hdr = arg;

	list_unlink(&hdr->le);
	mem_deref(hdr->name);
	mem_deref(hdr->val);
}


void reply_header(struct request *req, const char *name, const char *fmt, ...)
{
	struct header *hdr = mem_zalloc(sizeof(*hdr), header_destructor);
	va_list ap;
	int err;

	if (!hdr)
		return;

	va_start(ap, fmt);
	err = str_dup(&hdr->name, name);
	if (!err)
		err = re_vsdprintf(&hdr->val, fmt, ap);
	va_end(ap);

	if (err)
		mem_deref(hdr);
	else
		list_append(&req->headerl, &hdr->le, hdr);
}


struct pl reply_header_get(const struct request *req, const char *name)
{
	for (const struct le *le = req->headerl.head; le; le = le->next) {

		const struct header *hdr = le->data;

		if (!str_casecmp(hdr->name, name))
			return pl_of(hdr->val);
	}

	return (struct pl){NULL, 0};
}


void reply_close(struct request *req)
{
	req->close = true;
}


static void headers_add(struct request *req, struct MHD_Response *resp)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		(void)MHD_add_response_header(resp, always[i][0], always[i][1]);

	if (req->secure)
		(void)MHD_add_response_header(resp, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	if (!reply_header_get(req, "Cache-Control").p)
		(void)MHD_add_response_header(resp, "Cache-Control", "no-store");
	if (req->close || req->web->draining)
		(void)MHD_add_response_header(resp, "Connection", "close");

	(void)MHD_add_response_header(resp, "X-Request-Id", req->id);

	for (struct le *le = req->headerl.head; le; le = le->next) {

		struct header *hdr = le->data;

		if (MHD_YES != MHD_add_response_header(resp, hdr->name, hdr->val))
			log_warn("web: reply header refused name=%s", hdr->name);
	}
}


void reply_response(struct request *req, int status, struct MHD_Response *owned)
{
	if (!owned)
		return;                            /* request_settle() says 500; without memory even that is cut */

	if (req->resp || req->queued) {
		log_error("web: a second reply status=%d", status);
		MHD_destroy_response(owned);
		return;
	}

	headers_add(req, owned);
	req->resp = owned;
	req->status = status;
}


enum MHD_Result reply_queue(struct request *req)
{
	enum MHD_Result res;

	if (req->queued)
		return MHD_YES;

	res = MHD_queue_response(req->mc, (unsigned)req->status, req->resp);
	MHD_destroy_response(req->resp);
	req->resp = NULL;
	req->queued = true;
	if (req->conn && req->conn->phase != PHASE_STREAM)
		conn_phase(req->conn, PHASE_SEND);

	return res;
}


static void text_reply(struct request *req, int status, const char *type, char *text)
{
	struct MHD_Response *resp;

	resp = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
	if (!resp) {
		free(text);
		return;
	}

	(void)MHD_add_response_header(resp, "Content-Type", type);
	reply_response(req, status, resp);
}


static void json_reply(struct request *req, int status, const char *type, json_t *owned)
{
	char *text = owned ? json_dumps(owned, JSON_COMPACT) : NULL;

	json_decref(owned);
	if (text)
		text_reply(req, status, type, text);
}


void reply_json(struct request *req, int status, json_t *owned)
{
	json_reply(req, status, "application/json", owned);
}


static void buffer_free(void *arg)
{
	mem_deref(arg);
}


void reply_buffer(struct request *req, int status, const char *type, struct mbuf *owned)
{
	struct MHD_Response *resp = NULL;

	if (owned)
		resp = MHD_create_response_from_buffer_with_free_callback_cls(owned->end, owned->buf, buffer_free, owned);
	if (!resp) {
		mem_deref(owned);
		return;
	}

	(void)MHD_add_response_header(resp, "Content-Type", type);
	reply_response(req, status, resp);
}


/* gzip of a page; NULL when there is no gain or no memory: then it goes as it is */
static struct mbuf *page_pack(const struct mbuf *page)
{
	struct mbuf *mb = NULL;
	z_stream z = {.next_in = page->buf, .avail_in = (uInt)page->end};

	if (Z_OK != deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY))
		return NULL;

	mb = mbuf_alloc(deflateBound(&z, page->end));
	if (mb) {
		z.next_out = mb->buf;
		z.avail_out = (uInt)mb->size;
		if (Z_STREAM_END == deflate(&z, Z_FINISH) && z.total_out < page->end)
			mb->end = z.total_out;
		else
			mb = mem_deref(mb);
	}

	(void)deflateEnd(&z);
	return mb;
}


/* Only pages that are asked for by address: what answers a form holds its sender's words beside the receipt code, and the
   length of the two compressed together would tell of the code (the BREACH attack) */
static struct mbuf *page_coded(struct request *req, int status, struct mbuf *owned)
{
	struct mbuf *packed;

	if (!owned || GET != req->method || 200 != status)
		return owned;

	reply_header(req, "Vary", "Accept-Encoding");
	packed = asset_accepts(request_header(req, "Accept-Encoding"), ASSET_GZIP) ? page_pack(owned) : NULL;
	if (!packed)
		return owned;

	reply_header(req, "Content-Encoding", "gzip");
	mem_deref(owned);
	return packed;
}


void reply_html(struct request *req, int status, struct mbuf *owned)
{
	owned = page_coded(req, status, owned);
	reply_header(req, "Content-Language", "%s", lang_tag(req->lang));
	reply_buffer(req, status, "text/html; charset=utf-8", owned);
}


void reply_empty(struct request *req, int status)
{
	reply_response(req, status, MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT));
}


void reply_see_other(struct request *req, const char *path)
{
	reply_header(req, "Location", "%s", path);
	reply_empty(req, 303);
}


void reply_moved(struct request *req, const char *path, bool slash)
{
	struct pl to = pl_of(path);

	if (slash)
		to.l--;

	reply_header(req, "Location", "%r%s", &to, slash ? "" : "/");
	reply_empty(req, 308);
}


bool reply_unchanged(struct request *req, const char *etag)
{
	struct pl match = request_header(req, "If-None-Match");
	size_t l = strlen(etag);

	reply_header(req, "ETag", "%s", etag);
	if (!match.p)
		return false;

	for (size_t i = 0; i + l <= match.l; i++) {
		if (!memcmp(match.p + i, etag, l)) {
			reply_empty(req, 304);
			return true;
		}
	}

	return false;
}


void reply_member(struct request *req, const char *name, json_t *owned)
{
	if (!req->members)
		req->members = json_object();

	(void)json_object_set_new(req->members, name, owned);      /* frees it when it cannot */
}


/* The text of a key in the caller's language with its placeholders filled; NULL: there is none */
static struct mbuf *words(enum lang lang, const char *prefix, const char *code, const struct text_arg *argv, size_t argc)
{
	struct mbuf *mb;
	enum text_key key;
	char name[96];

	if (re_snprintf(name, sizeof(name), "%s%s", prefix, code) < 0 || !text_find(&key, pl_of(name)))
		return NULL;

	mb = mbuf_alloc(256);
	if (mb && text_print(mb, lang, key, argv, argc))
		mb = mem_deref(mb);

	return mb;
}


void reply_field(struct request *req, const char *field, const char *code, const struct text_arg *argv, size_t argc,
		 const char *suggestion)
{
	struct mbuf *detail = words(req->lang, "", code, argv, argc);
	json_t *obj = json_pack("{s:s, s:s}", "field", field, "code", code);

	if (!req->fields)
		req->fields = json_array();

	if (detail)
		(void)json_object_set_new(obj, "detail", json_stringn((char *)detail->buf, detail->end));
	else
		log_warn("web: no text for a field's code code=%s", code);
	if (suggestion)
		(void)json_object_set_new(obj, "suggestion", json_string(suggestion));

	(void)json_array_append_new(req->fields, obj);
	mem_deref(detail);
}


bool reply_has_fields(const struct request *req)
{
	return json_array_size(req->fields) > 0;
}


/* A problem as a page, when the site has one */
static bool page_reply(struct request *req, int status, const char *code, struct pl detail)
{
	struct mbuf *mb;

	if (!req->web->prm.page_h || !req->page)
		return false;

	mb = mbuf_alloc(4096);
	if (!mb || req->web->prm.page_h(mb, req, status, code, detail)) {
		mem_deref(mb);
		return false;
	}

	reply_html(req, status, mb);
	return true;
}


void reply_problem_args(struct request *req, int status, const char *code, const struct text_arg *argv, size_t argc)
{
	struct mbuf *detail = words(req->lang, "problem.", code, argv, argc), *title;
	json_t *obj;
	char number[8];

	if (!detail)
		log_warn("web: no text for a problem code=%s", code);

	if (page_reply(req, status, code, detail ? (struct pl){(char *)detail->buf, detail->end} : pl_of(code)))
		goto out;

	(void)re_snprintf(number, sizeof(number), "%d", status);
	title = words(req->lang, "problem.status.", number, NULL, 0);

	obj = json_pack("{s:o, s:o, s:i, s:s}", "type", json_sprintf("/api/problems/%s", code),
			"title", title ? json_stringn((char *)title->buf, title->end) : json_string(number),
			"status", status, "code", code);
	mem_deref(title);

	if (detail)
		(void)json_object_set_new(obj, "detail", json_stringn((char *)detail->buf, detail->end));
	if (req->fields)
		(void)json_object_set(obj, "fields", req->fields);
	if (req->members)
		(void)json_object_update_missing(obj, req->members);

	json_reply(req, status, "application/problem+json", obj);

out:
	mem_deref(detail);
}


void reply_problem(struct request *req, int status, const char *code)
{
	reply_problem_args(req, status, code, NULL, 0);
}


void reply_errno(struct request *req, int err)
{
	switch (err) {

	case EAGAIN:
	case ESHUTDOWN:
	case ECANCELED:
		reply_header(req, "Retry-After", "2");
		reply_problem(req, 503, "machine.busy");
		break;

	case EBUSY:
	case ETIMEDOUT:
		reply_header(req, "Retry-After", "5");
		reply_problem(req, 503, "machine.slow");
		break;

	case ENOTCONN:
		reply_header(req, "Retry-After", "10");
		reply_problem(req, 503, "machine.store");
		break;

	case ENOSPC:
	case EDQUOT:
		reply_header(req, "Retry-After", "60");
		reply_problem(req, 507, "machine.full");
		break;

	case EFBIG:
		reply_problem(req, 413, "request.large");
		break;

	default:
		log_error("web: request failed id=%s route=%s err=%m", req->id, req->route ? req->route->path : "", err);
		reply_problem(req, 500, "machine.error");
	}
}
