/**
 * @file voice.h  Voice: one thread that speaks SIP and RTP, plays prompts and joins callers with operators
 *
 *   phone ── SIP ──▶ stack ─▶ invite ─▶ phone leg ─┐
 *                                                  ├─▶ call: flow (what is said and asked), player, bridge
 *   page, desk ── call_ask ──▶ gate ─▶ web leg ────┘      │
 *                                                         ╰─▶ commands to the writer, questions to readers, join to the hub
 *
 * What this is for: everything that a caller hears, and who hears whom. What it refuses: the store (it submits and asks, and
 * goes on when nobody answers), files, slow work.
 *
 * A call: INVITE ▶ limits ▶ line (404) ▶ 180 ▶ its row commits ▶ 200 ▶ greeting, status, menu ▶ queue ▶ operator ▶ end with its cause
 */
#ifndef OTKLIK_VOICE_VOICE_H
#define OTKLIK_VOICE_VOICE_H

#include "appeal/topic.h"
#include "base/setting.h"
#include "call/call.h"
#include "callback/callback.h"
#include "db/keyring.h"
#include "db/read.h"
#include "db/write.h"
#include "line/line.h"
#include "profile/switchboard.h"
#include "schedule/book.h"
#include "trunk/trunk.h"

enum { VOICE_ADDRESSES_MAX = 8 };

struct adapters;
struct recorder;
struct speech;
struct voice;

/** What a reload may change */
struct voice_limits {
	unsigned calls;              /* at one time, in all */
	unsigned calls_source;       /* at one time, of one address */
	unsigned rate_source;        /* new ones a second, of one address */
	unsigned answer_ms;          /* so long the phone of somebody whom we call may ring */
	bool shown;                  /* operators see that somebody listens */
	bool record;                 /* calls are recorded, once their callers were told */
	bool loopback_free;          /* the demonstration: none of the last two for loopback */
	struct callback_rules callback;
	int64_t mail_ms;             /* the longest message */
	bool survey;                 /* callers are asked how the talk was */
	bool sms_number;             /* … and get the number of the appeal by SMS */
	bool greets;                 /* before the two are joined the caller hears who answers */
	unsigned ban_after;          /* so many unknown numbers ban an address; 0: nothing does */
	int64_t ban_ms;              /* for so long */
	bool ban_loopback;
};

struct voice_prm {
	const struct settings *settings;         /* read during voice_start; the rest is borrowed for the life of voice */
	const struct lines *lines;               /* NULL: those of the switchboard */
	struct switchboard *board;               /* a reference is taken; NULL: none, and nothing new comes */
	struct book *book;                       /* a reference is taken */
	struct topics *topics;                   /* a reference is taken */
	struct writer *writer;
	struct readers *readers;
	const struct keyring *keys;
	struct speech *speech;                   /* NULL: nothing can be said */
	struct recorder *recorder;               /* NULL: nothing is recorded */
	struct adapters *adapters;               /* NULL: no other system can be asked */
	int64_t incarnation;
	void (*phone_h)(int64_t staff, bool there, void *arg);   /* an operator's telephone came or went; on the voice thread, once the hub is there; may be NULL */
	void *arg;
	bool demo;                               /* without SET_SIP: 127.0.0.1:5060, or another port when that is taken */
};

/**
 * Starts the thread and listens
 *
 * @param why What is wrong, when something is, and what would be right
 *
 * @return 0; EINVAL; ENOMEM; the errno of a socket
 */
int voice_start(struct voice **vp, const struct voice_prm *prm, struct mbuf *why) MUST_CHECK;

/** Where questions about calls are posted; borrowed, valid until voice is freed */
const struct call_gate *voice_gate(const struct voice *voice);

/** The first address that SIP is listened on, "127.0.0.1:5060"; "" none. Borrowed */
const char *voice_address(const struct voice *voice);

/** Calls there are now, and since the start. Any thread */
unsigned voice_calls(const struct voice *v);
unsigned long long voice_calls_total(const struct voice *v);

/** How the trunks stand. Any thread; `arg` is a struct voice */
trunk_views_h voice_trunks;

/** Could a trunk be used? The same of its threads and of `arg` */
trunk_fits_h voice_trunk_fits;

void voice_limits_read(struct voice_limits *limits, const struct settings *settings);

struct hub;
struct queue_decision;

/** The queue core is there: calls are offered to operators from now on. Borrowed until voice_stop has returned. ENOMEM */
int voice_hub(struct voice *voice, struct hub *hub) MUST_CHECK;

/** What it decided, whoever it is for: copied. Any thread. ENOMEM: the call does not hear of it, and the offer runs out */
int voice_decide(struct voice *voice, const struct queue_decision *decision) MUST_CHECK;

/** Accounts of operators' telephones have changed: they are read anew. Any thread; ENOMEM */
int voice_phones(struct voice *voice) MUST_CHECK;

/** New limits. Any thread; ENOMEM */
int voice_reload(struct voice *voice, const struct voice_limits *limits) MUST_CHECK;

/** New schedule, topics and switchboard: one reference of each is handed over, also when it fails. Calls there are keep the switchboard
 * they began with. Any thread; ENOMEM */
int voice_settings(struct voice *voice, struct book *book, struct topics *topics, struct switchboard *board) MUST_CHECK;

/**
 * Takes no new calls (503), ends those there are with CALL_STOPPED, waits for what they have on their way, at most `wait_ms`.
 * Before the writer drains. mem_deref ends the thread, when the writer and the readers have given everything back.
 */
void voice_stop(struct voice *voice, int64_t wait_ms);

/** What came back after that, from whoever is asked and has stopped by now (writer, readers, speech), is taken and forgotten */
void voice_settle(struct voice *voice);

#endif
