/**
 * @file find.c  Number and code are asked for, and checked
 *
 * Both travel by POST alone: an address is kept in histories and logs. A number that cannot be one is told apart from an unknown one by
 * its letters, without asking the store; a wrong code and an unknown number are one and the same.
 */
#include "appeal/number.h"
#include "web/api/appeal.h"
#include "web/api/file.h"
#include "web/site/site.h"
#include "web/site/status.h"

enum { FORM_MAX = 16 * 1024 };


static struct pl number_shown(struct site *s, const char *number)
{
	char buf[NUMBER_SIZE];
	int64_t digits;

	if (NUMBER_WHOLE != number_parse(&digits, pl_of(number)))
		return (struct pl){NULL, 0};

	number_format(buf, digits, LANG_EN == s->lang ? NUMBER_LATIN : NUMBER_CYRILLIC);
	return site_print(s, "%s", buf);
}


/* Sets what is wrong with number and code as they stand; true: nothing */
static bool fields_check(struct site *s, struct page_find *p)
{
	struct check_result res;

	check_number(&res, p->number.value, app_today(s->req));
	if (CHECK_INVALID == res.verdict) {
		p->number.error = site_text(s, res.key, NULL, 0);
		p->number.suggestion = number_shown(s, res.suggestion);
	}
	if (!p->code.value.l)
		p->code.error = site_text(s, T_SITE_FIND_CODE_EMPTY, NULL, 0);

	return !p->number.error.l && !p->code.error.l;
}


static struct page_find find_make(struct site *s)
{
	return (struct page_find){
		.base = site_base(s, "/status"), .number.value = site_field(s, "number"), .code.value = site_field(s, "code"),
	};
}


int find_again(struct mbuf *mb, struct site *s, struct pl trouble)
{
	struct page_find p;
	int err;

	request_form_rescue(s->req);
	p = find_make(s);
	p.trouble = trouble;

	err = page_find(mb, &p);
	return err ? err : s->err;
}


bool find_known(struct site *s, int64_t *digits)
{
	struct page_find p = find_make(s);
	struct mbuf *mb;

	if (fields_check(s, &p))
		return appeal_known(s->req, p.number.value, p.code.value, digits);

	mb = mbuf_alloc(SITE_PAGE);
	s->err = site_reply(s, 422, mb, mb ? page_find(mb, &p) : ENOMEM);
	return false;
}


static int find_h(struct request *req)
{
	struct site s = site_of(req);
	struct page_find p = {.base = site_base(&s, "/status"), .number.value = request_query(req, "number")};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	return site_reply(&s, 200, mb, mb ? page_find(mb, &p) : ENOMEM);
}


static int status_h(struct request *req)
{
	struct site s = site_of(req);
	struct status_ask *ask = site_alloc(&s, sizeof(*ask));

	if (!ask || !find_known(&s, &ask->digits))
		return s.err;

	return status_reply(req, ask);
}


static int file_h(struct request *req)
{
	struct site s = site_of(req);
	int64_t digits;

	return find_known(&s, &digits) ? file_send(req, digits, request_field(req, "file")) : s.err;
}


static const struct route rows[] = {
	{GET, "/status", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, find_h, "Asks for number and code", NULL, NULL, 200, ROUTE_PAGE},
	{POST, "/status", ROLE_PUBLIC, BODY_FORM, FORM_MAX, RATE_STATUS, status_h, "How an appeal stands", NULL, NULL, 200,
	 ROUTE_PAGE | ROUTE_NO_CSRF},
	{POST, "/status/file", ROLE_PUBLIC, BODY_FORM, FORM_MAX, RATE_STATUS, file_h, "A file of an appeal", NULL, NULL, 200,
	 ROUTE_PAGE | ROUTE_NO_CSRF},
};

const struct route_set site_find_routes = ROUTE_SET(rows);
