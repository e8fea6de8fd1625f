/**
 * @file queue_model.c  The model: what must hold, and what changes
 */
#include <limits.h>
#include "queue_model.h"


unsigned model_draw(struct model *m, unsigned n)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;

	return (unsigned)((m->seed >> 11) % n);
}


void model_wrong(struct model *m, const char *what)
{
	if (!m->wrong)
		m->wrong = what;
}


struct mwork *model_work(struct model *m, int64_t id)
{
	for (unsigned i = 0; i < WORKS; i++) {
		if (m->work[i].here && m->work[i].in.id == id)
			return &m->work[i];
	}

	return NULL;
}


/* ---- what follows from the arrays ---- */

static bool before(const struct mwork *a, const struct mwork *b)
{
	return a->turn_ms < b->turn_ms || (a->turn_ms == b->turn_ms && a->in.id < b->in.id);
}


bool model_same_row(const struct mwork *a, const struct mwork *b)
{
	return a->in.medium == b->in.medium && a->in.topic == b->in.topic && a->in.lang == b->in.lang &&
	       a->in.region == b->in.region && a->in.level == b->in.level;
}


bool model_fits(const struct model *m, const struct mstaff *s, const struct mwork *w)
{
	const struct queue_step *step = &m->prm.medium[w->in.medium].step[w->step];
	unsigned level = s->in.level_other, need = w->in.level;

	if (!(s->in.langs & 1U << w->in.lang))
		return false;
	if (w->in.region && !step->any_region && (s->in.regions[0] || s->in.regions[1]) && !(s->in.regions[0] & 1ULL << w->in.region))
		return false;

	for (unsigned i = 0; i < s->in.skills; i++) {
		if (s->skill[i].topic == w->in.topic)
			level = s->skill[i].level;
	}
	need = need > step->level_less ? need - step->level_less : 1;

	return !w->in.topic || step->any_topic || level >= need;
}


static bool open(const struct mstaff *s, unsigned medium)
{
	if (!s->here || QUEUE_READY != s->state || !s->reached[medium] || s->offer[medium] || s->in_hand[medium] >= s->in.most[medium])
		return false;

	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (i != medium && s->in.excludes[medium] & 1U << i && (s->in_hand[i] || (i < medium && s->offer[i])))
			return false;
	}

	return true;
}


static bool passed(const struct mwork *w, const struct mstaff *s)
{
	for (unsigned i = 0; i < QUEUE_PASSED; i++) {
		if (w->passed[i] == s->in.id)
			return true;
	}

	return false;
}


unsigned model_step(const struct model *m, const struct mwork *w)
{
	const struct queue_medium_prm *prm = &m->prm.medium[w->in.medium];
	unsigned step = 0;

	while (step + 1 < STEPS && w->in.since_ms + prm->step[step + 1].after_ms <= m->now_ms)
		step++;

	return step;
}


static unsigned place_of(const struct model *m, const struct mwork *w)
{
	unsigned place = 1;

	for (unsigned i = 0; i < WORKS; i++) {
		const struct mwork *o = &m->work[i];

		place += o->here && o != w && QUEUE_IS_IN_HAND != o->state && model_same_row(o, w) && before(o, w);
	}

	return place;
}


/* ---- what operators refused ---- */

static void drop(int64_t *v, unsigned n, int64_t id)
{
	unsigned k = 0;

	for (unsigned i = 0; i < n; i++) {
		if (v[i] && v[i] != id)
			v[k++] = v[i];
	}
	while (k < n)
		v[k++] = 0;
}


static void push(int64_t *v, int64_t id)
{
	while (*v)
		v++;
	*v = id;
}


void model_unpass(struct model *m, struct mwork *w)
{
	for (unsigned i = 0; i < QUEUE_PASSED; i++) {
		if (w->passed[i])
			drop(m->staff[w->passed[i]].passed, QUEUE_PASSES, w->in.id);
	}
	memset(w->passed, 0, sizeof(w->passed));
	w->pass_ms = INT64_MAX;
}


