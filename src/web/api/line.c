/**
 * @file line.c  How the line stands: queues, calls that wait, operators; and what an operator refuses
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "region/region.h"
#include "staff/reason.h"
#include "staff/staff.h"
#include "trunk/trunk.h"
#include "web/api/trunks.h"
#include "web/look.h"
#include "web/table.h"

enum { BODY_MAX = 1024 };


struct looking {
	struct look look;
	size_t trunks;
	struct trunk_view trunk[TRUNKS_MAX + 1];
};


/* A view on a reader, with what the hub said */
struct line_view {
	const struct view *v;
	const struct hub_view *hub;
	json_t *obj, *staff;
};


static json_t *time_of(const struct line_view *l, int64_t mono_ms)
{
	return view_time(l->v, l->v->now_ms - (l->hub->now_ms - mono_ms));
}


static json_t *seconds(int64_t ms)
{
	return json_integer(ms > 0 ? ms / 1000 : 0);
}


static const char *medium_name(enum queue_medium medium)
{
	return QUEUE_CALL == medium ? "call" : "written";
}


static int topic_set(const struct line_view *l, json_t *obj, int64_t topic)
{
	const struct topic *t = topic ? topics_find(l->v->topics, topic) : NULL;
	json_t *one;

	if (!t)
		return 0;

	one = json_pack("{s:o, s:s}", "id", view_id(topic), "name", t->name[l->v->lang]);

	return one && !json_object_set_new(obj, "topic", one) ? 0 : ENOMEM;
}


static int region_set(const struct line_view *l, json_t *obj, unsigned region)
{
	const char *name = region_name(region, l->v->lang);
	char code[8];

	if (!region)
		return 0;

	(void)re_snprintf(code, sizeof(code), "%02u", region);

	if (json_object_set_new(obj, "region", json_string(code)))
		return ENOMEM;

	return name && json_object_set_new(obj, "region_name", json_string(name)) ? ENOMEM : 0;
}


/* Written work is ordered by its term, so that is told; calls by how long they wait */
static int queue_add(const struct line_view *l, json_t *list, const struct queue_row_view *row)
{
	bool call = QUEUE_CALL == row->medium;
	json_t *obj = json_pack("{s:s, s:s, s:i, s:i, s:i, s:o}", "medium", medium_name(row->medium), "lang",
				LANG_EN == row->lang ? "en" : "ru", "waiting", (int)row->waiting, "offered", (int)row->offered,
				"ready", (int)row->ready, call ? "longest_s" : "answer_by",
				call ? seconds(l->hub->now_ms - row->oldest_ms) : time_of(l, row->oldest_ms + HUB_WRITTEN_MS));
	int err;

	if (!obj || json_array_append_new(list, obj))
		return ENOMEM;

	err = topic_set(l, obj, row->topic);

	return err ? err : region_set(l, obj, row->region);
}


static int call_add(const struct line_view *l, json_t *list, const struct queue_work_view *call)
{
	static const char *const classes[QUEUE_CLASSES] = {"low", "normal", "raised", "urgent", "returned"};
	json_t *obj = json_pack("{s:o, s:s, s:s, s:s, s:o, s:i}", "id", view_id(call->id), "state",
				QUEUE_IS_OFFERED == call->state ? "offered" : "queued", "lang", LANG_EN == call->lang ? "en" : "ru",
				"class", classes[call->class], "waits_s", seconds(l->hub->now_ms - call->since_ms), "step", (int)call->step);
	int err;

	if (!obj || json_array_append_new(list, obj))
		return ENOMEM;

	err = topic_set(l, obj, call->topic);
	if (!err)
		err = region_set(l, obj, call->region);
	if (!err && call->staff)
		err = json_object_set_new(obj, "staff", view_id(call->staff)) ? ENOMEM : 0;

	return err;
}


static int here_h(const struct staff_here *here, void *arg)
{
	const struct line_view *l = arg;
	const struct queue_staff_view *s = look_staff(l->hub, here->id);
	enum reason reason;
	json_t *obj;

	if (!s)
		return 0;

	obj = json_pack("{s:o, s:s%, s:s, s:s, s:o, s:b, s:i, s:i, s:i, s:i}", "id", view_id(s->id), "name", here->name.p, here->name.l,
			"presence", presence_name(here->state), "state", queue_state_name(s->state), "since", time_of(l, s->state_ms),
			"phone", (int)s->reached[QUEUE_CALL], "calls", (int)s->in_hand[QUEUE_CALL], "written",
			(int)s->in_hand[QUEUE_WRITTEN], "written_most", (int)s->most[QUEUE_WRITTEN], "misses", (int)s->misses);
	if (!obj || json_array_append_new(l->staff, obj))
		return ENOMEM;

	if (QUEUE_WRAP_UP == s->state && json_object_set_new(obj, "until", time_of(l, s->until_ms)))
		return ENOMEM;
	reason = QUEUE_WRAP_UP == s->state ? (enum reason)s->reason : (enum reason)here->reason;
	if (reason && json_object_set_new(obj, "reason", json_string(reason_name(reason))))
		return ENOMEM;
	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (s->offer[i].gen && json_object_set_new(obj, QUEUE_CALL == i ? "rings" : "next", view_id(s->offer[i].work)))
			return ENOMEM;
	}

	return 0;
}


