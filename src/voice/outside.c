/**
 * @file outside.c  A telephone outside is called in
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/bridge.h"
#include "voice/company_priv.h"
#include "voice/desk.h"
#include "voice/gone.h"
#include "voice/guest.h"
#include "voice/outside.h"
#include "voice/sip/phone.h"
#include "voice/taping.h"
#include "voice/sip/trunk.h"


/* The company of a call, when a telephone outside is called in */
static struct company *company_of(const struct vcall *call)
{
	return call->company && call->company->work && call->company->outside ? call->company : NULL;
}


bool outside_here(const struct vcall *call, bool *there)
{
	const struct company *c = company_of(call);

	*there = c && c->answered;
	return c;
}


/* It is in the call no more. May end the call */
static void out(struct vcall *call, const char *way)
{
	bool blind = call->company->blind && !call->company->answered, flows = call->company->flows;

	note_with(call, CALL_CALLED_IN, 0, way);
	guest_over(call);
	company_tidy(call);
	if (flows) {
		player_music(&call->player, NULL);
		vcall_step(call, FLOW_NOT_FOUND, 0);
		return;
	}
	if (!blind)
		return;

	if (call->staff) {                       /* who gave it has it as before */
		desk_hold(call, false);
		return;
	}

	call->committed = false;
	call->state = CALL_QUEUED;
	bridge_set(call);
	player_music(&call->player, call->v->music);
	desk_give_back(call);
	vcall_step(call, FLOW_CAME_BACK, 0);
}


static void ring_h(void *arg)
{
	out(arg, "missed");
}


static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	company_media(arg, leg, media);
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct vcall *call = arg;

	(void)leg;
	(void)cause;
	if (LEG_GONE == state)
		out(call, call->company->answered ? "left" : "refused");
}

static const struct leg_handler outside_h = {.media_h = media_h, .state_h = state_h};


/* ---- it has the call ---- */

/* The operator, if still there, is out of it */
static void take_over(struct vcall *call)
{
	struct company *c = call->company;
	struct leg *was = call->staff;

	if (c->flows)                            /* our part in it is over: no wait, and nothing to be owed for */
		call->rec.parted_ms = clock_wall_ms();
	note_with(call, CALL_GIVEN, 0, "outside");
	gone_note(call, call->operator, CALL_GONE_GIVEN, NULL);
	taping_end(call);
	call->staff = c->leg;
	c->leg = NULL;
	call->operator = 0;
	call->operator_name[0] = '\0';
	call->committed = call->outside = true;
	company_parted(call);

	if (was)
		leg_end(was, CALL_OPERATOR_LEFT);
	mem_deref(was);
	desk_leave(call, QUEUE_ENDED);
	desk_listen(call);
	if (CALL_HELD == call->state)
		desk_hold(call, false);
	bridge_set(call);
}


bool outside_inherits(struct vcall *call)
{
	struct company *c = company_of(call);
	struct leg *was = call->staff;

	if (!c || (!c->answered && !c->blind))
		return false;
	if (c->answered) {
		take_over(call);
		return true;
	}

	gone_note(call, call->operator, CALL_GONE_GIVEN, NULL);
	call->staff = NULL;                      /* it rings on; the work stays in the operator's hand until that is over */
	call->operator = 0;
	call->operator_name[0] = '\0';
	taping_end(call);
	company_set(call);
	leg_end(was, CALL_OPERATOR_LEFT);
	mem_deref(was);
	return true;
}


/* ---- it rings ---- */

static void progress_h(bool sound, void *arg)
{
	(void)sound;                             /* its sound comes as any of a leg's does: the operator hears it */
	(void)arg;
}


/* Nothing is said to the caller from here on */
static void flow_over(struct vcall *call)
{
	call->state = CALL_TALKING;
	take_over(call);
	vcall_step(call, FLOW_FOUND, 0);
}


