/**
 * @file journal.c  The chain of the journal's rows, the seal of its head row, the signing of heads
 */
#include <sodium.h>
#include "base/bytes.h"
#include "db/journal.h"

enum { SIGNED_MAX = 23 + 3 * 8 + JOURNAL_HASH_SIZE };


void journal_chain(const uint8_t prev[JOURNAL_HASH_SIZE], const struct journal_row *row, uint8_t out[JOURNAL_HASH_SIZE])
{
	crypto_hash_sha256_state st;
	uint8_t buf[JOURNAL_HASH_SIZE + 4 * 8 + 2], *p;

	p = bytes_put(buf, prev, JOURNAL_HASH_SIZE);
	p = bytes_put_le(p, (uint64_t)row->pos, 8);
	p = bytes_put_le(p, (uint64_t)row->at_ms, 8);
	p = bytes_put_le(p, (uint64_t)row->appeal, 8);
	p = bytes_put_le(p, (uint64_t)row->actor, 8);
	p = bytes_put_le(p, row->kind.l, 2);

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, buf, (size_t)(p - buf));
	crypto_hash_sha256_update(&st, (const uint8_t *)row->kind.p, row->kind.l);
	p = bytes_put_le(buf, row->body.l, 4);
	crypto_hash_sha256_update(&st, buf, (size_t)(p - buf));
	crypto_hash_sha256_update(&st, (const uint8_t *)row->body.p, row->body.l);
	crypto_hash_sha256_final(&st, out);
}


static void head_mac(const struct keyring *kr, const struct journal_head *head, uint8_t out[JOURNAL_HASH_SIZE])
{
	uint8_t buf[20 + 4 * 8 + JOURNAL_HASH_SIZE], *p = bytes_put(buf, "otklik journal row 1", 20);

	p = bytes_put_le(p, (uint64_t)head->epoch, 8);
	p = bytes_put_le(p, (uint64_t)head->pos, 8);
	p = bytes_put_le(p, (uint64_t)head->at_ms, 8);
	p = bytes_put_le(p, (uint64_t)head->serial, 8);
	bytes_put(p, head->hash, JOURNAL_HASH_SIZE);
	keyring_digest(kr, KEY_JOURNAL, (struct pl){(char *)buf, sizeof(buf)}, out);
}


void journal_head_seal(const struct keyring *kr, struct journal_head *head)
{
	head_mac(kr, head, head->mac);
}


bool journal_head_valid(const struct keyring *kr, const struct journal_head *head)
{
	uint8_t mac[JOURNAL_HASH_SIZE];

	head_mac(kr, head, mac);
	return 0 == sodium_memcmp(mac, head->mac, sizeof(mac));
}


/* The bytes that are signed. An ordinary head and the closing one of a month begin differently. */
static size_t mark_bytes(uint8_t buf[SIGNED_MAX], const struct journal_mark *mark)
{
	uint8_t *p = mark->closing ? bytes_put(buf, "otklik journal close 1\n", 23)
				   : bytes_put(buf, "otklik journal head 1\n", 22);

	p = bytes_put_le(p, (uint64_t)mark->epoch, 8);
	p = bytes_put_le(p, (uint64_t)mark->pos, 8);
	p = bytes_put_le(p, (uint64_t)mark->at_ms, 8);
	p = bytes_put(p, mark->hash, JOURNAL_HASH_SIZE);
	return (size_t)(p - buf);
}


void journal_sign(const struct keyring *kr, struct journal_mark *mark)
{
	uint8_t buf[SIGNED_MAX];
	size_t len = mark_bytes(buf, mark);

	keyring_sign(kr, (struct pl){(char *)buf, len}, mark->signature);
}


bool journal_mark_valid(const uint8_t public_key[32], const struct journal_mark *mark)
{
	uint8_t buf[SIGNED_MAX];
	size_t len = mark_bytes(buf, mark);

	return 0 == crypto_sign_verify_detached(mark->signature, buf, len, public_key);
}
