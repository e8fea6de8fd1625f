/**
 * @file task.h  A question to the hub about a call, and the desk's question that waits for it
 *
 * A task names its call by id: when its word is here the call may have ended.
 */
#ifndef OTKLIK_VOICE_TASK_H
#define OTKLIK_VOICE_TASK_H

#include "hub/hub.h"
#include "voice/vcall.h"

struct task {
	struct hub_ask hub;
	struct voice *v;
	int64_t call;
	struct call_ask *ask;            /* borrowed; NULL none */
};

/** A task that is away from now on: hand its `hub` to the hub. NULL: no memory */
struct task *task_new(struct vcall *call, struct call_ask *ask, void (*done_h)(struct hub_ask *hub));

/** The task of a question that has come back */
struct task *task_of(struct hub_ask *hub);

/** Its call, if there still is one */
struct vcall *task_call(const struct task *task);

/** It is done with: freed */
void task_back(struct task *task);

/** What the hub refused, in the words of calls */
enum call_refusal task_refusal(enum queue_refusal refusal);

#endif
