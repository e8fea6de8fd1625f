/**
 * @file mail.h  A message that a caller leaves: recorded as calls are (tap.h), heard again, said anew, made an appeal
 *
 *   record ──▶ pieces ──▶ the recorder's spool, sealed ── sent, or the caller hangs up ──▶ the appeal's recording
 *                 ╰─────▶ kept in memory while it lasts, to be heard again       ╰─ said anew, or nothing was said ──▶ the spool goes
 */
#ifndef OTKLIK_VOICE_MAIL_H
#define OTKLIK_VOICE_MAIL_H

#include "voice/vcall.h"

enum {
	MAIL_LEAST_MS = 1000,            /* less is no message */
	MAIL_LOUD_MS = 100,              /* … and so long something is to be heard */
};

/** The longest message that can be taken now; 0 none */
unsigned mail_limit_ms(const struct vcall *call);

/** Speaks from now on; a message before this one is dropped */
void mail_record(struct vcall *call);

/** Up to here: the flow is told whether there is anything. May end the call */
void mail_stop(struct vcall *call);

/** It becomes an appeal; the flow is told. May end the call */
void mail_send(struct vcall *call);

/** It is written (or cannot be). May end the call */
void mail_noted(struct vcall *call);

/** What the caller says, and time */
void mail_media(struct vcall *call, const struct leg_media *media);
void mail_tick(struct vcall *call);

/** As it was recorded; a reference, or NULL */
struct sound *mail_sound(const struct vcall *call);

/** The caller goes on to a person: what was not sent is dropped; a call that left a message is not recorded besides (one call, one recording) */
void mail_leave(struct vcall *call);

/** The call ends: a message that was spoken counts also without the key */
void mail_over(struct vcall *call);

#endif
