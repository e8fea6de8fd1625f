/**
 * @file test_rotate.c  A new master key: everything under it, whenever it is interrupted, and what does not open is named
 */
#include <stdio.h>
#include <sys/stat.h>
#include "test.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/keyring_priv.h"
#include "db/rotate.h"
#include "db/vault.h"
#include "store.h"
#include "store.sql.h"

enum { CITIZENS = 2500 };

int test_rotate(void);

struct rotation {
	char dir[FOLDER_MAX], file[FOLDER_PATH];
	struct db *db;
	struct keyring *kr;
	uint8_t key[CITIZENS + 1][KEY_SIZE];
	struct rotate_prm prm;
};


static int citizens_make(struct rotation *r)
{
	uint8_t wrapped[KEY_WRAPPED_SIZE];
	int err;

	err = db_begin(r->db);
	for (int i = 1; i <= CITIZENS && !err; i++) {
		err = vault_key_make(r->kr, i, r->key[i], wrapped);
		if (!err)
			err = sql_tamper_citizen(r->db, i, (struct pl){i % 100 ? (char *)wrapped : NULL, sizeof(wrapped)});
	}
	if (err) {
		db_rollback(r->db);
		return err;
	}

	return db_commit(r->db);
}


/* Reads the master key file anew, as a start of the program does */
static int reopen(struct rotation *r)
{
	int err;

	r->kr = mem_deref(r->kr);
	err = keyring_master(&r->kr, r->file, false, NULL);
	if (!err)
		err = db_begin(r->db);
	if (err)
		return err;

	err = keyring_open(r->kr, r->db);
	if (err)
		db_rollback(r->db);

	r->prm = (struct rotate_prm){.keys = r->kr, .db = r->db, .file = r->file};
	return err ? err : db_commit(r->db);
}


static int rotation(struct test_store *st)
{
	struct rotation *r = mem_zalloc(sizeof(*r), NULL);
	struct rotate_report rep;
	struct mbuf *why = mbuf_alloc(64);
	uint8_t working[KEY_SIZE];
	uint32_t version = 0;
	struct stat info;
	int64_t n;
	int err = 0;

	if (!r || !why) {
		err = ENOMEM;
		goto out;
	}

	TEST_OK(folder_make(r->dir));
	folder_path(r->file, r->dir, "key");
	TEST_OK(keyring_master(&r->kr, r->file, true, NULL));
	TEST_OK(db_open(&r->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(r->db, 1, NULL));
	TEST_OK(reopen(r));
	TEST_OK(citizens_make(r));
	memcpy(working, keyring_key(r->kr, KEY_NUMBER), KEY_SIZE);

	/* the whole of it */
	TEST_OK(keyring_rotate(&r->prm, &rep, why));
	TEST(2 == rep.version && KEY_PURPOSES == rep.working && CITIZENS - CITIZENS / 100 == rep.citizens);
	TEST(0 == stat(r->file, &info) && 0100600 == info.st_mode);
	TEST_OK(reopen(r));
	TEST(2 == keyring_version(r->kr) && 1 == r->kr->s->master.count);
	TEST(!memcmp(working, keyring_key(r->kr, KEY_NUMBER), KEY_SIZE));
	TEST_OK(keyring_check(&r->prm, &rep));
	TEST(0 == rep.bad && 0 == rep.old && CITIZENS - CITIZENS / 100 == rep.citizens);

	/* interrupted after the new line was written: both versions open, the rest follows, no third version is made */
	TEST_OK(master_file_add(r->file, &version, why));
	TEST(3 == version);
	TEST(EBUSY == master_file_add(r->file, &version, why));
	TEST_OK(reopen(r));
	TEST_OK(keyring_check(&r->prm, &rep));
	TEST(0 == rep.bad && KEY_PURPOSES + CITIZENS - CITIZENS / 100 == rep.old);

	/* a citizen's key that does not open stops it, and the old version stays */
	TEST_OK(db_begin(r->db));
	TEST_OK(sql_tamper_citizen_key(r->db, 1777, PL_LIT("not a key"), &n));
	TEST_OK(db_commit(r->db));
	TEST(EBADMSG == keyring_rotate(&r->prm, &rep, why));
	TEST(1 == rep.bad && 1777 == rep.bad_citizen);
	TEST_OK(reopen(r));
	TEST(2 == r->kr->s->master.count);
	TEST_OK(keyring_check(&r->prm, &rep));
	TEST(1 == rep.bad && rep.old > 0 && rep.old < CITIZENS);       /* the first batch is under the new one */

	TEST_OK(db_begin(r->db));
	TEST_OK(sql_tamper_citizen_key(r->db, 1777, (struct pl){NULL, 0}, &n));
	TEST_OK(db_commit(r->db));
	TEST_OK(keyring_rotate(&r->prm, &rep, why));
	TEST(3 == rep.version);
	TEST_OK(reopen(r));
	TEST(1 == r->kr->s->master.count && 3 == keyring_version(r->kr));
	TEST_OK(keyring_check(&r->prm, &rep));
	TEST(0 == rep.bad && 0 == rep.old);

out:
	if (r) {
		mem_deref(r->kr);
		mem_deref(r->db);
		folder_remove(r->dir);
	}
	mem_deref(r);
	mem_deref(why);
	return err;
}


int test_rotate(void)
{
	return store_each(rotation);
}
