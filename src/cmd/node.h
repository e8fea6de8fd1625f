/**
 * @file node.h  The parts of a running program, put together in order and taken apart in the reverse
 *
 *   store ─▶ journal verified ─▶ incarnation ─▶ readers, workers, blobs ─▶ writer ─▶ voice ─▶ web ─▶ hub        (ready)
 *   web drained ─▶ voice stopped ─▶ hub halted ─▶ writer drained ─▶ readers stopped ─▶ hub ended ─▶ incarnation ended    (SIGTERM)
 */
#ifndef OTKLIK_CMD_NODE_H
#define OTKLIK_CMD_NODE_H

#include <stdatomic.h>
#include "adapter/adapter.h"
#include "base/job.h"
#include "base/setting.h"
#include "base/watch.h"
#include "db/blob.h"
#include "db/read.h"
#include "db/store.h"
#include "hub/hub.h"
#include "outbox/sender.h"
#include "profile/profile.h"
#include "voice/voice.h"
#include "web/app.h"
#include "web/web.h"

struct node {
	const struct settings *settings;     /* borrowed */
	struct store *store;
	struct profile *profile;
	struct waiting waiting;              /* what the settings say of it */
	struct blob_store *blobs;
	struct readers *readers;
	struct pool *workers;
	struct writer *writer;
	struct hub *_Atomic hub;             /* the writer wakes it from the moment it is there */
	struct speech *speech;
	struct recorder *recorder;
	struct adapters *adapters;
	struct sender *sender;
	struct voice *voice;
	struct web *web;
	struct app app;
	bool drained;
	atomic_uint calls_waiting, appeals_waiting;  /* as the queue core said last */
};

/** Starts everything; `why` says what is wrong, in words. On failure nothing runs. */
int node_start(struct node **np, const struct settings *settings, struct mbuf *why) MUST_CHECK;

/** Removes files of forms that never reached an appeal, in the background */
void node_sweep(struct node *node);

/** Puts every thread that lives as long as the node under watch (base/watch.h) */
int node_watch(struct node *node, struct watch *watch) MUST_CHECK;

/** Adds what voice and the queue do to /metrics (node_figures.c) */
int node_figures(struct node *node) MUST_CHECK;

/** What waits now; on the hub's thread */
void node_counted(struct node *node, const struct queue_counts *counts);

/** Takes it apart: finishes what was begun */
void node_stop(struct node *node);

#endif
