/**
 * @file note.c  The record of a call
 */
#include <sodium.h>
#include "appeal/act.h"
#include "appeal/number.h"
#include "appeal/receipt.h"
#include "base/id.h"
#include "call/call.sql.h"
#include "call/note_priv.h"
#include "repeat/repeat.h"
#include "staff/role.h"

enum { BODY_MAX = 400 };

_Static_assert(sizeof(struct call_note_result) <= COMMAND_RESULT_MAX, "a note's result is remembered whole");

static const char *const kinds[] = {
	[CALL_ENTERED] = "call.entered", [CALL_DIALLED] = "call.dialled", [CALL_WAITS] = "call.queued",
	[CALL_RINGS] = "call.offered", [CALL_ANSWERED] = "call.answered", [CALL_ON_HOLD] = "call.held", [CALL_RESUMED] = "call.resumed",
	[CALL_PARTED] = "call.parted", [CALL_OVER] = "call.ended", [CALL_GIVEN] = "call.transferred",
	[CALL_LISTENED] = "call.listened", [CALL_SEIZED] = "call.taken_over",
	[CALL_CALLED_IN] = "call.called_in", [CALL_PROMISED] = "call.promised", [CALL_MESSAGE] = "call.message", [CALL_SCORED] = "call.scored",
	[CALL_UNHEARD] = "call.unheard", [CALL_HEARD] = "call.heard",
};


static int64_t or_null(int64_t v)
{
	return v ? v : DB_NULL;
}


static int put(struct tx *tx, const struct call_record *r)
{
	bool over = r->ended_ms > 0;

	return sql_call_put(tx_db(tx), &(struct sql_call_put){
			.id = r->id, .line = pl_of(r->line), .medium = r->medium, .lang = r->lang, .topic = or_null(r->topic),
			.appeal = or_null(r->appeal), .staff = or_null(r->staff),
			.caller = {r->has_caller ? (const char *)r->caller : NULL, r->has_caller ? CALLER_SIZE : 0},
			.previous = or_null(r->previous), .entered_ms = r->entered_ms, .queued_ms = or_null(r->queued_ms),
			.since_ms = or_null(r->since_ms), .offered_ms = or_null(r->offered_ms), .answered_ms = or_null(r->answered_ms),
			.parted_ms = or_null(r->parted_ms), .ended_ms = or_null(r->ended_ms),
			.cause = over ? pl_of(call_cause_name(r->cause)) : pl_of(NULL), .owed = over ? r->owed : DB_NULL,
			.incarnation = r->incarnation});
}


static int previous_h(const struct row_call_last *row, void *arg)
{
	struct call_note *note = arg;

	note->result.previous = row->id;
	note->result.waited_since_ms = row->since_ms;
	note->result.previous_appeal = row->appeal == DB_NULL ? 0 : row->appeal;
	note->result.previous_digits = row->digits == DB_NULL ? 0 : row->digits;

	return 0;
}


static int known_h(const struct row_call_known *row, void *arg)
{
	struct call_note *note = arg;

	(void)row;
	note->result.known = 1;
	return 0;
}


/* Who called before, and who was cut off */
static int previous_find(struct tx *tx, struct call_note *note)
{
	struct pl caller = {(char *)note->rec.caller, CALLER_SIZE};
	int err;

	if (!note->rec.has_caller)
		return 0;

	err = sql_call_last(tx_db(tx), caller, note->at_ms - note->redial_ms, note->rec.id, previous_h, note);
	if (!err && note->ask_known)
		err = sql_call_known(tx_db(tx), caller, note->rec.id, known_h, note);

	return err;
}


/* Has nothing been done since the citizen came before? Asked before this call is a contact of anything */
static int repeat_find(struct tx *tx, struct call_note *note, const struct call_record *rec)
{
	struct repeat_found found = {.appeal = 0};
	int err = 0;

	if (!note->ask_repeat)
		return 0;

	if (rec->appeal)
		err = repeat_look(tx_db(tx), rec->appeal, note->repeat_after_ms, note->at_ms, rec->id, &found);
	else if (rec->has_caller)
		err = repeat_look_address(tx_db(tx), (struct pl){(const char *)rec->caller, CALLER_SIZE}, note->repeat_after_ms, note->at_ms,
					  &found);
	if (err || found.r.vain < REPEAT_VAIN)
		return err;

	note->result.repeats = found.appeal;
	note->result.repeats_digits = found.digits;
	note->result.vain = found.r.vain;
	return 0;
}


