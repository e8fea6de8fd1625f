/**
 * @file test_journal.c  The chain, the seal of the head row, signed heads
 */
#include "test.h"
#include "base/bytes.h"
#include "db/journal.h"
#include "folder.h"


int test_journal_chain(void);
int test_journal_head(void);
int test_journal_mark(void);


/* Made by hashlib and struct of Python from the format in db/journal.h */
int test_journal_chain(void)
{
	const struct journal_row one = {1, 1763800000000, 42, -1, PL_LIT("appeal.entered"), PL_LIT("{\"kind\":\"question\"}"), {0}};
	const struct journal_row two = {2, 1763800000001, 0, 0, PL_LIT(""), PL_LIT(""), {0}};
	const uint8_t zero[JOURNAL_HASH_SIZE] = {0};
	uint8_t want[32], hash[32];
	int err = 0;

	TEST(bytes_unhex(want, 32, PL_LIT("f3ea8e0b3da48fc1cd19f7da24cb50c4f4402f0eafa34b4ec3baa81c27b5c2b8")));
	journal_chain(zero, &one, hash);
	TEST(!memcmp(want, hash, 32));

	TEST(bytes_unhex(want, 32, PL_LIT("3593ccecb5644e1cd2867168d7b3ca5f69c56cc3ecc570ab8e359213e10bc4fc")));
	journal_chain(hash, &two, hash);
	TEST(!memcmp(want, hash, 32));

out:
	return err;
}


int test_journal_head(void)
{
	struct journal_head head = {.epoch = 1, .pos = 2, .at_ms = 3, .serial = 4, .hash = {5}};
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));

	journal_head_seal(kr, &head);
	TEST(journal_head_valid(kr, &head));

	for (size_t i = 0; i < offsetof(struct journal_head, mac) + sizeof(head.mac); i++) {
		((uint8_t *)&head)[i] ^= 1;
		TEST(!journal_head_valid(kr, &head));
		((uint8_t *)&head)[i] ^= 1;
	}
	TEST(journal_head_valid(kr, &head));

out:
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


int test_journal_mark(void)
{
	struct journal_mark mark = {.epoch = 1, .pos = 2, .at_ms = 3, .closing = false, .hash = {5}};
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	uint8_t pub[32];
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));
	memcpy(pub, keyring_public(kr), sizeof(pub));

	journal_sign(kr, &mark);
	TEST(journal_mark_valid(pub, &mark));

	mark.closing = true;
	TEST(!journal_mark_valid(pub, &mark));
	mark.closing = false;
	mark.pos++;
	TEST(!journal_mark_valid(pub, &mark));
	mark.pos--;
	mark.hash[31] ^= 1;
	TEST(!journal_mark_valid(pub, &mark));
	mark.hash[31] ^= 1;
	mark.signature[0] ^= 1;
	TEST(!journal_mark_valid(pub, &mark));
	mark.signature[0] ^= 1;
	pub[0] ^= 1;
	TEST(!journal_mark_valid(pub, &mark));
	pub[0] ^= 1;
	TEST(journal_mark_valid(pub, &mark));

out:
	mem_deref(kr);
	folder_remove(dir);
	return err;
}
