/**
 * @file survey.c  What callers said of talks
 */
#include "survey/survey.h"
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

	if (!role_sees_scores(v->actor.roles)) {
		*refusal = APPEAL_NOT_PERMITTED;
		return 0;
	}

	*refusal = APPEAL_ALLOWED;
	return survey_view(v, span->from_ms, span->to_ms, objp);
}


static int show_h(struct request *req)
{
	struct span *span = request_alloc(req, sizeof(*span), NULL);

	if (!span)
		return ENOMEM;

	return desk_span(req, &span->from_ms, &span->to_ms) ? app_view(req, show_view_h, span) : 0;
}


static const struct route rows[] = {
	{GET, "/api/v1/statistics/survey", ROLE_SCORES, BODY_NONE, 0, RATE_STAFF, show_h,
	 "What callers said of talks between two days (from, to), 1 to 5: all, by day, by topic, by who talked; an average of few answers of one member is "
	 "not told", NULL, "Survey", 200, 0},
};

const struct route_set survey_routes = ROUTE_SET(rows);
