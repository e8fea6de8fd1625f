/**
 * @file ring.c  An operator's desk rings, or shows what is next for him
 */
#include "web/event.h"
#include "web/ring.h"
#include "web/web_priv.h"

enum { JSON_SIZE = 96 };

struct ring {
	struct msg msg;
	struct web *web;
	int64_t staff;
	enum queue_medium medium;
	char json[JSON_SIZE];
};


static void ring_h(struct msg *msg)
{
	struct ring *ring = CONTAINER_OF(msg, struct ring, msg);

	web_event_tell(ring->web, ring->staff, QUEUE_CALL == ring->medium ? "ring" : "next", pl_of(ring->json));
	mem_deref(ring);
}


int ring_tell(struct web *web, const struct queue_decision *d)
{
	struct ring *ring;

	if (QUEUE_OFFER != d->what && QUEUE_WITHDRAW != d->what)
		return 0;

	ring = mem_zalloc(sizeof(*ring), NULL);
	if (!ring)
		return ENOMEM;

	ring->msg.deliver_h = ring_h;
	ring->web = web;
	ring->staff = d->staff;
	ring->medium = d->medium;
	(void)re_snprintf(ring->json, sizeof(ring->json), "{\"%s\":\"%lld\",\"generation\":%llu,\"on\":%s}",
			  QUEUE_CALL == d->medium ? "call" : "id", d->work, d->gen,
			  QUEUE_OFFER == d->what ? "true" : "false");
	mailbox_post(web_mailbox(web), &ring->msg);
	return 0;
}
