/**
 * @file check.c  Checks of what a person said, while it is being typed (R121): by POST, so that nothing of it is in an address
 */
#include "appeal/enter.h"
#include "appeal/number.h"
#include "base/text.h"
#include "person/check.h"
#include "web/api/appeal.h"
#include "web/app.h"
#include "web/table.h"

enum { BODY_MAX = 4096 };

struct check_in {
	struct pl kind, value;
};

static const struct want check_want[] = {
	{"kind",  WANT_LINE, offsetof(struct check_in, kind),  true, 20, NULL},
	{"value", WANT_LINE, offsetof(struct check_in, value), true, CHECK_TEXT_MAX, NULL},
};


static void check_mail(struct check_result *res, struct pl value, int32_t today)
{
	(void)today;

	if (!check_open(res, value))
		return;
	if (appeal_email_check(text_trim(value), res->value, sizeof(res->value))) {
		check_set(res, CHECK_VALID, T_CHECK_VALID);
		return;
	}

	res->value[0] = '\0';
	check_set(res, CHECK_INVALID, T_APPEAL_FORM_EMAIL);
}


static int typed_h(struct request *req)
{
	struct check_in in = {{NULL, 0}, {NULL, 0}};
	struct check_result res;
	check_h *check;

	if (!request_want(req, check_want, sizeof(check_want) / sizeof(check_want[0]), &in))
		return 0;

	check = 0 == pl_strcmp(&in.kind, "number") ? check_number : 0 == pl_strcmp(&in.kind, "email") ? check_mail : check_find(in.kind);
	if (!check) {
		reply_field(req, "kind", "appeal.form.check", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	check(&res, in.value, app_today(req));
	reply_json(req, 200, json_pack("{s:s, s:s, s:s, s:s, s:s}", "verdict", check_verdict_name(res.verdict), "value", res.value,
				       "code", text_name(res.key), "detail", t(request_lang(req), res.key),
				       "suggestion", res.suggestion));
	return 0;
}


static const struct route rows[] = {
	{POST, "/api/v1/checks", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, typed_h,
	 "Checks a value: snils, inn, oms, passport, phone, birthdate, name (Фамилия|Имя|Отчество), number or email", "Check", "Checked", 200, 0},
};

const struct route_set check_routes = ROUTE_SET(rows);
