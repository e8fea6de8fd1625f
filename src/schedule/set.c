/**
 * @file set.c  Changing terms, and what all changes share
 */
#include <stdlib.h>
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
