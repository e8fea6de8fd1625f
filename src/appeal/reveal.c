/**
 * @file reveal.c  A look behind the mask: journalled, then shown
 */
#include <jansson.h>
#include <sodium.h>
#include "appeal/appeal.sql.h"
#include "appeal/reveal.h"
#include "appeal/row_priv.h"
#include "staff/role.h"

static const char *const fields[] = {"", "name", "phone", "email", "cut"};
static const char *const reasons[] = {"call", "answer", "identity", "correct", "complaint"};


enum reveal_field reveal_field_of(struct pl name)
{
	for (int i = REVEAL_NAME; i <= REVEAL_CUT; i++) {

		if (0 == pl_strcmp(&name, fields[i]))
			return (enum reveal_field)i;
	}

	return 0;
}


bool reveal_reason_known(struct pl reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {

		if (0 == pl_strcmp(&reason, reasons[i]))
			return true;
	}

	return false;
}


struct opening {
	struct appeal_reveal *reveal;
	const uint8_t *key;
	int64_t citizen;
};


static int keep(struct appeal_reveal *reveal, struct pl value)
{
	mem_deref(reveal->value);
	reveal->value = mbuf_alloc(value.l + 1);

	return reveal->value ? mbuf_write_pl(reveal->value, &value) : ENOMEM;
}


static int cut_h(const struct row_message_cut *row, void *arg)
{
	struct opening *o = arg;
	struct mbuf *mb;
	int err;

	if (!row->cut.p)
		return 0;

	mb = mbuf_alloc(256);
	if (!mb)
		return ENOMEM;

	err = vault_open(o->key, o->citizen, VAULT_CUT, o->reveal->message, row->cut, mb);
	if (!err)
		err = keep(o->reveal, (struct pl){(char *)mb->buf, mb->end});

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int field_h(const struct row_citizen_key *row, void *arg)
{
	struct opening *o = arg;
	json_t *obj = NULL, *value;
	struct mbuf *mb;
	int err;

	if (!row->fields.p)
		return 0;

	mb = mbuf_alloc(512);
	if (!mb)
		return ENOMEM;

	err = vault_open(o->key, o->citizen, VAULT_FIELDS, 0, row->fields, mb);
	if (!err) {
		obj = json_loadb((char *)mb->buf, mb->end, 0, NULL);
		value = json_object_get(obj, fields[o->reveal->field]);
		err = keep(o->reveal, (struct pl){json_string_value(value), json_string_length(value)});
	}

	json_decref(obj);
	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int journal(struct tx *tx, const struct appeal_reveal *reveal, int64_t appeal)
{
	char body[160];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"field\":\"%s\",\"reason\":\"%r\"}", fields[reveal->field], &reveal->reason);
	if (n <= 0)
		return ENOMEM;

	return tx_journal(tx, &(struct journal_entry){
			.kind = "appeal.revealed", .appeal = appeal, .actor = reveal->actor.staff, .body = {body, (size_t)n}});
}


int appeal_reveal_apply(struct tx *tx, struct command *cmd)
{
	struct appeal_reveal *reveal = CONTAINER_OF(cmd, struct appeal_reveal, cmd);
	uint8_t key[KEY_SIZE];
	struct opening o = {reveal, key, 0};
	struct appeal_row row;
	int err;

	reveal->value = mem_deref(reveal->value);        /* of a transaction that could not be committed */
	err = appeal_row_read(tx_db(tx), reveal->keys, reveal->digits, &row);
	if (err)
		goto out;

	cmd->refusal = !row.found ? APPEAL_UNKNOWN : !(reveal->actor.roles & ROLE_DESK) ? APPEAL_NOT_PERMITTED : 0;
	if (cmd->refusal)
		goto out;

	err = citizen_key(tx_db(tx), reveal->keys, row.citizen, key);
	if (ENODATA == err) {          /* there is nothing behind the mask any more */
		err = 0;
		cmd->refusal = APPEAL_ERASED;
	}
	if (err || cmd->refusal)
		goto out;

	o.citizen = row.citizen;
	err = REVEAL_CUT == reveal->field ? sql_message_cut(tx_db(tx), row.id, reveal->message, cut_h, &o)
		: sql_citizen_key(tx_db(tx), row.citizen, field_h, &o);
	if (!err)
		err = journal(tx, reveal, row.id);

out:
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return err;
}
