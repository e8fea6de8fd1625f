/**
 * @file presence.c  Who is here, and in which state
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "staff/reason.h"
#include "web/api/staff.h"
#include "web/look.h"
#include "web/ring.h"
#include "web/table.h"

enum { BODY_MAX = 1024, WRAP_MAX_S = 3600 };

/* What a member may say; "misses" the program says alone */
static const char *const words[] = {"written", "training", "meeting", "lunch", "rest", "technical", "unlisted", NULL};
static const char *const wrap_words[] = {"record", "colleague", "callback", "technical", "unlisted", NULL};

/* Offline is not said but noticed */
static const char *const states[] = {"ready", "busy", "break", "away", NULL};
static const enum presence state_of[] = {PRESENCE_READY, PRESENCE_BUSY, PRESENCE_BREAK, PRESENCE_AWAY};

struct gathering {
	const struct view *v;
	const struct hub_view *hub;      /* NULL: this program has no queue */
	json_t *obj, *list;
};


/* This member of staff as the queue has him, when he is in wrap-up */
static const struct queue_staff_view *wrap_find(const struct gathering *g, int64_t id)
{
	const struct queue_staff_view *s = g->hub ? look_staff(g->hub, id) : NULL;

	return s && QUEUE_WRAP_UP == s->state ? s : NULL;
}


static int reason_set(json_t *obj, const char *key, unsigned reason)
{
	const char *name = reason_name(reason);

	return *name && json_object_set_new(obj, key, json_string(name)) ? ENOMEM : 0;
}


static int wrap_set(const struct gathering *g, json_t *obj, const struct queue_staff_view *s)
{
	if (json_object_set_new(obj, "wrap_up", view_time(g->v, g->v->now_ms + s->until_ms - g->hub->now_ms)))
		return ENOMEM;

	return reason_set(obj, "wrap_up_reason", s->reason);
}


static int here_h(const struct staff_here *here, void *arg)
{
	struct gathering *g = arg;
	const struct queue_staff_view *wrap = wrap_find(g, here->id);
	json_t *one;
	int err;

	one = json_pack("{s:o, s:s%, s:s, s:o}", "id", view_id(here->id), "name", here->name.p, here->name.l,
			"state", presence_name(here->state), "since", view_time(g->v, here->since_ms));
	if (!one || json_array_append_new(g->list, one))
		return ENOMEM;

	err = reason_set(one, "reason", here->reason);
	if (!err && wrap)
		err = wrap_set(g, one, wrap);
	if (!err && here->id == g->v->actor.staff)
		err = reason_set(g->obj, "reason", here->reason);
	if (err || here->id != g->v->actor.staff)
		return err;

	return json_object_set(g->obj, "state", json_object_get(one, "state")) ||
	       json_object_set(g->obj, "since", json_object_get(one, "since")) ? ENOMEM : 0;
}


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct look *look = arg;
	struct gathering g = {v, look ? look->ask.view : NULL, NULL, json_array()};
	int err;

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
	struct look *look = look_alloc(req, sizeof(*look));
	int err = look ? look_view(req, look, view_h) : ENOMEM;

	return ENOTSUP == err ? app_view(req, view_h, NULL) : err;
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
	struct in { int state, reason; } in = {0, -1};
	const struct want want[] = {
		{"state",  WANT_CHOICE, offsetof(struct in, state),  true,  0, states},
		{"reason", WANT_CHOICE, offsetof(struct in, reason), false, 0, words},
	};

	if (!p)
		return ENOMEM;
	if (!request_want(req, want, 2, &in))
		return 0;

	p->cmd.apply_h = staff_presence_apply;
	p->id = request_session(req)->staff;
	p->state = state_of[in.state];
	p->reason = in.reason < 0 ? REASON_NONE : reason_of(pl_of(words[in.reason]));

	return request_write(req, &p->cmd, set_h, p);
}


/* ---- wrap-up ---- */

struct wrapping {
	struct hub_ask ask;
	struct staff_wrap_up cmd;
	int64_t until_ms, mono_ms;       /* wall clock, monotonic; 0: it ends */
};


