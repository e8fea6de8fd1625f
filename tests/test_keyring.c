/**
 * @file test_keyring.c  The master key file, wrapping, digests, signatures, sealed fields of citizens
 */
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "test.h"
#include "base/bytes.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/keyring_priv.h"
#include "db/vault.h"
#include "folder.h"


int test_master_parse(void);
int test_master_file(void);
int test_keyring_wrap(void);
int test_keyring_sign(void);
int test_vault(void);
int test_vault_moved(void);

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"


int test_master_parse(void)
{
	static const struct {
		const char *text, *words;
	} bad[] = {
		{"", "it holds no key: a line VERSION:64 hex digits is wanted"},
		{"# only words\n\n", "it holds no key: a line VERSION:64 hex digits is wanted"},
		{"0:" HEX_A "\n", "line 1: not of the form VERSION:64 hex digits"},
		{"01:" HEX_A "\n", "line 1: not of the form VERSION:64 hex digits"},
		{"1234567890:" HEX_A "\n", "line 1: not of the form VERSION:64 hex digits"},
		{"x:" HEX_A "\n", "line 1: not of the form VERSION:64 hex digits"},
		{HEX_A "\n", "line 1: not of the form VERSION:64 hex digits"},
		{"1:" HEX_A "0\n", "line 1: the key is not exactly 64 hex digits"},
		{"1:" HEX_A " \n", "line 1: the key is not exactly 64 hex digits"},
		{"\n# two\n1:00\n", "line 3: the key is not exactly 64 hex digits"},
		{"2:" HEX_A "\n1:" HEX_A "\n", "line 2: version 1 is not above the one before"},
		{"2:" HEX_A "\n2:" HEX_A "\n", "line 2: version 2 is not above the one before"},
	};
	struct mbuf *why = mbuf_alloc(64), *mb = mbuf_alloc(64);
	struct master m;
	int err = 0;

	if (!why || !mb) {
		err = ENOMEM;
		goto out;
	}

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		TEST(EBADMSG == master_parse(&m, pl_of(bad[i].text), why));
		TEST_PL(pl_of(bad[i].words), why_words(why));
	}

	TEST_OK(master_parse(&m, PL_LIT("# the hotline\r\n3:" HEX_A "\r\n\n12:" HEX_A), why));
	TEST(2 == m.count && 3 == m.version[0] && 12 == m.version[1]);
	TEST(0x11 == m.key[1][1] && 0xff == m.key[0][31]);

	TEST_OK(master_add(&m));
	TEST(13 == m.version[2] && memcmp(m.key[2], m.key[1], KEY_SIZE));

	m.count = 2;
	TEST_OK(master_print(&m, 1, mb));
	TEST_PL(PL_LIT("12:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"), why_words(mb));

out:
	mem_deref(why);
	mem_deref(mb);
	return err;
}


static bool why_has(const struct mbuf *why, const char *words)
{
	return why->end && NULL != memmem(why->buf, why->end, words, strlen(words));
}


int test_master_file(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct mbuf *why = mbuf_alloc(64);
	struct keyring *a = NULL, *b = NULL;
	struct stat st;
	int err = 0;

	if (!why)
		return ENOMEM;

	TEST_OK(folder_make(dir));
	folder_path(path, dir, "key");

	err = keyring_master(&a, path, false, why);
	if (ENOMEM == err)
		goto out;
	TEST(ENOENT == err && !a && why_has(why, "No such file"));

	TEST_OK(keyring_master(&a, path, true, why));
	TEST(0 == stat(path, &st) && 0100600 == st.st_mode);
	TEST_OK(keyring_master(&b, path, true, why));
	TEST(1 == keyring_version(b) && !memcmp(&a->s->master, &b->s->master, sizeof(a->s->master)));
	b = mem_deref(b);

	TEST(0 == chmod(path, 0640));
	err = keyring_master(&b, path, true, why);
	if (ENOMEM == err)
		goto out;
	TEST(EACCES == err && why_has(why, "has mode 0640") && why_has(why, "chmod 600"));

	TEST(0 == chmod(path, 0600));
	TEST_OK(folder_flip(path, 0));
	err = keyring_master(&b, path, true, why);
	if (ENOMEM == err)
		goto out;
	TEST(EBADMSG == err && why_has(why, "/key: line 1: not of the form"));

	err = keyring_master(&b, dir, true, why);
	if (ENOMEM == err)
		goto out;
	TEST(EACCES == err && why_has(why, "not a regular file"));
	err = 0;

out:
	mem_deref(a);
	mem_deref(b);
	mem_deref(why);
	folder_remove(dir);
	return err;
}


