/**
 * @file start.c  The start page
 */
#include "appeal/act.h"
#include "web/asset_name.h"
#include "web/site/site.h"


/* "1 рабочий день" */
static struct pl term_print_words(struct site *s, const struct term *term)
{
	static const enum text_key keys[] = {
		[TERM_MINUTES] = T_SITE_TERM_MINUTES, [TERM_HOURS] = T_SITE_TERM_HOURS, [TERM_FULL_DAYS] = T_SITE_TERM_FULL_DAYS,
		[TERM_CALENDAR_DAYS] = T_SITE_TERM_CALENDAR_DAYS, [TERM_WORKING_DAYS] = T_SITE_TERM_WORKING_DAYS,
		[TERM_WORKING_MINUTES] = T_SITE_TERM_WORKING_MINUTES, [TERM_WORKING_HOURS] = T_SITE_TERM_WORKING_HOURS,
	};
	const struct text_arg arg = TEXT_NUM("n", term->amount);

	return site_text(s, keys[term->unit], &arg, 1);
}


static size_t terms_fill(struct site *s, struct page_term *terms)
{
	static const enum appeal_kind kinds[] = {APPEAL_QUESTION, APPEAL_TECHNICAL, APPEAL_RECOMMENDATION, APPEAL_COMPLAINT};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {

		struct term term;

		if (book_term(s->app->book, appeal_term_name(kinds[i]), &term))
			terms[n++] = (struct page_term){appeal_kind_name(kinds[i]), term_print_words(s, &term)};
	}

	return n;
}


static int start_h(struct request *req)
{
	struct site s = site_of(req);
	const struct calendar *cal = site_calendar(&s);
	struct page_term terms[4];
	struct page_start p = {
		.base = site_base(&s, "/"), .now = site_now(&s, cal), .terms = terms, .terms_n = terms_fill(&s, terms),
	};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);
	struct timetable_day day;

	if (cal) {
		calendar_day(cal, zone_local(s.zone, s.now_ms).day, &day);
		p.hours_today = site_day_hours(&s, &day);
	}

	return site_reply(&s, 200, mb, mb ? page_start(mb, &p) : ENOMEM);
}


/* Old clients ask for it by this name */
static int favicon_h(struct request *req)
{
	reply_header(req, "Location", "%s", ASSET_FAVICON_SVG);
	reply_empty(req, 302);
	return 0;
}


static int desk_h(struct request *req)
{
	reply_header(req, "Location", "/desk/");
	reply_empty(req, 308);
	return 0;
}


static int robots_h(struct request *req)
{
	static const char text[] =
		"User-agent: *\nDisallow: /api/\nDisallow: /desk\nDisallow: /status\nDisallow: /settings\nDisallow: /en/status\n"
		"Disallow: /en/settings\n";
	struct mbuf *mb = mbuf_alloc(sizeof(text));
	int err = mb ? mbuf_write_str(mb, text) : ENOMEM;

	if (err) {
		mem_deref(mb);
		return err;
	}

	reply_header(req, "Cache-Control", "public, max-age=86400");
	reply_buffer(req, 200, "text/plain; charset=utf-8", mb);
	return 0;
}


static const struct route rows[] = {
	{GET, "/", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, start_h, "The start page", NULL, NULL, 200, ROUTE_PAGE},
	{GET, "/favicon.ico", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, favicon_h, "The icon, for old clients", NULL, NULL, 302, ROUTE_PAGE},
	{GET, "/robots.txt", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, robots_h, "What search engines may read", NULL, NULL, 200, ROUTE_PAGE},
	{GET, "/desk", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, desk_h, "The desk", NULL, NULL, 308, ROUTE_PAGE},
};

const struct route_set site_start_routes = ROUTE_SET(rows);
