/**
 * @file office.c  How the offices of the lines' regions stand
 */
#include "base/clock.h"
#include "hub/office.h"
#include "line/office.h"
#include "voice/office.h"

enum { FRESH_MS = 20 };

struct looking {
	struct hub_ask hub;
	struct voice *v;
};


static void looked_h(struct hub_ask *hub)
{
	struct looking *l = CONTAINER_OF(hub, struct looking, hub);
	struct voice *v = l->v;

	for (size_t i = 0; hub->view && i < v->offices.n; i++)
		hub_office_count(hub->view, &v->offices.at[i]);

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
		v->offices.at[i].open = line_office_open(v->prm.lines, v->book, v->offices.at[i].region, wall_ms, NULL);
		v->offices.at[i].down = switchboard_office_down(v->board, v->offices.at[i].region, wall_ms);
	}
	staff_look(v);
}
