/**
 * @file mailbox.c  An intrusive stack that producers push with one exchange, and that its reader takes whole and turns round
 *
 * The eventfd is written only by the producer that finds the stack empty. The reader clears the eventfd before it takes the
 * stack: a message pushed between the two is taken with the rest, and one pushed after finds the stack empty and writes again.
 */
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include <re/re_main.h>
#include "base/mailbox.h"


struct mailbox {
	_Atomic(struct msg *) head;      /* newest first */
	int fd;
	bool listening;
};


static void mailbox_destroy(void *arg)
{
	struct mailbox *mb = arg;

	mailbox_unlisten(mb);
	if (mb->fd >= 0)
		(void)close(mb->fd);
}


int mailbox_alloc(struct mailbox **mbp)
{
	struct mailbox *mb;
	int err = 0;

	mb = mem_zalloc(sizeof(*mb), mailbox_destroy);
	if (!mb)
		return ENOMEM;

	mb->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (mb->fd < 0) {
		err = errno;
		goto out;
	}

out:
	if (err)
		mem_deref(mb);
	else
		*mbp = mb;

	return err;
}


void mailbox_post(struct mailbox *mb, struct msg *msg)
{
	const uint64_t one = 1;
	struct msg *old = atomic_load_explicit(&mb->head, memory_order_relaxed);

	do {
		msg->next = old;
	} while (!atomic_compare_exchange_weak_explicit(&mb->head, &old, msg,
							memory_order_release, memory_order_relaxed));

	/* can fail only at 2^64 - 1 unread wake-ups, or by a signal */
	while (!old && write(mb->fd, &one, sizeof(one)) < 0 && EINTR == errno)
		;
}


size_t mailbox_deliver(struct mailbox *mb)
{
	struct msg *msg, *next, *list = NULL;
	uint64_t count;
	size_t n = 0;

	while (read(mb->fd, &count, sizeof(count)) < 0 && EINTR == errno)
		;

	for (msg = atomic_exchange_explicit(&mb->head, NULL, memory_order_acquire); msg; msg = next) {
		next = msg->next;
		msg->next = list;
		list = msg;
	}

	for (msg = list; msg; msg = next) {
		next = msg->next;
		msg->next = NULL;
		msg->deliver_h(msg);
		n++;
	}

	return n;
}


static void readable(int flags, void *arg)
{
	(void)flags;
	(void)mailbox_deliver(arg);
}


int mailbox_listen(struct mailbox *mb)
{
	int err = fd_listen(mb->fd, FD_READ, readable, mb);

	if (!err)
		mb->listening = true;

	return err;
}


void mailbox_unlisten(struct mailbox *mb)
{
	if (!mb->listening)
		return;

	fd_close(mb->fd);
	mb->listening = false;
}


int mailbox_wait(struct mailbox *mb, int timeout_ms)
{
	struct pollfd pfd = {.fd = mb->fd, .events = POLLIN};
	int n;

	n = poll(&pfd, 1, timeout_ms);
	if (n < 0)
		return EINTR == errno ? ETIMEDOUT : errno;
	if (0 == n)
		return ETIMEDOUT;

	return mailbox_deliver(mb) ? 0 : ETIMEDOUT;
}
