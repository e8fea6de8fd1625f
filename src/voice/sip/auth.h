/**
 * @file auth.h  Who we are, told to a carrier: digest in the place of libre's
 *
 * libre 1.1 knows MD5 alone. auth.c defines its sip_auth_* anew, as base/timer.c does its timers, so that requests of sessions and
 * registrations answer a challenge by MD5 or SHA-256, the strongest that is offered, also within a call (BYE, a new offer).
 */
#ifndef OTKLIK_VOICE_AUTH_H
#define OTKLIK_VOICE_AUTH_H

#include "voice/libre.h"

/** Does libre use ours? 0 or ENOSYS: the program was linked so that it does not */
int auth_selftest(void) MUST_CHECK;

/* Of libre's inside: credentials as headers, each ending with \r\n */
int sip_auth_encode(struct mbuf *mb, struct sip_auth *auth, const char *met, const char *uri);

#endif
