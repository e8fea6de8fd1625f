/**
 * @file refusal.c  The message keys of refusals
 */
#include "schedule/schedule_priv.h"

static const char *const keys[SCHEDULE_REFUSAL_COUNT] = {
#define X(name, key) [name] = (key),
	SCHEDULE_REFUSALS(X)
#undef X
};


const char *schedule_refusal_key(enum schedule_refusal why)
{
	return (unsigned)why < SCHEDULE_REFUSAL_COUNT ? keys[why] : keys[SCHEDULE_OK];
}
