/**
 * @file company.c  Who else is in a call
 */
#include "base/log.h"
#include "voice/bridge.h"
#include "voice/company_priv.h"
#include "voice/desk.h"
#include "voice/gone.h"
#include "voice/guest.h"
#include "voice/send.h"
#include "voice/taping.h"
#include "voice/webrtc/webleg.h"

static void company_destructor(void *arg)
{
	struct company *c = arg;

	tmr_cancel(&c->ring);
	mem_deref(c->ear);
	mem_deref(c->leg);
	mem_deref(c->coming);
}


struct company *company_get(struct vcall *call)
{
	if (call->company)
		return call->company;

	call->company = mem_zalloc(sizeof(*call->company), company_destructor);
	if (call->company)
		tmr_init(&call->company->ring);
	return call->company;
}


void company_tidy(struct vcall *call)
{
	struct company *c = call->company;

	if (c && !c->ear && !c->work)
		call->company = mem_deref(c);
	else
		company_set(call);
}


static struct leg *leg_of(const struct vcall *call, unsigned side)
{
	switch (side) {

	case TALK_CITIZEN: return call->citizen;
	case TALK_STAFF:   return call->staff;
	case TALK_GUEST:   return call->company->leg;
	case TALK_EAR:     return call->company->ear;
	default:           return NULL;
	}
}


int64_t company_guest(const struct vcall *call, bool *there)
{
	const struct company *c = call->company;

	*there = c && c->leg && !c->outside;
	return c ? c->guest : 0;
}


bool company_listened(const struct vcall *call)
{
	return call->company && call->company->ear;
}


void company_set(struct vcall *call)
{
	struct company *c = call->company;
	struct talk talk = {.here = 0};

	if (!c)
		return;

	talk.joined = call->joined;
	talk.whisper = c->whisper;
	for (unsigned side = 0; side < TALK_SIDES; side++) {
		if (leg_of(call, side))
			talk.here |= TALK_BIT(side);
	}
	for (unsigned side = 0; side < TALK_SIDES; side++)
		c->hears[side] = talk_hears(&talk, side);
}


static bool several(unsigned bits)
{
	return bits & (bits - 1);
}


bool company_mixed(const struct vcall *call)
{
	return call->company && several(call->company->hears[TALK_CITIZEN]);
}


void company_media(struct vcall *call, const struct leg *from, const struct leg_media *media)
{
	struct company *c = call->company;
	unsigned source = 0;
	bool mixed = false;

	while (source < TALK_SIDES && leg_of(call, source) != from)
		source++;

	for (unsigned to = 0; to < TALK_SIDES && source < TALK_SIDES; to++) {

		if (!(c->hears[to] & TALK_BIT(source)))
			continue;
		if (several(c->hears[to]))
			mixed = true;
		else
			leg_send(leg_of(call, to), from, media);
	}
	if (mixed)
		mix_put(&c->mix, source, media);
}


void company_tick(struct vcall *call)
{
	struct company *c = call->company;
	uint8_t out[LEG_PACKET_SIZE];
	struct leg_media media;

	if (!c)
		return;

	if (c->leg)
		leg_tick(c->leg);
	mix_tick(&c->mix);
	for (unsigned to = 0; to < TALK_SIDES; to++) {

		if (!several(c->hears[to]))
			continue;

		mix_take(&c->mix, c->hears[to], out);
		c->out[to].seq++;
		c->out[to].ts += LEG_PACKET_SIZE;
		media = (struct leg_media){.codec = LEG_PCMA, .seq = c->out[to].seq, .ts = c->out[to].ts, .data = out, .size = sizeof(out)};
		leg_send(leg_of(call, to), &c->out[to], &media);
		if (TALK_CITIZEN == to)
			taping_media(call, call->staff, &media);
	}
}


/* ---- a supervisor ---- */

static void ear_drop(struct vcall *call)
{
	struct company *c = call->company;

	if (c->ear)
		leg_end(c->ear, CALL_OPERATOR_LEFT);
	c->ear = mem_deref(c->ear);
	c->listener = 0;
	c->whisper = false;
	company_tidy(call);
}


void company_parted(struct vcall *call)
{
	guest_over(call);
	if (call->company)
		ear_drop(call);
}


static void ear_media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	company_media(arg, leg, media);
}


static void ear_state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct vcall *call = arg;

	(void)leg;
	(void)cause;
	if (LEG_GONE != state)
		return;

	note_with(call, CALL_LISTENED, call->company->listener, "left");
	ear_drop(call);
}

static const struct leg_handler ear_h = {.media_h = ear_media_h, .state_h = ear_state_h};


