/**
 * @file handset.c  An operator's SIP telephone rings
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/guest.h"
#include "voice/handset.h"
#include "voice/sip/phone.h"
#include "voice/sip/registrar.h"
#include "voice/send.h"
#include "voice/task.h"
#include "voice/webrtc/webleg.h"

enum { LOOK_MS = 100 };              /* so late a telephone stops ringing at most */

/** At one binding */
struct ringing_leg {
	struct le le;
	struct ringing *ringing;         /* borrowed; owns it */
	struct leg *leg;                 /* owned */
	char uri[BINDING_URI_MAX];       /* whose binding it is: that may go meanwhile */
};

struct ringing {
	struct handset *handset;         /* borrowed; owns it */
	int64_t work, call;              /* as the queue core names it; the call that it is about */
	uint64_t generation;             /* of the offer; 0: a call of the operator's own */
	struct list legs;
	struct tmr look;
	bool refused;                    /* by one of them */
};

/** Asked in the place of a desk */
struct handset_ask {
	struct call_ask ask;
	struct voice *v;
	struct leg *leg;                 /* owned until it is taken */
};


static void leg_destructor(void *arg)
{
	struct ringing_leg *rl = arg;

	list_unlink(&rl->le);
	mem_deref(rl->leg);              /* says CANCEL */
}


static void ringing_destructor(void *arg)
{
	struct ringing *r = arg;

	tmr_cancel(&r->look);
	list_flush(&r->legs);
}


static void stop(struct handset *h)
{
	h->ringing = mem_deref(h->ringing);
}


static bool is_own(const struct ringing *r)
{
	return !r->generation;
}


/* ---- what is asked for it ---- */

static void ask_destructor(void *arg)
{
	struct handset_ask *ha = arg;

	mem_deref(ha->leg);              /* not taken: BYE */
	mem_deref(ha->ask.answer);
}


static void asked_h(struct call_ask *ask)
{
	struct handset_ask *ha = CONTAINER_OF(ask, struct handset_ask, ask);
	struct voice *v = ha->v;

	if (ask->err)
		log_warn("voice: what a telephone answered came to nothing staff=%lld err=%m", ask->staff, ask->err);
	mem_deref(ha);
	voice_back(v);
}


int handset_leg(struct leg **legp, struct voice *v, struct call_ask *ask)
{
	struct handset_ask *ha = CONTAINER_OF(ask, struct handset_ask, ask);

	if (asked_h != ask->done_h)
		return webleg_alloc(legp, &ask->answer, &ask->refusal, v->browsers, ask->sdp, CALL_OPERATOR_LOST);

	*legp = ha->leg;
	ha->leg = NULL;

	return 0;
}


/* As from the operator's desk; `leg` is taken over. The telephone rings no more */
static void ask_for(struct handset *h, enum call_verb verb, struct leg *leg)
{
	struct handset_ask *ha = mem_zalloc(sizeof(*ha), ask_destructor);
	struct voice *v = h->v;

	if (leg)
		leg_listen(leg, NULL, NULL);     /* what listened to it goes with the ringing */
	if (!ha) {
		mem_deref(leg);
		stop(h);
		return;
	}

	ha->v = v;
	ha->leg = leg;
	ha->ask.verb = verb;
	ha->ask.call = h->ringing->call;
	ha->ask.generation = h->ringing->generation;
	ha->ask.staff = h->staff;
	ha->ask.home = v->gate.mailbox;
	ha->ask.done_h = asked_h;
	str_ncpy(ha->ask.name, h->name, sizeof(ha->ask.name));
	v->awayc++;
	stop(h);
	ask_take(v, &ha->ask);
}


static void missed_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = task_call(t);

	if (call && !hub->err && !hub->refusal)
		desk_unring(call, hub->offer.staff, hub->offer.gen);
	task_back(t);
}


/* Nobody of all whom it rang at; a call that was given away is waited for by who gave it */
static void miss(struct handset *h)
{
	struct ringing *r = h->ringing;
	const struct queue_offer offer = {r->work, h->staff, r->generation};
	struct vcall *call = vcall_find(h->v, r->work);
	struct task *t = call && !call->sending && !desk_open(h->v, h->staff) ? task_new(call, NULL, missed_h) : NULL;

	stop(h);
	if (t)
		hub_offer_answer(h->v->hub, &t->hub, &offer, QUEUE_MISS);
}


/* An operator's own call: not lifted. May end the call */
static void unlifted(struct handset *h)
{
	const struct ringing *r = h->ringing;
	int64_t call = r->call;
	bool refused = r->refused;

	stop(h);
	dial_unlifted(h->v, call, refused);
}


void handset_gone(struct handset *h)
{
	if (h->ringing && is_own(h->ringing))
		unlifted(h);
	else
		stop(h);
}


/* ---- the legs ---- */

static void lost(struct handset *h, const char *uri)
{
	for (struct le *le = h->bindings.head; le; le = le->next) {
		struct binding *b = le->data;

		if (0 == strcmp(b->uri, uri))
			b->lost = true;
	}
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct ringing_leg *rl = arg;
	struct ringing *r = rl->ringing;
	struct handset *h = r->handset;

	(void)leg;
	if (LEG_GONE != state)
		return;

	r->refused = r->refused || CALL_REFUSED == cause;
	if (CALL_FAILED == cause && h->v->registrar->watch_ms)
		lost(h, rl->uri);
	mem_deref(rl);
	if (r->legs.head)
		return;

	if (is_own(r))
		unlifted(h);
	else if (r->refused)
		ask_for(h, CALL_ASK_REFUSE, NULL);
	else if (handset_there(h))
		miss(h);
	else
		stop(h);                 /* the queue is told that it is gone */
	handset_changed(h);
}

