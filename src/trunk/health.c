/**
 * @file health.c  Is a trunk up?
 *
 * Two look at it: the watch (OPTIONS, and calls that were not answered) and, where it asks for one, the registration. It is down
 * while either says so, and up when one has heard of it and neither complains.
 */
#include "trunk/trunk.h"

static const char *const states[] = {"unknown", "up", "down"};
static const char *const reasons[TRUNK_REASONS] = {
	[TRUNK_NONE] = "",
	[TRUNK_SILENT] = "silent",
	[TRUNK_UNREACHABLE] = "unreachable",
	[TRUNK_REFUSED] = "refused",
	[TRUNK_UNREGISTERED] = "unregistered",
	[TRUNK_PASSWORD] = "password",
	[TRUNK_UNUSABLE] = "unusable",
};


/* What the registrar says is nearer to the cause than that nothing else is answered */
static bool judge(struct trunk_health *h, int64_t now_ms)
{
	enum trunk_reason reason = h->registration ? h->registration : h->watch;
	enum trunk_state state = reason ? TRUNK_DOWN : h->answered || h->registered ? TRUNK_UP : TRUNK_UNKNOWN;
	bool changed = state != h->state || reason != h->reason;

	h->state = state;
	h->reason = reason;
	if (changed)
		h->since_ms = now_ms;

	return changed;
}


bool trunk_watched(struct trunk_health *h, enum trunk_reason reason, int64_t now_ms)
{
	h->watch = reason;
	h->answered = !reason;

	return judge(h, now_ms);
}


bool trunk_registered(struct trunk_health *h, enum trunk_reason reason, int64_t now_ms)
{
	h->registration = reason;
	h->registered = !reason;

	return judge(h, now_ms);
}


const char *trunk_state_name(enum trunk_state state)
{
	return (size_t)state < sizeof(states) / sizeof(states[0]) ? states[state] : "";
}


const char *trunk_reason_name(enum trunk_reason reason)
{
	return (size_t)reason < TRUNK_REASONS ? reasons[reason] : "";
}
