/**
 * @file week.c  Weekly hours from a day on: kept in the calendar's body, confirmed by a second person, withdrawn
 */
#include <stdlib.h>
#include "base/date.h"
#include "schedule/schedule_priv.h"
#include "schedule/set_priv.h"

enum { KEEP_DAYS = 400 };               /* terms that run now may have begun so long ago */


static bool waits(const json_t *week)
{
	return json_is_true(json_object_get(week, "waits"));
}


static const char *from_of(const json_t *week)
{
	const char *from = json_string_value(json_object_get(week, "from"));

	return from ? from : "";
}


/* Days are written so that their text is in their order. The index of the week of a day and sort; the size when there is none */
static size_t find(const json_t *weeks, const char *from, bool waiting)
{
	json_t *week;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)weeks, i, week) {
		if (waits(week) == waiting && !strcmp(from_of(week), from))
			return i;
	}

	return json_array_size(weeks);
}


int week_put(json_t *body, json_t *week)
{
	json_t *weeks = json_object_get(body, "weeks");
	size_t at = 0;

	if (!weeks) {
		weeks = json_array();
		if (json_object_set_new(body, "weeks", weeks)) {
			json_decref(week);
			return ENOMEM;
		}
	}

	(void)json_array_remove(weeks, find(weeks, from_of(week), waits(week)));
	while (at < json_array_size(weeks) && strcmp(from_of(json_array_get(weeks, at)), from_of(week)) <= 0)
		at++;

	return json_array_insert_new(weeks, at, week) ? ENOMEM : 0;
}


int week_prune(json_t *body, int32_t today)
{
	json_t *weeks = json_object_get(body, "weeks"), *week;
	char before[DATE_SIZE];

	date_print(before, today - KEEP_DAYS);

	while (json_array_size(weeks) && strcmp(from_of(json_array_get(weeks, 0)), before) < 0) {
		week = json_array_get(weeks, 0);
		if (!waits(week) && json_object_set(body, "week", json_object_get(week, "week")))
			return ENOMEM;
		(void)json_array_remove(weeks, 0);
	}

	return 0;
}


static int body_copy(struct week_act *act, struct calendar_change *c, const struct zone **zone)
{
	struct calendar *cal = NULL;
	int err;

	err = calendar_of_body(&cal, act->calendar, c->was.body, &act->fault);
	if (!err && SCHEDULE_OK != act->fault.why)
		err = EBADMSG;
	if (!err) {
		*zone = calendar_zone(cal);
		c->body = json_deep_copy(c->was.body);
		err = c->body ? 0 : ENOMEM;
	}

	mem_deref(cal);
	return err;
}


/* Reads the calendar and takes the week that is asked about out of the body to be: one that waits, else one that acts */
static int change_begin(struct tx *tx, struct week_act *act, struct calendar_change *c, const struct zone **zone)
{
	char from[DATE_SIZE];
	json_t *weeks;
	size_t at;
	int err;

	*c = (struct calendar_change){.cmd = &act->cmd, .fault = &act->fault, .name = act->calendar, .actor = act->actor};
	act->cmd.refusal = SET_ALLOWED;
	date_print(from, act->from_day);

	err = calendar_read(tx, act->calendar, &c->was);
	if (!err && c->was.body)
		err = body_copy(act, c, zone);
	if (err)
		return err;

	weeks = json_object_get(c->body, "weeks");
	at = find(weeks, from, true);
	if (at == json_array_size(weeks))
		at = find(weeks, from, false);

	c->week = json_incref(json_array_get(weeks, at));
	if (c->week)
		(void)json_array_remove(weeks, at);
	else
		act->cmd.refusal = SET_UNKNOWN;

	return 0;
}


/* It acts from its day on, or from today when that is over */
static int confirm(struct calendar_change *c, int64_t actor, int32_t from_day)
{
	json_t *zone = json_object_get(c->week, "zone");
	char from[DATE_SIZE], second[24];

	date_print(from, from_day);
	(void)re_snprintf(second, sizeof(second), "%lld", actor);

	if (zone && json_object_set(c->body, "zone", zone))
		return ENOMEM;
	(void)json_object_del(c->week, "zone");
	(void)json_object_del(c->week, "waits");
	if (json_object_set_new(c->week, "from", json_string(from)) || json_object_set_new(c->week, "second", json_string(second)))
		return ENOMEM;

	return week_put(c->body, json_incref(c->week));
}


int week_confirm_apply(struct tx *tx, struct command *cmd)
{
	struct week_act *act = CONTAINER_OF(cmd, struct week_act, cmd);
	const struct zone *zone = NULL;
	struct calendar_change c;
	int32_t today;
	int err;

	err = change_begin(tx, act, &c, &zone);
	if (err || cmd->refusal)
		goto out;

	if (!waits(c.week))
		cmd->refusal = SET_WAITS_NOT;
	else if (act->actor == strtoll(json_string_value(json_object_get(c.week, "by")), NULL, 10))
		set_rules(cmd, &act->fault, SCHEDULE_NOTICE_SECOND, "");
	if (cmd->refusal)
		goto out;

	c.act = "confirmed";
	c.short_notice = true;
	today = zone_local(zone, tx_now(tx)).day;
	err = confirm(&c, act->actor, act->from_day < today ? today : act->from_day);
	if (!err)
		err = calendar_write(tx, &c);

out:
	calendar_change_end(&c);
	return err;
}


int week_withdraw_apply(struct tx *tx, struct command *cmd)
{
	struct week_act *act = CONTAINER_OF(cmd, struct week_act, cmd);
	const struct notice notice = {.notice_min_ms = act->notice_min_ms};
	const struct zone *zone = NULL;
	struct calendar_change c;
	enum schedule_refusal why;
	int err;

	err = change_begin(tx, act, &c, &zone);
	if (err || cmd->refusal)
		goto out;

	why = waits(c.week) ? SCHEDULE_OK : notice_check(&notice, tx_now(tx), zone_instant(zone, act->from_day, 0), NULL);
	if (SCHEDULE_OK != why) {
		set_rules(cmd, &act->fault, why, "");
		goto out;
	}

	c.act = "withdrawn";
	err = calendar_write(tx, &c);

out:
	calendar_change_end(&c);
	return err;
}
