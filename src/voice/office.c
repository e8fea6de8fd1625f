/**
 * @file office.c  How the offices of the lines' regions stand
 */
#include "base/clock.h"
#include "voice/office.h"

enum { FRESH_MS = 20 };

struct looking {
	struct hub_ask hub;
	struct voice *v;
};


/* May this one be rung with calls of a region? No region written down means every one */
static bool answers(const struct queue_staff_view *staff, unsigned region)
{
	if (QUEUE_OUT == staff->state || !staff->reached[QUEUE_CALL] || !staff->most[QUEUE_CALL])
		return false;

	return !(staff->regions[0] | staff->regions[1]) || staff->regions[region / 64] >> (region % 64) & 1;
}


static void count(struct office *office, const struct hub_view *view)
{
	office->staff = office->waiting = 0;

	for (size_t i = 0; i < view->staffs; i++)
		office->staff += answers(&view->staff[i], office->region);
	for (size_t i = 0; i < view->rows; i++) {
		const struct queue_row_view *row = &view->row[i];

		if (QUEUE_CALL == row->medium && office->region == row->region)
			office->waiting += row->waiting + row->offered;
	}
}


static void looked_h(struct hub_ask *hub)
{
	struct looking *l = CONTAINER_OF(hub, struct looking, hub);
	struct voice *v = l->v;

	for (size_t i = 0; hub->view && i < v->offices.n; i++)
		count(&v->offices.at[i], hub->view);

	v->office_asked = false;
	mem_deref(hub->view);
	mem_deref(l);
	voice_back(v);
}


static void staff_look(struct voice *v)
{
	struct looking *l;

	if (!v->hub || v->office_asked || v->stopping)
		return;

	l = mem_zalloc(sizeof(*l), NULL);
	if (!l)
		return;

	l->v = v;
	l->hub.home = v->gate.mailbox;
	l->hub.done_h = looked_h;
	v->office_asked = true;
	v->awayc++;
	hub_look(v->hub, &l->hub);
}


/* Is one of the lines of a region open? Hours that are missing keep nobody out */
static bool open_now(const struct voice *v, unsigned region, int64_t now_ms)
{
	for (size_t i = 0; i < v->prm.lines->n; i++) {
		const struct line *line = &v->prm.lines->at[i];
		const struct calendar *cal = region == line->region ? book_calendar(v->book, LANG_RU, pl_of(line->calendar)) : NULL;

		if (region == line->region && (!cal || calendar_status(cal, now_ms).open))
			return true;
	}

	return false;
}


void office_take(struct voice *v)
{
	const struct offices before = v->offices;

	v->offices.n = 0;
	v->office_ms = 0;
	for (size_t i = 0; v->prm.lines && i < v->prm.lines->n; i++) {
		const unsigned region = v->prm.lines->at[i].region;
		const struct office *known = office_find(&before, region);

		if (region && v->offices.n < OFFICES_MAX && !office_find(&v->offices, region))
			v->offices.at[v->offices.n++] = known ? *known : (struct office){.region = region};
	}
}


void office_look(struct voice *v)
{
	const int64_t now_ms = clock_mono_ms(), wall_ms = clock_wall_ms();

	if (!v->offices.n || now_ms - v->office_ms < FRESH_MS)
		return;

	v->office_ms = now_ms;
	for (size_t i = 0; i < v->offices.n; i++) {
		v->offices.at[i].open = open_now(v, v->offices.at[i].region, wall_ms);
		v->offices.at[i].down = switchboard_office_down(v->board, v->offices.at[i].region, wall_ms);
	}
	staff_look(v);
}
