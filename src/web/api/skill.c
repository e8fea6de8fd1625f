/**
 * @file skill.c  What operators may be offered: settings of supervisors and administrators
 */
#include <stdlib.h>
#include "appeal/topic.h"
#include "appeal/view.h"
#include "staff/skill.h"
#include "web/api/setting.h"
#include "web/api/staff.h"
#include "web/table.h"

enum { BODY_MAX = 16 * 1024 };

static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};


/* ---- what is shown ---- */

struct showing {
	int64_t only;                    /* one member; 0 all */
	json_t *list, *one;              /* one: the last member that was added, borrowed */
};


static json_t *langs_json(unsigned bits)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < LANG_COUNT; i++) {
		if (bits >> i & 1)
			(void)json_array_append_new(list, json_string(langs[i]));
	}

	return list;
}


static json_t *regions_json(const uint64_t regions[2])
{
	json_t *list = json_array();
	char code[8];

	for (unsigned i = 1; i <= SKILL_REGION_MAX; i++) {
		if (!(regions[i / 64] >> (i % 64) & 1))
			continue;

		(void)re_snprintf(code, sizeof(code), "%02u", i);
		(void)json_array_append_new(list, json_string(code));
	}

	return list;
}


static int member_h(const struct skill_member *m, void *arg)
{
	const struct skill_work *w = &m->work;
	struct showing *s = arg;
	json_t *one;

	if (!(m->roles & ROLE_DESK) || (s->only && s->only != m->id))
		return 0;

	one = json_pack("{s:o, s:s%, s:o, s:i, s:o, s:[], s:I}", "id", view_id(m->id), "name", m->name.p, m->name.l, "langs",
			langs_json(w->langs), "level_other", (int)w->level_other, "regions", regions_json(w->regions), "skills",
			"version", (json_int_t)w->version);
	if (!one || json_array_append_new(s->list, one))
		return ENOMEM;
	if (DB_NULL != w->written_most && json_object_set_new(one, "written_most", json_integer(w->written_most)))
		return ENOMEM;

	return 0;
}


static json_t *member_find(const json_t *list, int64_t id)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		if (id == strtoll(json_string_value(json_object_get(one, "id")), NULL, 10))
			return one;
	}

	return NULL;
}


/* They come by member: the last one is asked for again and again */
static int level_h(int64_t staff, const struct skill *skill, void *arg)
{
	struct showing *s = arg;
	json_t *one = s->one;

	if (s->only && s->only != staff)
		return 0;
	if (!one || staff != strtoll(json_string_value(json_object_get(one, "id")), NULL, 10))
		one = s->one = member_find(s->list, staff);
	if (!one)
		return 0;

	return json_array_append_new(json_object_get(one, "skills"), json_pack("{s:o, s:i}", "topic", view_id(skill->topic), "level",
			(int)skill->level)) ? ENOMEM : 0;
}


static int show(struct db *db, struct showing *s)
{
	int err;

	s->list = json_array();
	if (!s->list)
		return ENOMEM;

	err = skill_members(db, member_h, s);
	if (!err)
		err = skill_each(db, level_h, s);
	if (err)
		json_decref(s->list);

	return err;
}


static int all_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	struct showing s = {.only = 0};
	int err = show(db, &s);

	(void)now_ms;
	(void)arg;

	if (err)
		return err;

	*objp = json_pack("{s:o}", "items", s.list);
	return *objp ? 0 : ENOMEM;
}


static int one_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	struct showing s = {.only = *(const int64_t *)arg};
	int err = show(db, &s);

	(void)now_ms;

	if (err)
		return err;

	*objp = json_incref(json_array_get(s.list, 0));
	json_decref(s.list);

	return 0;
}


static int list_h(struct request *req)
{
	return setting_reply(req, 200, all_h, NULL);
}


/* ---- what is set ---- */

struct skill_in {
	json_t *langs, *regions, *skills;
	int64_t level_other, written_most, version;
};

