/**
 * @file answers.c  How soon calls were answered
 */
#include "call/figures.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

struct span {
	int64_t from_ms, to_ms;
};


static int show_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct span *span = arg;

	*refusal = 0;
	return call_figures_view(v, span->from_ms, span->to_ms, objp);
}


static int show_h(struct request *req)
{
	struct span *span = request_alloc(req, sizeof(*span), NULL);

	if (!span)
		return ENOMEM;
	if (!desk_span(req, &span->from_ms, &span->to_ms))
		return 0;

	return app_view(req, show_view_h, span);
}


static const struct route rows[] = {
	{GET, "/api/v1/statistics/calls", ROLE_SUPERVISOR | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, show_h,
	 "How soon calls that came between two days (from, to; at most 366 days, else the last) were answered: all, by day, by topic", NULL, "Answers", 200, 0},
};

const struct route_set answers_routes = ROUTE_SET(rows);
