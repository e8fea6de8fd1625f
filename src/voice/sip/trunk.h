/**
 * @file trunk.h  Trunks at work: where calls of ours go out, and whose calls come in
 *
 *   trunk_take.c   their list, as it is in force      trunk.c   which of them a number goes through, their limits, whose calls come in
 *   trunk_watch.c   OPTIONS and registration: are they up?
 *
 * Out: in their order, those that permit the number and are up; when all are down, these after all. In: the source address says
 * which one it is: a network of the plan, the address in its URI, or one that has answered us.
 *
 * The list changes while the program runs (switchboard). A trunk whose address, name and password stay is the same one, with another plan;
 * else it is a new one, and the old goes as soon as no call needs it: a call holds the trunk that it began with, and its share.
 */
#ifndef OTKLIK_VOICE_TRUNK_H
#define OTKLIK_VOICE_TRUNK_H

#include <pthread.h>
#include <stdatomic.h>
#include "call/call.h"
#include "trunk/trunk.h"
#include "voice/voice_priv.h"
#include "voice/sip/nat.h"

enum {
	TRUNK_PATIENCE_MS = 1800,                /* a trunk that has said nothing to a call by then is passed over */
	TRUNK_LEARNT_MAX = 8,
};

/** Calls of a trunk, by its key: what its limits are counted by, also over a change of it */
struct trunk_load {
	unsigned calls;                          /* now */
	int64_t full_us;                         /* when the whole rate would be there again (GCRA) */
	atomic_uint shown;                       /* calls, for other threads */
};

struct trunk {
	struct voice *v;                         /* borrowed */
	struct trunk_plan *plan;                 /* owned */
	const char *unfit;                       /* why it cannot be used (trunk_fits_h); NULL it can */
	bool simple;                             /* of the program's settings */
	unsigned serial;                         /* its own */
	char text[TRUNK_URI_SIZE + 8];           /* its URI, with a scheme */
	struct uri uri;                          /* borrowed of text */
	char *password;                          /* owned; NULL none */
	struct trunk_load *load;                 /* a reference */
	size_t learnt;
	struct sa from[TRUNK_LEARNT_MAX];        /* addresses that have answered us */

	/* trunk_watch.c */
	struct trunk_health health;
	bool noted;                              /* the journal says that it is down */
	bool follows;                            /* one of the same name is just leaving the registrar */
	struct sip_request *asked;               /* OPTIONS on its way; libre clears it */
	struct sipreg *reg;                      /* owned */
	bool bound;                              /* the registrar has said yes to it */
	struct tmr watch, late, again;
	unsigned again_ms;

	/* for other threads */
	atomic_int state, reason;
	atomic_llong since_ms;
	atomic_bool registered;
};

struct trunks {
	pthread_mutex_t lock;                    /* of the list: changed on the voice thread, others look */
	size_t n;
	struct trunk *at[TRUNKS_MAX + 1];        /* references */
	bool begun;                              /* they are watched */
	unsigned serial;                         /* the last */

	/* constant from trunk_open on */
	bool tls;                                /* TLS is spoken */
	struct trunk_plan allow;                 /* the beginnings that may be called where a plan names none */
	struct mbuf *secrets;                    /* owned: the file of passwords; NULL none */
};

/** Trunks that were tried for a call */
struct trunk_tried {
	size_t n;
	unsigned serial[2 * TRUNKS_MAX];
};

/** A call's share in a trunk's limits: mem_deref gives it back */
struct trunk_share;

/** Reads plans, passwords and name servers: before the stack is there. EINVAL with words */
int trunk_open(struct voice *v) MUST_CHECK;

/** Registers and watches: once it listens */
void trunk_begin(struct voice *v);

/** The switchboard is another: its trunks are taken up, those that have gone are left */
void trunk_take(struct voice *v);

/** Unregisters, watches no more; the list itself stays until voice is freed */
void trunk_close(struct voice *v);

/** Is there a way out for a number (E.164; NULL: for any)? CALL_NO_TRUNK, CALL_NOT_ALLOWED, CALL_FULL */
enum call_refusal trunk_refusal(const struct voice *v, const char *phone);

/** Is any of them not known to be down? */
bool trunk_any(const struct voice *v);

/**
 * The next one to try
 *
 * @param tp     Borrowed
 * @param sp     *Owned* share
 * @param tried  Those that were tried; this one is added
 *
 * @return 0; ENOENT: no more; ENOMEM
 */
int trunk_next(struct trunk **tp, struct trunk_share **sp, struct voice *v, const char *phone, struct trunk_tried *tried) MUST_CHECK;

/** Another that could be tried? */
bool trunk_more(const struct voice *v, const char *phone, const struct trunk_tried *tried);

/** A call of it has begun. EBUSY as many as it may have; EAGAIN too fast; ENOMEM */
int trunk_share_take(struct trunk_share **sp, struct trunk *t, int64_t now_ms) MUST_CHECK;

/** URIs of a call through it, to a number (E.164), and of whom it comes from: `own`, or (NULL, "") the trunk's number. ENOMEM */
int trunk_uris(const struct trunk *t, const char *phone, const char *own, char **to, char **from) MUST_CHECK;

/** Its address: in numbers, or that answered us first; until then one that is nobody's, for it is called by name */
void trunk_peer(const struct trunk *t, struct sa *peer);

/** The user of our Contact: its own, or the program's. Borrowed */
const char *trunk_contact_user(const struct trunk *t);

/** Is it called over TLS? */
bool trunk_over_tls(const struct trunk *t);

/** What our Contact says: that user, or all of it where a network sees us elsewhere (nat.h). Borrowed of the trunk or of `buf` */
const char *trunk_contact(const struct trunk *t, char buf[NAT_CONTACT_SIZE]);

/** The address of sound for it; NULL: none of its family */
const struct voice_media *trunk_media(const struct trunk *t);

/** Whose address is it? NULL: of none. Borrowed */
struct trunk *trunk_from(const struct voice *v, const struct sa *src);

/** Name and password for libre; what libre keeps holds a reference of the trunk */
int trunk_auth_h(char **user, char **pass, const char *realm, void *arg);

/** What a call told of it: TRUNK_NONE it answers, else why not */
void trunk_heard(struct trunk *t, enum trunk_reason reason, const struct sa *src);

/* trunk_watch.c, for trunk_take.c */
void trunk_watch_begin(struct trunk *t);
void trunk_watch_close(struct trunk *t);

#endif
