/**
 * @file registrar.h  SIP telephones of operators: who they are, where they are, whether they can be rung
 *
 *   phone room ──▶ load (reader) ──▶ handsets: login, HA1, auto-answer, fixed address
 *   REGISTER ──▶ 401 ──▶ REGISTER with the answer ──▶ 200, bound until …   ─┬─ not refreshed, its connection ends ──▶ not there
 *                         ╰─ wrong: 401 again, counted (ban.h)              ╰─ OPTIONS not answered ──▶ lost, until it answers
 *
 *   registrar.c   REGISTER      registrar_load.c   the accounts, and what becomes of bindings      handset.c   ringing (handset.h)
 *
 * Bindings live in memory: after a start phones come back within sip.register-for, those by TCP and TLS as they notice.
 */
#ifndef OTKLIK_VOICE_REGISTRAR_H
#define OTKLIK_VOICE_REGISTRAR_H

#include "phone/account.h"
#include "phone/digest.h"
#include "voice/sip/binding.h"
#include "voice/sip/nonce.h"

struct ringing;

/** An operator's telephone */
struct handset {
	struct le le;                            /* of the registrar; owned by it */
	struct voice *v;                         /* borrowed */
	int64_t staff, version;
	char user[LOGIN_MAX + 1];
	char name[CALL_NAME_SIZE];               /* as citizens hear it */
	bool registers;                          /* else it is at a fixed address */
	bool auto_answer;
	bool known;                              /* of the accounts that were read last */
	struct phone_secret secret;
	struct nonce_uses nonces;
	struct list bindings;                    /* struct binding */
	bool there;                              /* as it was told */
	struct ringing *ringing;                 /* owned; NULL: it does not ring */
	int64_t late;                            /* a second call, shown at the desk: rings here once the first has ended … */
	uint64_t late_gen;                       /* … its offer; 0 none */
};

struct registrar {
	char realm[PHONE_REALM_MAX + 1];
	uint8_t key[NONCE_KEY];
	uint32_t least_s, most_s;                /* of what a registration may wish */
	unsigned watch_ms;                       /* between two looks at a telephone; 0: none */
	bool kind[DIGEST_SHA256 + 1];            /* enum digest_kind: which are asked for */
	struct list handsets;
	bool loading, again;                     /* accounts are being read; and must be read again */
};

/** Before the stack listens. ENOMEM */
int registrar_open(struct voice *v) MUST_CHECK;
void registrar_close(struct voice *v);

/** Accounts have changed: they are read anew */
void registrar_load(struct voice *v);

/** REGISTER: answers it */
void registrar_request(struct voice *v, const struct sip_msg *msg);

/** A second has passed: registrations end */
void registrar_second(struct voice *v, int64_t now_ms);

/** An operator's telephone; NULL none. Borrowed */
struct handset *registrar_handset(const struct voice *v, int64_t staff);

/** Something of its bindings has changed: whoever must know is told */
void handset_changed(struct handset *h);

/** Looks at a binding from now on, now and then */
void handset_watch(struct binding *b);

/** Can it be rung? */
bool handset_there(const struct handset *h);

#endif
