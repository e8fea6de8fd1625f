/**
 * @file set_calendar.c  Changing a calendar: at once when it is new, from a day on when citizens have been told its hours
 */
#include <stdlib.h>
#include "base/date.h"
#include "schedule/schedule.sql.h"
#include "schedule/schedule_priv.h"
#include "schedule/set_priv.h"


static int calendar_h(const struct row_calendar_get *row, void *arg)
{
	struct stored *s = arg;

	s->version = row->version;
	s->body = json_loadb(row->body.p, row->body.l, JSON_REJECT_DUPLICATES, NULL);

	return s->body ? 0 : EBADMSG;
}


int calendar_read(struct tx *tx, struct pl name, struct stored *s)
{
	const char *built_in = book_built_in(name);
	int err;

	*s = (struct stored){NULL, 0};

	err = sql_calendar_get(tx_db(tx), name, calendar_h, s);
	if (!err && !s->body && built_in) {
		s->body = json_loads(built_in, 0, NULL);
		if (!s->body)
			err = ENOMEM;
	}

	return err;
}


int calendar_of_body(struct calendar **calp, struct pl name, const json_t *body, struct book_fault *fault)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	int err = text ? book_calendar_make(calp, name, pl_of(text), NULL, fault) : ENOMEM;

	free(text);
	return err;
}


/* For the journal: what is long, or said beside it, is left out */
static json_t *brief(const json_t *body)
{
	json_t *copy = body ? json_copy((json_t *)body) : NULL;

	if (copy) {
		(void)json_object_del(copy, "holidays");
		(void)json_object_del(copy, "weeks");
	}

	return copy;
}


int calendar_write(struct tx *tx, struct calendar_change *c)
{
	struct calendar *cal = NULL;
	char *text;
	int err;

	err = calendar_of_body(&cal, c->name, c->body, c->fault);
	mem_deref(cal);
	if (err)
		return err;
	if (SCHEDULE_OK != c->fault->why) {
		c->cmd->refusal = SET_RULES;
		return 0;
	}

	text = json_dumps(c->body, JSON_COMPACT | JSON_SORT_KEYS);
	err = text ? sql_calendar_put(tx_db(tx), c->name, pl_of(text), c->was.version + 1) : ENOMEM;
	free(text);
	if (err)
		return err;

	return set_journal(tx, "settings.calendar", c->actor,
			   json_pack("{s:s, s:s%, s:b, s:o, s:o*, s:O*}", "act", c->act, "calendar", c->name.p, c->name.l,
				     "short_notice", (int)c->short_notice, "after", brief(c->body), "before", brief(c->was.body),
				     "week", c->week));
}


void calendar_change_end(struct calendar_change *c)
{
	json_decref(c->was.body);
	json_decref(c->body);
	json_decref(c->week);
}


