/**
 * @file keyring_store.c  The working keys in the store
 */
#include <sodium.h>
#include "db/keyring_priv.h"
#include "db/keyring.sql.h"

struct load {
	struct keyring *kr;
	bool have[KEY_PURPOSES];
	bool used;
};


static int key_h(const struct row_keyring_list *row, void *arg)
{
	struct load *load = arg;
	uint8_t buf[32], key[KEY_SIZE];
	enum key_purpose purpose = (enum key_purpose)row->purpose;
	int err;

	if (row->purpose < 0 || row->purpose >= KEY_PURPOSES)
		return 0;                    /* of a newer version */

	err = keyring_unwrap(load->kr, keyring_context(buf, purpose), row->wrapped, key);
	if (err)
		return err;

	keyring_set(load->kr, purpose, key);
	sodium_memzero(key, sizeof(key));
	load->have[purpose] = true;
	return 0;
}


static int used_h(const struct row_keyring_used *row, void *arg)
{
	struct load *load = arg;

	load->used = row->used > 0;
	return 0;
}


static int stored_h(const struct row_keyring_list *row, void *arg)
{
	struct load *load = arg;

	load->used = true;
	return 0;
}


int keyring_stored(struct db *db, bool *storedp)
{
	struct load load = {.used = false};
	int err;

	err = sql_keyring_used(db, used_h, &load);
	if (!err)
		err = sql_keyring_list(db, stored_h, &load);
	if (!err)
		*storedp = load.used;

	return err;
}


static int key_make(struct keyring *kr, struct db *db, enum key_purpose purpose)
{
	uint8_t buf[32], key[KEY_SIZE], wrapped[KEY_WRAPPED_SIZE];
	int err;

	randombytes_buf(key, sizeof(key));
	err = keyring_wrap(kr, keyring_context(buf, purpose), key, wrapped);
	if (!err)
		err = sql_keyring_insert(db, purpose, (struct pl){(char *)wrapped, sizeof(wrapped)});
	if (!err)
		keyring_set(kr, purpose, key);

	sodium_memzero(key, sizeof(key));
	return err;
}


int keyring_open(struct keyring *kr, struct db *db)
{
	struct load load = {.kr = kr};
	bool none = true;
	int err;

	err = sql_keyring_list(db, key_h, &load);
	if (!err)
		err = sql_keyring_used(db, used_h, &load);
	if (err)
		return err;

	for (unsigned i = 0; i < KEY_PURPOSES; i++)
		none = none && !load.have[i];
	if (none && load.used)
		return EBADMSG;

	for (unsigned i = 0; i < KEY_PURPOSES && !err; i++) {
		if (!load.have[i])
			err = key_make(kr, db, (enum key_purpose)i);
	}

	return err;
}
