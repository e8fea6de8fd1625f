/**
 * @file binding.h  Where an operator's telephone is (RFC 3261 §10): what a REGISTER says of it, and until when it holds
 *
 * A phone that asks for answers to where its request came from (rport), or came by TCP or TLS, is called there: what its Contact says
 * may lie behind a translation. A connection that ends takes its bindings along. One that does not answer OPTIONS is lost until it does.
 */
#ifndef OTKLIK_VOICE_BINDING_H
#define OTKLIK_VOICE_BINDING_H

#include "voice/voice_priv.h"

enum {
	BINDINGS_MAX = 6,                        /* of one account: one more takes the place of the one that ends first */
	BINDING_URI_MAX = 320, BINDING_SAID_MAX = 256, BINDING_ID_MAX = 128, BINDING_INSTANCE_MAX = 96, BINDING_AGENT_MAX = CALL_PHONE_AGENT_SIZE,
};

struct handset;

struct binding {
	struct le le;
	struct handset *handset;                 /* borrowed; owns it */
	char said[BINDING_SAID_MAX];             /* the Contact's address as it stood there */
	char uri[BINDING_URI_MAX];               /* where it is called */
	char call_id[BINDING_ID_MAX];
	char instance[BINDING_INSTANCE_MAX];     /* +sip.instance: the same device with another address; "" none */
	char agent[BINDING_AGENT_MAX];           /* its User-Agent, cut; "" none */
	uint32_t cseq;
	int64_t since_ms;                        /* wall clock: when it came; refreshing it changes nothing */
	int64_t until_ms;                        /* clock_mono_ms; INT64_MAX: a fixed address */
	struct sa at;
	enum sip_transp tp;
	bool aimed;                              /* `uri` is where its request came from */
	bool lost;
	struct sip_keepalive *ka;                /* tells that its connection has ended; NULL: UDP */
	struct sip_request *asked;               /* OPTIONS on its way; libre clears it */
	struct tmr watch, late;
};

/** What one Contact wishes; borrowed of the message */
struct binding_wish {
	struct pl said, instance;
	struct uri uri;
	uint32_t expires_s;                      /* 0: no more */
};

enum { BINDING_WISHES_MAX = 8 };

/** All of them in a REGISTER */
struct binding_wishes {
	struct binding_wish at[BINDING_WISHES_MAX];
	size_t n;
	bool all;                                /* "*": none of them any more */
};

/** Reads the Contacts; without a time of its own one wishes what Expires says, else `default_s`. False: 400 */
bool binding_wishes_read(struct binding_wishes *wishes, const struct sip_msg *msg, uint32_t default_s);

/** A binding of a wish that a message brought; owned by the list */
int binding_alloc(struct binding **bp, struct list *list, struct handset *handset) MUST_CHECK;

/** Takes over what a message says of it. E2BIG: more than we keep */
int binding_fill(struct binding *b, const struct binding_wish *wish, const struct sip_msg *msg) MUST_CHECK;

/** The one that a wish is about: the same device, or the same address; NULL: a new one */
struct binding *binding_find(const struct list *list, const struct binding_wish *wish);

/** Headers of an answer: Contacts with the time that they have left */
int binding_print(struct mbuf *mb, const struct list *list, int64_t now_ms) MUST_CHECK;

#endif
