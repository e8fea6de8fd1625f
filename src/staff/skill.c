/**
 * @file skill.c  What a member may be offered
 */
#include <jansson.h>
#include <stdlib.h>
#include "staff/skill.h"
#include "staff/staff.sql.h"

/* Two of SQL's integers, 63 bits each, hold two words of bits by code */
#define LOW_BITS 63
#define LOW_MASK ((UINT64_C(1) << LOW_BITS) - 1)


static void regions_split(const uint64_t regions[2], int64_t *low, int64_t *high)
{
	*low = (int64_t)(regions[0] & LOW_MASK);
	*high = (int64_t)((regions[0] >> LOW_BITS | regions[1] << 1) & LOW_MASK);
}


static void regions_join(uint64_t regions[2], int64_t low, int64_t high)
{
	regions[0] = (uint64_t)low | (uint64_t)high << LOW_BITS;
	regions[1] = (uint64_t)high >> 1;
}


static struct skill_work work_all(void)
{
	return (struct skill_work){.langs = (1U << LANG_COUNT) - 1, .level_other = SKILL_LEVEL_ALL, .written_most = DB_NULL};
}


struct gathering {
	skill_member_h *member_h;
	skill_h *skill_h;
	void *arg;
};


static int member_h(const struct row_skill_work *row, void *arg)
{
	struct skill_member m = {.id = row->id, .roles = (unsigned)row->roles, .name = row->name, .work = work_all()};
	const struct gathering *g = arg;

	if (DB_NULL != row->version) {
		m.work = (struct skill_work){.langs = (unsigned)row->langs, .level_other = (unsigned)row->level_other,
			.written_most = row->written_most, .version = row->version};
		regions_join(m.work.regions, row->regions_low, row->regions_high);
	}

	return g->member_h(&m, g->arg);
}


int skill_members(struct db *db, skill_member_h *h, void *arg)
{
	struct gathering g = {.member_h = h, .arg = arg};

	return sql_skill_work(db, member_h, &g);
}


static int each_h(const struct row_skill_all *row, void *arg)
{
	const struct gathering *g = arg;

	return g->skill_h(row->staff, &(struct skill){row->topic, (unsigned)row->level}, g->arg);
}


int skill_each(struct db *db, skill_h *h, void *arg)
{
	struct gathering g = {.skill_h = h, .arg = arg};

	return sql_skill_all(db, each_h, &g);
}


static int skill_cmp(const void *a, const void *b)
{
	const struct skill *x = a, *y = b;

	return (x->topic > y->topic) - (x->topic < y->topic);
}


static bool good(struct skill_set *set)
{
	const struct skill_work *w = &set->work;

	if (!w->langs || w->langs >> LANG_COUNT || w->level_other > SKILL_LEVELS || set->n > SKILLS_MAX)
		return false;
	if (DB_NULL != w->written_most && (w->written_most < 0 || w->written_most > SKILL_WRITTEN_MAX))
		return false;

	qsort(set->skill, set->n, sizeof(set->skill[0]), skill_cmp);
	for (size_t i = 0; i < set->n; i++) {
		if (set->skill[i].topic <= 0 || set->skill[i].level > SKILL_LEVELS ||
		    (i && set->skill[i].topic == set->skill[i - 1].topic))
			return false;
	}

	return true;
}


/* ---- before and after, for the journal ---- */

static int skills_add(json_t *list, int64_t topic, int64_t level)
{
	return json_array_append_new(list, json_pack("[o, I]", json_sprintf("%lld", (long long)topic), (json_int_t)level)) ? ENOMEM : 0;
}


static json_t *work_json(const struct skill_work *w, json_t *skills)
{
	return json_pack("{s:i, s:i, s:I, s:o, s:o}", "langs", (int)w->langs, "level_other", (int)w->level_other,
			 "written_most", (json_int_t)(DB_NULL == w->written_most ? -1 : w->written_most), "regions",
			 json_sprintf("%llx %llx", (unsigned long long)w->regions[0], (unsigned long long)w->regions[1]), "skills", skills);
}


static int was_h(const struct row_skill_work_get *row, void *arg)
{
	struct skill_work *w = arg;

	*w = (struct skill_work){.langs = (unsigned)row->langs, .level_other = (unsigned)row->level_other,
		.written_most = row->written_most, .version = row->version};
	regions_join(w->regions, row->regions_low, row->regions_high);

	return 0;
}


static int was_skill_h(const struct row_skill_get *row, void *arg)
{
	return skills_add(arg, row->topic, row->level);
}


static int journal(struct tx *tx, const struct skill_set *set, const struct skill_work *was, json_t *was_skills)
{
	json_t *skills = json_array(), *obj;
	char *text = NULL;
	int err = 0;

	for (size_t i = 0; i < set->n && !err; i++)
		err = skills_add(skills, set->skill[i].topic, set->skill[i].level);

	obj = json_pack("{s:o, s:o, s:o}", "after", work_json(&set->work, skills), "before", work_json(was, json_incref(was_skills)),
			"staff", json_sprintf("%lld", (long long)set->id));
	text = json_dumps(obj, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text)
		err = ENOMEM;
	if (!err)
		err = tx_journal(tx, &(struct journal_entry){.kind = "staff.skills", .actor = set->actor, .body = pl_of(text)});

	free(text);
	json_decref(obj);
	return err;
}


static int write(struct tx *tx, const struct skill_set *set, int64_t version)
{
	struct sql_skill_work_put put = {
		.staff = set->id, .langs = set->work.langs, .level_other = set->work.level_other,
		.written_most = set->work.written_most, .version = version};
	int err;

	regions_split(set->work.regions, &put.regions_low, &put.regions_high);
	err = sql_skill_work_put(tx_db(tx), &put);
	if (!err)
		err = sql_skill_drop(tx_db(tx), set->id);
	for (size_t i = 0; i < set->n && !err; i++)
		err = sql_skill_add(tx_db(tx), set->id, set->skill[i].topic, set->skill[i].level);

	return err;
}


int skill_set_apply(struct tx *tx, struct command *cmd)
{
	struct skill_set *set = CONTAINER_OF(cmd, struct skill_set, cmd);
	struct skill_work was = work_all();
	json_t *was_skills = json_array();
	struct staff_member m;
	int err;

	err = staff_by_id(tx_db(tx), set->id, &m);
	if (!err)
		err = sql_skill_work_get(tx_db(tx), set->id, was_h, &was);
	if (!err)
		err = sql_skill_get(tx_db(tx), set->id, was_skill_h, was_skills);
	if (err)
		goto out;

	cmd->refusal = !m.found ? STAFF_UNKNOWN : set->work.version != was.version ? STAFF_CHANGED : !good(set) ? STAFF_SKILL : 0;
	if (cmd->refusal)
		goto out;

	err = write(tx, set, was.version + 1);
	if (!err)
		err = journal(tx, set, &was, was_skills);
	if (!err)
		set->new_version = was.version + 1;

out:
	json_decref(was_skills);
	return err;
}
