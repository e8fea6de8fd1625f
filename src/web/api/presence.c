/**
 * @file presence.c  Who is here, and in which state
 */
#include "appeal/view.h"
#include "web/api/staff.h"
#include "web/app.h"
#include "web/table.h"

enum { BODY_MAX = 1024 };

/* Offline is not said but noticed */
static const char *const states[] = {"ready", "busy", "break", "away", NULL};
static const enum presence state_of[] = {PRESENCE_READY, PRESENCE_BUSY, PRESENCE_BREAK, PRESENCE_AWAY};


struct gathering {
	const struct view *v;
	json_t *obj, *list;
};


static int here_h(const struct staff_here *here, void *arg)
{
	struct gathering *g = arg;
	json_t *one;

	one = json_pack("{s:o, s:s%, s:s, s:o}", "id", view_id(here->id), "name", here->name.p, here->name.l,
			"state", presence_name(here->state), "since", view_time(g->v, here->since_ms));
	if (!one || json_array_append_new(g->list, one))
		return ENOMEM;
	if (here->id != g->v->actor.staff)
		return 0;

	return json_object_set(g->obj, "state", json_object_get(one, "state")) ||
	       json_object_set(g->obj, "since", json_object_get(one, "since")) ? ENOMEM : 0;
}


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	struct gathering g = {v, NULL, json_array()};
	int err;

	(void)arg;
	(void)refusal;

	g.obj = json_pack("{s:s, s:n, s:o}", "state", presence_name(PRESENCE_OFFLINE), "since", "staff", g.list);
	if (!g.obj)
		return ENOMEM;

	err = staff_here_list(v->db, here_h, &g);
	if (err)
		json_decref(g.obj);
	else
		*objp = g.obj;

	return err;
}


static int get_h(struct request *req)
{
	return app_view(req, view_h, NULL);
}


static void set_h(struct request *req, void *arg)
{
	struct staff_presence *p = arg;
	int err = p->cmd.err;

	if (!err && p->cmd.refusal) {
		staff_refuse(req, p->cmd.refusal);
		return;
	}

	if (!err)
		err = app_view(req, view_h, NULL);
	if (err)
		reply_errno(req, err);
}


static int put_h(struct request *req)
{
	struct staff_presence *p = request_alloc(req, sizeof(*p), NULL);
	struct { int state; } in = {0};
	const struct want want[] = {{"state", WANT_CHOICE, 0, true, 0, states}};

	if (!p)
		return ENOMEM;
	if (!request_want(req, want, 1, &in))
		return 0;

	p->cmd.apply_h = staff_presence_apply;
	p->id = request_session(req)->staff;
	p->state = state_of[in.state];

	return request_write(req, &p->cmd, set_h, p);
}


static const struct route rows[] = {
	{GET, "/api/v1/presence", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, get_h,
	 "How oneself and everybody else stands: ready, busy, on a break, away, offline", NULL, "Presence", 200, 0},
	{PUT, "/api/v1/presence", ROLE_STAFF, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Says how oneself stands now", "PresenceSet", "Presence", 200, 0},
};

const struct route_set presence_routes = ROUTE_SET(rows);
