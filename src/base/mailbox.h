/**
 * @file mailbox.h  Messages between threads (docs/architecture.md, "Threads")
 *
 *     any thread ── post ──►  mailbox  ── eventfd ──►  its one thread ── deliver_h(msg)
 *
 * A mailbox is owned by the one thread that empties it. Whoever posts owns the message's memory and gives it away until
 * deliver_h runs: the node lies inside the poster's request (CONTAINER_OF), so posting allocates nothing, never fails and
 * never waits. That is why a completion cannot be refused. A message is in one mailbox at most. Messages of one poster
 * arrive in order. libre's reference counts are not atomic: a message never carries a reference between threads.
 */
#ifndef OTKLIK_BASE_MAILBOX_H
#define OTKLIK_BASE_MAILBOX_H

#include "base/def.h"

struct mailbox;

struct msg {
	struct msg *next;                      /* of the mailbox while posted */
	void (*deliver_h)(struct msg *msg);    /* on the mailbox's thread; may post again and may free what msg lies in */
};

/**
 * A new mailbox; freed by mem_deref, by which time nobody posts to it any more (what still lies in it is not delivered)
 *
 * @return 0, ENOMEM or the errno of eventfd(2)
 */
int mailbox_alloc(struct mailbox **mbp) MUST_CHECK;

/** Posts a message. Any thread */
void mailbox_post(struct mailbox *mb, struct msg *msg);

/**
 * Has the calling thread's libre loop deliver what is posted; ends with mailbox_unlisten or mem_deref, on the same thread
 *
 * @return 0 or the errno of fd_listen
 */
int mailbox_listen(struct mailbox *mb) MUST_CHECK;

/** Ends mailbox_listen */
void mailbox_unlisten(struct mailbox *mb);

/** Delivers what is posted, without waiting; how many there were. What handlers post meanwhile waits for the next time */
size_t mailbox_deliver(struct mailbox *mb);

/**
 * For a thread without a loop: waits until there is a message and delivers all there are
 *
 * @param timeout_ms Longest wait; 0 none, negative for ever
 *
 * @return 0, ETIMEDOUT when there was none, or the errno of poll(2)
 */
int mailbox_wait(struct mailbox *mb, int timeout_ms) MUST_CHECK;

#endif
