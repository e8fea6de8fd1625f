/**
 * @file voice_priv.h  Inside of voice: all on its one thread
 */
#ifndef OTKLIK_VOICE_VOICE_PRIV_H
#define OTKLIK_VOICE_VOICE_PRIV_H

#include <stdatomic.h>
#include "base/loop.h"
#include "hub/hub.h"
#include "region/region.h"
#include "voice/libre.h"
#include "voice/media/source.h"
#include "voice/voice.h"

struct browsers;
struct nat;
struct registrar;
struct socks;
struct hub;
struct trunks;
struct vcall;

/** An address for sound: where we listen, and what we say of it */
struct voice_media {
	struct sa local, public;
};

/** A call that an operator has no more though it goes on (gone.h) */
struct gone {
	int64_t call, staff;
	enum call_gone how;
	char by[CALL_NAME_SIZE];         /* who has it; "" not said */
};

enum { GONE_MOST = 128 };

struct voice {
	struct loop *loop;
	struct voice_prm prm;
	struct voice_limits limits;
	struct call_gate gate;

	/* signalling */
	struct trunks *trunks;                   /* trunk.h; owned */
	struct registrar *registrar;             /* registrar.h: operators' telephones; owned */
	struct dnsc *dns;                        /* of names of trunks; owned; NULL: all are in numbers */
	unsigned session_s, session_min_s;       /* session timers: what we wish, 0 nothing; the least we take */
	char session_min[32];                    /* … as a header */
	unsigned watch_ms;                       /* between two looks at a trunk; 0: none */
	struct sip *sip;
	struct nat *nat;                         /* nat.h; owned; NULL: all see us where we are */
	struct tls *tls;                         /* of SIP; owned; NULL: none is spoken */
	struct sip_lsnr *lsnr_req, *lsnr_resp;
	struct sipsess_sock *ssock;
	size_t sipc;
	struct sa sipv[VOICE_ADDRESSES_MAX];     /* what is listened on */
	char address[64];

	/* sound */
	size_t mediac;
	struct voice_media mediav[VOICE_ADDRESSES_MAX];
	uint16_t port_min, port_max, port_next;
	struct socks *socks;                     /* what sound comes by */
	struct browsers *browsers;               /* of page calls and desks */
	struct tmr tick, second;
	struct tmr prepare;                      /* once */
	int64_t tick_ms;                         /* when the next tick is due, clock_mono_ms */

	/* calls */
	struct list calls;                       /* struct vcall */
	struct hash *calls_by_id;
	struct list late;                        /* struct call_note: that could not be written, in their order */
	struct queue_prm queue;                  /* for its wait bands */
	int64_t comfort_ms;                      /* who waits is told something at least so often */
	struct sound *ringing;                   /* what an operator hears while a citizen's phone rings */
	struct sound *music;                     /* what waiting callers hear; or NULL */
	atomic_uint callc;               /* now; others may look */
	atomic_ullong rung;              /* since the start */
	int64_t ended_ms;                        /* clock_mono_ms of the last end; 0: its memory was given back */
	bool looks_back;                         /* for calls back that are due (back.c) … */
	int64_t back_ms;                         /* … and again then, clock_mono_ms */
	struct sound *beep;                      /* speak from here */
	unsigned tapped;                         /* pieces of recordings that the recorder has */
	struct gone gone[GONE_MOST];
	unsigned gones;                          /* how many there ever were */
	uint64_t turns;                          /* of calls that operators talked to (vcall.turn) */
	unsigned awayc;                          /* commands and questions that have not come back */
	struct list phones;                      /* of desk.c: who can be rung, until when */
	struct hub *hub;                         /* borrowed; NULL before voice_hub() */
	struct offices offices;                  /* office.h; what flows are told of them */
	bool office_asked;                       /* the queue core is looking */
	int64_t office_ms;                       /* clock_mono_ms of the last look */
	struct sources *sources;
	struct book *book;
	struct topics *topics;
	struct switchboard *board;               /* prm.lines are its lines */
	bool stopping;
	struct voice_stop *stop;                 /* who waits for the last call; or NULL */

	struct mbuf *why;                        /* of the start; borrowed */
};

/* stack_tls.c: SIP over TLS, where it is listened on */
int stack_tls_open(struct voice *v) MUST_CHECK;

/* stack.c: libre's SIP stack on our addresses */
int stack_open(struct voice *v) MUST_CHECK;
void stack_close(struct voice *v);

/** An answer without a call; headers end with \r\n, or "" */
void stack_reply(struct voice *v, const struct sip_msg *msg, uint16_t code, const char *reason, const char *headers);

/** What we understand, as a header */
#define STACK_ALLOW "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, REGISTER\r\n"

/* request.c: every request before libre sees it */
bool request_h(const struct sip_msg *msg, void *arg);

/* … and every response that libre waits for no more */
bool response_h(const struct sip_msg *msg, void *arg);

/* invite.c: a new call */
void invite_h(const struct sip_msg *msg, void *arg);

/* ask.c: the media sockets of browsers, behind one port, the highest that is free of those for sound */
int ask_open(struct voice *v) MUST_CHECK;
void ask_close(struct voice *v);

/** Takes a question and sends it home */
void ask_take(struct voice *v, struct call_ask *ask);

/* address.c */
/** Where sound goes, by the settings and by where SIP is listened on. EINVAL with words, or the errno of looking */
int address_media(struct voice *v) MUST_CHECK;

/** Appends this machine's addresses as they are now: those of loopback, or all others but link-local ones; at most to `max` */
int address_machine(struct sa *addrv, size_t *n, size_t max, bool loopback) MUST_CHECK;

/** The media address for a peer: of its family, and of the address it came to when that is one of ours; NULL none */
const struct voice_media *voice_media_for(const struct voice *v, const struct sa *local);

/* voice.c */
/** A command or question has come back: less are away */
void voice_back(struct voice *v);

/** The tick runs while somebody wants it */
void voice_tick_want(struct voice *v);

#endif
