/**
 * @file send.c  A call is given away
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/company.h"
#include "voice/desk.h"
#include "voice/gone.h"
#include "voice/outside.h"
#include "voice/send.h"
#include "voice/task.h"

/** A call on its way. It lives from the ask until somebody has answered, or until it waits in a queue */
struct sending {
	struct vcall *call;              /* borrowed */
	struct tmr ring;
	int64_t until_ms;                /* it rings so long, clock_wall_ms; 0 it does not */
	int64_t from;                    /* who gave it */
	int64_t rings, topic;            /* where it is to ring, 0: in a queue; whose topic */
	bool judging;                    /* the hub has not said yet */
	bool back;                       /* on its way back */
	int64_t staff;                   /* an offer that came before the hub's word */
	uint64_t generation;             /* of it; 0 none */
};

static void sending_destructor(void *arg)
{
	struct sending *s = arg;

	tmr_cancel(&s->ring);
}


void send_over(struct vcall *call)
{
	call->sending = mem_deref(call->sending);
}


/* The call that a task is about, when it is still on its way */
static struct vcall *call_of(const struct task *t)
{
	struct vcall *call = task_call(t);

	return call && call->sending ? call : NULL;
}


bool send_offer(struct vcall *call, const struct queue_decision *d)
{
	struct sending *s = call->sending;

	if (!s || !s->judging)
		return false;

	s->staff = QUEUE_OFFER == d->what ? d->staff : 0;
	s->generation = QUEUE_OFFER == d->what ? d->gen : 0;
	return true;
}


bool send_stands(const struct vcall *call, uint64_t generation)
{
	return call->sending && call->sending->judging && call->sending->generation == generation;
}


/* ---- it comes back ---- */

static void next(struct vcall *call);


static void missed_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);

	/* a stale one was answered at that very moment */
	if (call && !hub->err && !hub->refusal)
		next(call);
	task_back(t);
}


static void ring_h(void *arg)
{
	struct sending *s = arg;
	struct vcall *call = s->call;
	const struct queue_offer offer = {call->id, call->operator, call->generation};
	struct task *t = task_new(call, NULL, missed_h);

	if (t)
		hub_offer_answer(call->v->hub, &t->hub, &offer, QUEUE_MISS);
	else
		tmr_start(&s->ring, 1000, ring_h, s);
}


/* At one who is in a call it waits as a second one */
static void ring_start(struct sending *s)
{
	const struct voice *v = s->call->v;
	int64_t second_ms = waiting_of(switchboard_waiting(v->board), WAITING_SECOND, 0);
	bool second = second_ms && vcall_beside(v, s->rings, s->call);
	uint64_t ring_ms = second ? (uint64_t)second_ms : voice_ring_ms(s->call);

	s->until_ms = clock_wall_ms() + (int64_t)ring_ms;
	tmr_start(&s->ring, ring_ms, ring_h, s);
}


int64_t send_until(const struct vcall *call)
{
	return call->sending ? call->sending->until_ms : 0;
}


/* Where it is now: it rings, or waits in a queue */
static void arrive(struct vcall *call)
{
	struct sending *s = call->sending;

	s->judging = false;
	call->state = CALL_QUEUED;
	call->operator = 0;
	if (s->generation) {
		call->state = CALL_OFFERED;
		call->operator = s->staff;
		call->generation = s->generation;
		note_send(call, CALL_RINGS);
	}

	if (s->rings)
		ring_start(s);
	else
		send_over(call);
}


static void place_set(struct vcall *call, const struct hub_ask *hub)
{
	call->place = hub->place.place;
	call->band = hub->place.band;
	call->flow.nobody = !hub->place.manned;
}


static void head_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);

	if (call && (hub->err || hub->refusal)) {
		log_warn("voice: a call that was given away came back nowhere call=%lld refusal=%s err=%m", call->id,
			 queue_refusal_name(hub->refusal), hub->err);
		vcall_end(call, CALL_FAILED);
	}
	else if (call) {
		place_set(call, hub);
		arrive(call);
	}
	task_back(t);
}


