/**
 * @file journal.c  The journal, for those who look at what was done
 */
#include "appeal/number.h"
#include "appeal/record.h"
#include "web/app.h"
#include "web/table.h"

enum { ROWS_DEFAULT = 100, ROWS_MAX = 500 };

struct asked {
	int64_t digits, from;
	unsigned most;
};


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct asked *asked = arg;
	enum appeal_refusal r = APPEAL_ALLOWED;
	int err;

	err = view_record(v, asked->digits, asked->from, asked->most, objp, &r);
	*refusal = r;
	if (!err && !r)
		err = record_names(v, json_object_get(*objp, "items"));

	return err;
}


/* A whole number of the query; false: it is something else. Untouched when absent */
static bool number_read(const struct request *req, const char *name, int64_t min, int64_t max, int64_t *np)
{
	struct pl text = request_query(req, name);
	int64_t n = 0;

	if (!text.l)
		return true;
	if (text.l > 18)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		n = n * 10 + (text.p[i] - '0');
	}

	*np = n;
	return n >= min && n <= max;
}


static int get_h(struct request *req)
{
	struct asked *asked = request_alloc(req, sizeof(*asked), NULL);
	struct pl number = request_query(req, "appeal");
	int64_t most = ROWS_DEFAULT;
	enum number_form form;

	if (!asked)
		return ENOMEM;

	asked->digits = DB_NULL;
	if (number.l) {
		form = number_parse(&asked->digits, number);
		if (NUMBER_WHOLE != form && NUMBER_BARE != form) {
			reply_problem(req, 404, "appeal.unknown");
			return 0;
		}
	}

	if (!number_read(req, "from", 0, INT64_MAX, &asked->from))
		reply_field(req, "from", "field.number", NULL, 0, NULL);
	if (!number_read(req, "limit", 1, ROWS_MAX, &most))
		reply_field(req, "limit", "field.number", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	asked->most = (unsigned)most;

	return app_view(req, view_h, asked);
}


static const struct route rows[] = {
	{GET, "/api/v1/journal", ROLE_AUDITOR | ROLE_SUPERVISOR, BODY_NONE, 0, RATE_STAFF, get_h,
	 "What happened, in order, from a position on (?from=, ?limit= up to 500), of one appeal (?appeal=) or of all",
	 NULL, "Journal", 200, 0},
};

const struct route_set journal_routes = ROUTE_SET(rows);
