/**
 * @file error.c  Refusals as pages: the form that was refused is shown again where there is one
 */
#include "web/site/site.h"


static int64_t retry_of(const struct request *req)
{
	struct pl retry = reply_header_get(req, "Retry-After");

	return retry.p ? pl_u32(&retry) : 0;
}


static bool posted_to(const struct request *req, const char *path)
{
	const struct route *route = request_route(req);

	return route && POST == route->method && !strcmp(route->path, path);
}


/* The page begins with the same path in the other language: only such that open by themselves */
static const char *path_of(const struct request *req)
{
	const struct route *route = request_route(req);

	if (!route || !(route->flags & ROUTE_PAGE))
		return "/";

	return !strncmp(route->path, "/status", 7) ? "/status" : route->path;
}


int site_page_h(struct mbuf *mb, struct request *req, int status, const char *code, struct pl detail)
{
	bool ours = status >= 500 || 429 == status;
	struct site s = site_of(req);
	struct page_error p;
	int err;

	if (posted_to(req, "/appeal") && ours)
		return form_again(mb, &s, 429 == status ? pl_of(t(s.lang, T_SITE_FORM_OFTEN)) : detail, retry_of(req));
	if ((posted_to(req, "/status") || posted_to(req, "/status/file")) && (429 == status || !strcmp(code, "appeal.unknown")))
		return find_again(mb, &s, detail);

	request_form_rescue(req);
	p = (struct page_error){
		.base = site_base(&s, path_of(req)), .status = status, .retry_s = retry_of(req), .text = request_field(req, "text"),
		.request = status >= 500 ? pl_of(request_id(req)) : pl_of(NULL),
	};

	err = page_error(mb, &p);
	return err ? err : s.err;
}
