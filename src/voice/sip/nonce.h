/**
 * @file nonce.h  Nonces of a registrar (RFC 7616 §5.4): made without being kept, good for a while, each count once
 *
 * Pure: key, time and chance are arguments. What is kept is by whom one was used, and how far it has counted (nc): a request that is
 * heard by others cannot be said again.
 */
#ifndef OTKLIK_VOICE_NONCE_H
#define OTKLIK_VOICE_NONCE_H

#include "base/def.h"

enum {
	NONCE_KEY = 32, NONCE_CHANCE = 8,        /* bytes */
	NONCE_SIZE = 65,                         /* time, chance, MAC in hexadecimal digits, and a zero */
	NONCE_MS = 5 * 60 * 1000,
	NONCE_USES = 8,                          /* that one account has in use at once */
};

enum nonce_verdict {
	NONCE_GOOD,
	NONCE_STALE,                             /* ours, but too old: another one, and the password may be right (stale=true) */
	NONCE_FOREIGN,                           /* not ours, or of another run of the program */
};

void nonce_make(char nonce[NONCE_SIZE], const uint8_t key[NONCE_KEY], const uint8_t chance[NONCE_CHANCE], int64_t now_ms);
enum nonce_verdict nonce_judge(struct pl nonce, const uint8_t key[NONCE_KEY], int64_t now_ms);

/** Zeroed to begin with */
struct nonce_uses {
	struct {
		uint8_t chance[NONCE_CHANCE];
		uint32_t count;                  /* 0: none here */
	} use[NONCE_USES];
	unsigned next;
};

/** Counts the use of a good nonce; false: it has counted as far before */
bool nonce_use(struct nonce_uses *uses, struct pl nonce, uint32_t count);

#endif
