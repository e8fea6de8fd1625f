/**
 * @file phone.h  A leg that is a telephone (SIP)
 */
#ifndef OTKLIK_VOICE_PHONE_H
#define OTKLIK_VOICE_PHONE_H

#include "voice/media/leg.h"
#include "voice/voice_priv.h"

/** A refusal as SIP says it; code 0: none */
struct phone_refusal {
	uint16_t code;
	const char *reason;
	const char *headers;             /* "Retry-After: 5\r\n"; or "" */
};

/**
 * A leg for an INVITE: its sockets are open, 180 is sent
 *
 * @param legp    Owned, when there is no refusal
 * @param refusal What to answer instead; nothing was sent
 *
 * @return 0 (see refusal) or ENOMEM and the like
 */
int phone_ring(struct leg **legp, struct phone_refusal *refusal, struct voice *v, const struct sip_msg *msg) MUST_CHECK;

/** Answers the phone: 200. @return 0, ENOMEM or the errno of the socket: it cannot be answered */
int phone_answer(struct leg *leg) MUST_CHECK;

/** A call of ours; the handlers are those of the leg's end once it is answered */
struct phone_dial {
	const char *number;              /* E.164; borrowed during the call */
	const char *from;                /* ours, as it is shown, E.164; NULL or "": that of the trunk. Borrowed as long as the leg */
	void (*progress_h)(bool sound, void *arg);       /* it rings there; with sound of its own to be heard */
	void (*answered_h)(void *arg);                   /* may end the leg */
	void *arg;
};

/**
 * A leg that calls: INVITE is sent through the first trunk that is up and permits the number. One that says nothing, or refuses with 5xx
 * before it rings, is left for the next. It ends as any leg does: CALL_REFUSED, CALL_NOT_ANSWERED, CALL_FAILED before the answer
 *
 * @return 0; ENOTCONN: no trunk could be asked; ENOMEM
 */
int phone_dial(struct leg **legp, struct voice *v, const struct phone_dial *dial) MUST_CHECK;

/** A call of ours of which no trunk has said a word, not even 100: it is their fault, and nobody's who did not answer */
bool phone_unheard(const struct leg *leg);

/** Is this leg a telephone? */
bool phone_is(const struct leg *leg);

/** A call to a telephone of the staff */
struct phone_call {
	const char *uri;                 /* where it is called; borrowed during the call, as all here */
	const struct sa *at;             /* its address, or any of the family that it will have */
	enum sip_transp tp;
	const char *from_name, *from_user;       /* as it is shown who calls */
	bool aimed;                      /* requests within the call go to `uri`, too */
	bool auto_answer;                /* it is asked to answer by itself */
	void (*answered_h)(void *arg);   /* it is up; may end the leg */
	void *arg;
};

/**
 * A leg that rings at a telephone of the staff. It ends as any leg does, before the answer as phone_dial's, after it with
 * CALL_OPERATOR_LEFT or CALL_OPERATOR_LOST
 *
 * @return 0; EAFNOSUPPORT no address of ours is of its family; EADDRINUSE no ports are left; ENOMEM
 */
int phone_call(struct leg **legp, struct voice *v, const struct phone_call *call) MUST_CHECK;

/** Is it the leg of this Call-ID? */
bool phone_has_id(const struct leg *leg, const struct pl *callid);

/** An UPDATE (RFC 3311): within the call of this leg? Then it is answered */
bool phone_update(struct leg *leg, const struct sip_msg *msg);

/** 200 to an INVITE that has been answered: of this leg, by another telephone? Then that one is hung up on */
bool phone_forked(struct leg *leg, const struct sip_msg *msg);

/** Turns a ringing phone away */
void phone_refuse(struct leg *leg, const struct phone_refusal *refusal);

#endif
