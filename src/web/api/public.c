/**
 * @file public.c  What everybody may know: topics that are offered, regions, the timetable, what goes wrong
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "region/region.h"
#include "schedule/show.h"
#include "web/app.h"
#include "web/table.h"

enum { TIMETABLE_DAYS = 14 };


static int topics_h(struct request *req)
{
	const struct topics *topics = app_of(req)->topics;
	json_t *list = json_array();

	for (size_t i = 0; list && topics && i < topics->n; i++) {
		const struct topic *topic = &topics->at[i];
		const struct topic *parent = DB_NULL == topic->parent ? NULL : topics_find(topics, topic->parent);

		if (!topic->active || (parent && !parent->active))
			continue;

		(void)json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s, s:o}", "id", view_id(topic->id),
				"name", topic->name[request_lang(req)], "name_ru", topic->name[LANG_RU], "name_en", topic->name[LANG_EN],
				"parent", parent ? view_id(parent->id) : json_null()));
	}

	reply_json(req, 200, json_pack("{s:o}", "items", list));
	return 0;
}


static int regions_h(struct request *req)
{
	const struct regions *regions = book_regions(app_of(req)->book);
	json_t *list = json_array();

	for (size_t i = 0; list && i < regions_count(regions); i++) {
		const struct region *region = regions_at(regions, i);

		const unsigned code = region_code(pl_of(region->code));
		const char *name = region_name(code, request_lang(req));

		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:i}", "code", region->code, "name", name ? name : region->name,
							    "utc_min", region_utc_min(code)));
	}

	reply_json(req, 200, json_pack("{s:o}", "items", list));
	return 0;
}


static int timetable_h(struct request *req)
{
	json_t *obj = show_timetable(app_of(req)->book, app_hours(app_of(req)), clock_wall_ms(), TIMETABLE_DAYS);

	if (!obj)
		return ENOMEM;

	reply_json(req, 200, obj);
	return 0;
}


/* What `type` of a problem leads to (RFC 9457 §3.1.1) */
static int problem_h(struct request *req)
{
	struct pl code = request_param(req, 0);
	enum text_key key;
	char name[96];

	if (re_snprintf(name, sizeof(name), "problem.%r", &code) < 0 || !text_find(&key, pl_of(name))) {
		reply_problem(req, 404, "request.unknown");
		return 0;
	}

	reply_json(req, 200, json_pack("{s:s%, s:s}", "code", code.p, code.l, "detail", t(request_lang(req), key)));
	return 0;
}


static const struct route rows[] = {
	{GET, "/api/v1/topics", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, topics_h,
	 "The topics that are offered, named in the caller's language and in both", NULL, "Topics", 200, 0},
	{GET, "/api/v1/regions", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, regions_h,
	 "The regions that an appeal may name, in the order of their codes", NULL, "Regions", 200, 0},
	{GET, "/api/v1/timetable", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, timetable_h,
	 "Whether the line is open, until when, and its hours of fourteen days with the reasons of changes in both languages",
	 NULL, "Timetable", 200, 0},
	{GET, "/api/problems/{code}", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, problem_h,
	 "What a code of a problem means, in the caller's language", NULL, "ProblemMeaning", 200, 0},
};

const struct route_set public_routes = ROUTE_SET(rows);
