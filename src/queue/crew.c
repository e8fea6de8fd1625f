/**
 * @file crew.c  Crews: operators of the same skills, languages and regions
 */
#include <stdlib.h>
#include "queue/queue_priv.h"


static int skill_cmp(const void *a, const void *b)
{
	const struct queue_skill *x = a, *y = b;

	return (x->topic > y->topic) - (x->topic < y->topic);
}


static bool same(const struct qcrew *a, const struct qcrew *b)
{
	if (a->level_other != b->level_other || a->langs != b->langs || a->regions[0] != b->regions[0] ||
	    a->regions[1] != b->regions[1] || a->skills != b->skills)
		return false;

	for (unsigned i = 0; i < a->skills; i++) {
		if (a->skill[i].topic != b->skill[i].topic || a->skill[i].level != b->skill[i].level)
			return false;
	}

	return true;
}


static uint64_t stir(uint64_t x, uint64_t more)
{
	x = (x ^ more) * 0x9e3779b97f4a7c15ULL;

	return x ^ (x >> 29);
}


static uint64_t digest(const struct qcrew *c)
{
	uint64_t x = stir(stir(stir(c->level_other, c->langs), c->regions[0]), c->regions[1]);

	for (unsigned i = 0; i < c->skills; i++)
		x = stir(stir(x, (uint64_t)c->skill[i].topic), c->skill[i].level);

	return x;
}


struct qcrew *qcrew_get(struct queue_core *core, const struct queue_staff *staff)
{
	struct qcrew *crew = mem_zalloc(sizeof(*crew) + staff->skills * sizeof(crew->skill[0]), NULL);
	uint64_t nr;

	if (!crew)
		return NULL;

	crew->level_other = staff->level_other;
	crew->langs = staff->langs;
	crew->regions[0] = staff->regions[0];
	crew->regions[1] = staff->regions[1];
	crew->skills = (unsigned)staff->skills;
	if (staff->skills) {
		memcpy(crew->skill, staff->skill, staff->skills * sizeof(crew->skill[0]));
		qsort(crew->skill, staff->skills, sizeof(crew->skill[0]), skill_cmp);
	}

	nr = digest(crew);
	for (struct qlink *l = qindex_find(&core->crews, nr); l; l = qindex_more(l)) {

		struct qcrew *known = CONTAINER_OF(l, struct qcrew, link);

		if (same(known, crew)) {
			mem_deref(crew);
			known->members++;
			return known;
		}
	}

	qindex_add(&core->crews, &crew->link, nr);
	crew->members = 1;

	return crew;
}


void qcrew_leave(struct queue_core *core, struct qcrew *crew)
{
	if (--crew->members)
		return;

	qindex_remove(&core->crews, &crew->link);
	mem_deref(crew);
}


static unsigned level_of(const struct qcrew *crew, int64_t topic)
{
	unsigned low = 0, high = crew->skills;

	while (low < high) {
		unsigned mid = (low + high) / 2;

		if (crew->skill[mid].topic < topic)
			low = mid + 1;
		else
			high = mid;
	}

	return low < crew->skills && crew->skill[low].topic == topic ? crew->skill[low].level : crew->level_other;
}


/* May operators of this crew have work of the row that is widened so far? */
bool qcrew_fits(const struct queue_core *core, const struct qcrew *crew, const struct qrow *row, unsigned step)
{
	const struct queue_step *s = &qprm_of(row)->step[step];
	unsigned need;

	if (!(crew->langs >> row->lang & 1))
		return false;
	if (row->region && !s->any_region && (crew->regions[0] | crew->regions[1]) &&
	    !(crew->regions[row->region / 64] >> (row->region % 64) & 1))
		return false;
	if (!row->topic || s->any_topic)
		return true;

	need = row->level > s->level_less ? row->level - s->level_less : 1;

	return level_of(crew, row->topic) >= need;
}
