/**
 * @file digest_read.h  Reads what a phone says of its password: Authorization: Digest … (RFC 7616 §3.4)
 */
#ifndef OTKLIK_VOICE_DIGEST_READ_H
#define OTKLIK_VOICE_DIGEST_READ_H

#include "phone/digest.h"

enum { DIGEST_TEXT_MAX = 2048, DIGEST_PARAMS_MAX = 32 };

struct digest_given {
	struct pl username, realm, nonce, uri, response, cnonce, nc, qop, opaque;    /* borrowed, without their quotes; absent: none */
	enum digest_kind kind;                   /* DIGEST_NONE: of an algorithm that we do not know */
	uint32_t count;                          /* nc as a number; 0: none, or not eight hexadecimal digits */
};

/** False: another scheme, or it cannot be read: a parameter twice, a quote that is not closed, too long, too many of them */
bool digest_read(struct digest_given *given, struct pl header);

/** Is everything there that a response with qop=auth is made of? */
bool digest_whole(const struct digest_given *given);

/** Is it the response of who knows HA1 (hexadecimal, `n` digits)? In a time that tells nothing */
bool digest_right(const struct digest_given *given, const char *ha1, size_t n, struct pl method);

#endif
