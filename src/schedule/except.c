/**
 * @file except.c  Exceptions of calendars: published, confirmed by a second person, withdrawn
 */
#include <stdlib.h>
#include "base/date.h"
#include "base/id.h"
#include "schedule/schedule.sql.h"
#include "schedule/schedule_priv.h"
#include "schedule/set_priv.h"


static const char *const kind_names[] = {"hours", "closed", "open"};


/* The calendar that an exception is of, without its exceptions; refused when there is none */
static int calendar_get(struct tx *tx, struct command *cmd, struct pl name, struct calendar **calp)
{
	struct stored s = {NULL, 0};
	struct book_fault fault;
	int err;

	err = calendar_read(tx, name, &s);
	if (err)
		goto out;
	if (!s.body) {
		cmd->refusal = SET_UNKNOWN;
		goto out;
	}

	err = calendar_of_body(calp, name, s.body, &fault);
	if (!err && SCHEDULE_OK != fault.why)
		err = EBADMSG;

out:
	json_decref(s.body);
	return err;
}


/* The body as the store has it; whole days are widened to their local beginning and end */
static json_t *body_make(struct exception_add *add, const struct calendar *cal, int64_t *from_ms, int64_t *to_ms)
{
	const struct zone *zone = calendar_zone(cal);
	json_t *body;

	body = json_pack("{s:s, s:s%, s:s%}", "kind", kind_names[add->kind],
			 "reason_ru", add->reason[LANG_RU].p ? add->reason[LANG_RU].p : "", add->reason[LANG_RU].l,
			 "reason_en", add->reason[LANG_EN].p ? add->reason[LANG_EN].p : "", add->reason[LANG_EN].l);
	if (add->emergency && add->emergency_reason.l)
		(void)json_object_set_new(body, "emergency", json_stringn(add->emergency_reason.p, add->emergency_reason.l));

	*from_ms = add->from_ms;
	*to_ms = add->to_ms;
	if (EXCEPTION_HOURS == add->kind) {
		int32_t first = zone_local(zone, add->from_ms).day, last = zone_local(zone, add->to_ms - 1).day;
		char first_text[DATE_SIZE], last_text[DATE_SIZE];

		date_print(first_text, first);
		date_print(last_text, last);
		(void)json_object_set_new(body, "first", json_string(first_text));
		(void)json_object_set_new(body, "last", json_string(last_text));
		(void)json_object_set_new(body, "hours", json_stringn(add->hours.p ? add->hours.p : "", add->hours.l));
		*from_ms = zone_instant(zone, first, 0);
		*to_ms = zone_instant(zone, last + 1, 0);
	}

	return body;
}


/* Well formed in both languages, and published in time: else refused, or it waits */
static int add_check(struct exception_add *add, const struct calendar *cal, struct pl body, int64_t from_ms, int64_t to_ms,
		     int64_t now_ms)
{
	const struct notice notice = {
		.notice_min_ms = add->notice_min_ms, .emergency = add->emergency, .reason = add->emergency_reason};
	enum schedule_refusal why;
	struct exception ex;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		json_t *root = NULL;
		int err;

		err = book_exception_read(&ex, body, from_ms, to_ms, (enum lang)lang, &root, &add->fault);
		json_decref(root);
		if (err)
			return err;
		why = add->fault.why;
		if (SCHEDULE_OK != why) {
			set_rules(&add->cmd, &add->fault, why, SCHEDULE_EXCEPTION_REASON != why ? "to" :
				  LANG_EN == lang ? "reason_en" : "reason_ru");
			return 0;
		}
	}

	why = add->emergency_reason.l > EMERGENCY_REASON_MAX ? SCHEDULE_NOTICE_REASON
		: notice_check(&notice, now_ms, exception_begins(cal, &ex), NULL);
	add->waits = SCHEDULE_NOTICE_SECOND == why;
	if (SCHEDULE_OK != why && !add->waits)
		set_rules(&add->cmd, &add->fault, why, SCHEDULE_NOTICE_REASON == why ? "emergency" : "from");

	return 0;
}


static int journal(struct tx *tx, const char *act, int64_t actor, struct pl calendar, int64_t id, int64_t from_ms, int64_t to_ms,
		   bool short_notice, json_t *before, json_t *after)
{
	char number[24];

	(void)re_snprintf(number, sizeof(number), "%lld", id);

	return set_journal(tx, "settings.exception", actor,
			   json_pack("{s:s, s:s%, s:s, s:I, s:I, s:b, s:O*, s:O*}", "act", act, "calendar", calendar.p, calendar.l,
				     "id", number, "from_ms", (json_int_t)from_ms, "to_ms", (json_int_t)to_ms,
				     "short_notice", (int)short_notice, "before", before, "after", after));
}


