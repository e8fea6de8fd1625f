/**
 * @file enter.h  Taking an appeal in: from what was typed to a number
 *
 *   form ──check──▶ faults, or clean values ──prepare──▶ command (sealed, promised) ──writer──▶ number, answer_by
 *
 * Checking and preparing are pure but for random bytes and belong to the thread of the request; the command carries no plain
 * personal data to the writer.
 */
#ifndef OTKLIK_APPEAL_ENTER_H
#define OTKLIK_APPEAL_ENTER_H

#include "appeal/act.h"
#include "person/check.h"

struct topics;

enum { FORM_FAULTS_MAX = 8, FORM_VALUE_MAX = 256 };

/** What was typed; borrowed; p == NULL or empty: not given. Topic: id or name; region: code ("77") or name */
struct appeal_form {
	struct pl kind;                  /* a word: "question" … */
	struct pl text, topic, name, phone, email, region;
	enum lang lang;
	enum contact_channel channel;
	int64_t actor;                   /* staff member who registers it; 0 the citizen */
};

/** A field that cannot be taken as it is */
struct form_fault {
	const char *field;               /* "text", "phone" … */
	enum text_key key;               /* what is wrong and what would be right */
	char suggestion[FORM_VALUE_MAX]; /* "" none */
};

struct form_faults {
	unsigned n;
	struct form_fault at[FORM_FAULTS_MAX];
};

/** Clean values: normalised, within their limits */
struct appeal_clean {
	enum appeal_kind kind;
	enum lang lang;
	enum contact_channel channel;
	int64_t actor, topic, region;    /* topic and region DB_NULL: none */
	int64_t contact;                 /* id of a contact that goes on, e.g. a call's; 0: one that has ended with this */
	bool beside;                     /* the citizen is that of another appeal: appeal_enter_beside(); name, phone, mail stay empty */
	struct pl text;                  /* borrowed of the form */
	char name[FORM_VALUE_MAX], phone[FORM_VALUE_MAX], email[FORM_VALUE_MAX];     /* "" none */
};

/**
 * Checks a form
 *
 * @param today  The day it is where the organisation is (base/date.h)
 * @param faults Result: n == 0 when it can be taken
 */
void appeal_form_check(const struct appeal_form *form, const struct regions *regions, const struct topics *topics,
		       int32_t today, struct appeal_clean *clean, struct form_faults *faults);

/** Is a text fit for a message? `clean` is it without space around it; `key` says what is wrong. Empty is wrong too */
bool appeal_text_check(struct pl text, struct pl *clean, enum text_key *key);

/** Can mail reach this address, as far as its form tells? `dst` gets it with the domain in lower case. Valid UTF-8 is asked for */
bool appeal_email_check(struct pl email, char *dst, size_t size);

struct appeal_enter;

/**
 * Makes the command
 *
 * @param ep          Result, owned: mem_deref once done_h has run
 * @param now_ms      Wall clock: the term runs from here
 * @param files       Borrowed until done
 * @param incarnation Of this run of the program
 *
 * @return 0, ENOMEM; ERANGE when no term can be counted
 */
int appeal_enter_prepare(struct appeal_enter **ep, const struct keyring *keys, const struct book *book,
			 const struct appeal_clean *clean, const struct act_file *files, size_t filec, int64_t incarnation,
			 int64_t now_ms) MUST_CHECK;

/** The command to submit; the caller sets id, digest, keep, home, done_h */
struct command *appeal_enter_command(struct appeal_enter *enter);
struct appeal_enter *appeal_enter_of(struct command *cmd);

/**
 * Inside the transaction, before the command is applied: whose citizen's it is
 *
 * The command may then be refused: APPEAL_UNKNOWN, APPEAL_ERASED.
 */
void appeal_enter_beside(struct appeal_enter *enter, int64_t digits);

/** The appeal's id: it is its own once the command is done */
int64_t appeal_enter_id(const struct appeal_enter *enter);

/** After done_h without error or refusal: what was given (the first time, when it was repeated) */
int appeal_enter_result(const struct command *cmd, int64_t *digits, int64_t *answer_by_ms) MUST_CHECK;

enum { MEDIUM_PHONE = 1, MEDIUM_MAIL = 2 };

/** Digest of a phone (E.164) or mail address, by which a citizen's other appeals are found */
void address_digest(const struct keyring *keys, int medium, struct pl value, uint8_t out[32]);

#endif
