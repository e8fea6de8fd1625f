/**
 * @file unheard.c  Two talk, and the sound of one does not come: told to the operator and to the journal
 *
 * A call whose RTCP goes on, or that is younger than LEG_SILENT_MS, is not ended for it: something on the way lets no sound through, and the
 * operator may still be heard.
 */
#include "voice/vcall.h"


void unheard_second(struct vcall *call, int64_t now_ms)
{
	static const char *const sides[] = {"citizen", "operator"};
	const struct leg *const legs[] = {call->citizen, call->staff};

	for (unsigned i = 0; i < 2; i++) {
		bool unheard = legs[i] && leg_unheard(legs[i], now_ms);

		if (unheard == call->unheard[i])
			continue;

		call->unheard[i] = unheard;
		note_with(call, unheard ? CALL_UNHEARD : CALL_HEARD, 0, sides[i]);
		return;                          /* that may have ended it; the other side is looked at in a second */
	}
}
