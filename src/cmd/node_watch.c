/**
 * @file node_watch.c  The threads of a node under watch
 */
#include "base/clock.h"
#include "call/call.h"
#include "cmd/node.h"
#include "hub/hub.h"

/*
 * A loop does nothing slow: it answers at once, on a busy machine within seconds. The writer looks into its mailbox between two groups;
 * one takes 8 s at most by its own deadline, each of its commands once more when it is replayed, and a disk that hangs holds it up
 * longer: to end the program then would help nobody. The threads of a pool may all be at long work, of which sweeping the files
 * (10 min) is the longest.
 */
enum { LOOP_MS = 20 * 1000, WRITER_MS = 300 * 1000, POOL_MS = 900 * 1000, QUERY_MS = 10 * 1000 };

/* A query to the readers or a job for the workers that does nothing */
struct asking {
	struct query q;
	struct job job;
	struct watch_beat *beat;
};


static int nothing_h(struct db *db, struct query *q)
{
	(void)db;
	(void)q;
	return 0;
}


static void work_h(struct job *job)
{
	(void)job;
}


/* Whatever came of it, a store that hangs too: the thread is at work */
static void answered(struct asking *a)
{
	struct watch_beat *beat = a->beat;

	mem_deref(a);
	watch_answer(beat);
}


static void read_done_h(struct query *q)
{
	answered(CONTAINER_OF(q, struct asking, q));
}


static void job_done_h(struct job *job)
{
	answered(CONTAINER_OF(job, struct asking, job));
}


static int ask(struct watch_beat *beat, struct readers *readers, struct pool *workers)
{
	struct asking *a = mem_zalloc(sizeof(*a), NULL);
	int err;

	if (!a)
		return ENOMEM;

	a->beat = beat;
	a->q = (struct query){.read_h = nothing_h, .done_h = read_done_h};
	a->job = (struct job){.work_h = work_h, .done_h = job_done_h};

	err = readers ? read_submit(readers, &a->q, NULL, clock_mono_ms() + QUERY_MS) : pool_submit(workers, &a->job);
	if (err)
		mem_deref(a);

	return err;
}


static int readers_ask_h(struct watch_beat *beat, void *arg)
{
	return ask(beat, arg, NULL);
}


static int workers_ask_h(struct watch_beat *beat, void *arg)
{
	return ask(beat, NULL, arg);
}


int node_watch(struct node *node, struct watch *watch)
{
	int err;

	err = watch_mailbox(watch, "web", web_mailbox(node->web), LOOP_MS);
	if (!err)
		err = watch_mailbox(watch, "hub", hub_mailbox(node->hub), LOOP_MS);
	if (!err)
		err = watch_mailbox(watch, "voice", voice_gate(node->voice)->mailbox, LOOP_MS);
	if (!err)
		err = watch_mailbox(watch, "adapter", adapters_mailbox(node->adapters), LOOP_MS);
	if (!err)
		err = watch_mailbox(watch, "outbox", sender_mailbox(node->sender), LOOP_MS);
	if (!err)
		err = watch_mailbox(watch, "writer", writer_mailbox(node->writer), WRITER_MS);
	if (!err)
		err = watch_add(watch, "readers", readers_ask_h, node->readers, POOL_MS);
	if (!err)
		err = watch_add(watch, "workers", workers_ask_h, node->workers, POOL_MS);

	return err;
}
