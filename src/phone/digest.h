/**
 * @file digest.h  Digest authentication (RFC 7616, RFC 8760): MD5 and SHA-256
 *
 * Pure; texts of hashes are hexadecimal, small letters. Passwords are wiped from what was made of them in between.
 */
#ifndef OTKLIK_PHONE_DIGEST_H
#define OTKLIK_PHONE_DIGEST_H

#include "base/def.h"

enum { DIGEST_SIZE = 65 };

/** By their strength */
enum digest_kind { DIGEST_NONE, DIGEST_MD5, DIGEST_SHA256 };

/** "MD5", "SHA-256" in any case, none is MD5; DIGEST_NONE: another */
enum digest_kind digest_kind_of(struct pl algorithm);
const char *digest_kind_name(enum digest_kind kind);

/** H(user:realm:password) */
int digest_ha1(char ha1[DIGEST_SIZE], enum digest_kind kind, struct pl user, struct pl realm, struct pl password) MUST_CHECK;

/** What an answer is made of */
struct digest_question {
	enum digest_kind kind;
	struct pl nonce, uri, method;
	struct pl nc, cnonce;            /* none: without qop, as RFC 2069 had it */
};

/** The response of who knows HA1; qop is `auth` */
int digest_response(char response[DIGEST_SIZE], const char *ha1, const struct digest_question *q) MUST_CHECK;

#endif
