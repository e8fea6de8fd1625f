/**
 * @file ice.h  ICE-lite (RFC 8445 §2.5): the browser checks, we answer
 *
 * A leg has a name and a password (struct ice_id), sent in the SDP answer. Each connectivity check of the browser is a STUN Binding
 * request that carries the leg's name; checks go on as consent (RFC 7675) until the call ends. Nothing is asked of anybody.
 *
 *     datagram ── ice_check_read ──► whose leg? (ice_check_name) ── ice_check_answer ──► reply to send, verdict
 *
 * Strangers learn nothing: what is no sound check, or names no leg, gets no reply at all.
 */
#ifndef OTKLIK_VOICE_ICE_H
#define OTKLIK_VOICE_ICE_H

#include "voice/libre.h"

enum {
	ICE_UFRAG = 12,              /* characters: 72 bits, also the key under which a leg is found */
	ICE_PWD = 32,                /* characters */
	ICE_DATAGRAM_MAX = 1280,     /* bytes of a check; longer ones are not looked at */
	ICE_CONSENT_MS = 10000,      /* without a good check for so long the browser is gone */
};

struct ice_id {
	char ufrag[ICE_UFRAG + 1];
	char pwd[ICE_PWD + 1];
};

/** A new name and password, random */
void ice_id_make(struct ice_id *id);

struct ice_check;

/**
 * Reads a datagram as a connectivity check
 *
 * @param checkp Owned check
 * @param mb     From the first byte; its place is not moved
 *
 * @return 0; EBADMSG when it is none (no Binding request, no or a wrong FINGERPRINT, no USERNAME, too long); ENOMEM
 */
int ice_check_read(struct ice_check **checkp, const struct mbuf *mb) MUST_CHECK;

/** The name of the leg that is checked: what stands before the colon. Borrowed */
struct pl ice_check_name(const struct ice_check *check);

enum ice_verdict {
	ICE_REFUSED,                 /* wrong password, unknown attribute, wrong role: the reply says so */
	ICE_GOOD,                    /* the source may be sent to */
	ICE_NOMINATED,               /* the same, and it is the path to use */
};

/**
 * Judges a check and writes the reply
 *
 * @param verdict Filled
 * @param reply   Owned datagram for `src`
 * @param check   Read before
 * @param id      Of the leg
 * @param src     Where it came from
 *
 * @return 0 or ENOMEM
 */
int ice_check_answer(enum ice_verdict *verdict, struct mbuf **reply, const struct ice_check *check, const struct ice_id *id,
		     const struct sa *src) MUST_CHECK;

#endif
