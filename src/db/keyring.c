/**
 * @file keyring.c  The keys that are not a citizen's: master key, wrapping, digests, the signing pair
 */
#include <sodium.h>
#include "base/bytes.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/keyring_priv.h"
#include "db/seal.h"

enum { CONTEXT_MAX = 64 };


static void destructor(void *arg)
{
	struct keyring *kr = arg;

	sodium_free(kr->s);                  /* wipes; bears NULL */
}


static int master_make(struct master *m, const char *file, struct mbuf *why)
{
	struct mbuf *mb = mbuf_alloc(128);
	int err;

	if (!mb)
		return ENOMEM;

	m->count = 0;
	err = master_add(m);
	if (!err)
		err = master_print(m, 0, mb);
	if (!err)
		err = durable_file(file, (struct pl){(char *)mb->buf, mb->end}, false);
	if (err)
		why_say(why, err, "%s: cannot be made: %s", file, strerror(err));

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


int keyring_master(struct keyring **krp, const char *file, bool create, struct mbuf *why)
{
	struct keyring *kr;
	int err;

	if (sodium_init() < 0)
		return EIO;

	kr = mem_zalloc(sizeof(*kr), destructor);
	if (!kr)
		return ENOMEM;

	kr->s = sodium_malloc(sizeof(*kr->s));
	if (!kr->s) {
		err = ENOMEM;
		goto out;
	}
	memset(kr->s, 0, sizeof(*kr->s));

	err = master_read(&kr->s->master, file, why);
	if (ENOENT == err && create) {
		err = master_make(&kr->s->master, file, why);
		if (EEXIST == err)           /* another node was faster: its key is the one */
			err = master_read(&kr->s->master, file, why);
	}

out:
	if (err)
		mem_deref(kr);
	else
		*krp = kr;

	return err;
}


struct pl keyring_context(uint8_t buf[32], enum key_purpose purpose)
{
	uint8_t *end = bytes_put_le(bytes_put(buf, "otklik working key 1\n", 21), (uint64_t)purpose, 4);

	return (struct pl){(char *)buf, (size_t)(end - buf)};
}


void keyring_set(struct keyring *kr, enum key_purpose purpose, const uint8_t key[KEY_SIZE])
{
	memcpy(kr->s->working[purpose], key, KEY_SIZE);

	if (KEY_DIGEST == purpose)
		crypto_generichash(kr->s->token, sizeof(kr->s->token), (const uint8_t *)"otklik search token 1", 21, key, KEY_SIZE);
	if (KEY_SIGN == purpose)
		crypto_sign_seed_keypair(kr->public_key, kr->s->sign, key);
}


const uint8_t *keyring_key(const struct keyring *kr, enum key_purpose purpose)
{
	return kr->s->working[purpose];
}


const uint8_t *keyring_public(const struct keyring *kr)
{
	return kr->public_key;
}


void keyring_sign(const struct keyring *kr, struct pl data, uint8_t signature[64])
{
	crypto_sign_detached(signature, NULL, (const uint8_t *)data.p, data.l, kr->s->sign);
}


void keyring_digest(const struct keyring *kr, enum key_purpose purpose, struct pl data, uint8_t out[32])
{
	crypto_generichash(out, 32, (const uint8_t *)data.p, data.l, kr->s->working[purpose], KEY_SIZE);
}


uint64_t keyring_token(const struct keyring *kr, struct pl data)
{
	uint8_t out[crypto_shorthash_BYTES];

	crypto_shorthash(out, (const uint8_t *)data.p, data.l, kr->s->token);

	return bytes_get_le(out, sizeof(out));
}


uint32_t keyring_version(const struct keyring *kr)
{
	const struct master *m = &kr->s->master;

	return m->version[m->count - 1];
}


uint32_t keyring_wrapped_version(struct pl wrapped)
{
	return wrapped.p && KEY_WRAPPED_SIZE == wrapped.l ? (uint32_t)bytes_get_le((const uint8_t *)wrapped.p, 4) : 0;
}


/* The context and the version: neither can be exchanged unseen */
static int wrap_context(uint8_t buf[CONTEXT_MAX + 4], struct pl *ad, struct pl context, uint32_t version)
{
	if (!context.l || context.l > CONTEXT_MAX)
		return EINVAL;

	bytes_put_le(bytes_put(buf, context.p, context.l), version, 4);
	*ad = (struct pl){(char *)buf, context.l + 4};
	return 0;
}


int keyring_wrap(const struct keyring *kr, struct pl context, const uint8_t key[KEY_SIZE], uint8_t out[KEY_WRAPPED_SIZE])
{
	const struct master *m = &kr->s->master;
	uint8_t buf[CONTEXT_MAX + 4];
	struct pl ad;
	int err;

	err = wrap_context(buf, &ad, context, keyring_version(kr));
	if (err)
		return err;

	bytes_put_le(out, keyring_version(kr), 4);
	seal_make(m->key[m->count - 1], ad, (struct pl){(const char *)key, KEY_SIZE}, out + 4);
	return 0;
}


int keyring_unwrap(const struct keyring *kr, struct pl context, struct pl wrapped, uint8_t key[KEY_SIZE])
{
	const struct master *m = &kr->s->master;
	uint32_t version = keyring_wrapped_version(wrapped);
	uint8_t buf[CONTEXT_MAX + 4];
	struct pl ad;
	int err;

	if (!version)
		return EBADMSG;

	err = wrap_context(buf, &ad, context, version);
	if (err)
		return err;

	for (unsigned i = 0; i < m->count; i++) {
		if (version == m->version[i])
			return seal_open(m->key[i], ad, (struct pl){wrapped.p + 4, wrapped.l - 4}, key);
	}

	return ENOKEY;
}