static void answered_h(void *arg)
{
	struct vcall *call = arg;
	struct company *c = company_of(call);

	if (!c)
		return;

	tmr_cancel(&c->ring);
	c->answered = true;
	note_with(call, CALL_CALLED_IN, 0, "joined");
	if (c->flows)
		flow_over(call);
	else if (c->blind)
		take_over(call);
	else
		company_set(call);
}


bool outside_redirected(struct vcall *call, const struct pl *callid)
{
	struct company *c = company_of(call);

	if (!c || c->answered || !c->leg || !phone_has_id(c->leg, callid))
		return false;

	log_warn("voice: the trunk sent a call of ours elsewhere: refused call=%lld", call->id);
	out(call, "refused");
	return true;
}


static int ring(struct vcall *call, const char *phone)
{
	const char *from = call->line && !call->shown[0] ? line_caller(switchboard_lines(call->board), call->line->key, call->flow.walk.region) : call->shown;
	const struct phone_dial dial = {.number = phone, .from = from, .progress_h = progress_h, .answered_h = answered_h, .arg = call};
	struct company *c = call->company;
	int err = phone_dial(&c->leg, call->v, &dial);

	if (err)
		return err;

	leg_listen(c->leg, &outside_h, call);
	tmr_start(&c->ring, call->v->limits.answer_ms, ring_h, call);
	voice_tick_want(call->v);
	return 0;
}


/* Is it a line of ours? Its flow would call again, and so on */
static bool is_ours(const struct vcall *call, const char *phone)
{
	return line_find(switchboard_lines(call->board), pl_of(phone), clock_wall_ms(), NULL);
}


void outside_give(struct vcall *call)
{
	const char *phone = walk_calls(&call->flow.walk);
	enum call_refusal refusal = trunk_refusal(call->v, phone);
	struct company *c = refusal || is_ours(call, phone) ? NULL : company_get(call);

	if (!c) {
		log_warn("voice: a flow transfers to where nobody can be called line=%s refusal=%s", call->line->key,
			 refusal ? call_refusal_name(refusal) : "own");
		vcall_step(call, FLOW_NOT_FOUND, 0);
		return;
	}

	if (!call->rec.answered_ms)
		call->rec.staff = 0;             /* whom it rang at has no part in this */
	c->work = id_new(clock_wall_ms());
	c->guest = 0;
	c->outside = c->blind = c->flows = true;
	c->answered = false;
	note_with(call, CALL_CALLED_IN, 0, "outside");
	if (ring(call, phone)) {
		out(call, "refused");
		return;
	}

	player_music(&call->player, call->v->ringing);
}


void outside_flow(struct vcall *call)
{
	const struct company *c = company_of(call);

	if (!c || !c->flows || walk_calls(&call->flow.walk))
		return;

	note_with(call, CALL_CALLED_IN, 0, "left");
	guest_over(call);
	company_tidy(call);
	player_music(&call->player, NULL);
}


static enum call_refusal judge(const struct vcall *call, const struct call_ask *ask)
{
	if ((CALL_TALKING != call->state && CALL_HELD != call->state) || !call->staff || !call->committed || !call->leaving || call->sending ||
	    (call->company && call->company->work))
		return CALL_NOT_NOW;

	return trunk_refusal(call->v, ask->phone);
}


void outside_call(struct vcall *call, struct call_ask *ask, bool blind)
{
	struct company *c;

	ask->refusal = judge(call, ask);
	if (ask->refusal)
		return;

	c = company_get(call);
	if (!c) {
		ask->err = ENOMEM;
		return;
	}

	c->work = id_new(clock_wall_ms());
	c->guest = 0;
	c->outside = true;
	c->answered = false;
	c->blind = blind;
	note_with(call, CALL_CALLED_IN, 0, "outside");
	ask->err = ring(call, ask->phone);
	if (ask->err) {
		log_warn("voice: nobody outside is called call=%lld err=%m", call->id, ask->err);
		c->blind = false;
		out(call, "refused");
		return;
	}

	desk_hold(call, true);
	vcall_step(call, FLOW_OUTSIDE, 0);
}
