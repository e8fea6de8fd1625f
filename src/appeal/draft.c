/**
 * @file draft.c  The draft of an answer, kept on the server for every device of its author
 */
#include <sodium.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "appeal/reveal.h"
#include "appeal/row_priv.h"
#include "appeal/view_priv.h"
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


/* Versions are times, so that none returns after a draft was sent and another is begun: a device that still shows the old
   one must not take it for the new */
static int save(struct tx *tx, struct drafting *d)
{
	struct appeal_draft *draft = d->draft;
	struct mbuf *sealed;
	int err;

	draft->at_ms = tx_now(tx);
	draft->new_version = draft->at_ms > d->version ? draft->at_ms : d->version + 1;

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

	err = appeal_row_read(tx_db(tx), draft->keys, draft->digits, &row);
	if (err)
		goto out;

	cmd->refusal = !row.found ? APPEAL_UNKNOWN : !(draft->actor.roles & ROLE_DESK) ? APPEAL_NOT_PERMITTED : 0;
	if (cmd->refusal)
		goto out;

	err = citizen_key(tx_db(tx), draft->keys, row.citizen, key);
	if (ENODATA == err) {
		err = 0;
		cmd->refusal = APPEAL_ERASED;
	}
	if (!err && !cmd->refusal)
		err = sql_draft_get(tx_db(tx), row.id, draft->actor.staff, found_h, &d);
	if (!err && !cmd->refusal)
		err = save(tx, &d);

out:
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return err;
}


/* ---- seen from another device ---- */

struct reading {
	const struct view *v;
	const uint8_t *key;
	const struct appeal_row *row;
	json_t *obj;
};


static int read_h(const struct row_draft_get *row, void *arg)
{
	const struct reading *r = arg;
	struct mbuf *mb = mbuf_alloc(row->body.l + 1);
	int err;

	if (!mb)
		return ENOMEM;

	err = vault_open(r->key, r->row->citizen, VAULT_DRAFT, r->v->actor.staff, row->body, mb);
	if (!err)
		err = view_set_text(r->obj, "text", (struct pl){(char *)mb->buf, mb->end});
	if (!err && (json_object_set_new(r->obj, "version", json_integer(row->version)) ||
		     json_object_set_new(r->obj, "at", view_time(r->v, row->at_ms))))
		err = ENOMEM;

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


int view_draft(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal)
{
	uint8_t key[KEY_SIZE];
	struct appeal_row row;
	struct reading r = {v, key, &row, NULL};
	int err;

	err = appeal_row_read(v->db, v->keys, digits, &row);
	if (err)
		goto out;
	if (!row.found) {
		*refusal = APPEAL_UNKNOWN;
		goto out;
	}

	r.obj = json_pack("{s:s, s:i}", "text", "", "version", 0);
	err = r.obj ? citizen_key(v->db, v->keys, row.citizen, key) : ENOMEM;
	if (!err)
		err = sql_draft_get(v->db, row.id, v->actor.staff, read_h, &r);
	else if (ENODATA == err)                               /* erased: nothing is left to show */
		err = 0;

out:
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return view_end(err, r.obj, objp, refusal);
}
