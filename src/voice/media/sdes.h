/**
 * @file sdes.h  Keys of SRTP in a session description (RFC 4568, RFC 7714): a=crypto
 *
 * They stand in it as they are: so a description with keys is sent over TLS alone, though one that comes is taken over anything.
 */
#ifndef OTKLIK_VOICE_SDES_H
#define OTKLIK_VOICE_SDES_H

#include "voice/libre.h"

enum { SDES_KEY_MAX = 46, SDES_TEXT_SIZE = 128 };        /* bytes: AES-256 with its salt; of an attribute with its zero */

struct sdes {
	uint32_t tag;
	enum srtp_suite suite;
	size_t size;                     /* of the key with its salt; 0: none */
	uint8_t key[SDES_KEY_MAX];
};

/** Reads the value of an attribute. False: a suite or a parameter that we do not know, or it cannot be read */
bool sdes_read(struct sdes *s, struct pl text);

/** A new key for a suite and a tag */
void sdes_make(struct sdes *s, enum srtp_suite suite, uint32_t tag);

/** The value of an attribute */
int sdes_print(char text[SDES_TEXT_SIZE], const struct sdes *s) MUST_CHECK;

bool sdes_same(const struct sdes *a, const struct sdes *b);

#endif
