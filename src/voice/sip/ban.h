/**
 * @file ban.h  Scanners: who dials at random, or says what it is, gets no answer for a while
 *
 * Trunks are never banned, nor addresses where a telephone of an operator is registered or stands, nor loopback unless sip.ban-loopback
 * says so. An address of UDP can be forged: what a ban can do to somebody is silence towards a stranger's phone, never towards a carrier
 * or an office.
 */
#ifndef OTKLIK_VOICE_BAN_H
#define OTKLIK_VOICE_BAN_H

#include "voice/voice_priv.h"

/** Is nothing to be answered to this request? */
bool ban_silent(struct voice *v, const struct sip_msg *msg);

/** It asked for a number that is none of ours */
void ban_strange(struct voice *v, const struct sip_msg *msg);

/** It said a password of a telephone that is wrong */
void ban_guess(struct voice *v, const struct sip_msg *msg);

#endif
