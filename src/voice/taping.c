/**
 * @file taping.c  Is a call recorded?
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/taping.h"
#include "voice/tap.h"


void taping_announce(struct vcall *call)
{
	if (call->told || !call->v->limits.record || !call->v->prm.recorder)
		return;

	call->told = true;
	say_add(call, (struct flow_say){.words = SAY_RECORDED});
}


bool taping_key(struct vcall *call, char digit)
{
	if (TAPING_KEY[0] != digit || !call->told || call->unrecorded || call->tap || flow_done(&call->flow))
		return false;

	call->unrecorded = true;
	tap_mark(call->v, RECORD_REFUSED, call->id, 0);
	say_add(call, (struct flow_say){.words = SAY_UNRECORDED});
	say_go(call);
	return true;
}


void taping_begin(struct vcall *call)
{
	if (call->tap || !call->told || call->unrecorded || call->outside)
		return;

	if (tap_alloc(&call->tap, call->v, call->id))
		log_error("voice: no memory to record call=%lld", call->id);
	voice_tick_want(call->v);
}


void taping_media(struct vcall *call, const struct leg *from, const struct leg_media *media)
{
	if (call->tap)
		tap_media(call->tap, from == call->staff, media, clock_mono_ms());
}


void taping_tick(struct vcall *call)
{
	if (call->tap)
		tap_tick(call->tap, clock_mono_ms());
}


enum call_refusal taping_pause(struct vcall *call, bool on)
{
	if (!call->tap)
		return CALL_NOT_NOW;

	if (tap_pause(call->tap, on))
		tap_mark(call->v, on ? RECORD_PAUSED : RECORD_RESUMED, call->id, call->operator);

	return CALL_GRANTED;
}


void taping_end(struct vcall *call)
{
	tap_end(call->tap);
	call->tap = NULL;
}


enum call_recording taping_state(const struct vcall *call)
{
	if (call->tap)
		return tap_state(call->tap);

	return call->unrecorded ? CALL_RECORDING_REFUSED : CALL_RECORDING_OFF;
}