static int way_put(struct tx *tx, const struct call_note *note, const struct call_record *rec)
{
	return !note->path ? 0 : sql_call_way_put(tx_db(tx), &(struct sql_call_way_put){
			.call = rec->id, .dialled = pl_of(note->dialled), .region = or_null(rec->region), .path = pl_of(note->path),
			.repeats = or_null(note->result.repeats), .vain = or_null(note->result.vain)});
}


static int contact_add(struct tx *tx, const struct call_record *rec)
{
	return sql_call_contact_add(tx_db(tx), &(struct sql_call_contact_add){
			.appeal = rec->appeal, .id = rec->id, .channel = CHANNEL_CALL, .entered_ms = rec->entered_ms,
			.incarnation = rec->incarnation});
}


/* A contact of an appeal: its number is given when this commits */
static int wait_apply(struct tx *tx, struct call_note *note, struct call_record *rec)
{
	struct command *enter = note->enter ? appeal_enter_command(note->enter) : NULL;
	int64_t answer_by_ms;
	int err;

	if (!enter) {
		note->result.appeal = rec->appeal;
		return contact_add(tx, rec);
	}

	err = enter->apply_h(tx, enter);
	if (!err)
		err = appeal_enter_result(enter, &note->result.digits, &answer_by_ms);
	if (err)
		return err;

	rec->appeal = note->result.appeal = appeal_enter_id(note->enter);
	return 0;
}


static int mails_h(const struct row_call_mails *row, void *arg)
{
	((struct call_note *)arg)->result.mails = row->one;
	return 0;
}


static int waits_apply(struct tx *tx, struct call_note *note, struct call_record *rec)
{
	int err = repeat_find(tx, note, rec);

	if (!err && rec->appeal)
		err = sql_call_mails(tx_db(tx), rec->appeal, mails_h, note);

	return err ? err : wait_apply(tx, note, rec);
}


/* The caller is called back, and keeps the place */
static int promised_apply(struct tx *tx, struct call_note *note, struct call_record *rec)
{
	struct callback back = note->back;
	struct promise promise = note->promise;
	int err = wait_apply(tx, note, rec);

	if (!err)
		err = call_owe(tx, rec->appeal, &promise, &back);
	note->result.due_ms = promise.clock.due_ms;

	return err;
}


/* A call back that is dialled is claimed before anything is written; false: it is not to be dialled now */
static int dialled_apply(struct tx *tx, struct call_note *note, struct call_record *rec, bool *good)
{
	int err = note->dial.id ? callback_claim(tx, &note->dial, good) : 0;

	return err || !*good ? err : contact_add(tx, rec);
}


static int digits_h(const struct row_call_get *row, void *arg)
{
	*(int64_t *)arg = row->digits;
	return 0;
}


/* What who has the call does to its appeal; a refusal writes nothing: it is another's, or closed */
static int act_apply(struct tx *tx, const struct call_record *rec, int64_t staff, enum appeal_event event)
{
	struct appeal_act act = {
		.cmd = {.apply_h = appeal_act_apply}, .keys = tx_keys(tx), .digits = DB_NULL, .event = event, .topic = or_null(rec->topic),
		.actor = {.staff = staff, .roles = ROLE_OPERATOR},
	};
	int err = sql_call_get(tx_db(tx), rec->id, digits_h, &act.digits);

	return err || DB_NULL == act.digits || !staff ? err : appeal_act_apply(tx, &act.cmd);
}


static int given_apply(struct tx *tx, const struct call_note *note, const struct call_record *rec)
{
	bool queue = 0 == str_cmp(note->way, "queue"), attended = 0 == str_cmp(note->way, "attended");
	int err = 0;

	if (queue && rec->topic)
		err = act_apply(tx, rec, rec->staff, APPEAL_SET_TOPIC);
	if (!err && (queue || attended || 0 == str_cmp(note->way, "staff")))
		err = act_apply(tx, rec, rec->staff, APPEAL_RETURN);
	if (!err && attended)
		err = act_apply(tx, rec, note->other, APPEAL_TAKE);

	return err;
}