static int count_h(const struct row_calendar_exception_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


static int add_write(struct tx *tx, struct exception_add *add, json_t *body, struct pl text, int64_t from_ms, int64_t to_ms)
{
	int64_t n = 0, id;
	int err;

	err = sql_calendar_exception_count(tx_db(tx), tx_now(tx) - (int64_t)EXCEPTION_DAYS_MAX * DAY_MS, count_h, &n);
	if (err)
		return err;
	if (n >= CALENDAR_EXCEPTIONS_MAX) {
		set_rules(&add->cmd, &add->fault, SCHEDULE_EXCEPTION_MANY, "from");
		return 0;
	}

	id = id_new(tx_now(tx));
	err = sql_calendar_exception_add(tx_db(tx), &(struct sql_calendar_exception_add){
			.id = id, .calendar = add->calendar, .from_ms = from_ms, .to_ms = to_ms, .body = text,
			.published_ms = tx_now(tx), .by_staff = add->actor, .waits = add->waits});
	if (!err)
		err = journal(tx, add->waits ? "waits" : "published", add->actor, add->calendar, id, from_ms, to_ms, add->waits,
			      NULL, body);
	if (!err)
		add->id = id;

	return err;
}


int exception_add_apply(struct tx *tx, struct command *cmd)
{
	struct exception_add *add = CONTAINER_OF(cmd, struct exception_add, cmd);
	struct calendar *cal = NULL;
	int64_t from_ms, to_ms;
	json_t *body = NULL;
	char *text = NULL;
	int err;

	cmd->refusal = SET_ALLOWED;
	add->waits = false;

	if (add->to_ms <= add->from_ms) {
		set_rules(cmd, &add->fault, SCHEDULE_EXCEPTION_SPAN, "to");
		return 0;
	}

	err = calendar_get(tx, cmd, add->calendar, &cal);
	if (err || cmd->refusal)
		goto out;

	body = body_make(add, cal, &from_ms, &to_ms);
	text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	err = text ? add_check(add, cal, pl_of(text), from_ms, to_ms, tx_now(tx)) : ENOMEM;
	if (!err && !cmd->refusal)
		err = add_write(tx, add, body, pl_of(text), from_ms, to_ms);

out:
	free(text);
	json_decref(body);
	mem_deref(cal);
	return err;
}


/* ---- what became of it ---- */

struct kept {
	int64_t from_ms, to_ms, by;
	json_t *body;
	bool waits, mine;
	struct pl calendar;              /* the one that is asked for */
};


static int kept_h(const struct row_calendar_exception_get *row, void *arg)
{
	struct kept *k = arg;

	k->mine = 0 == pl_cmp(&row->calendar, &k->calendar);
	k->from_ms = row->from_ms;
	k->to_ms = row->to_ms;
	k->by = row->by_staff;
	k->waits = row->waits;
	k->body = json_loadb(row->body.p, row->body.l, 0, NULL);

	return k->body ? 0 : EBADMSG;
}


static int kept_read(struct tx *tx, struct exception_act *act, struct kept *k)
{
	int err;

	*k = (struct kept){.calendar = act->calendar};
	act->cmd.refusal = SET_ALLOWED;

	err = sql_calendar_exception_get(tx_db(tx), act->id, kept_h, k);
	if (!err && (!k->body || !k->mine))
		act->cmd.refusal = SET_UNKNOWN;

	return err;
}


int exception_confirm_apply(struct tx *tx, struct command *cmd)
{
	struct exception_act *act = CONTAINER_OF(cmd, struct exception_act, cmd);
	struct kept k;
	int err;

	err = kept_read(tx, act, &k);
	if (err || cmd->refusal)
		goto out;

	if (!k.waits)
		cmd->refusal = SET_WAITS_NOT;
	else if (k.by == act->actor)
		set_rules(cmd, &act->fault, SCHEDULE_NOTICE_SECOND, "");
	if (cmd->refusal)
		goto out;

	err = sql_calendar_exception_confirm(tx_db(tx), act->id, act->actor, tx_now(tx));
	if (!err)
		err = journal(tx, "confirmed", act->actor, act->calendar, act->id, k.from_ms, k.to_ms, true, NULL, k.body);

out:
	json_decref(k.body);
	return err;
}


int exception_withdraw_apply(struct tx *tx, struct command *cmd)
{
	struct exception_act *act = CONTAINER_OF(cmd, struct exception_act, cmd);
	const struct notice notice = {.notice_min_ms = act->notice_min_ms};
	enum schedule_refusal why;
	struct kept k;
	int err;

	err = kept_read(tx, act, &k);
	if (err || cmd->refusal)
		goto out;

	why = k.waits ? SCHEDULE_OK : notice_check(&notice, tx_now(tx), k.from_ms, NULL);
	if (SCHEDULE_OK != why) {
		set_rules(cmd, &act->fault, why, "");
		goto out;
	}

	err = sql_calendar_exception_withdraw(tx_db(tx), act->id, tx_now(tx));
	if (!err)
		err = journal(tx, "withdrawn", act->actor, act->calendar, act->id, k.from_ms, k.to_ms, false, k.body, NULL);

out:
	json_decref(k.body);
	return err;
}