/* Nobody of those who were meant: whoever is free */
static void head(struct vcall *call)
{
	struct sending *s = call->sending;
	struct task *t = task_new(call, NULL, head_h);

	if (!t) {
		vcall_end(call, CALL_FAILED);
		return;
	}

	note_with(call, CALL_GIVEN, 0, "head");
	s->rings = 0;
	hub_call_send(call->v->hub, &t->hub, call->id, call->rec.topic, true);
}


static void returned_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);

	if (call && (hub->err || hub->refusal)) {
		head(call);
	}
	else if (call) {
		note_with(call, CALL_GIVEN, call->sending->from, "back");
		arrive(call);
	}
	task_back(t);
}


/* It was not taken where it rang: back to who gave it, else to the head of its queue. May end the call */
static void next(struct vcall *call)
{
	const struct queue_work work = {.id = call->id, .medium = QUEUE_CALL};
	struct sending *s = call->sending;
	struct task *t;

	tmr_cancel(&s->ring);
	s->until_ms = 0;
	s->judging = true;
	s->generation = 0;
	call->state = CALL_QUEUED;
	call->operator = 0;

	if (s->back) {
		head(call);
		return;
	}

	t = task_new(call, NULL, returned_h);
	if (!t) {
		head(call);
		return;
	}

	s->back = true;
	s->rings = s->from;
	hub_call_ring(call->v->hub, &t->hub, &work, s->from, true);
	vcall_step(call, FLOW_CAME_BACK, 0);
}


void send_refused(struct vcall *call)
{
	if (call->sending)
		next(call);
}


/* ---- it goes ---- */

static void given(struct vcall *call, const struct hub_ask *hub)
{
	struct sending *s = call->sending;
	bool staff = s->rings;

	if (!staff) {
		call->rec.topic = s->topic;
		place_set(call, hub);
	}
	note_with(call, CALL_GIVEN, s->rings, staff ? "staff" : "queue");
	gone_note(call, s->from, CALL_GONE_GIVEN, NULL);
	vcall_parted(call);
	arrive(call);
	vcall_step(call, staff ? FLOW_GIVEN : FLOW_SENT, 0);
}


static void given_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);
	struct call_ask *ask = t->ask;
	bool good = !hub->err && !hub->refusal;

	ask->err = hub->err;
	if (good && !call)
		ask->refusal = CALL_NOT_NOW;
	else if (!hub->err && hub->refusal)
		ask->refusal = task_refusal(hub->refusal);
	call_asked(ask);

	if (call && good)
		given(call, hub);
	else if (call)
		send_over(call);
	task_back(t);
}


static enum call_refusal judge(const struct vcall *call, const struct call_ask *ask)
{
	const struct topic *topic = ask->topic ? topics_find(call->v->topics, ask->topic) : NULL;
	bool there;

	if ((CALL_TALKING != call->state && CALL_HELD != call->state) || !call->staff || !call->committed || !call->leaving || call->sending ||
	    company_guest(call, &there) || outside_here(call, &there))
		return CALL_NOT_NOW;
	if (ask->topic && (!topic || !topic->active))
		return CALL_TOPIC_UNKNOWN;

	return ask->to == ask->staff ? CALL_NOT_OPEN : CALL_GRANTED;
}


void send_ask(struct vcall *call, struct call_ask *ask)
{
	const struct queue_work work = {.id = call->id, .medium = QUEUE_CALL};
	struct task *t = NULL;

	ask->refusal = judge(call, ask);
	if (!ask->refusal) {
		call->sending = mem_zalloc(sizeof(*call->sending), sending_destructor);
		t = call->sending ? task_new(call, ask, given_h) : NULL;
		ask->err = t ? 0 : ENOMEM;
	}
	if (!t) {
		if (!ask->refusal)
			send_over(call);
		call_asked(ask);
		return;
	}

	*call->sending = (struct sending){
		.call = call, .from = ask->staff, .rings = ask->to, .topic = ask->topic, .judging = true};
	tmr_init(&call->sending->ring);
	if (ask->to)
		hub_call_ring(call->v->hub, &t->hub, &work, ask->to, false);
	else
		hub_call_send(call->v->hub, &t->hub, call->id, ask->topic, false);
}
