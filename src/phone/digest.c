/**
 * @file digest.c  Digest authentication: MD5 and SHA-256
 */
#include <sodium.h>
#include <re/re_md5.h>
#include "phone/digest.h"

enum { TEXT_MAX = 2048 };

static const char *const names[] = {"", "MD5", "SHA-256"};


enum digest_kind digest_kind_of(struct pl algorithm)
{
	if (!algorithm.l)
		return DIGEST_MD5;

	for (unsigned kind = DIGEST_MD5; kind <= DIGEST_SHA256; kind++) {
		if (0 == pl_strcasecmp(&algorithm, names[kind]))
			return (enum digest_kind)kind;
	}

	return DIGEST_NONE;
}


const char *digest_kind_name(enum digest_kind kind)
{
	return names[kind];
}


/* Of a text of its own, which is wiped; E2BIG: nobody's is as long */
static int hash(char hex[DIGEST_SIZE], enum digest_kind kind, const char *fmt, ...)
{
	uint8_t bin[crypto_hash_sha256_BYTES];
	char text[TEXT_MAX];
	size_t size = DIGEST_SHA256 == kind ? crypto_hash_sha256_BYTES : MD5_SIZE;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = re_vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	if (n >= 0 && DIGEST_SHA256 == kind)
		(void)crypto_hash_sha256(bin, (uint8_t *)text, (size_t)n);
	else if (n >= 0)
		md5((uint8_t *)text, (size_t)n, bin);
	if (n >= 0)
		(void)sodium_bin2hex(hex, DIGEST_SIZE, bin, size);
	sodium_memzero(text, sizeof(text));

	return n < 0 ? E2BIG : 0;
}


int digest_ha1(char ha1[DIGEST_SIZE], enum digest_kind kind, struct pl user, struct pl realm, struct pl password)
{
	return hash(ha1, kind, "%r:%r:%r", &user, &realm, &password);
}


int digest_response(char response[DIGEST_SIZE], const char *ha1, const struct digest_question *q)
{
	char ha2[DIGEST_SIZE];
	int err;

	err = hash(ha2, q->kind, "%r:%r", &q->method, &q->uri);
	if (err)
		return err;

	return q->cnonce.l ? hash(response, q->kind, "%s:%r:%r:%r:auth:%s", ha1, &q->nonce, &q->nc, &q->cnonce, ha2)
		: hash(response, q->kind, "%s:%r:%s", ha1, &q->nonce, ha2);
}
