/**
 * @file unheard.c  Two talk, and the sound of one does not come, or ours does not arrive there: told to the operator and to the journal
 *
 * A call whose RTCP goes on, or that is younger than LEG_SILENT_MS, is not ended for it: something on the way lets no sound through, and the
 * operator may still be heard, or hear. What comes is seen here; what arrives there, its reports say (report.h).
 */
#include "voice/vcall.h"


static bool is_unheard(const struct leg *leg, unsigned fault, int64_t now_ms)
{
	return HEARD_SIDES > fault ? leg_unheard(leg, now_ms) : leg_unreached(leg);
}


void unheard_second(struct vcall *call, int64_t now_ms)
{
	static const char *const faults[HEARD_FAULTS] = {"citizen", "operator", "to_citizen", "to_operator"};
	const struct leg *const legs[HEARD_SIDES] = {call->citizen, call->staff};

	for (unsigned i = 0; i < HEARD_FAULTS; i++) {
		const struct leg *leg = legs[i % HEARD_SIDES];
		bool unheard = leg && is_unheard(leg, i, now_ms);

		if (unheard == call->unheard[i])
			continue;

		call->unheard[i] = unheard;
		note_with(call, unheard ? CALL_UNHEARD : CALL_HEARD, 0, faults[i]);
		return;                          /* that may have ended it; the others are looked at in a second */
	}
}
