/**
 * @file trunk.h  Trunks at work: where calls of ours go out, and whose calls come in
 *
 *   trunk.c   their list, which of them a number goes through, their limits      trunk_watch.c   OPTIONS and registration: are they up?
 *
 * Out: in their order, those that permit the number and are up; when all are down, these after all. In: the source address says
 * which one it is: a network of the plan, the address in its URI, or one that has answered us.
 */
#ifndef OTKLIK_VOICE_TRUNK_H
#define OTKLIK_VOICE_TRUNK_H

#include <stdatomic.h>
#include "call/call.h"
#include "trunk/trunk.h"
#include "voice/voice_priv.h"

enum {
	TRUNK_PATIENCE_MS = 1800,                /* a trunk that has said nothing to a call by then is passed over */
	TRUNK_LEARNT_MAX = 8,
};

struct trunk {
	struct voice *v;                         /* borrowed */
	const struct trunk_plan *plan;           /* borrowed */
	char text[TRUNK_URI_SIZE + 8];           /* its URI, with a scheme */
	struct uri uri;                          /* borrowed of text */
	char *password;                          /* owned; NULL none */
	unsigned calls;                          /* now */
	int64_t full_us;                         /* when the whole rate would be there again (GCRA) */
	size_t learnt;
	struct sa from[TRUNK_LEARNT_MAX];        /* addresses that have answered us */

	/* trunk_watch.c */
	struct trunk_health health;
	bool noted;                              /* the journal says that it is down */
	struct sip_request *asked;               /* OPTIONS on its way; libre clears it */
	struct sipreg *reg;                      /* owned */
	bool bound;                              /* the registrar has said yes to it */
	struct tmr watch, late, again;
	unsigned again_ms;

	/* for other threads */
	atomic_int state, reason;
	atomic_llong since_ms;
	atomic_bool registered;
	atomic_uint shown;                       /* calls */
};

struct trunks {
	struct trunk_plan simple;                /* of the settings */
	size_t n;
	struct trunk at[];
};

/** A call's share in a trunk's limits: mem_deref gives it back */
struct trunk_share;

/** Reads plans, passwords and name servers: before the stack is there. EINVAL with words */
int trunk_open(struct voice *v) MUST_CHECK;

/** Registers and watches: once it listens */
void trunk_begin(struct voice *v);

/** Unregisters, watches no more; the list itself stays until voice is freed */
void trunk_close(struct voice *v);

/** Is there a way out for a number (E.164; NULL: for any)? CALL_NO_TRUNK, CALL_NOT_ALLOWED, CALL_FULL */
enum call_refusal trunk_refusal(const struct voice *v, const char *phone);

/**
 * The next one to try
 *
 * @param tp     Borrowed
 * @param sp     *Owned* share
 * @param tried  Bits of those that were tried; this one is added
 *
 * @return 0; ENOENT: no more; ENOMEM
 */
int trunk_next(struct trunk **tp, struct trunk_share **sp, struct voice *v, const char *phone, uint32_t *tried) MUST_CHECK;

/** Another that could be tried? */
bool trunk_more(const struct voice *v, const char *phone, uint32_t tried);

/** A call of it has begun. EBUSY as many as it may have; EAGAIN too fast; ENOMEM */
int trunk_share_take(struct trunk_share **sp, struct trunk *t, int64_t now_ms) MUST_CHECK;

/** URIs of a call through it, to a number (E.164), and of whom it comes from: `own`, or (NULL, "") the trunk's number. ENOMEM */
int trunk_uris(const struct trunk *t, const char *phone, const char *own, char **to, char **from) MUST_CHECK;

/** What our Contact says: its user, or the program's */
const char *trunk_contact(const struct trunk *t);

/** The address of sound for it; NULL: none of its family */
const struct voice_media *trunk_media(const struct trunk *t);

/** Whose address is it? NULL: of none. Borrowed */
struct trunk *trunk_from(const struct voice *v, const struct sa *src);

/** Name and password for libre */
int trunk_auth_h(char **user, char **pass, const char *realm, void *arg);

/** What a call told of it: TRUNK_NONE it answers, else why not */
void trunk_heard(struct trunk *t, enum trunk_reason reason, const struct sa *src);

/* trunk_watch.c, for trunk.c */
void trunk_watch_begin(struct trunk *t);
void trunk_watch_close(struct trunk *t);

#endif
