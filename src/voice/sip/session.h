/**
 * @file session.h  Session timers at work (refresh.h has their rules): a call is refreshed by UPDATE, where the other side knows it, else
 * by an offer anew; one that is not refreshed in time is dead
 *
 * libre answers a new INVITE within a call without our headers: by RFC 4028 §9 the timer ends with it, and nobody is hung up on.
 */
#ifndef OTKLIK_VOICE_SESSION_H
#define OTKLIK_VOICE_SESSION_H

#include "voice/sip/phone.h"
#include "voice/sip/refresh.h"

enum { SESSION_HEADERS_SIZE = 160 };

struct session_handler {
	void (*dead_h)(void *arg);                       /* nobody refreshed it; may free the session */
	int (*offer_h)(struct mbuf **descp, void *arg);  /* our offer anew */
};

struct session {
	struct voice *v;                         /* borrowed */
	const struct session_handler *handler;
	void *arg;
	struct sipsess *sess;                    /* borrowed; NULL: it has not begun */
	struct refresh agreed;                   /* s 0: no timer */
	bool caller;                             /* we called */
	bool timers, updates;                    /* the other side knows session timers; UPDATE */
	int64_t until_ms;                        /* clock_mono_ms: dead then */
	struct tmr tmr;
	struct sip_request *req;                 /* UPDATE on its way */
	struct sip_auth *auth;                   /* owned: of our UPDATE */
};

void session_init(struct session *s, struct voice *v, const struct session_handler *h, void *arg);
void session_close(struct session *s);

/** What an INVITE or UPDATE wishes. A refusal (422) when it is too short */
void session_asked(struct session *s, const struct sip_msg *msg, struct phone_refusal *refusal);

/** Headers of our answer; "" without a timer */
const char *session_headers(const struct session *s, char buf[SESSION_HEADERS_SIZE]);

/** Headers of our INVITE */
const char *session_wish(const struct session *s, char buf[SESSION_HEADERS_SIZE]);

/** Our INVITE was answered: what the other side says */
void session_answered(struct session *s, const struct sip_msg *msg);

/** The call stands: the time runs. `auth_h` says who we are, NULL: nobody */
void session_begin(struct session *s, struct sipsess *sess, sip_auth_h *auth_h, void *auth_arg);

/** It was refreshed by an answer to us */
void session_refreshed(struct session *s);

/** It was refreshed by an INVITE, which libre answers */
void session_reinvited(struct session *s);

#endif
