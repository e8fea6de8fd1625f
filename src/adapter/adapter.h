/**
 * @file adapter.h  Adapters: programs of others that know what we do not, asked a line at a time (docs/adapter.md)
 *
 *    any thread ── adapter_ask ──▶ thread "adapter": kept? ──yes──▶ done_h
 *                                        │ no
 *                                    a line ──▶ stdin of the program      several may be under way, each with its id
 *    its mailbox ◀── done_h ── a line ◀── stdout
 *
 * What this room is for: asking a system behind the hotline without ever waiting for it, and knowing when it is not available, why and since when
 * (R75, R76). What it refuses: to know what is asked; a question and an answer are JSON objects. Words of a question about an
 * application are the room service's; the register of persons and the signer will be further rows of the table of adapters.
 *
 * A program that ends, hangs, floods or breaks the protocol is killed with its group and started again after 1, 2, 4 … 60 s; who asks meanwhile
 * is told at once. Each question has a time, the queue a ceiling. What it writes to stderr goes to the log with all digits and all
 * letters beyond ASCII blotted out, a few lines a minute.
 *
 * Answers that were found are kept for a short time that is told (setting adapter.keep), in memory alone.
 */
#ifndef OTKLIK_ADAPTER_ADAPTER_H
#define OTKLIK_ADAPTER_ADAPTER_H

#include <jansson.h>
#include "base/mailbox.h"
#include "base/setting.h"
#include "base/timer.h"

enum {
	ADAPTER_LINE_MAX  = 64 * 1024,   /* bytes of a line, either way */
	ADAPTER_QUEUE_MAX = 256,         /* questions that wait or are under way, of one adapter */
	ADAPTER_WAY_MAX   = 32,          /* of them under way */
	ADAPTER_NOTE_SIZE = 256,         /* bytes of what it says of its system, with the zero */
	ADAPTER_WORD_SIZE = 32,
	ADAPTER_KEPT_MAX  = 256,         /* answers */
	ADAPTER_LATE_MAX  = 3,           /* questions in a row without an answer: it hangs */
	ADAPTER_STRAY_MAX = 100,         /* lines in a row that answer nothing: it floods */
};

/** Which there may be: a row of a table (adapter.c), a setting */
enum adapter_which { ADAPTER_STATUS, ADAPTER_SMS, ADAPTER_MAIL, ADAPTERS };

/** Why a system cannot be asked */
enum adapter_reason {
	ADAPTER_WELL = 0,
	ADAPTER_ABSENT,                  /* no program is set */
	ADAPTER_STARTS,                  /* it was started and has not said that it is there */
	ADAPTER_MISSING,                 /* it cannot be started */
	ADAPTER_ENDED,                   /* it ended */
	ADAPTER_LATE,                    /* no answer in time */
	ADAPTER_GARBLED,                 /* it does not keep to the protocol */
	ADAPTER_SYSTEM,                  /* it says that the system behind it is not available */
	ADAPTER_BUSY,                    /* too many questions wait */
	ADAPTER_STOPPED,                 /* we are stopping */
	ADAPTER_REASONS
};

/** "absent", "starts" … for the API and the journal; "" well */
const char *adapter_reason_name(enum adapter_reason reason);

/** "status", "sms", "mail": of the setting, and of what it is asked */
const char *adapter_name(enum adapter_which which);

enum adapter_answer {
	ADAPTER_FOUND = 1,               /* result */
	ADAPTER_NONE,                    /* word: "unknown", or why it does not say */
	ADAPTER_AWAY,                    /* reason, since_ms, note */
};

struct adapters;

/**
 * A question: owned by who asks until done_h, which always comes, once
 *
 * `args` is taken over; `result` is the asker's to mem_deref.
 */
struct adapter_ask {
	struct msg msg;                          /* of the adapters */
	struct le le;
	struct tmr tmr;
	struct adapters *to;
	int64_t id;                              /* on the line; 0: it waits to be sent */
	struct mailbox *home;                    /* borrowed: where done_h runs */
	void (*done_h)(struct adapter_ask *ask); /* may free the ask */
	void *asker;                             /* of whoever asks */

	enum adapter_which which;
	const char *verb;                        /* what is asked, "status"; borrowed for ever */
	json_t *args;                            /* an object */
	char *text;                              /* of the adapters: the args as text, by which an answer is kept */
	int64_t began_ms;                        /* of the adapters: clock_mono_ms */

	enum adapter_answer answer;              /* result */
	char *result;                            /* of FOUND: a JSON object as text; owned by the asker */
	char word[ADAPTER_WORD_SIZE];            /* of NONE */
	enum adapter_reason reason;              /* of AWAY */
	int64_t since_ms;                        /* of AWAY: since when it cannot be asked, Unix ms */
	char note[ADAPTER_NOTE_SIZE];            /* of AWAY by ADAPTER_SYSTEM: in its own words; "" none */
	int64_t at_ms;                           /* when it was answered: earlier for one that was kept */
	unsigned took_ms;
};

/** Starts the thread; programs are started as settings name them. `settings` are borrowed for life. ENOMEM, an errno of the thread */
int adapters_start(struct adapters **ap, const struct settings *settings) MUST_CHECK;

/** Where its questions lie, for the watch over the threads; borrowed */
struct mailbox *adapters_mailbox(const struct adapters *a);

/** Asks. Any thread; never fails, never waits */
void adapter_ask(struct adapters *a, struct adapter_ask *ask);

/** How one stands. Any thread */
struct adapter_view {
	enum adapter_reason reason;
	int64_t since_ms;                        /* of the reason, Unix ms */
	unsigned long long asked, away;          /* questions since the start; those that could not be answered */
};
void adapter_look(const struct adapters *a, enum adapter_which which, struct adapter_view *view);

/** Ends the programs and answers what still waits with ADAPTER_STOPPED. Then mem_deref, once nobody asks any more */
void adapters_stop(struct adapters *a);

/** What a line of a program says (frame.c; pure) */
enum reply_kind {
	REPLY_BAD,                               /* it is not of the protocol */
	REPLY_HELLO,                             /* {"adapter":1,"asks":["status"]} */
	REPLY_FOUND,                             /* {"id":1,"result":{…}} */
	REPLY_NONE,                              /* {"id":1,"none":"unknown"} */
	REPLY_AWAY,                              /* {"id":1,"away":"maintenance until 18:00"} */
};

struct adapter_reply {
	enum reply_kind kind;
	int64_t id;
	char *result;                            /* owned: mem_deref; of REPLY_FOUND */
	char word[ADAPTER_WORD_SIZE];
	char note[ADAPTER_NOTE_SIZE];
};

/** Reads a line, without its newline. 0 (look at kind) or ENOMEM; `verb`: what a hello must offer */
int adapter_reply_read(struct adapter_reply *reply, struct pl line, const char *verb) MUST_CHECK;

/** Writes a question and its newline. EFBIG above ADAPTER_LINE_MAX */
int adapter_request_print(struct mbuf *mb, int64_t id, const char *verb, struct pl args, int64_t wait_ms) MUST_CHECK;

/** What is left of a line of stderr for the log: no digits, no letters beyond ASCII, no control characters */
void adapter_said_blot(char *out, size_t size, struct pl line);

#endif