int test_keyring_wrap(void)
{
	uint8_t key[KEY_SIZE] = {7}, got[KEY_SIZE] = {0}, wrapped[KEY_WRAPPED_SIZE], digest[2][32];
	const struct pl w = {(char *)wrapped, sizeof(wrapped)};
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));

	TEST_OK(keyring_wrap(kr, PL_LIT("one"), key, wrapped));
	TEST(1 == keyring_wrapped_version(w));
	TEST_OK(keyring_unwrap(kr, PL_LIT("one"), w, got));
	TEST(!memcmp(key, got, sizeof(key)));

	memset(got, 0, sizeof(got));
	TEST(EBADMSG == keyring_unwrap(kr, PL_LIT("two"), w, got));
	TEST(EBADMSG == keyring_unwrap(kr, PL_LIT("one"), (struct pl){w.p, w.l - 1}, got));
	TEST(EBADMSG == keyring_unwrap(kr, PL_LIT("one"), (struct pl){NULL, 0}, got));
	TEST(EINVAL == keyring_unwrap(kr, PL_LIT(""), w, got));

	for (size_t i = 4; i < sizeof(wrapped); i++) {
		wrapped[i] ^= 0x80;
		TEST(EBADMSG == keyring_unwrap(kr, PL_LIT("one"), w, got));
		wrapped[i] ^= 0x80;
	}
	wrapped[0] = 2;
	TEST(ENOKEY == keyring_unwrap(kr, PL_LIT("one"), w, got));
	TEST(!got[0]);

	/* an old version still opens, the highest wraps */
	wrapped[0] = 1;
	TEST_OK(master_add(&kr->s->master));
	TEST_OK(keyring_unwrap(kr, PL_LIT("one"), w, got));
	TEST(2 == keyring_version(kr));
	TEST_OK(keyring_wrap(kr, PL_LIT("one"), key, wrapped));
	TEST(2 == keyring_wrapped_version(w));

	keyring_digest(kr, KEY_DIGEST, PL_LIT("+79001234567"), digest[0]);
	keyring_digest(kr, KEY_SESSION, PL_LIT("+79001234567"), digest[1]);
	TEST(memcmp(digest[0], digest[1], 32));

out:
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


