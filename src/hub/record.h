/**
 * @file record.h  What the queue decided, for the journal (of the hub alone, on its thread)
 *
 * The raw facts of R138 and the report of every overtaking: written work that was offered, offers that nobody answered, who was
 * served before one that waits longer, and why. Decisions are not held up for it: they are gathered for a moment and written
 * together. When the store cannot write, the oldest are lost first, and how many is written when it can.
 *
 *   work.offered    {generation, medium, staff, work}
 *   work.missed     {generation, medium, staff, work}
 *   work.overtaken  {medium, n, other, staff, why, work}     other: the longest waiting of n; why: queue_why_name()
 *   work.unwritten  {n}
 */
#ifndef OTKLIK_HUB_RECORD_H
#define OTKLIK_HUB_RECORD_H

#include "db/write.h"
#include "queue/queue.h"

struct record;

/** home: the hub's mailbox, once its thread runs */
int record_alloc(struct record **rp, struct writer *writer, struct mailbox *const *home) MUST_CHECK;

void record_decision(struct record *r, const struct queue_decision *d);

/** Asks nothing new */
void record_stop(struct record *r);

#endif
