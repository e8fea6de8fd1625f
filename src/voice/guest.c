/**
 * @file guest.c  A colleague who is called in
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/bridge.h"
#include "voice/company_priv.h"
#include "voice/desk.h"
#include "voice/gone.h"
#include "voice/guest.h"
#include "voice/handset.h"
#include "voice/outside.h"
#include "voice/webrtc/webleg.h"


bool guest_is(const struct vcall *call, int64_t staff)
{
	return staff && call->company && call->company->work && call->company->guest == staff;
}


static void left_h(struct hub_ask *hub)
{
	task_back(task_of(hub));
}


/* Out of the queue core; `there`: it ever was in it */
static void leave(struct vcall *call, bool there)
{
	struct company *c = call->company;
	struct task *t = c->leaving;

	c->leaving = NULL;
	if (t && there)
		hub_call_leave(call->v->hub, &t->hub, c->work, QUEUE_ENDED);
	else if (t)
		task_back(t);
}


static void clear(struct vcall *call, bool there)
{
	struct company *c = call->company;

	tmr_cancel(&c->ring);
	leave(call, there);
	if (c->leg)
		leg_end(c->leg, CALL_OPERATOR_LEFT);
	c->leg = mem_deref(c->leg);
	c->coming = mem_deref(c->coming);
	c->work = c->guest = 0;
	c->outside = c->answered = c->blind = c->flows = false;
	c->generation = 0;
}


void guest_over(struct vcall *call)
{
	if (call->company && call->company->work)
		clear(call, true);
}


static void out(struct vcall *call, const char *way)
{
	note_with(call, CALL_CALLED_IN, call->company->guest, way);
	clear(call, true);
	company_tidy(call);
}


/* ---- it rings ---- */

/* A call, when this task's colleague is still called in to it */
static struct vcall *call_of(const struct task *t)
{
	struct vcall *call = task_call(t);

	return call && call->company && call->company->work ? call : NULL;
}


static void missed_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);

	if (call && !hub->err && !hub->refusal)
		out(call, "missed");
	task_back(t);
}


static void ring_h(void *arg)
{
	struct vcall *call = arg;
	struct company *c = call->company;
	const struct queue_offer offer = {c->work, c->guest, c->generation};
	struct task *t = task_new(call, NULL, missed_h);

	if (t)
		hub_offer_answer(call->v->hub, &t->hub, &offer, QUEUE_MISS);
	else
		tmr_start(&c->ring, 1000, ring_h, call);
}


void guest_decide(struct voice *v, const struct queue_decision *d)
{
	for (struct le *le = v->calls.head; le; le = le->next) {

		struct vcall *call = le->data;

		if (!call->company || call->company->work != d->work)
			continue;
		if (QUEUE_OFFER == d->what)
			call->company->generation = d->gen;
		return;
	}
}


struct vcall *guest_host(const struct voice *v, int64_t work)
{
	for (struct le *le = v->calls.head; le; le = le->next) {

		struct vcall *call = le->data;

		if (call->company && call->company->work == work)
			return call;
	}

	return NULL;
}


bool guest_stands(const struct vcall *call, int64_t work, uint64_t generation)
{
	const struct company *c = call->company;

	return c && c->work == work && c->generation == generation && !c->leg && !c->coming;
}


struct leg *guest_leg(const struct vcall *call)
{
	return call->company ? call->company->leg : NULL;
}


static void called_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);
	struct call_ask *ask = t->ask;
	bool good = !hub->err && !hub->refusal;

	ask->err = hub->err;
	if (!hub->err && hub->refusal)
		ask->refusal = task_refusal(hub->refusal);
	else if (good && !call)
		ask->refusal = CALL_NOT_NOW;
	call_asked(ask);

	if (call && good) {
		desk_hold(call, true);
		tmr_start(&call->company->ring, voice_ring_ms(call), ring_h, call);
		note_with(call, CALL_CALLED_IN, call->company->guest, "rings");
	}
	else if (call) {
		clear(call, false);
		company_tidy(call);
	}
	task_back(t);
}


void guest_call(struct vcall *call, struct call_ask *ask)
{
	struct queue_work work = {.medium = QUEUE_CALL, .class = QUEUE_NORMAL, .lang = call->lang, .since_ms = clock_mono_ms()};
	struct task *t = NULL;
	struct company *c;

	if ((CALL_TALKING != call->state && CALL_HELD != call->state) || !call->staff || !call->committed || call->sending ||
	    (call->company && call->company->work))
		ask->refusal = CALL_NOT_NOW;
	else if (ask->to == ask->staff)
		ask->refusal = CALL_NOT_OPEN;
	if (ask->refusal) {
		call_asked(ask);
		return;
	}

	c = company_get(call);
	t = c ? task_new(call, ask, called_h) : NULL;
	if (t)
		c->leaving = task_new(call, NULL, left_h);
	if (!t || !c->leaving) {
		if (t)
			task_back(t);
		company_tidy(call);
		ask->err = ENOMEM;
		call_asked(ask);
		return;
	}

	c->work = work.id = id_new(clock_wall_ms());
	c->guest = ask->to;
	hub_call_ring(call->v->hub, &t->hub, &work, ask->to, false);
}


void guest_dismiss(struct vcall *call, struct call_ask *ask)
{
	if (call->company && call->company->work)
		out(call, "left");
	else
		ask->refusal = CALL_NOT_NOW;
}


/* ---- the colleague ---- */

static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	company_media(arg, leg, media);
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	(void)leg;
	(void)cause;
	if (LEG_GONE == state)
		out(arg, "left");
}

static const struct leg_handler guest_h = {.media_h = media_h, .state_h = state_h};


