/**
 * @file trunk.h  Trunks: the carriers through which calls come and go
 *
 * What this room is for: what the profile says of a trunk, which numbers may be called through it, which addresses are its own,
 * whether it is up, and how a carrier's headers name the number that was really dialled. What it refuses: SIP and sockets
 * (voice/sip/trunk.c), the clock, passwords: a plan names a secret, voice reads it.
 *
 *              answered, registered                silent, refused, not registered
 *   unknown ───────────────────────▶ up ──────────────────────────────────────────▶ down
 *      ╰───────────────────────────────────────────────────────────────────────────▶ │ ──▶ up
 *
 * Threads: plans are made by one, then read by any; a health belongs to the voice thread.
 */
#ifndef OTKLIK_TRUNK_TRUNK_H
#define OTKLIK_TRUNK_TRUNK_H

#include <jansson.h>
#include "db/keyring.h"
#include "db/seal.h"
#include "sheet/sheet.h"

enum {
	TRUNKS_MAX        = 16,         /* of a profile; the settings add one */
	TRUNK_KEY_SIZE    = 32,         /* bytes with the zero: 1 … 31 of a-z 0-9 . _ - */
	TRUNK_URI_SIZE    = 192,
	TRUNK_USER_SIZE   = 64,
	TRUNK_NUMBER_SIZE = 32,         /* E.164 */
	TRUNK_ALLOW_MAX   = 32,         /* beginnings of numbers */
	TRUNK_ALLOW_SIZE  = 16,
	TRUNK_NETS_MAX    = 16,
	TRUNK_PASSWORD_SIZE = 128,      /* bytes with the zero */
	TRUNK_SEALED_SIZE = TRUNK_PASSWORD_SIZE + SEAL_EXTRA,
};

/** A network, IPv4 as ::ffff:0:0/96 */
struct trunk_net {
	uint8_t addr[16];
	unsigned bits;                          /* 0 … 128 */
};

/** What is known of a trunk beforehand */
struct trunk_plan {
	char key[TRUNK_KEY_SIZE];
	char uri[TRUNK_URI_SIZE];               /* "sip:carrier.example;transport=tcp" */
	char number[TRUNK_NUMBER_SIZE];         /* ours, as those who are called see it; "" withheld */
	char user[TRUNK_USER_SIZE];             /* for the carrier's digest; "" none */
	char secret[TRUNK_KEY_SIZE];            /* the name of its password in the file of sip.secrets; "" none */
	bool password;                          /* its password was typed at the desk … */
	bool sealed_there;                      /* … and is here, as the store has it */
	uint8_t sealed[TRUNK_SEALED_SIZE];
	bool off;                               /* no calls, no registration */
	bool registers;
	bool srtp;                              /* sound is encrypted: over TLS alone */
	bool trusted;                           /* its P-Asserted-Identity, Diversion and History-Info are believed */
	unsigned calls, rate;                   /* at one time; new ones a second; 0: no limit of its own */
	size_t allows;                          /* 0: those of the setting */
	char allow[TRUNK_ALLOW_MAX][TRUNK_ALLOW_SIZE];
	size_t nets;                            /* where its calls come from, besides what its URI says */
	struct trunk_net net[TRUNK_NETS_MAX];
};

struct trunk_plans {
	size_t n;
	struct trunk_plan at[TRUNKS_MAX];       /* in the order in which they are tried */
};

/** Where plans come from: `password` is of the desk alone */
enum trunk_source { TRUNK_OF_PROFILE, TRUNK_OF_DESK };

/**
 * Reads the trunks of a profile or a sheet: [{"key":"main","uri":"sip:carrier.example","number":"+74950000000","user":"hotline","secret":"main",
 * "register":true,"allow":["+7"],"calls":30,"rate":5,"trusted":true,"from":["192.0.2.0/24"],"off":true}…]
 *
 * @param tp    Owned; nothing is borrowed of `array`
 * @param array JSON array; NULL: no trunks
 * @param from  Of the file, for words
 * @param why   What is wrong and what would be right
 *
 * @return 0, EINVAL with `why`, ENOMEM
 */
int trunks_read(struct trunk_plans **tp, const json_t *array, enum trunk_source source, const char *from, struct mbuf *why) MUST_CHECK;

/** The member that is wrong of which one: "uri", "allow"…, "twice" (its key), "member" (one that there is not); NULL: none. Pure */
const char *trunks_fault(const json_t *array, enum trunk_source source, size_t *at);

/** The host of its address: "carrier.example" of "sip:carrier.example:5060;transport=tcp"; borrowed */
struct pl trunk_host(const struct trunk_plan *plan);

/** The one of that key; NULL none */
const struct trunk_plan *trunk_plan_find(const struct trunk_plans *plans, const char *key);

/** A beginning of numbers: "+7", "+7495"; "+" is every number. False: it is none */
bool trunk_allow_add(struct trunk_plan *plan, struct pl beginning);

