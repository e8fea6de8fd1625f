/**
 * @file service.c  A caller asks how an application stands
 */
#include <sodium.h>
#include "base/log.h"
#include "service/service.h"
#include "voice/service.h"

/** A question on its way; it outlives its call */
struct looking {
	struct adapter_ask ask;
	struct voice *v;
	int64_t call;
	char application[FLOW_DIGITS_MAX + 1];
};


static void looking_destructor(void *arg)
{
	struct looking *l = arg;

	json_decref(l->ask.args);
	mem_deref(l->ask.result);
	sodium_memzero(l->application, sizeof(l->application));
}


static void status_destructor(void *arg)
{
	sodium_memzero(arg, sizeof(struct service_status));
}


void service_over(struct vcall *call)
{
	call->service = mem_deref(call->service);
}


bool service_offers(const struct voice *v)
{
	struct adapter_view view;

	if (!v->prm.adapters)
		return false;

	adapter_look(v->prm.adapters, ADAPTER_STATUS, &view);
	return ADAPTER_ABSENT != view.reason && ADAPTER_MISSING != view.reason;
}


/* ---- its row of the journal, which nothing waits for ---- */

static void noted_h(struct command *cmd)
{
	struct service_note *note = CONTAINER_OF(cmd, struct service_note, cmd);
	struct voice *v = cmd->asker;

	if (cmd->err)
		log_error("voice: a question about an application was not written call=%lld err=%m", note->call, cmd->err);
	mem_deref(note);
	voice_back(v);
}


static void note(struct voice *v, const struct looking *l, int64_t appeal)
{
	struct service_note *note = NULL;
	int err = service_note_make(&note, v->prm.keys, pl_of(l->application), &l->ask);

	if (!err) {
		note->call = l->call;
		note->appeal = appeal;
		note->cmd.home = v->gate.mailbox;
		note->cmd.asker = v;
		note->cmd.done_h = noted_h;
		err = writer_submit(v->prm.writer, &note->cmd);
	}
	if (!err) {
		v->awayc++;
		return;
	}

	log_error("voice: a question about an application was not written call=%lld err=%m", l->call, err);
	mem_deref(note);
}


/* ---- there and back ---- */

/* What was found is the call's; false: it cannot be read */
static bool take(struct vcall *call, const struct looking *l)
{
	struct service_status *s = mem_zalloc(sizeof(*s), status_destructor);
	int err = s ? service_read(s, pl_of(l->ask.result)) : ENOMEM;

	if (err) {
		log_warn("voice: what the status adapter found cannot be read err=%m", err);
		mem_deref(s);
		return false;
	}

	s->at_ms = l->ask.at_ms;
	mem_deref(call->service);
	call->service = s;
	return true;
}


static void looked_h(struct adapter_ask *ask)
{
	struct looking *l = CONTAINER_OF(ask, struct looking, ask);
	struct vcall *call = vcall_find(l->v, l->call);
	struct voice *v = l->v;

	note(v, l, call ? call->rec.appeal : 0);
	if (call && ADAPTER_FOUND == ask->answer)
		vcall_step(call, take(call, l) ? FLOW_FOUND : FLOW_UNSURE, 0);
	else if (call)
		vcall_step(call, ADAPTER_NONE == ask->answer ? FLOW_NOT_FOUND : FLOW_UNSURE, 0);

	mem_deref(l);
	voice_back(v);
}


void service_look(struct vcall *call)
{
	struct looking *l = mem_zalloc(sizeof(*l), looking_destructor);
	const struct walk *w = &call->flow.walk;
	struct voice *v = call->v;

	service_over(call);
	if (!l || !v->prm.adapters || ++call->services > SERVICE_ASKS_MAX ||
	    service_ask_fill(&l->ask, pl_of(w->application), pl_of(w->person))) {
		mem_deref(l);
		vcall_step(call, FLOW_UNSURE, 0);
		return;
	}

	l->v = v;
	l->call = call->id;
	l->ask.home = v->gate.mailbox;
	l->ask.done_h = looked_h;
	memcpy(l->application, w->application, sizeof(l->application));
	v->awayc++;
	adapter_ask(v->prm.adapters, &l->ask);
}