static int seized_apply(struct tx *tx, const struct call_note *note, const struct call_record *rec)
{
	int err = act_apply(tx, rec, note->other, APPEAL_RETURN);

	return err ? err : act_apply(tx, rec, rec->staff, APPEAL_TAKE);
}


static int over_apply(struct tx *tx, struct call_note *note, struct call_record *rec)
{
	int err;

	if (!rec->appeal)
		return 0;

	err = sql_call_contact_end(tx_db(tx), rec->appeal, rec->id, note->at_ms, pl_of(call_cause_name(rec->cause)));
	if (!err && note->has_promise)
		err = call_owe(tx, rec->appeal, &note->promise, note->calls_back ? &note->back : NULL);
	else if (!err && rec->answered_ms && !rec->owed)
		err = call_kept(tx, rec->appeal, note->callback);
	if (!err && note->callback)
		err = callback_tried(tx, note->callback, note->outcome, &note->rules, note->next_ms);

	return err;
}


/* A message: what was recorded belongs to it */
static int message_apply(struct tx *tx, struct call_note *note, struct call_record *rec)
{
	return sql_call_voicemail_add(tx_db(tx), rec->id, note->at_ms, note->length_ms);
}


static int64_t actor_of(const struct call_note *note, const struct call_record *rec)
{
	enum call_what what = note->what;

	if (CALL_LISTENED == what)
		return note->other;
	if (CALL_RINGS == what || (CALL_DIALLED == what && note->dial.id))
		return -1;
	if (what >= CALL_PROMISED)
		return 0;

	return CALL_DIALLED == what || (what > CALL_RINGS && CALL_OVER != what) ? rec->staff : 0;
}


/* What is known of a side's sound, as `,"citizen":{…}` */
static int side_print(struct mbuf *mb, const char *side, const struct call_quality *q)
{
	const struct {const char *name; int value;} figures[] = {
		{"far_jitter_ms", q->far_jitter_ms}, {"far_lost", q->far_lost_all}, {"jitter_ms", q->jitter_ms}, {"lost", q->lost_all}, {"rtt_ms", q->rtt_ms},
	};
	const char *between = "";
	int err;

	if (!call_grade(q))
		return 0;

	err = mbuf_printf(mb, "%s\"%s\":{", mb->pos ? "," : "", side);
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (figures[i].value < 0)
			continue;
		err |= mbuf_printf(mb, "%s\"%s\":%d", between, figures[i].name, figures[i].value);
		between = ",";
	}

	return err | mbuf_write_u8(mb, '}');
}


/* The end of a call, with what its sound was like where that is known */
static int over_print(char *body, size_t size, const struct call_note *note, const struct call_record *rec)
{
	struct mbuf *mb = mbuf_alloc(BODY_MAX);
	int err = mb ? 0 : ENOMEM, n = -1;

	if (!err && note->rated)
		err = side_print(mb, "citizen", &note->quality[CALL_CITIZEN]);
	if (!err && note->rated)
		err = side_print(mb, "guest", &note->quality[CALL_GUEST]);
	if (!err && note->rated)
		err = side_print(mb, "operator", &note->quality[CALL_OPERATOR]);
	if (!err)
		n = re_snprintf(body, size, "{\"at_ms\":%lld,\"call\":\"%lld\",\"cause\":\"%s\",\"owed\":%s%s%b%s}", note->at_ms, rec->id,
				call_cause_name(rec->cause), rec->owed ? "true" : "false", mb->end ? ",\"quality\":{" : "", mb->buf, mb->end,
				mb->end ? "}" : "");
	mem_deref(mb);

	return n;
}