/** May this number (E.164) be called through it? */
bool trunk_permits(const struct trunk_plan *plan, const char *number);

/** "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". False: it is none */
bool trunk_net_read(struct trunk_net *net, struct pl text);

/** Is an address (16 bytes, IPv4 mapped) within? */
bool trunk_net_has(const struct trunk_net *net, const uint8_t addr[16]);

/* ---- secret.c, set.c: passwords of the desk */

/** May somebody type this: 1 … 127 bytes without line ends? */
bool trunk_password_good(struct pl password);

void trunk_password_seal(const struct keyring *keys, const struct trunk_plan *plan, const char *password, uint8_t sealed[TRUNK_SEALED_SIZE]);

/** EBADMSG: it was typed for another trunk or another host, or there is none */
int trunk_password_open(const struct keyring *keys, const struct trunk_plan *plan, char password[TRUNK_PASSWORD_SIZE]) MUST_CHECK;

/** Puts what the store has beside those plans that want it */
int trunk_passwords_load(struct trunk_plans *plans, struct db *db) MUST_CHECK;

/**
 * Publishes all trunks, and keeps the passwords that were typed for some; those of trunks that have none any more are forgotten. The
 * journal has the sheet's versions by their digests, and of a password only that there is a new one, or none any more. Whoever publishes
 * has looked that each plan with `password` was typed one or has one.
 */
struct trunk_set {
	struct sheet_save save;                  /* kind SHEET_TRUNK, key SHEET_ALL; its cmd with apply_h trunk_set_apply */
	const struct trunk_plans *plans;         /* borrowed: of save.body */
	const char *typed[TRUNKS_MAX];           /* borrowed, by plan; NULL: nothing was */
};
int trunk_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/* ---- health.c: is it up? Rules alone: now is an argument */

enum trunk_state { TRUNK_UNKNOWN, TRUNK_UP, TRUNK_DOWN };

/** Why it is down */
enum trunk_reason {
	TRUNK_NONE,
	TRUNK_SILENT,                   /* nothing was answered in time */
	TRUNK_UNREACHABLE,              /* no connection, no address of its name */
	TRUNK_REFUSED,                  /* answered 5xx */
	TRUNK_UNREGISTERED,             /* the registrar refused, or says nothing */
	TRUNK_PASSWORD,                 /* the registrar does not take our password */
	TRUNK_UNUSABLE,                 /* this program cannot: no password to be had, no TLS spoken; the log says what */
	TRUNK_REASONS
};

struct trunk_health {
	enum trunk_state state;
	enum trunk_reason watch, registration;   /* what is wrong by each of the two; TRUNK_NONE nothing */
	enum trunk_reason reason;                /* of TRUNK_DOWN */
	bool answered, registered;
	int64_t since_ms;                        /* Unix ms, of the last change; 0 not yet */
};

/** Something was heard of it (or not: the reason). True: its state, or the reason of being down, has changed */
bool trunk_watched(struct trunk_health *h, enum trunk_reason reason, int64_t now_ms);
bool trunk_registered(struct trunk_health *h, enum trunk_reason reason, int64_t now_ms);

/** "unknown", "up", "down"; "silent", "password"; "" none */
const char *trunk_state_name(enum trunk_state state);
const char *trunk_reason_name(enum trunk_reason reason);

/** How a trunk stands, for a screen */
struct trunk_view {
	char key[TRUNK_KEY_SIZE];
	enum trunk_state state;
	enum trunk_reason reason;
	int64_t since_ms;
	bool registers, registered;
	bool simple;                             /* the one of the program's settings (sip.trunk) */
	unsigned calls;                          /* now, in and out */
};

/** Whoever knows them: at most `max` into `view`; how many. Any thread, never waits */
typedef size_t (trunk_views_h)(struct trunk_view *view, size_t max, void *arg);

/**
 * Can it be called as the program was started? Any thread, never waits
 *
 * @param password One was typed at the desk, or is kept
 *
 * @return NULL: it can; else what is wrong: "uri", "tls" (none is spoken), "secret-unknown", "password-needed"
 */
typedef const char *(trunk_fits_h)(const struct trunk_plan *plan, bool password, void *arg);

/* ---- header.c: what a carrier says of a number */

/**
 * User part of an address in a header: `"Name" <sip:+7495…@host;user=phone>;reason=…`, tel: too; unescaped
 *
 * @return False: there is none, or it has more than `size` - 1 bytes
 */
bool trunk_user(char *user, size_t size, struct pl header);

/** Is it the first entry of History-Info (index=1): what was dialled before anything was forwarded? */
bool trunk_history_first(struct pl header);

/* ---- note.c: the journal tells when a trunk goes up or down */

/** Journal: trunk.up, trunk.down; body {"reason":…,"trunk":…} */
struct trunk_note {
	struct command cmd;                      /* apply_h: trunk_note_apply */
	char key[TRUNK_KEY_SIZE];
	enum trunk_state state;
	enum trunk_reason reason;
};

int trunk_note_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