static void refuse(struct request *req, enum queue_refusal refusal)
{
	reply_problem(req, 409, QUEUE_BAD == refusal ? "queue.wrap_up_most" : "queue.no_wrap_up");
}


/* It holds now, and what it was extended for is written */
static void wrapped_h(struct request *req, void *arg)
{
	const struct wrapping *w = arg;
	int err = w->ask.err;

	if (!err && w->ask.refusal) {
		refuse(req, w->ask.refusal);
		return;
	}

	if (!err)
		err = ring_wrap_up(request_web(req), w->cmd.id, w->until_ms, reason_name(w->cmd.reason));
	if (err)
		reply_errno(req, err);
	else
		reply_empty(req, 204);
}


static int wrap(struct request *req, struct wrapping *w)
{
	int err = 0;
	struct hub *hub = request_hub(req, &w->ask, wrapped_h, w, &err);

	if (hub)
		hub_staff_wrap_up(hub, &w->ask, w->cmd.id, w->mono_ms, w->cmd.reason);

	return err;
}


static void written_h(struct request *req, void *arg)
{
	struct wrapping *w = arg;
	int err = w->cmd.cmd.err;

	if (!err)
		err = wrap(req, w);
	if (err)
		reply_errno(req, err);
}


/* It would be taken: the journal has an extension and its reason before it holds */
static void judged_h(struct request *req, void *arg)
{
	struct wrapping *w = arg;
	int err = w->ask.err;

	if (!err && w->ask.refusal) {
		refuse(req, w->ask.refusal);
		return;
	}

	if (!err)
		err = request_write(req, &w->cmd.cmd, written_h, w);
	if (err)
		reply_errno(req, err);
}


static int wrap_h(struct request *req)
{
	struct wrapping *w = request_alloc(req, sizeof(*w), NULL);
	struct in { int64_t seconds; int reason; } in = {0, -1};
	const struct want want[] = {
		{"seconds", WANT_INT,    offsetof(struct in, seconds), true,  0, NULL},
		{"reason",  WANT_CHOICE, offsetof(struct in, reason),  false, 0, wrap_words},
	};
	struct hub *hub;
	int err = 0;

	if (!w)
		return ENOMEM;
	if (!request_want(req, want, 2, &in))
		return 0;
	if (in.seconds < 0 || in.seconds > WRAP_MAX_S) {
		reply_field(req, "seconds", "field.number", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	if (in.seconds && in.reason < 0) {
		reply_field(req, "reason", "field.empty", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	w->until_ms = in.seconds ? clock_wall_ms() + in.seconds * 1000 : 0;
	w->mono_ms = in.seconds ? clock_mono_ms() + in.seconds * 1000 : 0;
	w->cmd = (struct staff_wrap_up){.cmd = {.apply_h = staff_wrap_up_apply}, .id = request_session(req)->staff, .seconds = in.seconds,
		.reason = in.seconds ? reason_of(pl_of(wrap_words[in.reason])) : REASON_NONE};
	if (!in.seconds)
		return wrap(req, w);

	hub = request_hub(req, &w->ask, judged_h, w, &err);
	if (!hub)
		return err;

	hub_staff_wrap_may(hub, &w->ask, w->cmd.id, w->mono_ms);
	return 0;
}


static const struct route rows[] = {
	{GET, "/api/v1/presence", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, get_h,
	 "How oneself and everybody else stands: ready, busy, on a break, away, offline", NULL, "Presence", 200, 0},
	{PUT, "/api/v1/presence", ROLE_STAFF, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Says how oneself stands now, and why if one likes", "PresenceSet", "Presence", 200, 0},
	{POST, "/api/v1/desk/wrap-up", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, wrap_h,
	 "How long one's wrap-up after a call lasts from now on, in seconds up to an hour, and why it is extended; 0: it ends", "WrapUp", NULL, 204, 0},
};

const struct route_set presence_routes = ROUTE_SET(rows);
