/**
 * @file vault.c  Citizens' keys, and fields sealed under them
 */
#include <sodium.h>
#include "base/bytes.h"
#include "db/seal.h"
#include "db/vault.h"

enum { KEY_CONTEXT = 17 + 8, FIELD_CONTEXT = 15 + 8 + 4 + 8 };


static struct pl key_context(uint8_t buf[KEY_CONTEXT], int64_t citizen)
{
	bytes_put_le(bytes_put(buf, "otklik citizen 1\n", 17), (uint64_t)citizen, 8);
	return (struct pl){(char *)buf, KEY_CONTEXT};
}


int vault_key_make(const struct keyring *kr, int64_t citizen, uint8_t key[KEY_SIZE], uint8_t wrapped[KEY_WRAPPED_SIZE])
{
	uint8_t context[KEY_CONTEXT], fresh[KEY_SIZE];
	int err;

	randombytes_buf(fresh, sizeof(fresh));
	err = keyring_wrap(kr, key_context(context, citizen), fresh, wrapped);
	if (!err)
		memcpy(key, fresh, sizeof(fresh));

	sodium_memzero(fresh, sizeof(fresh));
	return err;
}


int vault_key_open(const struct keyring *kr, int64_t citizen, struct pl wrapped, uint8_t key[KEY_SIZE])
{
	uint8_t context[KEY_CONTEXT];

	return keyring_unwrap(kr, key_context(context, citizen), wrapped, key);
}


int vault_key_rewrap(const struct keyring *kr, int64_t citizen, struct pl wrapped, uint8_t out[KEY_WRAPPED_SIZE])
{
	uint8_t context[KEY_CONTEXT], key[KEY_SIZE];
	int err;

	err = keyring_unwrap(kr, key_context(context, citizen), wrapped, key);
	if (err)
		return err;

	err = keyring_wrap(kr, key_context(context, citizen), key, out);
	sodium_memzero(key, sizeof(key));
	return err;
}


static struct pl field_context(uint8_t buf[FIELD_CONTEXT], int64_t citizen, enum vault_field field, int64_t row)
{
	uint8_t *p = bytes_put(buf, "otklik vault 1\n", 15);

	p = bytes_put_le(p, (uint64_t)citizen, 8);
	p = bytes_put_le(p, (uint64_t)field, 4);
	bytes_put_le(p, (uint64_t)row, 8);
	return (struct pl){(char *)buf, FIELD_CONTEXT};
}


/* Room for `len` more bytes at the end of mb */
static int room_make(struct mbuf *mb, size_t len)
{
	return mb->size - mb->end < len ? mbuf_resize(mb, mb->end + len) : 0;
}


int vault_seal(const uint8_t key[KEY_SIZE], int64_t citizen, enum vault_field field, int64_t row, struct pl plain,
	       struct mbuf *mb)
{
	uint8_t context[FIELD_CONTEXT];
	int err;

	if (plain.l > VAULT_VALUE_MAX)
		return EFBIG;

	err = room_make(mb, plain.l + SEAL_EXTRA);
	if (err)
		return err;

	seal_make(key, field_context(context, citizen, field, row), plain, mb->buf + mb->end);
	mb->end += plain.l + SEAL_EXTRA;
	return 0;
}


int vault_open(const uint8_t key[KEY_SIZE], int64_t citizen, enum vault_field field, int64_t row, struct pl sealed,
	       struct mbuf *mb)
{
	uint8_t context[FIELD_CONTEXT];
	int err;

	if (!sealed.p || sealed.l < SEAL_EXTRA || sealed.l > VAULT_VALUE_MAX + SEAL_EXTRA)
		return EBADMSG;

	err = room_make(mb, sealed.l - SEAL_EXTRA);
	if (err)
		return err;

	err = seal_open(key, field_context(context, citizen, field, row), sealed, mb->buf + mb->end);
	if (err)
		return err;

	mb->end += sealed.l - SEAL_EXTRA;
	return 0;
}
