/**
 * @file plain.c  Settings for low vision, and what is kept of people
 */
#include "web/site/site.h"
#include "web/web.h"

enum { FORM_MAX = 4 * 1024, YEAR_S = 365 * 24 * 3600 };


/* Where the way back may lead: a page of this site that opens by itself. Anything else leads to the start */
static struct pl back_of(struct pl back)
{
	static const char *const paths[] = {"/", "/appeal", "/status", "/hours", "/call", "/privacy", "/settings"};

	for (size_t i = 0; back.p && i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!pl_strcmp(&back, paths[i]))
			return pl_of(paths[i]);
	}

	return PL_LIT("/");
}


static int settings_h(struct request *req)
{
	struct site s = site_of(req);
	struct page_settings p = {.base = site_base(&s, "/settings"), .back = back_of(request_query(req, "back"))};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	return site_reply(&s, 200, mb, mb ? page_settings(mb, &p) : ENOMEM);
}


/* The four choices as the cookie has them; what is no choice counts as the usual one */
static struct page_view view_of(const struct request *req)
{
	static const char *const names[] = {"size", "colour", "spacing", "images"};
	char digits[4];

	for (size_t i = 0; i < 4; i++) {

		struct pl val = request_field(req, names[i]);

		digits[i] = 1 == val.l ? val.p[0] : '0';
	}

	return page_view_read((struct pl){digits, 4});
}


static int settings_set_h(struct request *req)
{
	const char *secure = request_secure(req) ? "; Secure" : "";
	struct site s = site_of(req);
	struct page_view view = view_of(req);
	char value[PAGE_VIEW_SIZE];
	struct pl to = site_path(&s, back_of(request_field(req, "back")));

	if (s.err)
		return s.err;

	page_view_write(value, &view);
	if (request_field(req, "reset").p)
		reply_header(req, "Set-Cookie", "view=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax%s", secure);
	else
		reply_header(req, "Set-Cookie", "view=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", value, YEAR_S, secure);

	reply_see_other(req, to.p);
	return 0;
}


static int privacy_h(struct request *req)
{
	struct site s = site_of(req);
	struct page_privacy p = {.base = site_base(&s, "/privacy"), .address = s.app->org->privacy_address[s.lang]};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	return site_reply(&s, 200, mb, mb ? page_privacy(mb, &p) : ENOMEM);
}


static const struct route rows[] = {
	{GET, "/settings", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, settings_h, "Settings for low vision", NULL, NULL, 200, ROUTE_PAGE},
	{POST, "/settings", ROLE_PUBLIC, BODY_FORM, FORM_MAX, RATE_PAGE, settings_set_h, "Sets them in a cookie", NULL, NULL, 303,
	 ROUTE_PAGE | ROUTE_NO_CSRF},
	{GET, "/privacy", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, privacy_h, "What is kept of people", NULL, NULL, 200, ROUTE_PAGE},
};

const struct route_set site_plain_routes = ROUTE_SET(rows);
