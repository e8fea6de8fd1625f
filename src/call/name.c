/**
 * @file name.c  The words of calls
 */
#include "call/call.h"

static const char *const states[] = {"", "menu", "queued", "offered", "talking", "held", "ended"};
static const char *const media[] = {"", "phone", "page", "out"};
static const char *const causes[CALL_CAUSES] = {
	[CALL_ONGOING] = "",
	[CALL_CITIZEN_LEFT] = "citizen_left",
	[CALL_OPERATOR_LEFT] = "operator_left",
	[CALL_SAID_ALL] = "said_all",
	[CALL_SILENT] = "silent",
	[CALL_LOST] = "lost",
	[CALL_OPERATOR_LOST] = "operator_lost",
	[CALL_NOT_ANSWERED] = "not_answered",
	[CALL_REFUSED] = "refused",
	[CALL_STOPPED] = "stopped",
	[CALL_CRASHED] = "crash",
	[CALL_FAILED] = "failed",
	[CALL_NOT_LIFTED] = "not_lifted",
};
static const char *const gones[] = {"", "taken_over", "elsewhere", "given"};
static const char *const recordings[] = {"off", "on", "paused", "refused", "fails"};
static const char *const refusals[CALL_REFUSALS] = {
	[CALL_GRANTED] = "",
	[CALL_UNKNOWN] = "unknown",
	[CALL_TAKEN] = "taken",
	[CALL_NOT_YOURS] = "not_yours",
	[CALL_NOT_NOW] = "not_now",
	[CALL_SDP_BAD] = "sdp_bad",
	[CALL_LINE_UNKNOWN] = "line_unknown",
	[CALL_FULL] = "full",
	[CALL_NO_TRUNK] = "no_trunk",
	[CALL_NOT_ALLOWED] = "not_allowed",
	[CALL_NO_PHONE] = "no_phone",
	[CALL_APPEAL_UNKNOWN] = "appeal_unknown",
	[CALL_APPEAL_USED] = "appeal_used",
	[CALL_APPEAL_ERASED] = "appeal_erased",
	[CALL_NOBODY] = "nobody",
	[CALL_NOT_OPEN] = "not_open",
	[CALL_QUEUE_FULL] = "queue_full",
	[CALL_TOPIC_UNKNOWN] = "topic_unknown",
	[CALL_ATTACHED] = "attached",
	[CALL_NO_HANDSET] = "no_handset",
};

#define NAME(table, i) ((size_t)(i) < sizeof(table) / sizeof((table)[0]) ? (table)[i] : "")


const char *call_state_name(enum call_state state)
{
	return NAME(states, state);
}


const char *call_medium_name(enum call_medium medium)
{
	return NAME(media, medium);
}


const char *call_cause_name(enum call_cause cause)
{
	return NAME(causes, cause);
}


const char *call_recording_name(enum call_recording recording)
{
	return NAME(recordings, recording);
}


const char *call_refusal_name(enum call_refusal refusal)
{
	return NAME(refusals, refusal);
}


const char *call_gone_name(enum call_gone gone)
{
	return NAME(gones, gone);
}


enum call_cause call_cause_of(struct pl name)
{
	for (unsigned i = 1; i < CALL_CAUSES; i++) {
		if (0 == pl_strcmp(&name, causes[i]))
			return (enum call_cause)i;
	}

	return CALL_ONGOING;
}


/* Who hung up by their own will is owed nothing, and neither is a call that never reached the queue */
bool call_owes(enum call_state state, enum call_cause cause)
{
	if (state < CALL_QUEUED || CALL_ENDED == state)
		return false;

	switch (cause) {

	case CALL_SILENT:
	case CALL_LOST:
	case CALL_OPERATOR_LOST:
	case CALL_STOPPED:
	case CALL_CRASHED:
	case CALL_FAILED:
		return true;

	default:
		return false;
	}
}


void call_ask(const struct call_gate *gate, struct call_ask *ask)
{
	ask->gate = gate;
	ask->msg.deliver_h = gate->deliver_h;
	mailbox_post(gate->mailbox, &ask->msg);
}


static void home_h(struct msg *msg)
{
	struct call_ask *ask = CONTAINER_OF(msg, struct call_ask, msg);

	ask->done_h(ask);
}


void call_asked(struct call_ask *ask)
{
	ask->msg.deliver_h = home_h;
	mailbox_post(ask->home, &ask->msg);
}
