/**
 * @file gone.c  Calls that went out of an operator's hand and go on
 */
#include "voice/gone.h"


static unsigned gone_at(const struct voice *v, int64_t call, int64_t staff)
{
	unsigned i = 0;

	while (i < GONE_MOST && (v->gone[i].call != call || v->gone[i].staff != staff))
		i++;

	return i;
}


void gone_drop(const struct vcall *call, int64_t staff)
{
	unsigned i = gone_at(call->v, call->id, staff);

	if (i < GONE_MOST)
		call->v->gone[i] = (struct gone){.call = 0};
}


void gone_note(const struct vcall *call, int64_t staff, enum call_gone how, const char *by)
{
	struct voice *v = call->v;
	struct gone *g;

	if (!staff)
		return;

	gone_drop(call, staff);
	g = &v->gone[v->gones++ % GONE_MOST];
	*g = (struct gone){.call = call->id, .staff = staff, .how = how};
	str_ncpy(g->by, by ? by : "", sizeof(g->by));
}


void gone_ask(const struct voice *v, struct call_ask *ask)
{
	unsigned i = gone_at(v, ask->call, ask->staff);

	ask->name[0] = '\0';
	if (!ask->call || !ask->staff || GONE_MOST == i)
		return;

	ask->gone = v->gone[i].how;
	str_ncpy(ask->name, v->gone[i].by, sizeof(ask->name));
}
