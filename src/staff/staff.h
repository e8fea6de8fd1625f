/**
 * @file staff.h  Who works here: accounts, roles, signing in, presence
 *
 * What this room is for: the record of staff, their passwords (argon2id), sessions and one-time sign-in links, and who is
 * present. What it refuses: cookies and headers (web does), deciding who may call what (the route table does).
 *
 * Signing in is three steps, because hashing is slow and belongs to a worker:
 *   reader: staff_find ──▶ worker: password_verify ──▶ writer: staff_sign_in (counts failures, locks, makes the session)
 *
 * Passwords, tokens and links never reach the store in the clear: tokens as keyed digests (KEY_SESSION), passwords as argon2id
 * strings. Everything that changes who may do what is journalled, without names.
 */
#ifndef OTKLIK_STAFF_STAFF_H
#define OTKLIK_STAFF_STAFF_H

#include "base/catalog.h"
#include "db/keyring.h"
#include "db/write.h"
#include "staff/role.h"

enum {
	LOGIN_MAX = 64, STAFF_NAME_MAX = 120,        /* bytes */
	PASSWORD_MIN = 10, PASSWORD_MAX = 256,       /* characters, bytes */
	PASSWORD_HASH_SIZE = 128,                    /* crypto_pwhash_STRBYTES */
	SIGN_IN_TRIES = 5,                           /* wrong passwords in a row before a pause … */
	SIGN_IN_PAUSE_MS = 60 * 1000,                /* … which doubles with each further one, up to an hour */
	SIGN_IN_PAUSE_MAX_MS = 3600 * 1000,
	SESSION_MS = 12 * 3600 * 1000,               /* a shift: from sign-in to the end */
	INVITE_MS = 72 * 3600 * 1000,
};

enum presence { PRESENCE_OFFLINE = 1, PRESENCE_READY, PRESENCE_BUSY, PRESENCE_BREAK, PRESENCE_AWAY };

enum staff_refusal {
	STAFF_ALLOWED = 0,
	STAFF_UNKNOWN,           /* no such member, or no such link */
	STAFF_CHANGED,           /* somebody changed it first */
	STAFF_LOGIN,             /* not 2 … 64 of a-z 0-9 . _ - */
	STAFF_LOGIN_TAKEN,
	STAFF_NAME,
	STAFF_ROLES,             /* none of them, or an unknown one */
	STAFF_LAST,              /* the last active administrator can neither be disabled nor lose the role */
	STAFF_WRONG,             /* login or password is wrong, the link was used or is too old */
	STAFF_LOCKED,            /* too many wrong passwords: later */
	STAFF_PASSWORD_SHORT,
	STAFF_PASSWORD_COMMON,   /* the login itself, one character over and over */
	STAFF_PRESENCE,
	STAFF_SKILL,             /* no language, a level above 9, a topic twice or too many of them */
	STAFF_REASON,            /* not one of this state (staff/reason.h) */
};

const char *staff_refusal_name(enum staff_refusal refusal);
const char *role_name(enum role role);
/** Bits of a list such as "operator,senior"; 0 when a word is none of them */
unsigned roles_of(struct pl list);
const char *presence_name(enum presence presence);
enum presence presence_of(struct pl name);

/* Rules */
enum staff_refusal login_check(struct pl login);
enum staff_refusal password_check(struct pl password, struct pl login);
/** The pause after so many wrong passwords in a row; 0 none */
int64_t sign_in_pause_ms(int64_t failures);

/* Hashing: slow (about 0.1 s and 64 MB), for workers */
int password_hash(char hash[PASSWORD_HASH_SIZE], struct pl password) MUST_CHECK;
/** hash "" (no such member, or no password yet) takes the same time and is wrong */
bool password_verify(const char *hash, struct pl password);

struct staff_member {
	int64_t id, version, failures, locked_until_ms;      /* locked DB_NULL: not */
	unsigned roles;
	bool active, has_password, found;
	char login[LOGIN_MAX + 1], name[STAFF_NAME_MAX + 1];
	char hash[PASSWORD_HASH_SIZE];                       /* "" none */
};

/* Queries, inside a read transaction */
int staff_find(struct db *db, struct pl login, struct staff_member *member) MUST_CHECK;     /* member->found */
int staff_by_id(struct db *db, int64_t id, struct staff_member *member) MUST_CHECK;
typedef int (staff_h)(const struct staff_member *member, void *arg);
int staff_list(struct db *db, staff_h *h, void *arg) MUST_CHECK;

struct staff_session {
	int64_t staff, expires_ms;
	unsigned roles;
	char csrf[44], name[STAFF_NAME_MAX + 1];
	bool found;
};
/** A session that has not expired, of a member who is active */
int staff_session(struct db *db, struct pl digest, int64_t now_ms, struct staff_session *session) MUST_CHECK;

/**
 * How an active member stands now; one that never said so is offline. Signing in makes a member of the desk `away` (not ready),
 * signing out of the last session `offline`
 */
struct staff_here {
	int64_t id, since_ms;            /* since DB_NULL: never said */
	unsigned roles;
	enum presence state;
	unsigned reason;                 /* enum reason (staff/reason.h) */
	struct pl name;                  /* borrowed for the call */
};
typedef int (staff_here_h)(const struct staff_here *here, void *arg);
/** Everybody who is active, by name */
int staff_here_list(struct db *db, staff_here_h *h, void *arg) MUST_CHECK;

/** Adds (id 0) or changes a member. Texts are borrowed until done. */
struct staff_set {
	struct command cmd;
	int64_t actor;           /* -1: the command line */
	int64_t id, version;     /* id: result when it was 0 */
	struct pl login, name;   /* login: only when adding */
	unsigned roles;
	bool active;
	bool added;              /* private: the id is one that was given here */
};
int staff_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Makes a one-time sign-in link; the caller keeps the token and shows it once */
struct staff_invite {
	struct command cmd;
	int64_t actor, id;
	uint8_t digest[32];      /* keyed digest of the token */
	bool reset;              /* the password is taken away and sessions are ended too */
};
int staff_invite_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Signs in, by a password that was verified or a link's token; makes the session */
struct staff_sign_in {
	struct command cmd;
	int64_t id;                      /* password: of the member, 0 when there is none such; link: result */
	bool verified;                   /* password_verify() said so … */
	char hash[PASSWORD_HASH_SIZE];   /* … of this hash: one that was changed meanwhile counts as wrong */
	bool by_link;
	uint8_t link[32];                /* digest of the link's token */
	uint8_t session[32];             /* digest of the new session's token */
	char csrf[44];
	enum staff_refusal denied;       /* result: a wrong password is no refusal of the command, for it is counted */
	struct staff_member member;      /* result */
	int64_t locked_until_ms;         /* result with STAFF_LOCKED */
};
int staff_sign_in_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

struct staff_sign_out {
	struct command cmd;
	int64_t id;
	uint8_t session[32];
};
int staff_sign_out_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Sets a password; every other session of the member ends */
struct staff_password {
	struct command cmd;
	int64_t id;
	char hash[PASSWORD_HASH_SIZE];
	char was[PASSWORD_HASH_SIZE];    /* the one that the old password was verified with; changed meanwhile: STAFF_CHANGED */
	uint8_t session[32];             /* that stays */
};
int staff_password_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

struct staff_presence {
	struct command cmd;
	int64_t id;
	enum presence state;
	unsigned reason;         /* enum reason that fits the state; STAFF_REASON */
};
int staff_presence_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
