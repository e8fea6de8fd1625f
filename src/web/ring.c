/**
 * @file ring.c  An operator's desk rings, or shows what is next for him
 */
#include "base/clock.h"
#include "staff/role.h"
#include "web/event.h"
#include "web/ring.h"
#include "web/web_priv.h"

enum { JSON_SIZE = 128 };

struct ring {
	struct msg msg;
	struct web *web;
	int64_t staff;
	const char *type;                /* borrowed for ever */
	char json[JSON_SIZE];
};


static void ring_h(struct msg *msg)
{
	struct ring *ring = CONTAINER_OF(msg, struct ring, msg);

	web_event_tell(ring->web, ring->staff, ring->type, pl_of(ring->json));
	mem_deref(ring);
}


int ring_wrap_up(struct web *web, int64_t staff, int64_t until_ms, const char *reason)
{
	char json[JSON_SIZE];

	(void)re_snprintf(json, sizeof(json), "{\"staff\":\"%lld\",\"until_ms\":%lld%s%s%s}", staff, until_ms, *reason ? ",\"reason\":\"" : "",
			  reason, *reason ? "\"" : "");

	return web_event_post(web, 0, ROLE_DESK, "wrap-up", pl_of(json));
}


int ring_tell(struct web *web, const struct queue_decision *d)
{
	struct ring *ring;

	if (QUEUE_STAFF == d->what && QUEUE_WHY_WRAP_UP == d->why)
		return ring_wrap_up(web, d->staff, clock_wall_ms() + d->until_ms - d->at_ms, "");
	if (QUEUE_STAFF == d->what && QUEUE_WHY_TIME == d->why)
		return ring_wrap_up(web, d->staff, 0, "");
	if (QUEUE_OFFER != d->what && QUEUE_WITHDRAW != d->what)
		return 0;

	ring = mem_zalloc(sizeof(*ring), NULL);
	if (!ring)
		return ENOMEM;

	ring->msg.deliver_h = ring_h;
	ring->web = web;
	ring->staff = d->staff;
	ring->type = QUEUE_CALL == d->medium ? "ring" : "next";
	(void)re_snprintf(ring->json, sizeof(ring->json), "{\"%s\":\"%lld\",\"generation\":%llu,\"on\":%s}",
			  QUEUE_CALL == d->medium ? "call" : "id", d->work, d->gen,
			  QUEUE_OFFER == d->what ? "true" : "false");
	mailbox_post(web_mailbox(web), &ring->msg);
	return 0;
}


int ring_phone(struct web *web, int64_t staff, bool there)
{
	struct ring *ring = mem_zalloc(sizeof(*ring), NULL);

	if (!ring)
		return ENOMEM;

	ring->msg.deliver_h = ring_h;
	ring->web = web;
	ring->staff = staff;
	ring->type = "phone";
	(void)re_snprintf(ring->json, sizeof(ring->json), "{\"there\":%s}", there ? "true" : "false");
	mailbox_post(web_mailbox(web), &ring->msg);
	return 0;
}
