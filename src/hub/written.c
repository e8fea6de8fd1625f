/**
 * @file written.c  Written work and operators, brought into the core as the store has them
 */
#include <stdlib.h>
#include "appeal/appeal.h"
#include "base/clock.h"
#include "base/log.h"
#include "hub/dispatch_priv.h"

/* ---- appeals ---- */

enum need { NEED_NONE, NEED_WAIT, NEED_HAND };

static enum need need_of(const struct dispatch_work *w)
{
	bool fresh = APPEAL_NEW == w->state || APPEAL_REOPENED == w->state;

	if (DB_NULL == w->owner)
		return fresh ? NEED_WAIT : NEED_NONE;

	return fresh || APPEAL_IN_WORK == w->state ? NEED_HAND : NEED_NONE;
}


static struct queue_work work_of(const struct dispatch *d, const struct dispatch_work *w)
{
	return (struct queue_work){
		.id = w->id, .medium = QUEUE_WRITTEN, .class = APPEAL_REOPENED == w->state ? QUEUE_RAISED : QUEUE_NORMAL,
		.topic = DB_NULL == w->topic ? 0 : w->topic, .lang = (unsigned)w->lang,
		.region = DB_NULL == w->region ? 0 : (unsigned)w->region,
		.since_ms = w->answer_by_ms - d->wall_ms - HUB_WRITTEN_MS - w->urged * HUB_URGED_MS,
	};
}


static void join(struct dispatch *d, const struct queue_work *work)
{
	enum queue_refusal refusal = QUEUE_DONE;
	int err = queue_join(d->core, clock_mono_ms(), work, &refusal);

	if (err || QUEUE_FULL == refusal)
		d->hungry = true;
	else if (refusal && QUEUE_NOBODY != refusal)
		log_warn("hub: work not queued id=%lld refusal=%s", work->id, queue_refusal_name(refusal));
}


static bool same(const struct queue_work_view *v, const struct queue_work *w)
{
	return v->topic == w->topic && v->lang == w->lang && v->region == w->region && v->since_ms == w->since_ms &&
	       (v->class == w->class || QUEUE_IS_IN_HAND == v->state);
}


/* The work is known: from how it stands in the core to how it is */
static void agree(struct dispatch *d, const struct queue_work_view *v, struct queue_work *work, enum need need, int64_t owner)
{
	int64_t now_ms = clock_mono_ms();
	bool mine = QUEUE_IS_IN_HAND == v->state && v->staff == owner;

	if (NEED_NONE == need) {
		(void)queue_leave(d->core, now_ms, work->id, QUEUE_ENDED);
	}
	else if (!same(v, work) || (NEED_HAND == need && QUEUE_IS_IN_HAND == v->state && !mine)) {
		(void)queue_leave(d->core, now_ms, work->id, QUEUE_AWAY);
		join(d, work);
	}
	else if (NEED_HAND == need && !mine) {
		if (queue_take(d->core, now_ms, work->id, owner))        /* no operator: an administrator, say */
			(void)queue_leave(d->core, now_ms, work->id, QUEUE_AWAY);
	}
	else if (NEED_WAIT == need && QUEUE_IS_IN_HAND == v->state) {
		(void)queue_give_back(d->core, now_ms, work->id);
	}
}


void dispatch_appeal(struct dispatch *d, const struct dispatch_work *w)
{
	struct queue_work work = work_of(d, w);
	enum need need = need_of(w);
	struct queue_work_view v;

	work.in_hand = NEED_HAND == need ? w->owner : 0;

	if (QUEUE_DONE == queue_work_get(d->core, w->id, &v))
		agree(d, &v, &work, need, w->owner);
	else if (NEED_NONE != need)
		join(d, &work);
	else
		return;

	dispatch_moved(d);
}


bool dispatch_full(const struct dispatch *d)
{
	return d->hungry;
}


bool dispatch_hungry(struct dispatch *d)
{
	struct queue_counts c;
	unsigned here;

	if (!d->hungry)
		return false;

	queue_counts(d->core, &c);
	here = c.waiting[QUEUE_WRITTEN] + c.offered[QUEUE_WRITTEN] + c.in_hand[QUEUE_WRITTEN];
	if (here > d->prm.queue.medium[QUEUE_WRITTEN].work_most / 2)
		return false;

	d->hungry = false;

	return true;
}


/* ---- operators ---- */

