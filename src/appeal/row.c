/**
 * @file row.c  An appeal as the store has it
 */
#include <sodium.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "appeal/number.h"
#include "appeal/row_priv.h"
#include "base/id.h"


static int row_h(const struct row_appeal_by_digits *r, void *arg)
{
	struct appeal_row *row = arg;
	int err = 0;

	*row = (struct appeal_row){
		.id = r->id, .digits = r->digits, .topic = r->topic, .region = r->region, .citizen = r->citizen,
		.owner = r->owner, .version = r->version, .entered_ms = r->entered_ms, .answer_by_ms = r->answer_by_ms,
		.paused_ms = r->paused_ms, .answered_ms = r->answered_ms, .closed_ms = r->closed_ms,
		.kind = (enum appeal_kind)r->kind, .state = (enum appeal_state)r->state,
		.channel = (enum contact_channel)r->channel,
		.result = DB_NULL == r->result ? 0 : (enum appeal_result)r->result,
		.lang = (enum lang)r->lang, .found = true,
	};

	if (r->delay.p) {
		row->delay = mbuf_alloc(r->delay.l + 1);
		err = row->delay ? mbuf_write_pl(row->delay, &r->delay) : ENOMEM;
	}

	return err;
}


int appeal_row_read_serial(struct db *db, int64_t serial, int64_t digits, struct appeal_row *row)
{
	memset(row, 0, sizeof(*row));

	return sql_appeal_by_digits(db, digits, serial, row_h, row);
}


int appeal_row_read(struct db *db, const struct keyring *keys, int64_t digits, struct appeal_row *row)
{
	return appeal_row_read_serial(db, number_serial(keyring_key(keys, KEY_NUMBER), digits), digits, row);
}


int appeal_row_write(struct db *db, struct appeal_row *row)
{
	struct pl delay = row->delay ? (struct pl){(char *)row->delay->buf, row->delay->end} : pl_of(NULL);
	int64_t changed = 0;
	int err;

	err = sql_appeal_change(db, &(struct sql_appeal_change){
			.id = row->id, .version = row->version, .state = row->state, .owner = row->owner, .topic = row->topic,
			.answer_by_ms = row->answer_by_ms, .paused_ms = row->paused_ms, .answered_ms = row->answered_ms,
			.closed_ms = row->closed_ms, .result = row->result ? (int64_t)row->result : DB_NULL, .delay = delay},
			&changed);
	if (err)
		return err;
	if (!changed)
		return ESTALE;

	row->version++;
	return 0;
}


void appeal_row_close(struct appeal_row *row)
{
	row->delay = mem_deref(row->delay);
}


struct key_arg {
	const struct keyring *keys;
	int64_t citizen;
	uint8_t *key;
	bool found, erased;
};


static int key_h(const struct row_citizen_key *row, void *arg)
{
	struct key_arg *k = arg;

	k->found = true;
	k->erased = !row->wrapped.p;

	return k->erased ? 0 : vault_key_open(k->keys, k->citizen, row->wrapped, k->key);
}


int citizen_key(struct db *db, const struct keyring *keys, int64_t citizen, uint8_t key[KEY_SIZE])
{
	struct key_arg k = {keys, citizen, key, false, false};
	int err;

	err = sql_citizen_key(db, citizen, key_h, &k);

	return err ? err : k.erased ? ENODATA : k.found ? 0 : EBADMSG;
}


int files_store(struct tx *tx, const uint8_t key[KEY_SIZE], const struct appeal_row *row, int64_t message,
		const struct act_file *files, size_t filec)
{
	struct mbuf *plain = mbuf_alloc(512), *sealed = mbuf_alloc(512);
	int err = plain && sealed ? 0 : ENOMEM;

	for (size_t i = 0; i < filec && !err; i++) {
		int64_t id = id_new(tx_now(tx));

		mbuf_rewind(plain);
		mbuf_rewind(sealed);

		err = mbuf_write_mem(plain, files[i].key, KEY_SIZE);
		err |= mbuf_write_str(plain, files[i].name);
		if (err)
			break;

		err = vault_seal(key, row->citizen, VAULT_FILE, id, (struct pl){(char *)plain->buf, plain->end}, sealed);
		if (err)
			break;

		err = sql_file_add(tx_db(tx), &(struct sql_file_add){
				.id = id, .appeal = row->id, .message = message, .blob = pl_of(files[i].blob),
				.wrapped = {(char *)sealed->buf, sealed->end}, .type = pl_of(files[i].type),
				.size_bytes = files[i].size_bytes, .at_ms = tx_now(tx)});
	}

	if (plain)
		sodium_memzero(plain->buf, plain->size);
	mem_deref(plain);
	mem_deref(sealed);
	return err;
}


static int known_h(const struct row_file_known *row, void *arg)
{
	(void)row;
	*(bool *)arg = true;
	return 0;
}


int appeal_blob_known(struct db *db, struct pl blob, bool *known)
{
	*known = false;

	return sql_file_known(db, blob, known_h, known);
}


static int any_h(const struct row_file_any *row, void *arg)
{
	(void)row;
	*(bool *)arg = true;
	return 0;
}


int appeal_blob_any(struct db *db, bool *any)
{
	*any = false;

	return sql_file_any(db, any_h, any);
}


int appeal_alias(struct tx *tx, int64_t digits, int64_t appeal)
{
	return sql_alias_add(tx_db(tx), digits, appeal, tx_now(tx), DB_NULL);
}
