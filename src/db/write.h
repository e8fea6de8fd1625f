/**
 * @file write.h  The write path, which everything shares (docs/architecture.md, "How an appeal gets its number")
 *
 *   command → rules → one transaction {journal head lock, state rows, journal rows, outbox rows} → commit → done
 *
 * One writer thread a node. It takes what is queued (up to 200 commands) into one transaction; when anything in a group
 * fails it is rolled back and its commands are replayed one by one, so that one command's error is its own. A command that
 * was acknowledged (done_h with err == 0 and no refusal) is durable.
 */
#ifndef OTKLIK_DB_WRITE_H
#define OTKLIK_DB_WRITE_H

#include "base/mailbox.h"
#include "db/db.h"

enum {
	COMMAND_ID_SIZE = 16,
	COMMAND_RESULT_MAX = 256,
	COMMAND_GROUP_MAX = 200,             /* beyond it latency grows faster than throughput */
	COMMAND_QUEUE_MAX = 4096,            /* waiting commands; more are refused */
};

struct keyring;
struct writer;
struct tx;

/** What is written to the journal with a state change. Nothing in it names a person. */
struct journal_entry {
	const char *kind;        /* noun.verb, e.g. "appeal.entered" */
	int64_t appeal;          /* id of the appeal it is about, or 0 */
	int64_t actor;           /* id of the staff member, 0 the citizen, -1 the system */
	struct pl body;          /* JSON object, ≤ 4 KiB, keys sorted; empty for {} */
};

/**
 * A command: owned by who submits it until done_h has run
 *
 * apply_h runs on the writer thread inside the transaction. It reads, asks the rules, and either sets `refusal` having
 * written nothing, or writes. It may run twice (a group that was rolled back), so it must not keep what it changed outside
 * the transaction. done_h is delivered to `home` (or runs on the writer thread when home is NULL).
 */
struct command {
	struct msg msg;                                  /* private to the write path */
	struct writer *writer;                           /* private */
	struct command *next;                            /* private */
	struct mailbox *home;                            /* borrowed: where done_h runs; NULL: on the writer thread */
	void *asker;                                     /* of whoever submits, for done_h */
	int64_t deadline_ms;                             /* clock_mono_ms: not begun after it, err = ETIMEDOUT; 0 none */
	int (*apply_h)(struct tx *tx, struct command *cmd);
	void (*done_h)(struct command *cmd);

	uint8_t id[COMMAND_ID_SIZE];                     /* repeating it gives the first result; all zero: drawn by the writer */
	uint8_t digest[32];                              /* of what is asked: the same id with another digest is refused */
	bool keep;                                       /* remember id and result for 48 h */

	int err;                                         /* errno: the machine could not */
	int refusal;                                     /* 0, REFUSED_ID_REUSED or what apply_h says: the rules would not */
	bool repeated;                                   /* the result is that of the first time */
	uint16_t result_len;
	char result[COMMAND_RESULT_MAX];                 /* what is remembered; set by apply_h */

	bool known;                                      /* private: found among the remembered … */
	uint8_t known_digest[32];                        /* … and what it asked for then */
};

enum { REFUSED_ID_REUSED = -1 };                     /* room refusals are positive enums of the room */

struct writer_prm {
	const char *url;                     /* of the store; borrowed during writer_start */
	const struct keyring *keys;          /* borrowed for the life of the writer */
	const char *heads_log;               /* where signed heads are appended; borrowed during writer_start */
	int64_t sign_every_ms;               /* a head is signed this long after the first row that is not yet */
	void (*wake_h)(int64_t pos, void *arg);     /* on the writer thread, after each commit that wrote to the journal */
	/* On the writer thread, after each group: 0 or what the store said; did it write? A store that could not write (full
	   disk) is tried again every second until it can. May be NULL */
	void (*tried_h)(int err, bool wrote, void *arg);
	void *arg;
};

/**
 * Starts the writer thread on its own connection; the schema is there (db_migrate)
 *
 * @return 0; EBADMSG when the journal's head was changed by another hand; ENOMEM or an errno of the store
 */
int writer_start(struct writer **wp, const struct writer_prm *prm) MUST_CHECK;

/** 0; EAGAIN when the queue holds its ceiling (the request is refused: 503); ESHUTDOWN when draining */
int writer_submit(struct writer *w, struct command *cmd) MUST_CHECK;

/** No new commands; what is queued is finished; the head is signed; the thread is joined. mem_deref drains too */
void writer_drain(struct writer *w);

/** Where messages for the writer's thread go; between two groups it delivers them. Borrowed */
struct mailbox *writer_mailbox(const struct writer *w);

/** Commands that wait now */
unsigned writer_waiting(const struct writer *w);

/** Runs one command on the calling thread's own connection: for the command line, where no writer thread runs */
int command_run(struct db *db, const struct keyring *keys, struct command *cmd) MUST_CHECK;

/* Inside apply_h */
struct db *tx_db(struct tx *tx);
int64_t tx_now(const struct tx *tx);                 /* ms, one value a transaction, never smaller than the last one's */
int64_t tx_serial(struct tx *tx);                    /* next number of the appeal counter: under the head lock, without gaps */
int64_t tx_epoch(const struct tx *tx);
const struct keyring *tx_keys(const struct tx *tx);  /* the writer's; borrowed */
int tx_journal(struct tx *tx, const struct journal_entry *entry) MUST_CHECK;

#endif