static int journal(struct tx *tx, const struct call_note *note, const struct call_record *rec)
{
	char body[BODY_MAX], before[48] = "";
	int n;

	switch (note->what) {

	case CALL_ENTERED:
		if (note->result.previous && re_snprintf(before, sizeof(before), ",\"previous\":\"%lld\"", note->result.previous) < 0)
			return ENOMEM;
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"line\":\"%s\",\"medium\":\"%s\"%s}",
				note->at_ms, rec->id, rec->line, call_medium_name(rec->medium), before);
		break;

	case CALL_DIALLED:
		if (note->dial.id && re_snprintf(before, sizeof(before), "\"callback\":\"%lld\",", note->dial.id) < 0)
			return ENOMEM;
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",%s\"medium\":\"%s\",\"staff\":\"%lld\"}",
				note->at_ms, rec->id, before, call_medium_name(rec->medium), rec->staff);
		break;

	case CALL_WAITS:
		if (note->result.vain && re_snprintf(before, sizeof(before), "\"repeats\":\"%lld\",", note->result.repeats) < 0)
			return ENOMEM;
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"known\":%s,\"office\":\"%02u\",\"region\":\"%02u\",%s"
				"\"topic\":\"%lld\",\"vain\":%lld}", note->at_ms, rec->id, note->enter ? "false" : "true", rec->office, rec->region,
				before, rec->topic, note->result.vain);
		break;

	case CALL_GIVEN:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"from\":\"%lld\",\"kind\":\"%s\",\"to\":\"%lld\","
				"\"topic\":\"%lld\"}", note->at_ms, rec->id, rec->staff, note->way, note->other, rec->topic);
		break;

	case CALL_LISTENED:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"kind\":\"%s\",\"operator\":\"%lld\"}", note->at_ms,
				rec->id, note->way, rec->staff);
		break;

	case CALL_CALLED_IN:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"kind\":\"%s\",\"staff\":\"%lld\",\"with\":\"%lld\"}",
				note->at_ms, rec->id, note->way, rec->staff, note->other);
		break;

	case CALL_SEIZED:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"from\":\"%lld\",\"to\":\"%lld\"}", note->at_ms,
				rec->id, note->other, rec->staff);
		break;

	case CALL_PROMISED:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"due_ms\":%lld}", note->at_ms, rec->id, note->result.due_ms);
		break;

	case CALL_MESSAGE:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"length_ms\":%lld}", note->at_ms, rec->id, note->length_ms);
		break;

	case CALL_SCORED:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"score\":%u}", note->at_ms, rec->id, note->score);
		break;

	case CALL_UNHEARD:
	case CALL_HEARD:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"side\":\"%s\"}", note->at_ms, rec->id, note->way);
		break;

	case CALL_OVER:
		n = over_print(body, sizeof(body), note, rec);
		break;

	default:
		n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"generation\":%llu,\"staff\":\"%lld\"}",
				note->at_ms, rec->id, note->generation, rec->staff);
	}

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = kinds[note->what], .appeal = rec->appeal, .body = {body, (size_t)n}, .actor = actor_of(note, rec)});
}


static int now_h(const struct row_call_appeal_now *row, void *arg)
{
	*(int64_t *)arg = row->appeal;
	return 0;
}


/* What may not be sent is not: the number was said, too */
static int sms_apply(struct tx *tx, struct call_note *note, const struct call_record *rec)
{
	enum outbox_refusal refusal;

	note->sms->appeal = rec->appeal;
	return outbox_message_put(tx, note->sms, &refusal);
}


static int note_apply(struct tx *tx, struct command *cmd)
{
	struct call_note *note = CONTAINER_OF(cmd, struct call_note, cmd);
	struct call_record rec = note->rec;      /* it may be applied twice: the note stays as it was */
	bool good = true;
	int err = 0;

	memset(&note->result, 0, sizeof(note->result));
	cmd->refusal = 0;

	if (rec.appeal)
		err = sql_call_appeal_now(tx_db(tx), rec.id, rec.appeal, now_h, &rec.appeal);
	if (!err && CALL_ENTERED == note->what)
		err = previous_find(tx, note);
	else if (!err && (CALL_WAITS == note->what || CALL_MESSAGE == note->what))
		err = waits_apply(tx, note, &rec);
	else if (!err && CALL_PROMISED == note->what)
		err = promised_apply(tx, note, &rec);
	else if (!err && CALL_DIALLED == note->what)
		err = dialled_apply(tx, note, &rec, &good);
	if (err)
		return err;
	if (!good) {
		cmd->refusal = CALL_NOT_NOW;
		return 0;
	}

	rec.previous = rec.previous ? rec.previous : note->result.previous;
	err = put(tx, &rec);
	if (!err)
		err = way_put(tx, note, &rec);
	if (!err && CALL_ANSWERED == note->what)
		err = act_apply(tx, &rec, rec.staff, APPEAL_TAKE);  /* who answers works on it, unless another does */
	else if (!err && CALL_GIVEN == note->what)
		err = given_apply(tx, note, &rec);
	else if (!err && CALL_SEIZED == note->what)
		err = seized_apply(tx, note, &rec);
	else if (!err && CALL_OVER == note->what)
		err = over_apply(tx, note, &rec);
	else if (!err && CALL_MESSAGE == note->what)
		err = message_apply(tx, note, &rec);
	else if (!err && CALL_SCORED == note->what)
		err = sql_call_survey_add(tx_db(tx), rec.id, or_null(rec.staff), note->score, note->at_ms);

	if (!err)
		err = journal(tx, note, &rec);
	if (!err && note->sms)
		err = sms_apply(tx, note, &rec);
	if (err)
		return err;

	memcpy(cmd->result, &note->result, sizeof(note->result));
	cmd->result_len = sizeof(note->result);
	return 0;
}


