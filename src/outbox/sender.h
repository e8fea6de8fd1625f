/**
 * @file sender.h  The edge of the outbox: takes what is due to the program of its channel, and writes down how that went
 *
 *   outbox.put in the journal, or its time ─▶ what is due? (reader) ─▶ adapter "sms" or "mail" ─▶ outbox_tried (writer): sent; later; never
 *
 * Each message has a key, its id in the outbox: whoever dies between sending and writing down sends again, with the same key, so the program behind can
 * leave the second one out (docs/adapter.md). Up to SENDER_WAY_MAX of a channel are under way at a time.
 *
 * Another kind of channel is another function beside `deliver`.
 */
#ifndef OTKLIK_OUTBOX_SENDER_H
#define OTKLIK_OUTBOX_SENDER_H

#include "adapter/adapter.h"
#include "db/read.h"
#include "outbox/message.h"

enum { SENDER_WAY_MAX = 8 };

struct sender;

struct sender_prm {
	struct adapters *adapters;          /* all borrowed for life */
	struct readers *readers;
	struct writer *writer;
	const struct keyring *keys;
};

/** Starts its thread, which looks at once. ENOMEM, an errno of the thread */
int sender_start(struct sender **sp, const struct sender_prm *prm) MUST_CHECK;

/** Something was put into the outbox. Any thread */
void sender_wake(struct sender *s);

/** Its mailbox, for the watch over the threads; borrowed */
struct mailbox *sender_mailbox(const struct sender *s);

/** No new tries; those under way are waited for, while adapters, readers and writer still run. Then mem_deref */
void sender_stop(struct sender *s);

/** Can something be promised on this channel: is there a program, and does it run? Any thread; NULL: no */
bool sender_can(const struct adapters *adapters, enum outbox_channel channel);

#endif
