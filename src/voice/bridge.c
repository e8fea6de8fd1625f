/**
 * @file bridge.c  Joins a caller with an operator
 */
#include "voice/bridge.h"
#include "voice/company.h"
#include "voice/taping.h"


static bool wanted(const struct vcall *call)
{
	return CALL_TALKING == call->state && call->committed && call->staff &&
	       (LEG_UP == leg_state(call->staff) || (call->outside && LEG_OPEN == leg_state(call->staff))) &&
	       (LEG_UP == leg_state(call->citizen) || LEG_OPEN == leg_state(call->citizen));
}


void bridge_set(struct vcall *call)
{
	bool joined = wanted(call);

	if (joined == call->joined) {
		company_set(call);
		return;
	}

	call->joined = joined;
	company_set(call);
	if (joined) {
		say_cut(call);                   /* what was being said would go on after a hold */
		taping_begin(call);
	}
	player_music(&call->player, joined ? NULL : call->v->music);
}


void bridge_media(struct vcall *call, struct leg *from, const struct leg_media *media)
{
	if (call->joined && !(from == call->staff && company_mixed(call)))
		taping_media(call, from, media);

	if (call->company)
		company_media(call, from, media);
	else if (call->joined)
		leg_send(from == call->citizen ? call->staff : call->citizen, from, media);
	else if (call->early && call->staff && from == call->citizen)
		leg_send(call->staff, from, media);      /* how it rings there, and what the network says */
}


void bridge_digit(struct vcall *call, char digit)
{
	if (call->joined)
		(void)!leg_digit(call->staff, digit);    /* a side that knows no keys does not hear them */
}