void call_note_recall(struct call_note *note)
{
	if (note->cmd.repeated)
		memcpy(&note->result, note->cmd.result, sizeof(note->result));
}


static void note_destructor(void *arg)
{
	struct call_note *note = arg;

	mem_deref(note->sms);
	mem_deref(note->enter);
	mem_deref(note->path);
	sodium_memzero(&note->back, sizeof(note->back));
}


int call_note_make(struct call_note **np, enum call_what what, const struct call_record *rec, int64_t at_ms)
{
	struct call_note *note;

	note = mem_zalloc(sizeof(*note), note_destructor);
	if (!note)
		return ENOMEM;

	note->cmd.apply_h = note_apply;
	note->cmd.keep = true;
	id_random(note->cmd.id, sizeof(note->cmd.id));
	note->what = what;
	note->rec = *rec;
	note->at_ms = at_ms;
	*np = note;

	return 0;
}


int call_note_appeal(struct call_note *note, const struct keyring *keys, const struct book *book, struct pl text, const char *phone)
{
	struct appeal_clean clean = {
		.kind = APPEAL_QUESTION, .lang = note->rec.lang, .channel = CHANNEL_CALL, .actor = 0,
		.topic = or_null(note->rec.topic), .region = or_null(note->rec.region), .text = text, .contact = note->rec.id,
	};

	str_ncpy(clean.phone, phone, sizeof(clean.phone));

	return appeal_enter_prepare(&note->enter, keys, book, &clean, NULL, 0, note->rec.incarnation, note->rec.queued_ms);
}


int call_note_promise(struct call_note *note, const struct book *book)
{
	note->has_promise =
		SCHEDULE_OK == promise_start(&note->promise, PROMISE_CALL_BACK, book, PL_LIT(CALL_BACK_TERM), note->at_ms);

	return note->has_promise ? 0 : ERANGE;
}


void call_note_owe(struct call_note *note, const struct book *book, enum call_state state)
{
	note->rec.owed = call_owes(state, note->rec.cause);
	note->has_promise = note->rec.owed &&
		SCHEDULE_OK == promise_start(&note->promise, PROMISE_CALL_BACK, book, PL_LIT(CALL_BACK_TERM), note->at_ms);
}


void call_caller_digest(const struct keyring *keys, struct pl address, uint8_t out[CALLER_SIZE])
{
	address_digest(keys, MEDIUM_PHONE, address, out);
}


static int appeal_h(const struct row_call_appeal_find *row, void *arg)
{
	*(struct call_appeal *)arg = (struct call_appeal){row->appeal, (enum appeal_state)row->state, row->answer_by_ms};
	return 0;
}


int call_appeal_find(struct call_appeal *appeal, struct db *db, const struct keyring *keys, int64_t digits, struct pl code)
{
	struct call_appeal found = {.id = 0};
	int err = 0;

	/* the code first: what a wrong one hides is not looked up */
	if (receipt_match(keyring_key(keys, KEY_RECEIPT), digits, code))
		err = sql_call_appeal_find(db, digits, number_serial(keyring_key(keys, KEY_NUMBER), digits), appeal_h, &found);
	if (!err)
		*appeal = found;

	return err;
}