static enum queue_state state_of(enum presence presence)
{
	switch (presence) {

	case PRESENCE_READY:   return QUEUE_READY;
	case PRESENCE_BUSY:
	case PRESENCE_BREAK:
	case PRESENCE_AWAY:    return QUEUE_PAUSED;
	default:               return QUEUE_OUT;
	}
}


static int staff_cmp(const void *a, const void *b)
{
	const struct dispatch_staff *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}


static struct dispatch_staff *here_find(const struct dispatch *d, int64_t id)
{
	const struct dispatch_staff key = {.id = id};

	return d->staffs ? bsearch(&key, d->staff, d->staffs, sizeof(key), staff_cmp) : NULL;
}


/* The levels of one, out of all */
static size_t skills_of(const struct dispatch_people *p, int64_t id, struct queue_skill skill[QUEUE_SKILLS])
{
	size_t low = 0, high = p->skills, n = 0;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (p->skill[mid].staff < id)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < p->skills && p->skill[low].staff == id && n < QUEUE_SKILLS; low++)
		skill[n++] = p->skill[low].skill;

	return n;
}


/* Whoever has a desk may have work in hand; operators alone are offered any */
static int staff_set(struct dispatch *d, const struct dispatch_people *p, const struct dispatch_staff *s)
{
	bool operator = s->roles & ROLE_OPERATOR;
	struct queue_skill skill[QUEUE_SKILLS];
	struct queue_staff staff = {
		.id = s->id, .skill = skill, .skills = skills_of(p, s->id, skill), .level_other = s->work.level_other,
		.langs = s->work.langs, .regions = {s->work.regions[0], s->work.regions[1]}, .most = {[QUEUE_CALL] = operator},
		.excludes = {[QUEUE_WRITTEN] = 1U << QUEUE_CALL},
	};
	enum queue_refusal refusal = QUEUE_DONE;
	int err;

	if (operator)
		staff.most[QUEUE_WRITTEN] = DB_NULL == s->work.written_most ? d->prm.written_most : (unsigned)s->work.written_most;

	err = queue_staff_set(d->core, clock_mono_ms(), &staff, &refusal);
	if (!err && refusal)
		log_warn("hub: operator not taken id=%lld refusal=%s", s->id, queue_refusal_name(refusal));

	return err;
}


static void staff_stand(struct dispatch *d, int64_t id, enum presence presence)
{
	(void)queue_staff_state(d->core, clock_mono_ms(), id, state_of(presence), 0);
}


/* One who is new cannot be rung unless his phone is there */
static int staff_agree(struct dispatch *d, const struct dispatch_people *p, const struct dispatch_staff *s)
{
	const struct dispatch_staff *was = here_find(d, s->id);
	int err;

	if (!was || was->roles != s->roles || was->work.version != s->work.version) {
		err = staff_set(d, p, s);
		if (err)
			return err;
	}
	if (!was)
		(void)queue_staff_reach(d->core, clock_mono_ms(), s->id, QUEUE_CALL, early_take(d, s->id));
	if (!was || was->state != s->state)
		staff_stand(d, s->id, s->state);

	return 0;
}


int dispatch_staffs(struct dispatch *d, const struct dispatch_people *people)
{
	struct dispatch_staff *now = mem_alloc((people->staffs + 1) * sizeof(*now), NULL);
	size_t count = 0;
	int err = 0;

	if (!now)
		return ENOMEM;

	for (size_t i = 0; i < people->staffs; i++) {
		if (people->staff[i].roles & ROLE_DESK)
			now[count++] = people->staff[i];
	}
	qsort(now, count, sizeof(now[0]), staff_cmp);

	for (size_t i = 0; i < d->staffs; i++) {
		if (!count || !bsearch(&d->staff[i], now, count, sizeof(now[0]), staff_cmp))
			(void)queue_staff_drop(d->core, clock_mono_ms(), d->staff[i].id);
	}
	for (size_t i = 0; i < count && !err; i++)
		err = staff_agree(d, people, &now[i]);

	if (err)
		now = mem_deref(now);
	mem_deref(d->staff);
	d->staff = now;
	d->staffs = now ? count : 0;
	dispatch_moved(d);

	return err;
}


void dispatch_presence(struct dispatch *d, int64_t staff, enum presence state)
{
	struct dispatch_staff *s = here_find(d, staff);

	if (!s)
		return;

	s->state = state;
	staff_stand(d, staff, state);
	dispatch_moved(d);
}