static int trunk_add(const struct view *v, json_t *list, const struct trunk_view *t)
{
	return json_array_append_new(list, trunk_json(t, t->since_ms ? view_time(v, t->since_ms) : NULL)) ? ENOMEM : 0;
}


static json_t *counts_json(const struct queue_counts *c, enum queue_medium m)
{
	return json_pack("{s:i, s:i, s:i}", "waiting", (int)c->waiting[m], "offered", (int)c->offered[m], "in_hand", (int)c->in_hand[m]);
}


static int fill(struct line_view *l)
{
	json_t *queues = json_object_get(l->obj, "queues"), *calls = json_object_get(l->obj, "calls");
	int err = 0;

	for (size_t i = 0; i < l->hub->rows && !err; i++)
		err = queue_add(l, queues, &l->hub->row[i]);
	for (size_t i = 0; i < l->hub->calls && !err; i++)
		err = call_add(l, calls, &l->hub->call[i]);
	if (!err)
		err = staff_here_list(l->v->db, here_h, l);

	return err;
}


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct looking *looking = arg;
	struct line_view l = {.v = v, .hub = looking->look.ask.view};
	const struct queue_counts *c = &l.hub->counts;
	int err;

	(void)refusal;

	l.obj = json_pack("{s:o, s:{s:o, s:o, s:i, s:i}, s:[], s:[], s:[], s:[]}", "at", view_time(v, v->now_ms), "counts",
			  "call", counts_json(c, QUEUE_CALL), "written", counts_json(c, QUEUE_WRITTEN), "staff", (int)c->staff,
			  "ready", (int)c->ready, "queues", "calls", "staff", "trunks");
	if (!l.obj)
		return ENOMEM;

	l.staff = json_object_get(l.obj, "staff");
	err = fill(&l);
	for (size_t i = 0; i < looking->trunks && !err; i++)
		err = trunk_add(v, json_object_get(l.obj, "trunks"), &looking->trunk[i]);
	if (err)
		json_decref(l.obj);
	else
		*objp = l.obj;

	return err;
}


static int line_h(struct request *req)
{
	struct looking *l = look_alloc(req, sizeof(*l));

	if (!l)
		return ENOMEM;

	if (app_of(req)->trunks_h)
		l->trunks = app_of(req)->trunks_h(l->trunk, TRUNKS_MAX + 1, app_of(req)->trunks_arg);

	return look_view(req, &l->look, view_h);
}


/* ---- "not me" ---- */

static void refused_h(struct request *req, void *arg)
{
	const struct hub_ask *ask = arg;

	if (ask->err)
		reply_errno(req, ask->err);
	else if (ask->refusal)
		reply_problem(req, 409, "queue.stale");
	else
		reply_empty(req, 204);
}


static int refuse_h(struct request *req)
{
	struct hub_ask *ask = request_alloc(req, sizeof(*ask), NULL);
	struct { int64_t id, generation; } in = {0, 0};
	const struct want want[] = {
		{"id",         WANT_ID,  0,               true, 0, NULL},
		{"generation", WANT_INT, sizeof(int64_t), true, 0, NULL},
	};
	struct queue_offer offer;
	struct hub *hub;
	int err = 0;

	if (!ask)
		return ENOMEM;
	if (!request_want(req, want, 2, &in))
		return 0;

	hub = request_hub(req, ask, refused_h, ask, &err);
	if (!hub)
		return err;

	offer = (struct queue_offer){in.id, request_session(req)->staff, (uint64_t)in.generation};
	hub_offer_answer(hub, ask, &offer, QUEUE_REFUSE);

	return 0;
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/line", ROLE_SUPERVISOR | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, line_h,
	 "How the line stands now: queues, calls that wait, operators and what they do", NULL, "Line", 200, 0},
	{POST, "/api/v1/work/refuse", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, refuse_h,
	 "Not me: what is next for me goes to others first", "WorkRefuse", NULL, 204, 0},
};

const struct route_set line_routes = ROUTE_SET(rows);
