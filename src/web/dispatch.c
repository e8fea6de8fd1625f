/**
 * @file dispatch.c  From a whole request to its handler: who asks, may they, is it them who ask, what do they ask
 *
 * The one place where roles meet routes. Order: session → role → forgery → body → handler.
 */
#include <sodium.h>
#include "base/log.h"
#include "web/form.h"
#include "web/web_priv.h"


void request_settle(struct request *req)
{
	if (req->resp) {
		request_resume(req);
		return;
	}

	if (req->pending)
		return;

	log_error("web: handler neither replied nor waits path=%s", req->route->path);
	reply_errno(req, EPROTO);
}


/* "https://desk.example.org" → "desk.example.org" is what Host says? */
static bool origin_is_host(struct pl origin, struct pl host)
{
	const char *p = NULL;

	for (size_t i = 0; i + 2 < origin.l && !p; i++) {
		if (!memcmp(origin.p + i, "://", 3))
			p = origin.p + i + 3;
	}

	return p && host.l == (size_t)(origin.p + origin.l - p) && !memcmp(p, host.p, host.l);
}


/* A browser that was sent here by another site says so; a program that is no browser says nothing */
static bool same_site(const struct request *req)
{
	struct pl site = request_header(req, "Sec-Fetch-Site"), origin = request_header(req, "Origin");

	if (site.p && pl_strcmp(&site, "same-origin") && pl_strcmp(&site, "none"))
		return false;

	return !origin.p || origin_is_host(origin, request_header(req, "Host"));
}


static bool csrf_fits(const struct request *req)
{
	struct pl got = req->route->flags & ROUTE_PAGE ? request_field(req, "csrf") : request_header(req, "X-CSRF");
	size_t want = strlen(req->session.csrf);

	return want && got.l == want && !sodium_memcmp(got.p, req->session.csrf, want);
}


/* A state-changing request must come from our own page: true, or it is refused */
static bool forgery_check(struct request *req)
{
	if (req->route->method == GET)
		return true;

	if (!same_site(req) || (!(req->route->flags & ROUTE_NO_CSRF) && req->session.staff && !csrf_fits(req))) {
		reply_problem(req, 403, "request.forgery");
		return false;
	}

	return true;
}


static bool role_check(struct request *req)
{
	if (req->route->who & ROLE_PUBLIC)
		return true;

	if (!req->session.staff)
		reply_problem(req, 401, "session.none");
	else if (!(req->route->who & req->session.roles))
		reply_problem(req, 403, "session.role");

	return !req->resp;
}


void dispatch_session(struct request *req)
{
	int err;

	if (!patience_staff(req) || !role_check(req) || !forgery_check(req))
		return;

	if (req->route->body == BODY_JSON && request_json_parse(req))
		return;
	if (req->form && form_end(req))
		return;

	err = req->route->handle_h(req);
	if (err && !req->resp)
		reply_errno(req, err);
}


void dispatch(struct request *req)
{
	if (!patience_check(req) || !session_find(req))                    /* later: session.c calls dispatch_session() */
		return;

	if (!req->resp)
		dispatch_session(req);
	request_settle(req);
}