static void answered_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);
	struct call_ask *ask = t->ask;
	struct company *c;

	ask->err = hub->err;
	if (!hub->err && (hub->refusal || !call || !call->company->coming))
		ask->refusal = CALL_TAKEN;
	if (!ask->err && !ask->refusal) {
		c = call->company;
		tmr_cancel(&c->ring);
		c->leg = c->coming;
		c->coming = NULL;
		str_ncpy(c->name, ask->name, sizeof(c->name));
		leg_listen(c->leg, &guest_h, call);
		company_set(call);
		note_with(call, CALL_CALLED_IN, c->guest, "joined");
		if (LEG_GONE == leg_state(c->leg))       /* a telephone that hung up while nobody listened to it */
			out(call, "left");
	}
	else if (call) {
		call->company->coming = mem_deref(call->company->coming);
	}

	call_asked(ask);
	task_back(t);
}


static void refused_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = call_of(t);

	t->ask->err = hub->err;
	if (!hub->err && hub->refusal)
		t->ask->refusal = CALL_TAKEN;
	call_asked(t->ask);

	if (call && !hub->err && !hub->refusal)
		out(call, "refused");
	task_back(t);
}


/* @return true when the ask goes home later */
static bool reply(struct vcall *call, struct call_ask *ask, enum queue_reply how)
{
	struct company *c = call->company;
	const struct queue_offer offer = {c->work, c->guest, c->generation};
	struct task *t;

	if (c->leg || c->coming || !c->generation || c->generation != ask->generation) {
		ask->refusal = CALL_TAKEN;
		return false;
	}

	if (QUEUE_ACCEPT == how)
		ask->err = handset_leg(&c->coming, call->v, ask);
	if (ask->err || ask->refusal)
		return false;

	t = task_new(call, ask, QUEUE_ACCEPT == how ? answered_h : refused_h);
	if (!t) {
		c->coming = mem_deref(c->coming);
		ask->err = ENOMEM;
		return false;
	}

	hub_offer_answer(call->v->hub, &t->hub, &offer, how);
	return true;
}


static void show(const struct vcall *call, struct call_ask *ask)
{
	const struct company *c = call->company;

	ask->call = call->id;
	vcall_view(call, &ask->view);
	desk_second(call, ask->staff, &ask->view.second);
	ask->view.generation = c->generation;
	ask->view.state = c->leg ? CALL_TALKING : CALL_OFFERED;
	ask->view.as_guest = true;
	ask->view.lost = c->leg && LEG_LOST == leg_state(c->leg);
}


static struct vcall *call_for(const struct voice *v, const struct call_ask *ask)
{
	for (struct le *le = v->calls.head; le; le = le->next) {

		struct vcall *call = le->data;

		if (guest_is(call, ask->staff) && (!ask->call || call->id == ask->call))
			return call;
	}

	return NULL;
}


/* @return true when the ask goes home later */
static bool take(struct vcall *call, struct call_ask *ask)
{
	struct company *c = call->company;

	switch (ask->verb) {

	case CALL_ASK_ANSWER:
		return reply(call, ask, QUEUE_ACCEPT);

	case CALL_ASK_REFUSE:
		return reply(call, ask, QUEUE_REFUSE);

	case CALL_ASK_SHOW:
		show(call, ask);
		break;

	case CALL_ASK_AGAIN:
		if (c->leg)
			ask->err = webleg_again(c->leg, &ask->answer, &ask->refusal, ask->sdp);
		else
			ask->refusal = CALL_NOT_NOW;
		break;

	case CALL_ASK_HANGUP:
		if (c->leg)
			out(call, "left");
		else
			ask->refusal = CALL_NOT_NOW;
		break;

	default:
		ask->refusal = CALL_NOT_YOURS;
	}

	return false;
}


bool guest_ask(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = NULL;

	switch (ask->verb) {

	case CALL_ASK_ANSWER:
	case CALL_ASK_REFUSE:
	case CALL_ASK_SHOW:
	case CALL_ASK_AGAIN:
	case CALL_ASK_HANGUP:
		call = ask->staff ? call_for(v, ask) : NULL;
		break;

	default:
		break;
	}
	if (!call)
		return false;

	if (!take(call, ask))
		call_asked(ask);
	return true;
}


/* ---- who goes on ---- */

static void passed_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = task_call(t);

	if (hub->err || hub->refusal)
		log_warn("voice: a call was passed on without the queue call=%lld refusal=%s err=%m", t->call,
			 queue_refusal_name(hub->refusal), hub->err);
	else if (call && call->operator)
		call->generation = hub->offer.gen;
	task_back(t);
}


bool guest_inherits(struct vcall *call)
{
	struct company *c = call->company;
	struct task *t = c && c->leg && !c->outside && LEG_GONE != leg_state(c->leg) && call->leaving ? task_new(call, NULL, passed_h) : NULL;
	struct leg *was = call->staff;

	if (!t)
		return outside_inherits(call);

	note_with(call, CALL_GIVEN, c->guest, "attended");
	hub_call_hand_over(call->v->hub, &t->hub, call->id, c->guest);
	gone_note(call, call->operator, CALL_GONE_GIVEN, NULL);
	gone_drop(call, c->guest);
	call->staff = c->leg;
	call->operator = c->guest;
	str_ncpy(call->operator_name, c->name, sizeof(call->operator_name));
	c->leg = NULL;
	clear(call, true);
	company_parted(call);                    /* a supervisor heard the other operator */

	leg_end(was, CALL_OPERATOR_LEFT);
	mem_deref(was);
	if (CALL_HELD == call->state)
		desk_hold(call, false);
	desk_listen(call);
	bridge_set(call);
	return true;
}


void guest_pass(struct vcall *call, struct call_ask *ask)
{
	if (!guest_inherits(call))
		ask->refusal = CALL_NOT_NOW;
}
