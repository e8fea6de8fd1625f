/**
 * @file calendars.c  The calendars of an organisation by name
 */
#include "schedule/schedule_priv.h"

struct calendars {
	size_t n;
	struct calendar *at[CALENDARS_MAX];     /* by name */
};


static void destructor(void *arg)
{
	struct calendars *cs = arg;

	for (size_t i = 0; i < cs->n; i++)
		mem_deref(cs->at[i]);
}


int calendars_alloc(struct calendars **csp)
{
	struct calendars *cs = mem_zalloc(sizeof(*cs), destructor);

	if (!cs)
		return ENOMEM;

	*csp = cs;
	return 0;
}


/* Where a name stands or would stand */
static size_t place(const struct calendars *cs, struct pl name)
{
	size_t lo = 0, hi = cs->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		struct pl other = pl_of(cs->at[mid]->name);
		size_t len = name.l < other.l ? name.l : other.l;
		int cmp = len ? memcmp(other.p, name.p, len) : 0;

		if (cmp < 0 || (cmp == 0 && other.l < name.l))
			lo = mid + 1;
		else
			hi = mid;
	}

	return lo;
}


enum schedule_refusal calendars_add(struct calendars *cs, struct calendar *cal)
{
	size_t i = place(cs, pl_of(cal->name));

	if (calendars_find(cs, pl_of(cal->name)))
		return SCHEDULE_CALENDAR_TWICE;
	if (cs->n == CALENDARS_MAX)
		return SCHEDULE_CALENDAR_MANY;

	memmove(&cs->at[i + 1], &cs->at[i], (cs->n++ - i) * sizeof(cs->at[0]));
	cs->at[i] = mem_ref(cal);

	return SCHEDULE_OK;
}


const struct calendar *calendars_find(const struct calendars *cs, struct pl name)
{
	size_t i = place(cs, name);

	return i < cs->n && 0 == pl_strcmp(&name, cs->at[i]->name) ? cs->at[i] : NULL;
}


size_t calendars_count(const struct calendars *cs)
{
	return cs->n;
}


const struct calendar *calendars_at(const struct calendars *cs, size_t i)
{
	return cs->at[i];
}