void model_pass(struct model *m, struct mwork *w, struct mstaff *s)
{
	if (m->prm.medium[w->in.medium].pass_ms)
		w->pass_ms = m->now_ms + m->prm.medium[w->in.medium].pass_ms;
	if (passed(w, s))
		return;
	if (w->passed[QUEUE_PASSED - 1]) {
		drop(m->staff[w->passed[0]].passed, QUEUE_PASSES, w->in.id);
		drop(w->passed, QUEUE_PASSED, w->passed[0]);
	}
	if (s->passed[QUEUE_PASSES - 1]) {
		drop(model_work(m, s->passed[0])->passed, QUEUE_PASSED, s->in.id);
		drop(s->passed, QUEUE_PASSES, s->passed[0]);
	}
	push(w->passed, s->in.id);
	push(s->passed, w->in.id);
}


/* ---- changes that events and decisions make ---- */

void model_idle(struct model *m, struct mstaff *s)
{
	s->idle = ++m->idle;
}


void model_back(struct model *m, struct mwork *w)
{
	struct mstaff *s = &m->staff[w->staff];

	m->stale_work = w->in.id;
	m->stale_staff = w->staff;
	m->stale_gen = w->gen;
	s->offer[w->in.medium] = 0;
	w->state = QUEUE_IS_WAITING;
	w->staff = 0;
	w->gen = 0;
}


void model_stand(struct model *m, struct mstaff *s, enum queue_state state, int64_t until_ms)
{
	enum queue_state was = s->state;

	s->state = state;
	s->until_ms = until_ms;
	if (QUEUE_READY == state && QUEUE_READY != was) {
		if (QUEUE_WRAP_UP != was) {
			s->misses = 0;
			for (unsigned i = 0; i < QUEUE_PASSES; i++) {
				if (s->passed[i])
					drop(model_work(m, s->passed[i])->passed, QUEUE_PASSED, s->in.id);
			}
			memset(s->passed, 0, sizeof(s->passed));
		}
		model_idle(m, s);
	}
	if (QUEUE_OUT != state)
		return;
	for (unsigned i = 0; i < WORKS; i++) {
		if (m->work[i].held && m->work[i].in.owner == s->in.id)
			m->work[i].held = false;
	}
}


void model_turn(const struct model *m, struct mwork *w)
{
	w->turn_ms = w->in.since_ms - m->prm.head_start_ms[w->class];
}


void model_hand(struct model *m, struct mwork *w, struct mstaff *s)
{
	model_unpass(m, w);
	w->state = QUEUE_IS_IN_HAND;
	w->staff = s->in.id;
	w->held = false;
	s->in_hand[w->in.medium]++;
	model_idle(m, s);
}


/* It is talked to from now on; of another that was, the core has to say that it is on hold */
void model_talk(struct model *m, struct mwork *w, struct mstaff *s)
{
	if (QUEUE_CALL != w->in.medium || s->talks == w->in.id)
		return;

	m->held = s->talks;
	m->held_for = w->in.id;
	m->switches += m->held > 0;
	s->talks = w->in.id;
}


/* A miss that only the decision tells of, or one that was said */
void model_miss(struct model *m, struct mwork *w, struct mstaff *s)
{
	if (QUEUE_CALL == w->in.medium) {
		w->class = QUEUE_RETURNED;
		model_turn(m, w);
	}
	s->misses++;
	model_idle(m, s);
	m->misses++;
}


/* ---- decisions, each judged when it comes ---- */

static enum queue_why why_first(const struct mwork *w)
{
	if (QUEUE_RETURNED == w->class)
		return QUEUE_WHY_RETURNED;

	return w->in.repeat && QUEUE_RAISED == w->class ? QUEUE_WHY_REPEAT : QUEUE_WHY_CLASS;
}


