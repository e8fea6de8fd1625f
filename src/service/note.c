/**
 * @file note.c  A question about an application: made, and written to the journal
 */
#include <sodium.h>
#include "appeal/join.h"
#include "base/id.h"
#include "service/service.h"

enum { BODY_MAX = 240, REF_BYTES = 8 };


int service_ask_fill(struct adapter_ask *ask, struct pl number, struct pl person)
{
	ask->which = ADAPTER_STATUS;
	ask->verb = adapter_name(ADAPTER_STATUS);
	ask->args = json_pack("{s:s%}", "application", number.p, number.l);
	if (!ask->args)
		return ENOMEM;

	return person.l && json_object_set_new(ask->args, "person", json_stringn(person.p, person.l)) ? ENOMEM : 0;
}


static const char *answer_name(enum adapter_answer answer)
{
	return ADAPTER_FOUND == answer ? "found" : ADAPTER_NONE == answer ? "none" : "away";
}


/* Bound to what it is: the same digits are another thing elsewhere */
static void ref_make(char ref[SERVICE_REF_SIZE], const struct keyring *keys, const char *number)
{
	char text[sizeof("application ") + SERVICE_NUMBER_MAX * 4];
	uint8_t digest[32];
	int n = re_snprintf(text, sizeof(text), "application %s", number);

	keyring_digest(keys, KEY_DIGEST, (struct pl){text, n > 0 ? (size_t)n : 0}, digest);
	(void)sodium_bin2hex(ref, SERVICE_REF_SIZE, digest, REF_BYTES);
	sodium_memzero(text, sizeof(text));
}


/* Keys sorted */
static int body_print(char body[BODY_MAX], const struct service_note *note, int64_t now_ms)
{
	char ref[SERVICE_REF_SIZE], call[40] = "", reason[48] = "";

	ref_make(ref, note->keys, note->number);
	if (note->call)
		(void)re_snprintf(call, sizeof(call), ",\"call\":\"%lld\"", note->call);
	if (note->reason)
		(void)re_snprintf(reason, sizeof(reason), ",\"reason\":\"%s\"", adapter_reason_name(note->reason));

	return re_snprintf(body, BODY_MAX, "{\"answer\":\"%s\",\"at_ms\":%lld%s%s,\"ref\":\"%s\",\"took_ms\":%u}",
			   answer_name(note->answer), now_ms, call, reason, ref, note->took_ms);
}


static int note_apply(struct tx *tx, struct command *cmd)
{
	struct service_note *note = CONTAINER_OF(cmd, struct service_note, cmd);
	int64_t appeal = note->appeal, own = 0;
	char body[BODY_MAX];
	int n, err = 0;

	if (note->about)
		err = appeal_ids(tx_db(tx), note->keys, note->digits, &appeal, &own);
	if (err)
		return err;

	cmd->refusal = note->about && !appeal ? SERVICE_APPEAL_UNKNOWN : SERVICE_GRANTED;
	if (cmd->refusal)
		return 0;

	n = body_print(body, note, tx_now(tx));

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = "service.asked", .appeal = appeal, .actor = note->staff, .body = {body, (size_t)n}});
}


static void note_destructor(void *arg)
{
	struct service_note *note = arg;

	sodium_memzero(note->number, sizeof(note->number));
}


int service_note_make(struct service_note **np, const struct keyring *keys, struct pl number, const struct adapter_ask *ask)
{
	struct service_note *note = mem_zalloc(sizeof(*note), note_destructor);

	if (!note)
		return ENOMEM;

	note->cmd.apply_h = note_apply;
	note->cmd.keep = true;
	id_random(note->cmd.id, sizeof(note->cmd.id));
	note->keys = keys;
	note->answer = ask->answer;
	note->reason = ask->reason;
	note->took_ms = ask->took_ms;
	(void)pl_strcpy(&number, note->number, sizeof(note->number));
	*np = note;

	return 0;
}
