/**
 * @file vouch.h  Certificates of trunks that are called over TLS
 */
#ifndef OTKLIK_VOICE_VOUCH_H
#define OTKLIK_VOICE_VOUCH_H

#include "voice/voice_priv.h"

/** Connections of ours that this thread makes from now on are verified. ENOSYS: libre does not use what is ours */
int vouch_open(const struct voice *v) MUST_CHECK;
void vouch_close(void);

#endif
