/**
 * @file service.h  How an application for a service stands: what is asked of the status adapter, what it answers, what is journalled
 *
 *   application "7700123456", person "1234" ──▶ adapter (adapter/adapter.h) ──▶ {"state":"in_work","step":{…},"due":"2026-12-01","delay":{…}}
 *
 * What this room is for: R18, R75: telling citizen and operator state, step, due and the reason of a delay of an application that another
 * system keeps. What it refuses: to keep any of it. What it takes of an answer has ceilings; what it does not know is an error, told to nobody
 * but the log.
 *
 * Who the person is, who asks has found out; it is digits alone (of a document, of a birth date), so that no name goes to another system or
 * its log. Whether that is the applicant only that system knows.
 *
 * Journal, about the appeal if there is one: service.asked {"answer":"found|none|away","at_ms","call"?,"reason"?,"ref","took_ms"}. `ref`
 * is a keyed digest of the application's number: who knows the number finds the questions about it, and nobody else does.
 */
#ifndef OTKLIK_SERVICE_SERVICE_H
#define OTKLIK_SERVICE_SERVICE_H

#include "adapter/adapter.h"
#include "base/catalog.h"
#include "db/keyring.h"
#include "db/write.h"

enum {
	SERVICE_NUMBER_MAX = 40,         /* characters of an application's number: letters, digits, - / . */
	SERVICE_PERSON_MAX = 20,         /* digits */
	SERVICE_WORDS_MAX  = 250,        /* bytes of a step's name, of a reason: fits into what is said in one go */
	SERVICE_STEPS_MAX  = 99,
	SERVICE_REF_SIZE   = 17,         /* of a digest in hex, with its zero */
};

enum service_state {
	SERVICE_RECEIVED = 1,            /* taken in, nobody has begun */
	SERVICE_IN_WORK,
	SERVICE_WAITING,                 /* suspended: something is wanted of the applicant */
	SERVICE_READY,                   /* the result can be fetched */
	SERVICE_ISSUED,                  /* it was */
	SERVICE_REFUSED,
	SERVICE_WITHDRAWN,
	SERVICE_STATES
};

/** "received", "in_work" …: of the protocol, the API and text keys (service.state.*) */
const char *service_state_name(enum service_state state);

/** Words in both languages, or in one: the other is "" */
struct service_words {
	char in[LANG_COUNT][SERVICE_WORDS_MAX + 1];
};

struct service_status {
	enum service_state state;
	unsigned step, steps;            /* from 1, of so many; 0 not known */
	struct service_words name;       /* of the step */
	bool has_due;
	int32_t due;                     /* the last day, a day number (base/date.h) */
	struct service_words delay;      /* the reason of a delay */
	int64_t at_ms;                   /* when the other system said so, Unix ms */
};

/** May this be the number of an application? 1 … SERVICE_NUMBER_MAX letters, digits, - / . with a digit among them */
bool service_number_fits(struct pl number);

/** May this stand for a person? 4 … SERVICE_PERSON_MAX digits; nothing (none is told) fits, too */
bool service_person_fits(struct pl person);

/**
 * Reads the result of the status adapter
 *
 * @param result JSON object as text
 *
 * @return 0; EBADMSG: it is not one; `s` is untouched then
 */
int service_read(struct service_status *s, struct pl result) MUST_CHECK;

/** The words in a language, else those of the other one; "" none */
const char *service_words_in(const struct service_words *words, enum lang lang);

/** An instant of the due day that is on that day in every zone of Russia: for what says dates by a zone */
int64_t service_due_ms(const struct service_status *s);

/** Fills a question about an application; person may be none. ENOMEM */
int service_ask_fill(struct adapter_ask *ask, struct pl number, struct pl person) MUST_CHECK;

/** A command: a question was asked and answered. The caller sets home and done_h; mem_deref when done */
struct service_note {
	struct command cmd;
	char number[SERVICE_NUMBER_MAX * 4 + 1];         /* digested while it is applied; wiped with the note */
	const struct keyring *keys;      /* borrowed */
	bool about;                      /* it was asked for an appeal: digits of its number */
	int64_t digits;
	int64_t appeal;                  /* or its id; 0 none */
	int64_t call;                    /* 0 none */
	int64_t staff;                   /* 0: the citizen */
	enum adapter_answer answer;
	enum adapter_reason reason;
	unsigned took_ms;
};

enum service_refusal { SERVICE_GRANTED = 0, SERVICE_APPEAL_UNKNOWN };

int service_note_make(struct service_note **np, const struct keyring *keys, struct pl number, const struct adapter_ask *ask) MUST_CHECK;

#endif