static void owe(struct model *m, const struct mwork *w, const struct mstaff *s)
{
	for (unsigned i = 0; i < WORKS; i++) {

		const struct mwork *o = &m->work[i];
		enum queue_why why;

		if (!o->here || o == w || QUEUE_IS_WAITING != o->state || !model_same_row(o, w) || o->in.since_ms >= w->in.since_ms)
			continue;

		why = queue_why(m->core, s->in.id, w->in.id, o->in.id);
		m->owed[why]++;
		if (before(w, o) ? why != why_first(w)
				    : QUEUE_WHY_OWNER != why && QUEUE_WHY_REFUSED != why)
			model_wrong(m, "an overtaking has no reason");
		if (QUEUE_WHY_OWNER == why && (!o->in.owner || o->in.owner == s->in.id))
			model_wrong(m, "overtaken for an owner it has not");
		if (QUEUE_WHY_REFUSED == why && !passed(o, s))
			model_wrong(m, "overtaken by a refusal that was not");
	}
}


/* What changes by time alone in this very event may have happened before or after */
static bool settled(const struct model *m, const struct mwork *w)
{
	return (w->pass_ms > m->now_ms || w->pass_ms <= m->was_ms) && (!w->held || w->held_until_ms > m->now_ms);
}


static void judge_turn(struct model *m, const struct mwork *w, const struct mstaff *s)
{
	for (unsigned i = 0; i < WORKS; i++) {

		const struct mwork *o = &m->work[i];

		if (o->here && o != w && QUEUE_IS_WAITING == o->state && o->in.medium == w->in.medium && before(o, w) && settled(m, o) &&
		    !passed(o, s) && (o->held ? o->in.owner == s->in.id : model_fits(m, s, o)))
			model_wrong(m, "another had the turn");
	}

	for (unsigned i = 1; i <= STAFF; i++) {

		const struct mstaff *o = &m->staff[i];

		if (o != s && open(o, w->in.medium) && o->idle < s->idle && model_fits(m, o, w) && !passed(w, o) && settled(m, w) && w->in.owner != s->in.id)
			model_wrong(m, "another is idle longer");
	}
}


static void offered(struct model *m, const struct queue_decision *d)
{
	struct mwork *w = model_work(m, d->work);
	struct mstaff *s = &m->staff[d->staff];

	if (w && QUEUE_IS_IN_HAND == w->state && w->rings == d->staff && d->gen > m->gen) {
		m->gen = w->gen = d->gen;
		w->rings = 0;
		m->rings++;
		return;
	}

	m->offers++;
	if (!w || QUEUE_IS_WAITING != w->state) {
		model_wrong(m, "offered what does not wait");
		return;
	}
	if (!open(s, w->in.medium))
		model_wrong(m, "offered to one who is not open");
	if (!model_fits(m, s, w))
		model_wrong(m, "offered without the skills");
	if (passed(w, s) && w->pass_ms > m->now_ms)
		model_wrong(m, "offered what was refused");
	if (d->gen <= m->gen)
		model_wrong(m, "a generation came again");

	judge_turn(m, w, s);
	m->gen = d->gen;
	w->state = QUEUE_IS_OFFERED;
	w->staff = d->staff;
	w->gen = d->gen;
	w->held = false;
	s->offer[w->in.medium] = w->in.id;
	owe(m, w, s);
}


static void withdrawn(struct model *m, const struct queue_decision *d)
{
	struct mwork *w = model_work(m, d->work);

	if (m->rung_gen && m->rung_gen == d->gen && m->rung_work == d->work && m->rung_staff == d->staff) {
		m->rung_gen = 0;
		return;
	}
	if (!w || QUEUE_IS_OFFERED != w->state || w->staff != d->staff || w->gen != d->gen) {
		model_wrong(m, "withdrawn what is not offered");
		return;
	}

	model_back(m, w);
	if (QUEUE_WHY_TIMEOUT == d->why) {
		model_miss(m, w, &m->staff[d->staff]);
	}
	else if (w->leaving) {
		model_unpass(m, w);
		w->here = false;
	}
	else if (w->taker) {
		model_hand(m, w, w->taker);
		model_talk(m, w, w->taker);
		w->taker = NULL;
	}
}


