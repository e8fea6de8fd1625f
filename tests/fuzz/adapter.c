/**
 * @file adapter.c  Fuzzes a line of an adapter, and what it says of an application: what is taken fits, and can be said
 */
#include "base/jsonmem.h"
#include "flow/walk.h"
#include "fuzz.h"


static void claim_said(const struct service_status *s, enum lang lang)
{
	const struct walk_values values = {.application = PL_CONST("7700123456"), .service = s, .now_ms = 1795341996123};

	for (unsigned part = 0; part < WALK_PARTS; part++) {
		const struct walk_say say = {.words = WALK_SERVICE, .n = part, .lang = lang};
		enum phrase_refusal why = PHRASE_OK;
		struct text_arg argv[WALK_ARGS];
		struct utterance *u = NULL;
		struct phrase ph;

		if (!walk_phrase(&ph, argv, &say, &values))
			continue;
		CLAIM(0 == zone_get(&ph.zone, "Europe/Moscow"));
		CLAIM(0 == utterance_make(&u, &why, NULL, &ph) && (u || PHRASE_VALUE == why));
		mem_deref(u);
	}
}


static void status(struct pl text)
{
	struct service_status s = {.state = SERVICE_STATES};

	if (service_read(&s, text)) {
		CLAIM(SERVICE_STATES == s.state);
		return;
	}

	CLAIM(service_state_name(s.state)[0] && s.step <= SERVICE_STEPS_MAX && s.steps <= SERVICE_STEPS_MAX);
	claim_said(&s, LANG_RU);
	claim_said(&s, LANG_EN);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl line = {(const char *)data, size};
	char said[64];
	struct adapter_reply reply;

	jsonmem_init();
	CLAIM(0 == adapter_reply_read(&reply, line, "status"));
	CLAIM((REPLY_FOUND == reply.kind) == (reply.result != NULL));
	CLAIM(strlen(reply.note) < sizeof(reply.note) && strlen(reply.word) < sizeof(reply.word));
	if (reply.result)
		status(pl_of(reply.result));
	status(line);

	adapter_said_blot(said, sizeof(said), line);
	for (const char *c = said; *c; c++)
		CLAIM(*c >= 0x20 && !(*c >= '0' && *c <= '9') && (unsigned char)*c < 0x80);

	mem_deref(reply.result);
	return 0;
}
