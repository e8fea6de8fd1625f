/**
 * @file colleague.c  To whom a call may be given: who is here, free or not, and what each of them knows
 */
#include "appeal/topic.h"
#include "appeal/view.h"
#include "staff/skill.h"
#include "web/api/staff.h"
#include "web/look.h"
#include "web/table.h"

enum {
	COLLEAGUES_MOST = 500,
	TOPICS_MOST = 5,                 /* of each, the best known */
};

struct colleague {
	int64_t id;
	json_t *obj;                     /* borrowed from the list */
	unsigned topics;                 /* in `best` */
	struct skill best[TOPICS_MOST];  /* by level, the highest first */
};

struct gathering {
	const struct view *v;
	const struct hub_view *hub;
	json_t *list;
	struct colleague *at;            /* owned */
	size_t n, last;                  /* last: whose levels came last */
};


/* What a colleague does, as far as a call is concerned */
static const char *now_of(const struct gathering *g, const struct staff_here *here)
{
	const struct queue_staff_view *s = look_staff(g->hub, here->id);

	if (!s)
		return presence_name(here->state);
	if (s->in_hand[QUEUE_CALL])
		return "in_call";
	if (QUEUE_WRAP_UP == s->state)
		return "wrap_up";
	if (s->offer[QUEUE_CALL].gen)
		return "rings";

	return QUEUE_READY == s->state ? "free" : presence_name(here->state);
}


static int here_h(const struct staff_here *here, void *arg)
{
	struct gathering *g = arg;
	json_t *obj;

	if (PRESENCE_OFFLINE == here->state || !(here->roles & ROLE_DESK) || here->id == g->v->actor.staff || COLLEAGUES_MOST == g->n)
		return 0;

	obj = json_pack("{s:o, s:s%, s:s, s:[], s:i, s:b}", "id", view_id(here->id), "name", here->name.p, here->name.l, "now",
			now_of(g, here), "topics", "more", 0, "others", true);
	if (!obj || json_array_append_new(g->list, obj))
		return ENOMEM;

	g->at[g->n++] = (struct colleague){.id = here->id, .obj = obj};
	return 0;
}


static struct colleague *colleague_find(struct gathering *g, int64_t id)
{
	for (size_t i = 0; i < g->n; i++) {
		size_t k = (g->last + i) % g->n;

		if (g->at[k].id == id) {
			g->last = k;
			return &g->at[k];
		}
	}

	return NULL;
}


static int member_h(const struct skill_member *m, void *arg)
{
	struct colleague *c = colleague_find(arg, m->id);

	return c && json_object_set_new(c->obj, "others", json_boolean(m->work.level_other > 0)) ? ENOMEM : 0;
}


/* The best known stay */
static int level_h(int64_t staff, const struct skill *skill, void *arg)
{
	struct gathering *g = arg;
	struct colleague *c = skill->level && topics_find(g->v->topics, skill->topic) ? colleague_find(g, staff) : NULL;
	unsigned i;

	if (!c)
		return 0;
	if (TOPICS_MOST == c->topics && json_object_set_new(c->obj, "more",
			json_integer(json_integer_value(json_object_get(c->obj, "more")) + 1)))
		return ENOMEM;
	if (TOPICS_MOST == c->topics && c->best[TOPICS_MOST - 1].level >= skill->level)
		return 0;

	i = TOPICS_MOST == c->topics ? TOPICS_MOST - 1 : c->topics++;
	for (; i && c->best[i - 1].level < skill->level; i--)
		c->best[i] = c->best[i - 1];
	c->best[i] = *skill;
	return 0;
}


static int topics_put(const struct gathering *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct colleague *c = &g->at[i];

		for (unsigned k = 0; k < c->topics; k++) {
			const struct topic *topic = topics_find(g->v->topics, c->best[k].topic);

			if (json_array_append_new(json_object_get(c->obj, "topics"), json_pack("{s:o, s:s, s:i}", "id", view_id(topic->id),
					"name", topic->name[g->v->lang], "level", (int)c->best[k].level)))
				return ENOMEM;
		}
	}

	return 0;
}


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct look *look = arg;
	struct gathering g = {.v = v, .hub = look->ask.view};
	json_t *obj = json_pack("{s:[]}", "colleagues");
	int err;

	(void)refusal;

	g.list = json_object_get(obj, "colleagues");
	g.at = mem_zalloc(COLLEAGUES_MOST * sizeof(*g.at), NULL);
	err = g.list && g.at ? staff_here_list(v->db, here_h, &g) : ENOMEM;
	if (!err)
		err = skill_members(v->db, member_h, &g);
	if (!err)
		err = skill_each(v->db, level_h, &g);
	if (!err)
		err = topics_put(&g);
	mem_deref(g.at);
	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}


static int list_h(struct request *req)
{
	struct look *look = look_alloc(req, sizeof(*look));

	return look ? look_view(req, look, view_h) : ENOMEM;
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/colleagues", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, list_h,
	 "To whom a call may be given: who is here, free or not, and the topics that each knows best", NULL, "Colleagues", 200, 0},
};

const struct route_set colleague_routes = ROUTE_SET(rows);