void model_decide_h(const struct queue_decision *d, void *arg)
{
	struct model *m = arg;
	struct mwork *w = model_work(m, d->work);
	enum queue_refusal refusal;

	switch (d->what) {

	case QUEUE_OFFER:
		for (unsigned i = 0; i < QUEUE_WHYS; i++) {
			if (m->owed[i])
				model_wrong(m, "an overtaking was not told");
		}
		offered(m, d);
		break;

	case QUEUE_WITHDRAW:
		withdrawn(m, d);
		break;

	case QUEUE_WIDEN:
		if (!w || d->n != w->step + 1)
			model_wrong(m, "a step was left out");
		else
			w->step = d->n;
		break;

	case QUEUE_STAFF:
		if (QUEUE_WHY_MISSES == d->why && m->staff[d->staff].misses < MISSES)
			model_wrong(m, "paused too early");
		model_stand(m, &m->staff[d->staff], d->state, QUEUE_WHY_WRAP_UP == d->why ? m->now_ms + WRAP_MS : 0);
		break;

	case QUEUE_OVERTAKEN:
		m->overtaken += d->n;
		m->repeats += QUEUE_WHY_REPEAT == d->why ? d->n : 0;
		if (m->owed[d->why] != d->n || !d->n || d->why != queue_why(m->core, d->staff, d->work, d->other))
			model_wrong(m, "an overtaking was told otherwise");
		m->owed[d->why] = 0;
		break;

	case QUEUE_PLACE:
		m->places++;
		if (!w || QUEUE_CALL != w->in.medium || QUEUE_IS_IN_HAND == w->state)
			model_wrong(m, "a place of what has none");
		else if (d->place < w->place)
			w->place = d->place;
		break;

	case QUEUE_TALKS:
		if (!m->held || d->other != m->held || d->work != m->held_for || m->staff[d->staff].talks != d->work)
			model_wrong(m, "held what need not be");
		m->held = 0;
		break;

	case QUEUE_OVERFLOW:
		break;
	}

	if (QUEUE_BUSY != queue_join(m->core, m->now_ms, &(struct queue_work){.id = 1}, &refusal) + refusal)
		model_wrong(m, "called from within");
}


/* ---- after each event ---- */

static void check_work(struct model *m, struct mwork *w)
{
	struct queue_work_view v;
	struct queue_place p;
	unsigned place;

	if (queue_work_get(m->core, w->in.id, &v)) {
		model_wrong(m, "work was lost");
		return;
	}
	if (v.state != w->state || v.staff != w->staff || v.gen != w->gen || v.class != w->class)
		model_wrong(m, "work stands otherwise");

	if (QUEUE_IS_IN_HAND == w->state) {
		if (QUEUE_NOT_NOW != queue_place_of(m->core, m->now_ms, w->in.id, &p))
			model_wrong(m, "a place in hand");
		return;
	}

	if (w->rings)
		model_wrong(m, "a ring was not told");
	if (w->step != model_step(m, w))
		model_wrong(m, "widened too early or too late");

	place = place_of(m, w);
	if (queue_place_of(m->core, m->now_ms, w->in.id, &p) || p.place > place || p.place > w->place || !p.place)
		model_wrong(m, "the place is not what counting gives, or grew");
	if (p.place != place && p.place != w->place && p.place != w->in.place_most)
		model_wrong(m, "a place that never was");
	w->place = p.place;
}


