/**
 * @file phone_priv.h  Inside of legs that are telephones
 *
 *   phone.c   the leg, and telephones that call us       phone_dial.c   a call of ours through trunks
 *   phone_call.c   a call to a telephone of our own      aim.c   where requests within a call go
 *   fork.c   more than one has answered
 */
#ifndef OTKLIK_VOICE_PHONE_PRIV_H
#define OTKLIK_VOICE_PHONE_PRIV_H

#include "voice/sip/phone.h"
#include "voice/sip/phone_sdp.h"
#include "voice/media/rtp.h"
#include "voice/sip/session.h"
#include "voice/sip/trunk.h"

#define PHONE_SDP_TYPE "application/sdp"

enum { PHONE_AIM_SIZE = 320 };

struct phone {
	struct leg leg;
	struct voice *v;                 /* borrowed */
	struct sipsess *sess;
	struct phone_sdp sdp;
	struct rtp *rtp;
	bool offered;                    /* the phone made the offer */
	bool secure;                     /* SRTP is offered */
	bool ours;                       /* a telephone of the staff: its ends are those of an operator */
	char aim[PHONE_AIM_SIZE];        /* where requests within the call go, instead of the phone's Contact; "": there */
	struct session session;          /* its timer */

	/* of a call of ours */
	struct phone_dial dial;          /* answered_h NULL: the phone called, or has answered */
	bool agreed;                     /* its answer was read … */
	bool spoilt;                     /* … or could not be */
	char number[TRUNK_NUMBER_SIZE];
	struct trunk *trunk;             /* a reference: through which it goes now; NULL: through none */
	struct trunk_share *share;       /* owned */
	struct trunk_tried tried;
	bool rang;                       /* then it is no more the trunk's fault */
	bool unheard;                    /* the trunk has said nothing in time */
	struct tmr patience;             /* runs until the trunk says anything */
	struct list forks;               /* struct fork; owned: who answered second, until its BYE is answered */
};

struct phone *phone_of(struct leg *leg);

/** A leg without a call; owned */
int phone_new(struct phone **pp, struct voice *v) MUST_CHECK;

/** Sockets and a session description for a call, in place of those before; `peer`: who is to see them. EAFNOSUPPORT, EADDRINUSE, ENOMEM */
int phone_media_open(struct phone *p, const struct voice_media *at, const struct sa *peer) MUST_CHECK;

/** INVITE, as it is to go out: strings borrowed */
struct phone_invite {
	const char *to, *from_name, *from, *contact, *headers;       /* headers end with \r\n, or are "" */
	sip_auth_h *auth_h;              /* NULL: we have no name there */
	void *auth_arg;
};

/** Sends it, with our offer */
int phone_invite(struct phone *p, const struct phone_invite *invite) MUST_CHECK;

/** A call of ours that is not answered yet? */
bool phone_dialling(const struct phone *p);

/** A trunk said something, or the other side ended a call that was not answered: what phone_dial.c makes of it */
void phone_dial_heard(struct phone *p, const struct sip_msg *msg);
bool phone_dial_goes_on(struct phone *p, int err, const struct sip_msg *msg);

/** Why nobody answered; msg NULL: there was no word */
enum call_cause phone_unanswered(const struct sip_msg *msg);

/* aim.c */

/** Requests of a dialog go to a URI from now on, whatever its Contact said. ENOMEM, EBADMSG */
int aim_dialog(struct sip_dialog *dialog, const char *uri) MUST_CHECK;

#endif
