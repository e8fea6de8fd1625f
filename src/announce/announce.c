/**
 * @file announce.c  An announcement: published by one, confirmed by another, ended
 */
#include <stdio.h>
#include <stdlib.h>
#include "announce/announce.h"
#include "announce/announce.sql.h"
#include "base/id.h"
#include "base/text.h"

static const char *const refusals[] = {"", "unknown", "there", "words", "second", "twice"};
static const int64_t nobody = -1;                /* the program itself */


const char *announce_refusal_name(enum announce_refusal refusal)
{
	return (unsigned)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "";
}


bool announcement_heard(const struct announcement *a, int64_t now_ms)
{
	return a->id && (DB_NULL == a->until_ms || now_ms < a->until_ms);
}


static int force_h(const struct row_announce_in_force *row, void *arg)
{
	struct announcement *a = arg;

	a->id = row->id;
	a->by = row->by_staff;
	a->until_ms = row->until_ms;
	if (pl_strcpy(&row->words_ru, a->words[LANG_RU], sizeof(a->words[0])) || pl_strcpy(&row->words_en, a->words[LANG_EN], sizeof(a->words[0])))
		return EBADMSG;

	return 0;
}


int announcement_load(struct announcement *a, struct db *db)
{
	struct announcement found = {.id = 0};
	int err = sql_announce_in_force(db, force_h, &found);

	if (!err)
		*a = found;
	return err;
}


static int journal(struct tx *tx, const char *act, int64_t actor, int64_t id)
{
	char body[80];

	(void)snprintf(body, sizeof(body), "{\"act\":\"%s\",\"id\":\"%lld\"}", act, (long long)id);
	return tx_journal(tx, &(struct journal_entry){.kind = "settings.announcement", .actor = actor, .body = pl_of(body)});
}


static bool words_good(struct pl words)
{
	return text_valid(words) && text_trim(words).l && words.l <= ANNOUNCE_WORDS_MAX && !memchr(words.p, '\n', words.l);
}


static int lapse(struct tx *tx, const struct announcement *a)
{
	int err = sql_announce_end(tx_db(tx), a->id, tx_now(tx), nobody);

	return err ? err : journal(tx, "lapsed", nobody, a->id);
}


int announce_add_apply(struct tx *tx, struct command *cmd)
{
	struct announce_add *add = CONTAINER_OF(cmd, struct announce_add, cmd);
	struct announcement a;
	int err;

	err = announcement_load(&a, tx_db(tx));
	if (err)
		return err;

	cmd->refusal = !words_good(add->words[LANG_RU]) || !words_good(add->words[LANG_EN]) ? ANNOUNCE_WORDS
		: announcement_heard(&a, tx_now(tx)) ? ANNOUNCE_THERE : ANNOUNCE_ALLOWED;
	if (cmd->refusal)
		return 0;

	if (a.id)
		err = lapse(tx, &a);
	add->id = id_new(tx_now(tx));
	if (!err)
		err = sql_announce_add(tx_db(tx), &(struct sql_announce_add){
				.id = add->id, .words_ru = add->words[LANG_RU], .words_en = add->words[LANG_EN], .by_staff = add->actor,
				.at_ms = tx_now(tx), .until_ms = tx_now(tx) + ANNOUNCE_CONFIRM_MS});

	return err ? err : journal(tx, "published", add->actor, add->id);
}


int announce_confirm_apply(struct tx *tx, struct command *cmd)
{
	struct announce_act *act = CONTAINER_OF(cmd, struct announce_act, cmd);
	struct announcement a;
	int err;

	err = announcement_load(&a, tx_db(tx));
	if (err)
		return err;

	cmd->refusal = a.id != act->id || !announcement_heard(&a, tx_now(tx)) ? ANNOUNCE_UNKNOWN
		: DB_NULL == a.until_ms ? ANNOUNCE_TWICE : a.by == act->actor ? ANNOUNCE_SECOND : ANNOUNCE_ALLOWED;
	if (cmd->refusal)
		return 0;

	err = sql_announce_confirm(tx_db(tx), act->id, act->actor, tx_now(tx));
	return err ? err : journal(tx, "confirmed", act->actor, act->id);
}


int announce_end_apply(struct tx *tx, struct command *cmd)
{
	struct announce_act *act = CONTAINER_OF(cmd, struct announce_act, cmd);
	struct announcement a;
	int err;

	err = announcement_load(&a, tx_db(tx));
	if (err)
		return err;

	cmd->refusal = a.id && a.id == act->id ? ANNOUNCE_ALLOWED : ANNOUNCE_UNKNOWN;
	if (cmd->refusal)
		return 0;

	err = sql_announce_end(tx_db(tx), act->id, tx_now(tx), act->actor);
	return err ? err : journal(tx, "ended", act->actor, act->id);
}


int announce_lapse_apply(struct tx *tx, struct command *cmd)
{
	struct announcement a;
	int err;

	(void)cmd;
	err = announcement_load(&a, tx_db(tx));
	return err || !a.id || announcement_heard(&a, tx_now(tx)) ? err : lapse(tx, &a);
}
