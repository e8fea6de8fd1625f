/**
 * @file quality.c  How good the sound of both sides is: kept for the record
 */
#include "voice/vcall.h"


void quality_second(struct vcall *call, int64_t now_ms)
{
	struct leg *const legs[] = {call->citizen, call->staff};

	for (unsigned i = 0; i < 2; i++) {

		struct call_quality q;

		if (!legs[i])
			continue;

		leg_second(legs[i], now_ms);
		leg_quality(legs[i], &q);
		if (call_grade(&q))
			call->quality[i] = q;
	}
}
