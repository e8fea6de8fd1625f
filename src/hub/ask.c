/**
 * @file ask.c  What edges ask of the queue core, from their threads to the hub's and back
 */
#include "hub/hub_priv.h"


static void done_h(struct msg *msg)
{
	struct hub_ask *ask = CONTAINER_OF(msg, struct hub_ask, msg);

	ask->done_h(ask);
}


/* On the hub's thread */
static void ask_h(struct msg *msg)
{
	struct hub_ask *ask = CONTAINER_OF(msg, struct hub_ask, msg);
	struct dispatch *d = hub_dispatch(ask->hub);

	ask->err = 0;
	ask->refusal = QUEUE_DONE;
	ask->place = (struct queue_place){.place = 0};
	ask->n = 0;
	ask->view = NULL;

	if (d)
		dispatch_ask(d, ask);
	else
		ask->err = ESHUTDOWN;

	ask->msg.deliver_h = done_h;
	mailbox_post(ask->home, &ask->msg);
}


static void post(struct hub *hub, struct hub_ask *ask, enum hub_verb verb)
{
	ask->hub = hub;
	ask->verb = verb;
	ask->msg.deliver_h = ask_h;
	mailbox_post(hub_mailbox(hub), &ask->msg);
}


void hub_call_join(struct hub *hub, struct hub_ask *ask, const struct queue_work *work)
{
	ask->work = *work;
	ask->id = work->id;
	post(hub, ask, HUB_JOIN);
}


void hub_call_leave(struct hub *hub, struct hub_ask *ask, int64_t call, enum queue_cause cause)
{
	ask->id = call;
	ask->cause = cause;
	post(hub, ask, HUB_LEAVE);
}


void hub_offer_answer(struct hub *hub, struct hub_ask *ask, const struct queue_offer *offer, enum queue_reply reply)
{
	ask->offer = *offer;
	ask->reply = reply;
	post(hub, ask, HUB_ANSWER);
}


void hub_offer_withdraw(struct hub *hub, struct hub_ask *ask, const struct queue_offer *offer)
{
	ask->offer = *offer;
	post(hub, ask, HUB_WITHDRAW);
}


void hub_call_take(struct hub *hub, struct hub_ask *ask, const struct queue_work *work, int64_t staff)
{
	ask->work = *work;
	ask->id = work->id;
	ask->staff = staff;
	post(hub, ask, HUB_TAKE);
}


void hub_call_give_back(struct hub *hub, struct hub_ask *ask, int64_t call)
{
	ask->id = call;
	post(hub, ask, HUB_GIVE_BACK);
}


void hub_call_ring(struct hub *hub, struct hub_ask *ask, const struct queue_work *work, int64_t staff, bool back)
{
	ask->work = *work;
	ask->id = work->id;
	ask->staff = staff;
	ask->on = back;
	post(hub, ask, HUB_RING);
}


void hub_call_send(struct hub *hub, struct hub_ask *ask, int64_t call, int64_t topic, bool head)
{
	ask->id = call;
	ask->work.topic = topic;
	ask->on = head;
	post(hub, ask, HUB_SEND);
}


void hub_call_hand_over(struct hub *hub, struct hub_ask *ask, int64_t call, int64_t staff)
{
	ask->id = call;
	ask->staff = staff;
	post(hub, ask, HUB_HAND_OVER);
}


void hub_call_talk(struct hub *hub, struct hub_ask *ask, int64_t call)
{
	ask->id = call;
	post(hub, ask, HUB_TALK);
}


void hub_staff_wrap_up(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t until_ms, unsigned reason)
{
	ask->staff = staff;
	ask->until_ms = until_ms;
	ask->reason = reason;
	ask->on = false;
	post(hub, ask, HUB_WRAP_UP);
}


void hub_staff_wrap_may(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t until_ms)
{
	ask->staff = staff;
	ask->until_ms = until_ms;
	ask->on = true;
	post(hub, ask, HUB_WRAP_UP);
}


void hub_staff_phone(struct hub *hub, struct hub_ask *ask, int64_t staff, bool on)
{
	ask->staff = staff;
	ask->on = on;
	post(hub, ask, HUB_PHONE);
}


void hub_call_place(struct hub *hub, struct hub_ask *ask, int64_t call)
{
	ask->id = call;
	post(hub, ask, HUB_PLACE);
}


void hub_staff_list(struct hub *hub, struct hub_ask *ask, int64_t staff, int64_t *ids, size_t most)
{
	ask->staff = staff;
	ask->ids = ids;
	ask->most = most;
	post(hub, ask, HUB_LIST);
}


void hub_look(struct hub *hub, struct hub_ask *ask)
{
	post(hub, ask, HUB_LOOK);
}
