/**
 * @file name.c  The words of the room: stable, used by the API, the journal and the catalogue's keys
 */
#include "appeal/appeal.h"


static const char *const kinds[] = {NULL, "technical", "question", "recommendation", "complaint"};
static const char *const states[] = {NULL, "new", "in_work", "waiting", "answered", "closed", "reopened"};
static const char *const events[] = {
	NULL, "take", "return", "answer", "request", "note", "close", "reopen", "message", "topic", "delay", "reveal", "file",
};
static const char *const results[] = {NULL, "solved", "explained", "refused", "redirected", "withdrawn"};
static const char *const channels[] = {NULL, "form", "api", "desk", "call"};
static const char *const messages[] = {NULL, "question", "answer", "request", "note"};
static const char *const refusals[] = {
	NULL, "unknown", "changed", "not_now", "not_yours", "not_permitted", "draft_newer", "topic_unknown", "full", "erased",
	"identifier",
};


#define NAME(list, n) name_of(list, sizeof(list) / sizeof((list)[0]), (unsigned)(n))
#define FIND(list, name) find(list, sizeof(list) / sizeof((list)[0]), name)


static const char *name_of(const char *const *list, size_t n, unsigned i)
{
	return i && i < n ? list[i] : "";
}


static int find(const char *const *list, size_t n, struct pl name)
{
	for (size_t i = 1; i < n; i++) {

		if (0 == pl_strcmp(&name, list[i]))
			return (int)i;
	}

	return 0;
}


const char *appeal_kind_name(enum appeal_kind kind)
{
	return NAME(kinds, kind);
}


const char *appeal_state_name(enum appeal_state state)
{
	return NAME(states, state);
}


const char *appeal_event_name(enum appeal_event event)
{
	return NAME(events, event);
}


const char *appeal_result_name(enum appeal_result result)
{
	return NAME(results, result);
}


const char *contact_channel_name(enum contact_channel channel)
{
	return NAME(channels, channel);
}


const char *message_kind_name(enum message_kind kind)
{
	return NAME(messages, kind);
}


const char *appeal_refusal_name(enum appeal_refusal refusal)
{
	return NAME(refusals, refusal);
}


enum appeal_kind appeal_kind_of(struct pl name)
{
	return (enum appeal_kind)FIND(kinds, name);
}


enum appeal_state appeal_state_of(struct pl name)
{
	return (enum appeal_state)FIND(states, name);
}


enum appeal_result appeal_result_of(struct pl name)
{
	return (enum appeal_result)FIND(results, name);
}
