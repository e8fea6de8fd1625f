/**
 * @file draft.c  The draft of an answer, kept on the server for every device of its author
 */
#include <sodium.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "appeal/reveal.h"
#include "appeal/row_priv.h"
#include "staff/role.h"


struct drafting {
	struct appeal_draft *draft;
	const uint8_t *key;
	const struct appeal_row *row;
	int64_t version;                 /* in the store; 0 none */
};


static int found_h(const struct row_draft_get *row, void *arg)
{
	struct drafting *d = arg;
	struct appeal_draft *draft = d->draft;

	d->version = row->version;
	if (row->version == draft->version)
		return 0;

	draft->cmd.refusal = APPEAL_DRAFT_NEWER;
	draft->new_version = row->version;
	draft->at_ms = row->at_ms;
	mem_deref(draft->newer);
	draft->newer = mbuf_alloc(row->body.l + 1);
	if (!draft->newer)
		return ENOMEM;

	return vault_open(d->key, d->row->citizen, VAULT_DRAFT, draft->actor.staff, row->body, draft->newer);
}


static int save(struct tx *tx, struct drafting *d)
{
	struct appeal_draft *draft = d->draft;
	struct mbuf *sealed;
	int err;

	draft->new_version = d->version + 1;
	draft->at_ms = tx_now(tx);

	if (!draft->text.l) {
		draft->new_version = 0;
		return sql_draft_drop(tx_db(tx), d->row->id, draft->actor.staff);
	}

	sealed = mbuf_alloc(draft->text.l + VAULT_SEAL_EXTRA);
	if (!sealed)
		return ENOMEM;

	err = vault_seal(d->key, d->row->citizen, VAULT_DRAFT, draft->actor.staff, draft->text, sealed);
	if (!err)
		err = sql_draft_put(tx_db(tx), &(struct sql_draft_put){
				.appeal = d->row->id, .staff = draft->actor.staff, .version = draft->new_version,
				.at_ms = draft->at_ms, .body = {(char *)sealed->buf, sealed->end}});

	mem_deref(sealed);
	return err;
}


int appeal_draft_apply(struct tx *tx, struct command *cmd)
{
	struct appeal_draft *draft = CONTAINER_OF(cmd, struct appeal_draft, cmd);
	uint8_t key[KEY_SIZE];
	struct appeal_row row;
	struct drafting d = {draft, key, &row, 0};
	int err;

	err = appeal_row_read(tx_db(tx), draft->digits, &row);
	if (err)
		goto out;

	cmd->refusal = !row.found ? APPEAL_UNKNOWN : !(draft->actor.roles & ROLE_DESK) ? APPEAL_NOT_PERMITTED : 0;
	if (cmd->refusal)
		goto out;

	err = citizen_key(tx_db(tx), draft->keys, row.citizen, key);
	if (!err)
		err = sql_draft_get(tx_db(tx), row.id, draft->actor.staff, found_h, &d);
	if (!err && !cmd->refusal)
		err = save(tx, &d);

out:
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return err;
}
