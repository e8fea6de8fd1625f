/**
 * @file task.c  A question to the hub about a call
 */
#include "voice/task.h"


struct task *task_new(struct vcall *call, struct call_ask *ask, void (*done_h)(struct hub_ask *hub))
{
	struct task *t = mem_zalloc(sizeof(*t), NULL);

	if (!t)
		return NULL;

	t->v = call->v;
	t->call = call->id;
	t->ask = ask;
	t->hub.home = call->v->gate.mailbox;
	t->hub.done_h = done_h;
	call->v->awayc++;

	return t;
}


struct task *task_of(struct hub_ask *hub)
{
	return CONTAINER_OF(hub, struct task, hub);
}


struct vcall *task_call(const struct task *task)
{
	return vcall_find(task->v, task->call);
}


void task_back(struct task *task)
{
	struct voice *v = task->v;

	mem_deref(task);
	voice_back(v);
}


enum call_refusal task_refusal(enum queue_refusal refusal)
{
	switch (refusal) {

	case QUEUE_NOBODY:   return CALL_NOBODY;
	case QUEUE_NOT_OPEN: return CALL_NOT_OPEN;
	case QUEUE_FULL:     return CALL_QUEUE_FULL;
	default:             return CALL_NOT_NOW;
	}
}