static void check_pairs(struct model *m, struct mstaff *s)
{
	for (unsigned i = 0; i < WORKS; i++) {

		const struct mwork *w = &m->work[i];

		if (w->here && QUEUE_IS_WAITING == w->state && open(s, w->in.medium) && !passed(w, s) &&
		    (w->held ? w->in.owner == s->in.id : model_fits(m, s, w)))
			model_wrong(m, "forgotten: it waits beside one who is open");
	}
}


/* Whoever talks, talks to one: a call in this hand, which does not ring; and beside a talk at most SECOND more were rung */
static void check_talk(struct model *m, const struct mstaff *s, int64_t talks)
{
	const struct mwork *w = talks ? model_work(m, talks) : NULL;
	unsigned rings = 0;

	if (talks != s->talks || (talks && (!w || QUEUE_IS_IN_HAND != w->state || w->staff != s->in.id || w->gen)))
		model_wrong(m, "another call is talked to, or none that could be");

	for (unsigned i = 0; i < WORKS; i++) {
		const struct mwork *o = &m->work[i];

		rings += o->here && QUEUE_CALL == o->in.medium && QUEUE_IS_IN_HAND == o->state && o->staff == s->in.id && o->gen;
	}
	if (rings > 1)
		model_wrong(m, "two ring at one");
}


static void check_staff(struct model *m, struct mstaff *s)
{
	struct queue_staff_view v;

	if (queue_staff_get(m->core, s->in.id, &v)) {
		model_wrong(m, "an operator was lost");
		return;
	}
	if (v.state != s->state || v.misses != s->misses)
		model_wrong(m, "an operator stands otherwise");
	check_talk(m, s, v.talks);

	for (unsigned i = 0; i < QUEUE_MEDIA; i++) {
		if (v.in_hand[i] != s->in_hand[i] || v.offer[i].work != s->offer[i])
			model_wrong(m, "an operator has otherwise");
	}
	check_pairs(m, s);
}


static void check_list(struct model *m, int64_t staff, unsigned medium)
{
	int64_t ids[WORKS];
	size_t n, want = 0;

	if (queue_list(m->core, staff, medium, ids, WORKS, &n))
		return;

	for (unsigned i = 0; i < WORKS; i++) {
		const struct mwork *w = &m->work[i];

		want += w->here && QUEUE_IS_IN_HAND != w->state && w->in.medium == medium && (!staff || model_fits(m, &m->staff[staff], w));
	}
	if (n != want)
		model_wrong(m, "the list has not what waits");
	for (size_t i = 1; i < n; i++) {
		if (!before(model_work(m, ids[i - 1]), model_work(m, ids[i])))
			model_wrong(m, "the list is not in order");
	}
}


static void settle_time(struct model *m)
{
	for (unsigned i = 0; i < WORKS; i++) {
		struct mwork *w = &m->work[i];

		if (!w->here)
			continue;
		if (w->held && w->held_until_ms <= m->now_ms)
			w->held = false;
		if (w->pass_ms <= m->now_ms && QUEUE_IS_IN_HAND != w->state)
			model_unpass(m, w);
	}
}


void model_check(struct model *m)
{
	settle_time(m);
	if (m->rung_gen)
		model_wrong(m, "the end of a ring was not told");
	if (m->held)
		model_wrong(m, "two are talked to");

	for (unsigned i = 0; i < QUEUE_WHYS; i++) {
		if (m->owed[i])
			model_wrong(m, "an overtaking was not told");
	}
	for (unsigned i = 0; i < WORKS; i++) {
		if (m->work[i].here)
			check_work(m, &m->work[i]);
	}
	for (unsigned i = 1; i <= STAFF; i++) {
		if (m->staff[i].here)
			check_staff(m, &m->staff[i]);
	}
	check_list(m, model_draw(m, 2) ? 1 + model_draw(m, STAFF) : 0, model_draw(m, QUEUE_MEDIA));
	if (queue_next_ms(m->core) <= m->now_ms)
		model_wrong(m, "something due was left");
}