static const struct want skill_want[] = {
	{"langs",        WANT_LIST, offsetof(struct skill_in, langs),        true,  LANG_COUNT, NULL},
	{"regions",      WANT_LIST, offsetof(struct skill_in, regions),      true,  SKILL_REGION_MAX, NULL},
	{"skills",       WANT_LIST, offsetof(struct skill_in, skills),       true,  SKILLS_MAX, NULL},
	{"level_other",  WANT_INT,  offsetof(struct skill_in, level_other),  true,  0, NULL},
	{"written_most", WANT_INT,  offsetof(struct skill_in, written_most), false, 0, NULL},
	{"version",      WANT_INT,  offsetof(struct skill_in, version),      true,  0, NULL},
};


static bool langs_read(const json_t *list, struct skill_work *w)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		struct pl word = {json_string_value(one), json_string_length(one)};
		unsigned lang = 0;

		while (lang < LANG_COUNT && pl_strcmp(&word, langs[lang]))
			lang++;
		if (lang == LANG_COUNT)
			return false;

		w->langs |= 1U << lang;
	}

	return w->langs;
}


static bool regions_read(const json_t *list, struct skill_work *w)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		int64_t code = setting_id((struct pl){json_string_value(one), json_string_length(one)});

		if (code < 1 || code > SKILL_REGION_MAX)
			return false;

		w->regions[code / 64] |= UINT64_C(1) << (code % 64);
	}

	return true;
}


static bool skills_read(const struct request *req, const json_t *list, struct skill_set *set)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const json_t *topic = json_object_get(one, "topic"), *level = json_object_get(one, "level");
		int64_t id = setting_id((struct pl){json_string_value(topic), json_string_length(topic)});
		json_int_t n = json_integer_value(level);

		if (!json_is_integer(level) || n < 0 || n > SKILL_LEVELS || !topics_find(app_of(req)->topics, id))
			return false;

		set->skill[set->n++] = (struct skill){id, (unsigned)n};
	}

	return true;
}


static void wrong(struct request *req, const char *field)
{
	reply_field(req, field, "problem.staff.skill", NULL, 0, NULL);
}


static void in_read(struct request *req, const struct skill_in *in, struct skill_set *set)
{
	if (!langs_read(in->langs, &set->work))
		wrong(req, "langs");
	if (!regions_read(in->regions, &set->work))
		wrong(req, "regions");
	if (!skills_read(req, in->skills, set))
		wrong(req, "skills");
	if (in->level_other < 0 || in->level_other > SKILL_LEVELS)
		wrong(req, "level_other");
	if (DB_NULL != in->written_most && (in->written_most < 0 || in->written_most > SKILL_WRITTEN_MAX))
		wrong(req, "written_most");

	set->work.level_other = (unsigned)in->level_other;
	set->work.written_most = in->written_most;
	set->work.version = in->version;
}


static void set_h(struct request *req, void *arg)
{
	struct skill_set *set = arg;
	int err = set->cmd.err;

	if (!err && set->cmd.refusal) {
		staff_refuse(req, set->cmd.refusal);
		return;
	}

	if (!err)
		err = setting_reply(req, 200, one_h, &set->id);
	if (err)
		reply_errno(req, err);
}


static int put_h(struct request *req)
{
	struct skill_set *set = request_alloc(req, sizeof(*set), NULL);
	struct skill_in in = {.written_most = DB_NULL};

	if (!set)
		return ENOMEM;
	if (!request_want(req, skill_want, sizeof(skill_want) / sizeof(skill_want[0]), &in))
		return 0;

	set->cmd.apply_h = skill_set_apply;
	set->actor = request_session(req)->staff;
	set->id = setting_id(request_param(req, 0));
	in_read(req, &in, set);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "staff.skill");
		return 0;
	}

	return request_write(req, &set->cmd, set_h, set);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/skills", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What everybody with a desk may be offered: topics with levels, languages, regions, how much at once", NULL, "SkillList", 200, 0},
	{PUT, "/api/v1/settings/skills/{id}", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Changes what a member of staff may be offered; it acts at once", "SkillSet", "Skill", 200, 0},
};

const struct route_set skill_routes = ROUTE_SET(rows);
