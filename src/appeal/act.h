/**
 * @file act.h  What staff and citizens do to an appeal: one command for every event of its life
 */
#ifndef OTKLIK_APPEAL_ACT_H
#define OTKLIK_APPEAL_ACT_H

#include "appeal/appeal.h"
#include "promise/promise.h"
#include "schedule/book.h"

enum {
	APPEAL_TEXT_MAX = 10000,         /* characters of a message */
	APPEAL_MESSAGES_MAX = 500,
	APPEAL_FILES_MAX = 50,
	APPEAL_NAME_MAX = 160,           /* bytes of a staff member's name */
};

/** A file that lies in the blob store already; borrowed until the command is done */
struct act_file {
	const char *blob;                /* its name there */
	const uint8_t *key;              /* KEY_SIZE bytes */
	const char *name;                /* as the person called it, ≤ 255 bytes */
	const char *type;
	int64_t size_bytes;
};

/**
 * What is asked, and what it gave. Texts, files and the book are borrowed until done.
 *
 * When somebody acted first (APPEAL_CHANGED) or another works on it (APPEAL_NOT_YOURS), state, new_version, owner and
 * owner_name say how it stands now.
 */
struct appeal_act {
	struct command cmd;
	const struct keyring *keys;
	const struct book *book;

	int64_t digits;
	enum appeal_event event;
	struct actor actor;
	int64_t version;                 /* that the actor saw; 0 whatever it is (the citizen) */
	struct pl text;                  /* answer, question, note, message; words of a delay; reason of reopening */
	bool close;                      /* with an answer: closed at once, with `result` */
	enum appeal_result result;
	int64_t topic;                   /* APPEAL_SET_TOPIC; DB_NULL none */
	int64_t answer_by_ms;            /* APPEAL_SET_DELAY: a new time; DB_NULL: as promised */
	enum contact_channel channel;
	int64_t incarnation;
	const struct act_file *files;
	size_t filec;

	int64_t id;                      /* of the appeal */
	enum appeal_state state;
	int64_t new_version, owner, answer_by_given_ms;
	bool erased;                     /* the citizen's key was destroyed */
	char owner_name[APPEAL_NAME_MAX];
};

int appeal_act_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** A repeated act has only what was remembered of the first: id, state, version and term as they stood then; others stay as they are */
void appeal_act_recall(struct appeal_act *act);

/** Inside a write transaction: another number leads to an appeal from now on (a provisional one, one that was merged) */
int appeal_alias(struct tx *tx, int64_t digits, int64_t appeal) MUST_CHECK;

/** Does any appeal hold this blob? */
int appeal_blob_known(struct db *db, struct pl blob, bool *known) MUST_CHECK;

/** Has any appeal a file? */
int appeal_blob_any(struct db *db, bool *any) MUST_CHECK;

/** The name of the term for an appeal of a kind: "answer_by.complaint" */
struct pl appeal_term_name(enum appeal_kind kind);

#endif
