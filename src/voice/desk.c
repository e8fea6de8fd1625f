/**
 * @file desk.c  The operator's side of calls
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/back.h"
#include "voice/bridge.h"
#include "voice/company.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/gone.h"
#include "voice/guest.h"
#include "voice/handset.h"
#include "voice/outside.h"
#include "voice/sip/phone.h"
#include "voice/sip/registrar.h"
#include "voice/send.h"

/** A question to the hub, and what it is about */
struct errand {
	struct hub_ask hub;
	struct voice *v;
	int64_t call, staff;
	struct call_ask *ask;            /* that waits for it; NULL none */
	struct leg *leg;                 /* of an answer; owned */
};

struct phone_seen {
	struct le le;
	int64_t staff, until_ms;
};


static void errand_destructor(void *arg)
{
	struct errand *e = arg;

	mem_deref(e->leg);
}


static struct errand *errand_alloc(struct voice *v, void (*done_h)(struct hub_ask *hub))
{
	struct errand *e = mem_zalloc(sizeof(*e), errand_destructor);

	if (!e)
		return NULL;

	e->v = v;
	e->hub.home = v->gate.mailbox;
	e->hub.done_h = done_h;
	return e;
}


static struct errand *errand_of(struct hub_ask *hub)
{
	return CONTAINER_OF(hub, struct errand, hub);
}


static void errand_back(struct errand *e)
{
	struct voice *v = e->v;

	mem_deref(e);
	voice_back(v);
}


/* ------------------------------------------------------------------ the queue */

static void place_set(struct vcall *call, const struct queue_place *place)
{
	call->place = place->place;
	call->band = place->band;
	call->flow.nobody = !place->manned;
}


static void left_h(struct hub_ask *hub)
{
	errand_back(errand_of(hub));
}


static void joined_h(struct hub_ask *hub)
{
	struct errand *e = errand_of(hub);
	struct vcall *call = vcall_find(e->v, e->call);
	bool room = !hub->err && !hub->refusal;

	if (!room)
		log_warn("voice: call not queued id=%lld refusal=%s err=%m", e->call, queue_refusal_name(hub->refusal), hub->err);
	if (call && room)
		place_set(call, &hub->place);
	if (call && !room)
		call->leaving = mem_deref(call->leaving);
	if (call)
		vcall_queued(call, room);

	errand_back(e);
}


void desk_queue(struct vcall *call)
{
	struct queue_work work = {
		.id = call->id, .medium = QUEUE_CALL, .class = QUEUE_NORMAL, .topic = call->rec.topic, .lang = call->lang,
		.region = call->rec.office,
	};
	struct errand *e;

	if (call->leaving || CALL_QUEUED != call->state)
		return;

	e = errand_alloc(call->v, joined_h);
	call->leaving = e ? errand_alloc(call->v, left_h) : NULL;
	if (!call->leaving) {
		mem_deref(e);
		vcall_queued(call, false);
		return;
	}

	if (call->vain) {
		work.class = QUEUE_RAISED;
		work.repeat = true;
	}
	if (!call->since_ms)
		call->since_ms = clock_mono_ms();
	work.since_ms = call->since_ms;
	e->call = call->id;
	call->v->awayc++;
	hub_call_join(call->v->hub, &e->hub, &work);
}


static void taken_h(struct hub_ask *hub)
{
	struct errand *e = errand_of(hub);
	struct vcall *call = vcall_find(e->v, e->call);
	bool good = !hub->err && !hub->refusal;

	if (call && !good)
		call->leaving = mem_deref(call->leaving);
	if (call)
		dial_taken(call, good);

	errand_back(e);
}


void desk_take(struct vcall *call)
{
	struct queue_work work = {
		.id = call->id, .medium = QUEUE_CALL, .class = QUEUE_NORMAL, .lang = call->lang, .since_ms = clock_mono_ms(),
	};
	struct errand *e = errand_alloc(call->v, taken_h);

	call->leaving = e ? errand_alloc(call->v, left_h) : NULL;
	if (!call->leaving) {
		mem_deref(e);
		dial_taken(call, false);
		return;
	}

	call->since_ms = work.since_ms;
	e->call = call->id;
	call->v->awayc++;
	hub_call_take(call->v->hub, &e->hub, &work, call->operator);
}


void desk_give_back(struct vcall *call)
{
	struct errand *e = errand_alloc(call->v, left_h);

	if (!e)
		return;

	call->v->awayc++;
	hub_call_give_back(call->v->hub, &e->hub, call->id);
}


void desk_leave(struct vcall *call, enum queue_cause cause)
{
	struct errand *e = call->leaving;

	if (!e)
		return;

	call->leaving = NULL;
	call->v->awayc++;
	hub_call_leave(call->v->hub, &e->hub, call->id, cause);
}