/* RFC 8032, 7.1, test 2 */
int test_keyring_sign(void)
{
	uint8_t seed[32], want_pub[32], want[64], got[64];
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));

	TEST(bytes_unhex(seed, 32, PL_LIT("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
	TEST(bytes_unhex(want_pub, 32, PL_LIT("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")));
	TEST(bytes_unhex(want, 64, PL_LIT("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
					  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")));

	keyring_set(kr, KEY_SIGN, seed);
	keyring_sign(kr, PL_LIT("\x72"), got);
	TEST(!memcmp(want_pub, keyring_public(kr), 32));
	TEST(!memcmp(want, got, 64));

out:
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


int test_vault(void)
{
	uint8_t key[KEY_SIZE], again[KEY_SIZE], wrapped[KEY_WRAPPED_SIZE], moved[KEY_WRAPPED_SIZE];
	char dir[FOLDER_MAX] = "";
	struct mbuf *mb = mbuf_alloc(8), *plain = mbuf_alloc(8);
	struct keyring *kr = NULL;
	int err = 0;

	if (!mb || !plain) {
		err = ENOMEM;
		goto out;
	}

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));
	TEST_OK(vault_key_make(kr, 42, key, wrapped));
	TEST_OK(vault_key_open(kr, 42, (struct pl){(char *)wrapped, sizeof(wrapped)}, again));
	TEST(!memcmp(key, again, KEY_SIZE));
	TEST(EBADMSG == vault_key_open(kr, 43, (struct pl){(char *)wrapped, sizeof(wrapped)}, again));

	TEST_OK(master_add(&kr->s->master));
	TEST_OK(vault_key_rewrap(kr, 42, (struct pl){(char *)wrapped, sizeof(wrapped)}, moved));
	TEST(2 == keyring_wrapped_version((struct pl){(char *)moved, sizeof(moved)}));
	TEST_OK(vault_key_open(kr, 42, (struct pl){(char *)moved, sizeof(moved)}, again));
	TEST(!memcmp(key, again, KEY_SIZE));

	TEST_OK(vault_seal(key, 42, VAULT_FIELDS, 0, PL_LIT("Анна"), mb));
	TEST(8 + VAULT_SEAL_EXTRA == mb->end);
	TEST_OK(vault_open(key, 42, VAULT_FIELDS, 0, why_words(mb), plain));
	TEST_PL(PL_LIT("Анна"), why_words(plain));
	TEST(EFBIG == vault_seal(key, 42, VAULT_FIELDS, 0, (struct pl){"", VAULT_VALUE_MAX + 1}, mb));

	mb->end = 0;                         /* nothing is something too: an empty value is sealed and opens */
	TEST_OK(vault_seal(key, 42, VAULT_CUT, 9, PL_LIT(""), mb));
	plain->end = 0;
	TEST_OK(vault_open(key, 42, VAULT_CUT, 9, why_words(mb), plain));
	TEST(0 == plain->end);

out:
	mem_deref(kr);
	mem_deref(mb);
	mem_deref(plain);
	folder_remove(dir);
	return err;
}


/* A sealed value that was changed, cut or put elsewhere does not open, and writes nothing */
int test_vault_moved(void)
{
	const uint8_t key[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
	struct mbuf *mb = mbuf_alloc(8), *plain = mbuf_alloc(8);
	struct pl sealed;
	int err = 0;

	if (!mb || !plain) {
		err = ENOMEM;
		goto out;
	}

	TEST_OK(vault_seal(key, 42, VAULT_CUT, 7, PL_LIT("+79001234567"), mb));
	sealed = why_words(mb);

	for (size_t i = 0; i < mb->end; i++) {
		mb->buf[i] ^= 1;
		err = vault_open(key, 42, VAULT_CUT, 7, sealed, plain);
		mb->buf[i] ^= 1;
		if (ENOMEM == err)
			goto out;
		TEST(EBADMSG == err);
	}

	TEST(EBADMSG == vault_open(other, 42, VAULT_CUT, 7, sealed, plain));
	TEST(EBADMSG == vault_open(key, 41, VAULT_CUT, 7, sealed, plain));
	TEST(EBADMSG == vault_open(key, 42, VAULT_FILE, 7, sealed, plain));
	TEST(EBADMSG == vault_open(key, 42, VAULT_CUT, 8, sealed, plain));
	TEST(EBADMSG == vault_open(key, 42, VAULT_CUT, 7, (struct pl){sealed.p, sealed.l - 1}, plain));
	TEST(EBADMSG == vault_open(key, 42, VAULT_CUT, 7, (struct pl){sealed.p, VAULT_SEAL_EXTRA - 1}, plain));
	TEST(0 == plain->end);
	TEST_OK(vault_open(key, 42, VAULT_CUT, 7, sealed, plain));

out:
	mem_deref(mb);
	mem_deref(plain);
	return err;
}
