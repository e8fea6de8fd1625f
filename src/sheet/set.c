/**
 * @file set.c  Changing sheets: new versions, published or not
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include "sheet/sheet.h"
#include "sheet/sheet.sql.h"

static const char *const refusals[] = {"", "unknown", "changed", "full", "published", "used"};


const char *sheet_refusal_name(enum sheet_refusal refusal)
{
	return (unsigned)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "";
}


static void digest_of(char digest[SHEET_DIGEST_SIZE], struct pl body)
{
	uint8_t bytes[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(bytes, (const uint8_t *)body.p, body.l);
	(void)sodium_bin2hex(digest, SHEET_DIGEST_SIZE, bytes, sizeof(bytes));
}


struct stored {
	char digest[SHEET_DIGEST_SIZE];      /* "" none: the profile's */
	bool there, published;
};


static int stored_h(const struct row_sheet_get *row, void *arg)
{
	struct stored *s = arg;

	s->there = true;
	s->published = DB_NULL != row->published_ms;
	return pl_strcpy(&row->digest, s->digest, sizeof(s->digest)) ? EBADMSG : 0;
}


static int stored_get(struct stored *s, struct tx *tx, struct pl kind, struct pl key, int64_t version)
{
	*s = (struct stored){.there = false};
	return sql_sheet_get(tx_db(tx), kind, key, version, stored_h, s);
}


/* Which version became which; bodies stay in the table */
struct change {
	const char *act;
	int64_t actor, before, after;
	struct pl kind, key;
	const char *was, *is;                /* digests */
	int64_t was_ms, is_ms;               /* of recordings */
};


static void length_put(json_t *body, const char *side, int64_t ms)
{
	if (ms)
		(void)json_object_set_new(json_object_get(body, side), "ms", json_integer((json_int_t)ms));
}


static int journal(struct tx *tx, const struct change *c)
{
	json_t *body = json_pack("{s:s, s:{s:s, s:I}, s:{s:s, s:I}, s:s%, s:s%}", "act", c->act,
				 "after", "digest", c->is, "version", (json_int_t)c->after,
				 "before", "digest", c->was, "version", (json_int_t)c->before,
				 "key", c->key.p, c->key.l, "sheet", c->kind.p, c->kind.l);
	char *text;
	int err = ENOMEM;

	length_put(body, "before", c->was_ms);
	length_put(body, "after", c->is_ms);
	text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	if (text)
		err = tx_journal(tx, &(struct journal_entry){.kind = "settings.changed", .actor = c->actor, .body = pl_of(text)});

	free(text);
	json_decref(body);
	return err;
}


static int count_h(const struct row_sheet_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


/* Nothing is written before it is known that all may be */
static int save_judge(struct tx *tx, struct sheet_save *save, const struct sheet_marks *marks)
{
	struct stored of = {.there = true};
	int64_t n = 0;
	int err = 0;

	if (save->of > 0)
		err = stored_get(&of, tx, save->kind, save->key, save->of);
	if (!err && !marks->newest)
		err = sql_sheet_count(tx_db(tx), save->kind, count_h, &n);
	if (err)
		return err;

	if (marks->newest != save->base)
		save->cmd.refusal = SHEET_CHANGED;
	else if (!of.there)
		save->cmd.refusal = SHEET_UNKNOWN;
	else if (n >= SHEETS_MAX || save->body.l > SHEET_BODY_MAX)
		save->cmd.refusal = SHEET_FULL;

	return 0;
}


int sheet_save_apply(struct tx *tx, struct command *cmd)
{
	struct sheet_save *save = CONTAINER_OF(cmd, struct sheet_save, cmd);
	struct sheet_marks marks = {0, 0};
	char digest[SHEET_DIGEST_SIZE];
	struct stored before;
	int64_t was;
	int err;

	cmd->refusal = SHEET_ALLOWED;
	err = sheet_marks(&marks, tx_db(tx), save->kind, save->key);
	if (!err)
		err = save_judge(tx, save, &marks);
	if (err || cmd->refusal)
		return err;

	was = save->publish ? marks.in_force : marks.newest;
	err = stored_get(&before, tx, save->kind, save->key, was);
	if (err)
		return err;

	save->version = marks.newest + 1;
	digest_of(digest, save->body);
	err = sql_sheet_add(tx_db(tx), &(struct sql_sheet_add){
			.kind = save->kind, .key = save->key, .version = save->version, .body = save->body, .digest = pl_of(digest),
			.note = save->note.p ? save->note : PL_LIT(""), .by_staff = save->actor, .at_ms = tx_now(tx),
			.of_version = save->of < 0 ? DB_NULL : save->of, .published_ms = save->publish ? tx_now(tx) : DB_NULL,
			.published_by = save->publish ? save->actor : DB_NULL});
	if (!err)
		err = sql_sheet_drop_drafts(tx_db(tx), save->kind, save->key, save->version);
	if (err)
		return err;

	return journal(tx, &(struct change){
			.act = save->removes ? "removed" : save->of >= 0 ? "rolled_back" : save->publish ? "published" : "saved", .actor = save->actor, .before = was,
			.after = save->version, .kind = save->kind, .key = save->key, .was = before.digest, .is = digest});
}


int sheet_publish_apply(struct tx *tx, struct command *cmd)
{
	struct sheet_publish *pub = CONTAINER_OF(cmd, struct sheet_publish, cmd);
	struct sheet_marks marks = {0, 0};
	struct stored now, before;
	int err;

	cmd->refusal = SHEET_ALLOWED;
	err = sheet_marks(&marks, tx_db(tx), pub->kind, pub->key);
	if (!err)
		err = stored_get(&now, tx, pub->kind, pub->key, pub->version);
	if (!err)
		err = stored_get(&before, tx, pub->kind, pub->key, marks.in_force);
	if (err)
		return err;

	cmd->refusal = !now.there ? SHEET_UNKNOWN : marks.newest != pub->version ? SHEET_CHANGED
		: now.published ? SHEET_PUBLISHED : SHEET_ALLOWED;
	if (cmd->refusal)
		return 0;

	err = sql_sheet_publish(tx_db(tx), &(struct sql_sheet_publish){
			.kind = pub->kind, .key = pub->key, .version = pub->version, .published_ms = tx_now(tx), .published_by = pub->actor});
	if (err)
		return err;

	return journal(tx, &(struct change){
			.act = "published", .actor = pub->actor, .before = marks.in_force, .after = pub->version, .kind = pub->kind,
			.key = pub->key, .was = before.digest, .is = now.digest});
}


int sheet_tell_apply(struct tx *tx, struct command *cmd)
{
	struct sheet_tell *tell = CONTAINER_OF(cmd, struct sheet_tell, cmd);

	return journal(tx, &(struct change){
			.act = tell->act, .actor = tell->actor, .kind = tell->kind, .key = tell->key, .was = tell->was, .is = tell->is,
			.was_ms = tell->was_ms, .is_ms = tell->is_ms});
}