void desk_decide(struct voice *v, const struct queue_decision *d)
{
	struct vcall *call = vcall_find(v, d->work);

	handset_decide(v, d);
	if (!call) {
		guest_decide(v, d);
		return;
	}
	if ((QUEUE_OFFER == d->what || QUEUE_WITHDRAW == d->what) && send_offer(call, d))
		return;

	if (QUEUE_OFFER == d->what && (CALL_QUEUED == call->state || CALL_OFFERED == call->state)) {
		call->state = CALL_OFFERED;
		call->operator = d->staff;
		call->generation = d->gen;
		note_send(call, CALL_RINGS);
	}
	else if (QUEUE_WITHDRAW == d->what && CALL_OFFERED == call->state && d->gen == call->generation) {
		call->state = CALL_QUEUED;
		call->operator = 0;
	}
	else if (QUEUE_PLACE == d->what) {
		call->place = d->place;
		call->band = d->band;
		call->flow.nobody = !d->manned;
		vcall_moved(call);
	}
}


/* ------------------------------------------------------------------ the answer */

static void staff_media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	bridge_media(arg, leg, media);
}


static void staff_state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	(void)leg;
	if (LEG_GONE == state && CALL_OPERATOR_LOST == cause)
		vcall_lost(arg);
	else if (LEG_GONE == state)
		vcall_left(arg);
	else
		bridge_set(arg);
}

/* A browser's keys come from its desk; those of a telephone are its own */
static void staff_digit_h(struct leg *leg, char digit, void *arg)
{
	struct vcall *call = arg;

	if (call->joined && phone_is(leg) && !call->outside)
		(void)!leg_digit(call->citizen, digit);
}


static void staff_hold_h(struct leg *leg, bool on, void *arg)
{
	(void)leg;
	desk_hold(arg, on);
}

static const struct leg_handler operator_h = {
	.media_h = staff_media_h, .digit_h = staff_digit_h, .state_h = staff_state_h, .hold_h = staff_hold_h};


void desk_listen(struct vcall *call)
{
	leg_listen(call->staff, &operator_h, call);
}


bool desk_able(const struct vcall *call, int64_t staff)
{
	const struct vcall *other = vcall_beside(call->v, staff, call);
	bool there;

	return !other || (CALL_OFFERED == other->state && !other->staff && !other->lifting) ||
	       (other->operator == staff && other->staff && other->committed && !phone_is(other->staff) && !company_guest(other, &there) &&
		!outside_here(other, &there));
}


void desk_second(const struct vcall *call, int64_t staff, struct call_second *second)
{
	const struct vcall *other = vcall_beside(call->v, staff, call);

	*second = (struct call_second){.call = 0};
	if (!other)
		return;

	*second = (struct call_second){
		.call = other->id, .state = other->state, .medium = other->medium, .generation = other->generation,
		.able = desk_able(other, staff), .lost = other->staff && LEG_LOST == leg_state(other->staff), .digits = other->digits,
		.topic = other->rec.topic, .began_ms = other->entered_ms, .queued_ms = other->rec.queued_ms,
		.answered_ms = other->rec.answered_ms, .until_ms = send_until(other),
	};
}


void desk_talks(struct vcall *call)
{
	const struct voice *v = call->v;

	call->turn = ++call->v->turns;
	for (struct le *le = v->calls.head; le; le = le->next) {
		struct vcall *other = le->data;

		if (other == call)
			continue;
		if (other->operator == call->operator)
			desk_hold(other, true);
		company_leave(other, call->operator);
	}
}


/* The queue core knows whose answer was the last; who is talked to again it is told, and decides nothing by it */
static void talks_again(struct vcall *call)
{
	struct voice *v = call->v;
	struct errand *e = v->hub ? errand_alloc(v, left_h) : NULL;

	desk_talks(call);
	if (!e)
		return;

	v->awayc++;
	hub_call_talk(v->hub, &e->hub, call->id);
}


static void answered(struct vcall *call, struct errand *e)
{
	call->staff = e->leg;
	e->leg = NULL;
	call->operator = e->staff;
	call->state = CALL_TALKING;
	str_ncpy(call->operator_name, e->ask->name, sizeof(call->operator_name));
	gone_drop(call, e->staff);
	send_over(call);
	desk_talks(call);
	desk_listen(call);
	if (call->back && !call->answered)
		back_ring(call);
	else
		vcall_answered(call);
}


/* A telephone may have hung up while its answer was judged, when nobody listened to it */
static void hung_up(const struct voice *v, int64_t id)
{
	struct vcall *call = vcall_find(v, id);

	if (call && call->staff && LEG_GONE == leg_state(call->staff))
		vcall_lost(call);
}


static void answer_h(struct hub_ask *hub)
{
	struct errand *e = errand_of(hub);
	struct vcall *call = vcall_find(e->v, e->call);

	e->ask->err = hub->err;
	if (!hub->err) {
		if (hub->refusal || (call && call->generation != e->ask->generation))
			e->ask->refusal = CALL_TAKEN;    /* or the caller has left the queue meanwhile */
		else if (!call)
			e->ask->refusal = CALL_UNKNOWN;
		else
			answered(call, e);
	}

	call_asked(e->ask);
	if (call && !e->leg)
		hung_up(e->v, e->call);
	errand_back(e);
}


