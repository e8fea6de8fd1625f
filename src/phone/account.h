/**
 * @file account.h  SIP telephones of operators: who has one, and by what its password is known
 *
 * What this room is for: the record of telephones that register with a name (the login) and a password, or stand at a fixed address.
 * What it refuses: SIP (voice does), making and hashing passwords of the desk (staff does).
 *
 * A password is made by the program, shown once and never kept: what is kept is its HA1 (RFC 7616 §3.4.2) for SHA-256 and MD5, sealed
 * under KEY_PHONE and bound to its owner; of a hash that this telephone is not to use nothing is kept. The journal tells who got a telephone, from whom, and of what kind, without it.
 */
#ifndef OTKLIK_PHONE_ACCOUNT_H
#define OTKLIK_PHONE_ACCOUNT_H

#include "db/keyring.h"
#include "db/write.h"
#include "phone/digest.h"
#include "staff/staff.h"

enum {
	PHONE_REALM_MAX = 64, PHONE_ADDRESS_MAX = 200,       /* bytes */
	PHONE_PASSWORD_SIZE = 25,                            /* 24 symbols of 57: 140 bits */
	PHONE_HA1_SHA256 = 64, PHONE_HA1_MD5 = 32,           /* hexadecimal digits */
	PHONES_MAX = 5000,
};

/** By what a password is known: HA1 in small hexadecimal digits, no zeros at the end; zeros alone: this telephone does not say it by that hash */
struct phone_secret {
	char sha256[PHONE_HA1_SHA256], md5[PHONE_HA1_MD5];
};

/** By which hashes a telephone may say its password; in words those of sip.digest */
enum phone_digest {PHONE_DIGEST_BOTH, PHONE_DIGEST_SHA256, PHONE_DIGEST_MD5};

extern const char *const phone_digest_names[];          /* NULL at the end */

enum phone_refusal_word {
	PHONE_GRANTED = 0,
	PHONE_NOBODY,            /* no such member, or not active */
	PHONE_NONE,              /* this member has no telephone */
	PHONE_ADDRESS,           /* not a SIP address such as sip:203@192.0.2.7:5060 */
	PHONE_CHANGED,           /* somebody changed it first */
};

const char *phone_refusal_name(enum phone_refusal_word refusal);

/** A telephone as the store has it; texts are borrowed for the call */
struct phone_account {
	int64_t staff, version;
	struct pl login, name, realm, address, sealed;       /* absent: NULL */
	bool auto_answer;
};

typedef int (phone_account_h)(const struct phone_account *account, void *arg);

/** Telephones of those who are active, by login */
int phone_list(struct db *db, phone_account_h *h, void *arg) MUST_CHECK;

/** Opens what phone_set sealed. EBADMSG */
int phone_secret_open(const struct keyring *keys, int64_t staff, struct pl sealed, struct phone_secret *secret) MUST_CHECK;

/** What is kept of a password of this login in this realm. E2BIG */
int phone_secret_make(struct phone_secret *secret, enum phone_digest digest, struct pl login, struct pl realm, const char *password) MUST_CHECK;

/** May it be said by this hash? */
bool phone_secret_can(const struct phone_secret *secret, enum digest_kind kind);

/** A new password; random, to be shown once */
void phone_password(char password[PHONE_PASSWORD_SIZE]);

/** Is it a SIP address that can be called: sip:user@host[:port][;transport=udp|tcp|tls]? */
bool phone_address_good(struct pl address);

enum phone_verb {
	PHONE_REGISTERS,         /* gets one that registers, or a new password for it: realm, password */
	PHONE_FIXED,             /* gets one at a fixed address: address */
	PHONE_CHANGE,            /* auto_answer alone */
	PHONE_REMOVE,
};

/** Gives a member a telephone, changes or takes it. Texts are borrowed until done */
struct phone_set {
	struct command cmd;
	enum phone_verb verb;
	int64_t actor;           /* -1: the command line */
	int64_t staff;
	int64_t version;         /* the one that was seen; 0: whatever it is */
	struct pl realm, address;
	const char *password;
	enum phone_digest digest;        /* of PHONE_REGISTERS */
	bool auto_answer;
	int64_t new_version;     /* result */
	char login[LOGIN_MAX + 1];       /* result: the name that it registers with */
};
int phone_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