static int count_h(const struct row_calendar_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


/* Nobody has been told any hours yet */
static int set_at_once(struct calendar_change *c, const struct calendar_set *set)
{
	if (set->every_day && (json_object_set_new(c->body, "follow_holidays", json_false()) ||
			       json_object_set_new(c->body, "follow_short", json_false())))
		return ENOMEM;

	return json_object_set_new(c->body, "zone", json_stringn(set->zone.p, set->zone.l)) ||
	       json_object_set_new(c->body, "week", json_stringn(set->week.p, set->week.l)) ? ENOMEM : 0;
}


static bool zone_known(struct pl text)
{
	char word[ZONE_NAME_MAX + 1];
	const struct zone *zone;

	return !pl_strcpy(&text, word, sizeof(word)) && !zone_get(&zone, word);
}


/* The first day that begins after the notice */
static int32_t soonest(const struct zone *zone, int64_t now_ms, int64_t notice_ms)
{
	return zone_local(zone, now_ms + notice_ms - 1).day + 1;
}


/* May hours that begin then be published now? Refused, or they wait, or they may */
static void notice_ask(struct calendar_set *set, int64_t now_ms, int64_t begins_ms, const char *word)
{
	const struct notice notice = {
		.notice_min_ms = set->notice_min_ms, .emergency = set->emergency, .reason = set->emergency_reason};
	enum schedule_refusal why;

	why = set->emergency_reason.l > EMERGENCY_REASON_MAX ? SCHEDULE_NOTICE_REASON
		: notice_check(&notice, now_ms, begins_ms, NULL);

	set->waits = SCHEDULE_NOTICE_SECOND == why;
	if (SCHEDULE_OK != why && !set->waits)
		set_rules(&set->cmd, &set->fault, why, SCHEDULE_NOTICE_REASON == why ? "emergency" : word);
}


static json_t *week_make(const struct calendar_set *set, int32_t day, bool rezoned)
{
	char from[DATE_SIZE], by[24];
	json_t *week;

	date_print(from, day);
	(void)re_snprintf(by, sizeof(by), "%lld", set->actor);

	week = json_pack("{s:s, s:s%, s:s}", "from", from, "week", set->week.p, set->week.l, "by", by);
	if (week && set->waits &&
	    (json_object_set_new(week, "waits", json_true()) ||
	     json_object_set_new(week, "emergency", json_stringn(set->emergency_reason.p, set->emergency_reason.l)) ||
	     (rezoned && json_object_set_new(week, "zone", json_stringn(set->zone.p, set->zone.l))))) {
		json_decref(week);
		week = NULL;
	}

	return week;
}


/* Other hours, or another zone, of a calendar that citizens have been told */
static int set_later(struct calendar_change *c, struct calendar_set *set, const struct calendar *cal, int64_t now_ms)
{
	const struct zone *zone = calendar_zone(cal);
	bool rezoned = pl_strcmp(&set->zone, json_string_value(json_object_get(c->was.body, "zone")));
	int32_t today = zone_local(zone, now_ms).day, day = set->from_day;
	enum schedule_refusal why;
	struct week week;

	why = week_parse(set->week, &week);
	if (why || !zone_known(set->zone)) {
		set_rules(&set->cmd, &set->fault, why ? why : SCHEDULE_FILE_ZONE, why ? "week" : "zone");
		return 0;
	}

	if (rezoned || (WEEK_SOONEST == day && set->emergency))
		day = today;
	else if (WEEK_SOONEST == day)
		day = soonest(zone, now_ms, set->notice_min_ms);
	if (day < today) {
		set_rules(&set->cmd, &set->fault, SCHEDULE_WEEK_PAST, "from");
		return 0;
	}
	if (!rezoned && week_same(&week, calendar_week_at(cal, day)))
		return 0;

	notice_ask(set, now_ms, rezoned ? now_ms : zone_instant(zone, day, 0), rezoned ? "zone" : "from");
	if (set->cmd.refusal)
		return 0;

	c->act = set->waits ? "waits" : "published";
	c->short_notice = set->waits;
	c->week = week_make(set, day, rezoned);
	set->acts_from = day;

	return c->week ? week_put(c->body, json_incref(c->week)) : ENOMEM;
}


static int set_hours(struct calendar_change *c, struct calendar_set *set, int64_t now_ms)
{
	struct calendar *cal = NULL;
	int err;

	if (!c->was.body || set->founding)
		return set_at_once(c, set);

	err = calendar_of_body(&cal, set->name, c->was.body, &set->fault);
	if (!err && SCHEDULE_OK != set->fault.why)
		err = EBADMSG;
	if (!err)
		err = week_prune(c->body, zone_local(calendar_zone(cal), now_ms).day);
	if (!err)
		err = set_later(c, set, cal, now_ms);

	mem_deref(cal);
	return err;
}


static int set_region(struct calendar_change *c, const struct calendar_set *set)
{
	if (set->region.l)
		return json_object_set_new(c->body, "region", json_stringn(set->region.p, set->region.l)) ? ENOMEM : 0;

	(void)json_object_del(c->body, "region");
	return 0;
}


int calendar_set_apply(struct tx *tx, struct command *cmd)
{
	struct calendar_set *set = CONTAINER_OF(cmd, struct calendar_set, cmd);
	struct calendar_change c = {.cmd = cmd, .fault = &set->fault, .name = set->name, .actor = set->actor, .act = "set"};
	int64_t n = 0;
	int err;

	cmd->refusal = SET_ALLOWED;
	set->waits = false;
	set->acts_from = WEEK_SOONEST;

	err = calendar_read(tx, set->name, &c.was);
	if (!err && !c.was.body)
		err = sql_calendar_count(tx_db(tx), count_h, &n);
	if (err)
		goto out;

	if (c.was.version != set->version)
		cmd->refusal = SET_CHANGED;
	else if (n >= BOOK_CALENDARS_MAX - 2)       /* two are built in */
		cmd->refusal = SET_FULL;
	if (cmd->refusal)
		goto out;

	c.body = c.was.body ? json_deep_copy(c.was.body) : json_object();
	err = c.body ? set_region(&c, set) : ENOMEM;
	if (!err)
		err = set_hours(&c, set, tx_now(tx));
	if (!err && !cmd->refusal)
		err = calendar_write(tx, &c);

out:
	calendar_change_end(&c);
	return err;
}
