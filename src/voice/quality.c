/**
 * @file quality.c  How good the sound of everybody in a call is: kept for the record
 */
#include "voice/guest.h"


void quality_second(struct vcall *call, int64_t now_ms)
{
	struct leg *const legs[CALL_VOICES] = {call->citizen, call->staff, guest_leg(call)};

	for (unsigned i = 0; i < CALL_VOICES; i++) {

		struct call_quality q;

		if (!legs[i])
			continue;

		leg_second(legs[i], now_ms);
		leg_quality(legs[i], &q);
		if (call_grade(&q))
			call->quality[i] = q;
	}
}