/* Is it the offer that rings at this operator? The queue core judges again: only it knows what it decides at this moment */
static struct errand *offered(struct voice *v, struct call_ask *ask, void (*done_h)(struct hub_ask *hub))
{
	struct vcall *call = vcall_find(v, ask->call);
	struct errand *e;

	if (!call) {
		ask->refusal = CALL_UNKNOWN;
		return NULL;
	}
	if (CALL_OFFERED != call->state || call->operator != ask->staff || call->generation != ask->generation) {
		ask->refusal = CALL_TAKEN;
		return NULL;
	}

	e = errand_alloc(v, done_h);
	if (!e) {
		ask->err = ENOMEM;
		return NULL;
	}

	e->call = ask->call;
	e->staff = ask->staff;
	e->ask = ask;
	return e;
}


static void judge(struct errand *e, enum queue_reply reply)
{
	const struct queue_offer offer = {e->call, e->staff, e->ask->generation};

	e->v->awayc++;
	hub_offer_answer(e->v->hub, &e->hub, &offer, reply);
}


void desk_answer(struct voice *v, struct call_ask *ask)
{
	struct errand *e = offered(v, ask, answer_h);

	if (e && !desk_able(vcall_find(v, ask->call), ask->staff))
		ask->refusal = CALL_NOT_NOW;
	else if (e)
		ask->err = handset_leg(&e->leg, v, ask);
	if (!e || ask->err || ask->refusal) {
		mem_deref(e);
		call_asked(ask);
		return;
	}

	judge(e, QUEUE_ACCEPT);
}


void desk_unring(struct vcall *call, int64_t staff, uint64_t generation)
{
	if (call->sending || CALL_OFFERED != call->state || call->operator != staff || call->generation != generation)
		return;

	call->state = CALL_QUEUED;
	call->operator = 0;
}


static void refused_h(struct hub_ask *hub)
{
	struct errand *e = errand_of(hub);
	struct vcall *call = vcall_find(e->v, e->call);
	uint64_t generation = e->ask->generation;

	e->ask->err = hub->err;
	if (!hub->err && hub->refusal)
		e->ask->refusal = CALL_TAKEN;
	call_asked(e->ask);

	if (call && !hub->err && !hub->refusal) {
		desk_unring(call, e->staff, generation);
		send_refused(call);
	}
	errand_back(e);
}


void desk_refuse(struct voice *v, struct call_ask *ask)
{
	struct errand *e = offered(v, ask, refused_h);

	if (e)
		judge(e, QUEUE_REFUSE);
	else
		call_asked(ask);
}


void desk_hold(struct vcall *call, bool on)
{
	if (on ? CALL_TALKING != call->state : CALL_HELD != call->state)
		return;

	call->state = on ? CALL_HELD : CALL_TALKING;
	if (!on && call->operator)               /* a telephone outside that has a call has no other */
		talks_again(call);
	bridge_set(call);
	note_send(call, on ? CALL_ON_HOLD : CALL_RESUMED);
}


/* ------------------------------------------------------------------ the phones */

static void phone_destructor(void *arg)
{
	struct phone_seen *p = arg;

	list_unlink(&p->le);
}


static int phone_tell(struct voice *v, int64_t staff, bool on)
{
	struct errand *e = errand_alloc(v, left_h);

	if (!e)
		return ENOMEM;

	v->awayc++;
	hub_staff_phone(v->hub, &e->hub, staff, on);
	return 0;
}


static struct phone_seen *phone_find(const struct voice *v, int64_t staff)
{
	for (struct le *le = v->phones.head; le; le = le->next) {

		struct phone_seen *p = le->data;

		if (p->staff == staff)
			return p;
	}

	return NULL;
}


bool desk_open(const struct voice *v, int64_t staff)
{
	return phone_find(v, staff) != NULL;
}


bool desk_stands(const struct vcall *call, int64_t staff, uint64_t generation)
{
	return (CALL_OFFERED == call->state && call->operator == staff && call->generation == generation) || send_stands(call, generation);
}


int desk_reach(struct voice *v, int64_t staff)
{
	return phone_tell(v, staff, desk_open(v, staff) || handset_there(registrar_handset(v, staff)));
}


int desk_phone(struct voice *v, int64_t staff, bool on)
{
	struct phone_seen *p = phone_find(v, staff);

	if (!v->hub)
		return ENOTCONN;

	if (on && !p) {
		p = mem_zalloc(sizeof(*p), phone_destructor);
		if (!p)
			return ENOMEM;
		p->staff = staff;
		list_append(&v->phones, &p->le, p);
	}
	if (on)
		p->until_ms = clock_mono_ms() + DESK_PHONE_MS;
	else
		mem_deref(p);

	return desk_reach(v, staff);
}


void desk_sweep(struct voice *v, int64_t now_ms)
{
	struct le *le = v->phones.head;

	while (le) {

		struct phone_seen *p = le->data;

		le = le->next;
		if (p->until_ms < now_ms && !vcall_of_staff(v, p->staff) &&
		    !phone_tell(v, p->staff, handset_there(registrar_handset(v, p->staff))))
			mem_deref(p);
	}
}


void desk_close(struct voice *v)
{
	list_flush(&v->phones);
}
