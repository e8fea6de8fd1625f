/**
 * @file set.c  Changing calendars and terms
 */
#include <stdlib.h>
#include "base/text.h"
#include "schedule/schedule.sql.h"
#include "schedule/set_priv.h"


const char *set_refusal_name(enum set_refusal refusal)
{
	static const char *const names[] = {"", "unknown", "changed", "full", "waits_not", "refused"};

	return (unsigned)refusal < sizeof(names) / sizeof(names[0]) ? names[refusal] : "";
}


void set_rules(struct command *cmd, struct book_fault *fault, enum schedule_refusal why, const char *word)
{
	cmd->refusal = SET_RULES;
	fault->why = why;
	(void)re_snprintf(fault->word, sizeof(fault->word), "%s", word);
}


int set_journal(struct tx *tx, const char *kind, int64_t actor, json_t *owned)
{
	char *text = owned ? json_dumps(owned, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	int err = ENOMEM;

	if (text)
		err = tx_journal(tx, &(struct journal_entry){.kind = kind, .actor = actor, .body = pl_of(text)});

	free(text);
	json_decref(owned);
	return err;
}


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


static int count_h(const struct row_calendar_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


/* The new body over the old one; what this command does not set stays */
static json_t *calendar_body(const struct calendar_set *set, const json_t *was)
{
	json_t *body = was ? json_deep_copy(was) : json_object();
	int bad;

	bad  = json_object_set_new(body, "zone", json_stringn(set->zone.p, set->zone.l));
	bad |= json_object_set_new(body, "week", json_stringn(set->week.p, set->week.l));
	if (set->region.l)
		bad |= json_object_set_new(body, "region", json_stringn(set->region.p, set->region.l));
	else
		(void)json_object_del(body, "region");

	if (bad) {
		json_decref(body);
		body = NULL;
	}

	return body;
}


/* Is the body a calendar? Refused by the rules otherwise */
static int calendar_check(struct calendar_set *set, const char *text)
{
	struct calendar *cal = NULL;
	int err;

	err = book_calendar_make(&cal, set->name, pl_of(text), NULL, &set->fault);
	mem_deref(cal);
	if (!err && SCHEDULE_OK != set->fault.why)
		set->cmd.refusal = SET_RULES;

	return err;
}


/* For the journal: what the command cannot change (and may be long) is left out */
static json_t *brief(const json_t *body)
{
	json_t *copy = body ? json_copy((json_t *)body) : NULL;

	if (copy) {
		(void)json_object_del(copy, "holidays");
		(void)json_object_del(copy, "weeks");
	}

	return copy;
}


static int calendar_write(struct tx *tx, struct calendar_set *set, const json_t *was, const json_t *body, const char *text)
{
	int err;

	err = sql_calendar_put(tx_db(tx), set->name, pl_of(text), set->version + 1);
	if (err)
		return err;

	return set_journal(tx, "settings.calendar", set->actor,
			   json_pack("{s:s%, s:o, s:o*}", "calendar", set->name.p, set->name.l, "after", brief(body),
				     "before", brief(was)));
}


int calendar_set_apply(struct tx *tx, struct command *cmd)
{
	struct calendar_set *set = CONTAINER_OF(cmd, struct calendar_set, cmd);
	struct stored was = {NULL, 0};
	json_t *body = NULL;
	char *text = NULL;
	int64_t n = 0;
	int err;

	cmd->refusal = SET_ALLOWED;

	err = calendar_read(tx, set->name, &was);
	if (!err && !was.body)
		err = sql_calendar_count(tx_db(tx), count_h, &n);
	if (err)
		goto out;

	if (was.version != set->version)
		cmd->refusal = SET_CHANGED;
	else if (n >= BOOK_CALENDARS_MAX - 2)       /* two are built in */
		cmd->refusal = SET_FULL;
	if (cmd->refusal)
		goto out;

	body = calendar_body(set, was.body);
	text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	err = text ? calendar_check(set, text) : ENOMEM;
	if (!err && !cmd->refusal)
		err = calendar_write(tx, set, was.body, body, text);

out:
	free(text);
	json_decref(body);
	json_decref(was.body);
	return err;
}


/* ---- terms ---- */

struct term_found {
	char value[TERM_TEXT_SIZE];
	int64_t version;
};


static int term_h(const struct row_term_get *row, void *arg)
{
	struct term_found *f = arg;

	f->version = row->version;

	return pl_strcpy(&row->value, f->value, sizeof(f->value)) ? EBADMSG : 0;
}


static bool term_known(struct pl name, struct term_found *f)
{
	struct term term;

	if (!term_named(name, &term))
		return false;

	f->version = 0;
	term_print(f->value, &term);
	return true;
}


/* Reads the new value; a calendar that it names is there */
static int term_check(struct tx *tx, struct term_set *set, struct term *term)
{
	enum schedule_refusal why = term_parse(set->value, term);
	struct stored cal = {NULL, 0};
	int err = 0;

	if (SCHEDULE_OK == why && term->calendar[0]) {
		err = calendar_read(tx, pl_of(term->calendar), &cal);
		if (!err && !cal.body)
			why = SCHEDULE_TERM_CALENDAR;
		json_decref(cal.body);
	}

	if (SCHEDULE_OK != why)
		set_rules(&set->cmd, &set->fault, why, "value");

	return err;
}


int term_set_apply(struct tx *tx, struct command *cmd)
{
	struct term_set *set = CONTAINER_OF(cmd, struct term_set, cmd);
	struct term_found was;
	char value[TERM_TEXT_SIZE];
	struct term term;
	int err;

	cmd->refusal = SET_ALLOWED;
	if (!term_known(set->name, &was)) {
		cmd->refusal = SET_UNKNOWN;
		return 0;
	}

	err = sql_term_get(tx_db(tx), set->name, term_h, &was);
	if (err)
		return err;
	if (was.version != set->version) {
		cmd->refusal = SET_CHANGED;
		return 0;
	}

	err = term_check(tx, set, &term);
	if (err || cmd->refusal)
		return err;

	term_print(value, &term);
	err = sql_term_put(tx_db(tx), set->name, pl_of(value), set->version + 1);
	if (err)
		return err;

	return set_journal(tx, "settings.term", set->actor, json_pack("{s:s%, s:s, s:s}", "name", set->name.p, set->name.l,
								      "after", value, "before", was.value));
}