static enum call_refusal judge(const struct vcall *call, const struct call_ask *ask)
{
	if (!call)
		return CALL_UNKNOWN;
	if (call->operator == ask->staff || !call->staff || !call->committed || vcall_of_staff(call->v, ask->staff))
		return CALL_NOT_NOW;

	return company_listened(call) && call->company->listener != ask->staff ? CALL_NOT_NOW : CALL_GRANTED;
}


void company_listen(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = vcall_of_staff(v, ask->to);
	struct leg *leg = NULL;

	ask->refusal = judge(call, ask);
	if (!ask->refusal && !v->browsers)
		ask->refusal = CALL_FULL;
	if (!ask->refusal)
		ask->err = webleg_alloc(&leg, &ask->answer, &ask->refusal, v->browsers, ask->sdp, CALL_OPERATOR_LOST);
	if (ask->err || ask->refusal)
		return;

	if (company_listened(call))              /* the same supervisor, again */
		ear_drop(call);
	if (!company_get(call)) {
		mem_deref(leg);
		ask->err = ENOMEM;
		return;
	}

	call->company->ear = leg;
	call->company->listener = ask->staff;
	leg_listen(leg, &ear_h, call);
	company_set(call);
	ask->call = call->id;
	note_with(call, CALL_LISTENED, ask->staff, "listen");
}


/* The call that a supervisor listens to; else the refusal is said */
static struct vcall *listened(const struct voice *v, struct call_ask *ask)
{
	struct vcall *call = vcall_find(v, ask->call);

	if (!call)
		ask->refusal = CALL_UNKNOWN;
	else if (!company_listened(call) || call->company->listener != ask->staff)
		ask->refusal = CALL_NOT_YOURS;

	return ask->refusal ? NULL : call;
}


void company_whisper(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = listened(v, ask);

	if (!call || call->company->whisper == ask->on)
		return;

	call->company->whisper = ask->on;
	company_set(call);
	if (ask->on)
		note_with(call, CALL_LISTENED, ask->staff, "whisper");
}


void company_unlisten(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = listened(v, ask);

	if (call)
		company_leave(call, ask->staff);
}


void company_leave(struct vcall *call, int64_t staff)
{
	if (!company_listened(call) || call->company->listener != staff)
		return;

	note_with(call, CALL_LISTENED, staff, "left");
	ear_drop(call);
}


/* ---- who takes over ---- */

static void seized(struct vcall *call, const struct call_ask *ask)
{
	struct leg *leg = call->company->ear, *was = call->staff;
	int64_t from = call->operator;

	send_over(call);
	call->company->ear = NULL;
	call->staff = leg;
	ear_drop(call);                          /* a colleague who was called in stays */

	if (call->v->limits.shown)
		gone_note(call, from, CALL_GONE_TAKEN_OVER, ask->name);
	else
		gone_note(call, from, CALL_GONE_ELSEWHERE, NULL);
	gone_drop(call, ask->staff);
	leg_end(was, CALL_OPERATOR_LEFT);
	mem_deref(was);
	call->operator = ask->staff;
	str_ncpy(call->operator_name, ask->name, sizeof(call->operator_name));
	if (CALL_HELD == call->state)
		call->state = CALL_TALKING;
	desk_talks(call);                        /* one that was answered meanwhile is on hold */
	desk_listen(call);
	bridge_set(call);
	note_with(call, CALL_SEIZED, from, "supervisor");
}


static void seized_h(struct hub_ask *hub)
{
	struct task *t = task_of(hub);
	struct vcall *call = task_call(t);
	struct call_ask *ask = t->ask;

	ask->err = hub->err;
	if (!hub->err && hub->refusal)
		ask->refusal = task_refusal(hub->refusal);
	else if (!hub->err)
		call = listened(t->v, ask);

	if (!ask->err && !ask->refusal) {
		call->generation = hub->offer.gen;
		seized(call, ask);
	}
	call_asked(ask);
	task_back(t);
}


void company_seize(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = listened(v, ask), *own = vcall_beside(v, ask->staff, call);
	struct task *t = NULL;

	if (call && (!call->staff || !call->committed || !call->leaving || call->sending || (own && vcall_in_hand(own, ask->staff))))
		ask->refusal = CALL_NOT_NOW;
	if (!ask->refusal) {
		t = task_new(call, ask, seized_h);
		ask->err = t ? 0 : ENOMEM;
	}

	if (t)
		hub_call_hand_over(v->hub, &t->hub, call->id, ask->staff);
	else
		call_asked(ask);
}