static const struct leg_handler ring_h = {.state_h = state_h};


/* The first is the one (forks) */
static void answered_h(void *arg)
{
	struct ringing_leg *rl = arg;
	struct handset *h = rl->ringing->handset;
	int64_t call = rl->ringing->call;
	struct leg *leg = rl->leg;

	rl->leg = NULL;
	if (!is_own(rl->ringing)) {
		ask_for(h, CALL_ASK_ANSWER, leg);
		return;
	}

	leg_listen(leg, NULL, NULL);
	stop(h);
	dial_lifted(h->v, call, leg);
}


static int ring_at(struct ringing *r, const struct binding *b, const char *from)
{
	struct ringing_leg *rl = mem_zalloc(sizeof(*rl), leg_destructor);
	struct phone_call call = {
		.uri = b->uri, .at = &b->at, .tp = b->tp, .from_name = from, .from_user = from, .aimed = b->aimed,
		.auto_answer = r->handset->auto_answer, .answered_h = answered_h, .arg = rl};
	int err;

	if (!rl)
		return ENOMEM;

	rl->ringing = r;
	str_ncpy(rl->uri, b->uri, sizeof(rl->uri));
	list_append(&r->legs, &rl->le, rl);
	err = phone_call(&rl->leg, r->handset->v, &call);
	if (err)
		mem_deref(rl);
	else
		leg_listen(rl->leg, &ring_h, rl);

	return err;
}


/* ---- the offer ---- */

static void look_h(void *arg)
{
	struct ringing *r = arg;
	const struct voice *v = r->handset->v;
	const struct vcall *call = vcall_find(v, r->call);
	bool stands = call && (r->work == r->call ? desk_stands(call, r->handset->staff, r->generation) :
			       guest_stands(call, r->work, r->generation));

	if (stands)
		tmr_start(&r->look, LOOK_MS, look_h, r);
	else
		stop(r->handset);
}


/* Rings with it, or not at all */
static void ring(struct handset *h, const struct vcall *call, int64_t work, uint64_t generation)
{
	const char *from = call->line ? call->line->key : "otklik";
	struct ringing *r = mem_zalloc(sizeof(*r), ringing_destructor);

	stop(h);
	if (!r)
		return;

	h->ringing = r;
	r->handset = h;
	r->work = work;
	r->call = call->id;
	r->generation = generation;
	tmr_init(&r->look);

	for (struct le *le = h->bindings.head; le; le = le->next) {
		const struct binding *b = le->data;
		int err = b->lost ? 0 : ring_at(r, b, from);

		if (err)
			log_warn("voice: a telephone cannot be called staff=%lld err=%m", h->staff, err);
	}

	if (!r->legs.head)
		stop(h);
	else if (!is_own(r))
		tmr_start(&r->look, LOOK_MS, look_h, r);
}


/* Has this operator a call in hand beside this one? */
static bool talks(const struct voice *v, int64_t staff, const struct vcall *call)
{
	const struct vcall *other = vcall_beside(v, staff, call);

	return other && vcall_in_hand(other, staff);
}


void handset_decide(struct voice *v, const struct queue_decision *d)
{
	struct handset *h = d->staff ? registrar_handset(v, d->staff) : NULL;
	const struct vcall *call;

	if (!h)
		return;

	if (QUEUE_WITHDRAW == d->what && h->ringing && h->ringing->work == d->work && h->ringing->generation == d->gen)
		stop(h);
	if (QUEUE_OFFER != d->what || !handset_there(h))
		return;

	call = vcall_find(v, d->work);
	if (!call)
		call = guest_host(v, d->work);
	h->late_gen = 0;
	if (call && talks(v, d->staff, call)) {
		h->late = d->work;
		h->late_gen = d->gen;
	}
	else if (call) {
		ring(h, call, d->work, d->gen);
	}
}


void handset_second(struct voice *v)
{
	for (struct le *le = v->registrar->handsets.head; le; le = le->next) {
		struct handset *h = le->data;
		const struct queue_decision d = {.what = QUEUE_OFFER, .work = h->late, .staff = h->staff, .gen = h->late_gen};
		const struct vcall *call = d.gen ? vcall_find(v, d.work) : NULL;

		if (!d.gen || (call && desk_stands(call, h->staff, d.gen) && talks(v, h->staff, call)))
			continue;

		h->late_gen = 0;
		if (call && desk_stands(call, h->staff, d.gen) && handset_there(h) && !h->ringing)
			ring(h, call, d.work, d.gen);
	}
}


bool handset_ring(struct vcall *call)
{
	struct handset *h = registrar_handset(call->v, call->operator);

	if (!handset_there(h))
		return false;

	ring(h, call, call->id, 0);
	return h->ringing;
}


void handset_unring(const struct vcall *call)
{
	struct handset *h = registrar_handset(call->v, call->operator);

	if (h && h->ringing && is_own(h->ringing) && h->ringing->call == call->id)
		stop(h);
}


void handset_redirected(struct voice *v, const struct pl *callid)
{
	for (struct le *le = v->registrar->handsets.head; le; le = le->next) {
		struct handset *h = le->data;

		for (struct le *at = h->ringing ? h->ringing->legs.head : NULL; at; at = at->next) {
			struct ringing_leg *rl = at->data;

			if (!phone_has_id(rl->leg, callid))
				continue;

			log_warn("voice: an operator's telephone wants to be called elsewhere: refused staff=%lld", h->staff);
			leg_end(rl->leg, CALL_REFUSED);
			state_h(rl->leg, LEG_GONE, CALL_REFUSED, rl);
			return;
		}
	}
}
