/**
 * @file vcall.c  A call as voice has it: from its first ring to its end
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/bridge.h"
#include "voice/desk.h"
#include "voice/phone.h"


static void vcall_destructor(void *arg)
{
	struct vcall *call = arg;

	if (call->le.list) {
		list_unlink(&call->le);
		call->v->callc--;
	}
	player_clear(&call->player);
	mem_deref(call->leaving);
	mem_deref(call->citizen);
	mem_deref(call->staff);
	mem_deref(call->source);
}


void vcall_digit(struct vcall *call, char digit)
{
	if (call->staff)
		bridge_digit(call, digit);
	else if ('0' == digit && CALL_MENU == call->state && desk_queue(call))
		log_warn("voice: call not queued id=%lld", call->id);
}


void vcall_answered(struct vcall *call)
{
	call->committed = true;
	bridge_set(call);
}


static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	bridge_media(arg, leg, media);
}


static void digit_h(struct leg *leg, char digit, void *arg)
{
	(void)leg;
	vcall_digit(arg, digit);
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct vcall *call = arg;

	(void)leg;
	if (LEG_GONE == state)
		vcall_end(call, cause);
	else
		bridge_set(call);
}

static const struct leg_handler citizen_h = {.media_h = media_h, .digit_h = digit_h, .state_h = state_h};


int vcall_alloc(struct vcall **cp, struct voice *v, const struct line *line, enum call_medium medium)
{
	struct vcall *call;

	call = mem_zalloc(sizeof(*call), vcall_destructor);
	if (!call)
		return ENOMEM;

	call->v = v;
	call->entered_ms = clock_wall_ms();
	call->id = id_new(call->entered_ms);
	call->state = CALL_MENU;
	call->medium = medium;
	call->line = line;
	call->lang = line->lang;
	*cp = call;

	return 0;
}


void vcall_begin(struct vcall *call)
{
	leg_listen(call->citizen, &citizen_h, call);
	list_append(&call->v->calls, &call->le, call);
	call->v->callc++;
	voice_tick_want(call->v);
}


struct vcall *vcall_find(const struct voice *v, int64_t id)
{
	for (struct le *le = v->calls.head; le; le = le->next) {

		struct vcall *call = le->data;

		if (call->id == id)
			return call;
	}

	return NULL;
}


struct vcall *vcall_of_staff(const struct voice *v, int64_t staff)
{
	for (struct le *le = v->calls.head; le && staff; le = le->next) {

		struct vcall *call = le->data;

		if (call->operator == staff)
			return call;
	}

	return NULL;
}


void vcall_view(const struct vcall *call, struct call_view *view)
{
	*view = (struct call_view){
		.state = call->state, .medium = call->medium, .generation = call->generation, .began_ms = call->entered_ms,
		.queued_ms = call->queued_ms, .answered_ms = call->answered_ms, .topic = call->topic, .place = call->place,
		.lost = call->staff && LEG_LOST == leg_state(call->staff),
	};
}


void vcall_ring(struct voice *v, const struct sip_msg *msg, const struct line *line, struct source *source)
{
	struct phone_refusal refusal = {0};
	struct vcall *call = NULL;
	int err;

	err = vcall_alloc(&call, v, line, CALL_PHONE);
	if (err) {
		mem_deref(source);
		goto out;
	}

	call->source = source;
	err = phone_ring(&call->citizen, &refusal, v, msg);
	if (err || refusal.code)
		goto out;

	vcall_begin(call);
	phone_answer(call->citizen);
	return;

out:
	if (err)
		log_warn("voice: a call was not taken err=%m", err);
	stack_reply(v, msg, err ? 500 : refusal.code, err ? "Server Internal Error" : refusal.reason, err ? "" : refusal.headers);
	mem_deref(call);
}


void vcall_end(struct vcall *call, enum call_cause cause)
{
	if (CALL_ENDED == call->state)
		return;

	desk_leave(call, call->staff ? QUEUE_ENDED : QUEUE_ABANDONED);
	call->state = CALL_ENDED;
	call->joined = false;
	if (call->citizen)
		leg_end(call->citizen, cause);
	if (call->staff)
		leg_end(call->staff, cause);

	mem_deref(call);
}


void vcall_tick(struct vcall *call)
{
	leg_tick(call->citizen);
	if (call->staff)
		leg_tick(call->staff);
	if (!call->joined)
		(void)player_tick(&call->player, call->citizen);
}


void vcall_second(struct vcall *call, int64_t now_ms)
{
	if (leg_silent(call->citizen, now_ms))
		vcall_end(call, CALL_SILENT);
}
