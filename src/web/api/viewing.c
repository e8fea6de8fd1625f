/**
 * @file viewing.c  Who reads an appeal, and who writes: told to other desks, forgotten after half a minute
 *
 * Kept on the web thread in bounded memory; it is no record, and a restart loses nothing.
 */
#include <stdlib.h>
#include "appeal/number.h"
#include "base/clock.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/event.h"
#include "web/table.h"
#include "web/web.h"

enum { VIEWERS_MAX = 1024, VIEWING_MS = 30000, BODY_MAX = 1024, TOLD_MAX = 16 };

/* One member of staff who has one appeal open */
static struct viewer {
	int64_t digits, staff, until_ms;
	bool typing;
	char name[128];
} viewers[VIEWERS_MAX];


static struct viewer *viewer_find(int64_t digits, int64_t staff, int64_t now_ms)
{
	struct viewer *idle = NULL;

	for (size_t i = 0; i < VIEWERS_MAX; i++) {
		struct viewer *v = &viewers[i];

		if (v->digits == digits && v->staff == staff)
			return v;
		if (!idle || (idle->until_ms >= now_ms && v->until_ms < idle->until_ms))
			idle = v;
	}

	return idle;
}


json_t *viewing_list(int64_t digits)
{
	int64_t now_ms = clock_mono_ms();
	json_t *list = json_array();
	unsigned n = 0;

	for (size_t i = 0; i < VIEWERS_MAX && n < TOLD_MAX; i++) {
		const struct viewer *v = &viewers[i];
		char id[24];

		if (v->digits != digits || v->until_ms < now_ms)
			continue;

		(void)re_snprintf(id, sizeof(id), "%lld", v->staff);
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "id", id, "name", v->name, "typing", (int)v->typing));
		n++;
	}

	return list;
}


static void tell(struct request *req, int64_t digits)
{
	char number[NUMBER_SIZE];
	json_t *obj;
	char *text;

	number_format(number, digits, NUMBER_LATIN);
	obj = json_pack("{s:s, s:o}", "number", number, "staff", viewing_list(digits));
	text = obj ? json_dumps(obj, JSON_COMPACT) : NULL;
	if (text)
		web_event_publish(request_web(req), 0, ROLE_DESK, "viewing", pl_of(text));

	free(text);
	json_decref(obj);
}


struct viewing_in {
	bool typing, gone;
};

static const struct want viewing_want[] = {
	{"typing", WANT_BOOL, offsetof(struct viewing_in, typing), false, 0, NULL},
	{"gone",   WANT_BOOL, offsetof(struct viewing_in, gone),   false, 0, NULL},
};


static int viewing_h(struct request *req)
{
	const struct session *session = request_session(req);
	int64_t now_ms = clock_mono_ms(), digits;
	struct viewing_in in = {false, false};
	struct viewer *v;
	bool changed;

	if (!desk_number(req, &digits) || !request_want(req, viewing_want, sizeof(viewing_want) / sizeof(viewing_want[0]), &in))
		return 0;

	v = viewer_find(digits, session->staff, now_ms);
	changed = v->digits != digits || v->staff != session->staff || v->until_ms < now_ms || v->typing != in.typing || in.gone;

	v->digits = digits;
	v->staff = session->staff;
	v->typing = in.typing && !in.gone;
	v->until_ms = in.gone ? 0 : now_ms + VIEWING_MS;
	(void)re_snprintf(v->name, sizeof(v->name), "%s", session->name);

	if (changed)
		tell(req, digits);

	reply_empty(req, 204);
	return 0;
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/appeals/{number}/viewing", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, viewing_h,
	 "Says that the caller reads an appeal, or types; counts for half a minute", "Viewing", NULL, 204, 0},
};

const struct route_set viewing_routes = ROUTE_SET(rows);
