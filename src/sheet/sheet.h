/**
 * @file sheet.h  Sheets: what administrators change while the program runs, as documents with versions
 *
 *   profile                    version 0: what the organisation's file says, kept nowhere here
 *   save ──▶ version n         a draft: nobody hears it
 *   publish ──▶                in force, until a later one is; journalled
 *   roll back ──▶ version n+1  the body of an older one, published at once
 *
 * What this room is for: keeping bodies of any kind under (kind, key, version), with who and when and why; refusing who changed what
 * somebody else had changed first; saying to the journal, as settings.changed, which version became which, by their digests. What it
 * refuses: to know what a body means. Whoever publishes has it checked first: a version never changes, so that may be done before the
 * command. Published versions are kept for ever, a draft until a newer version.
 *
 * Threads: commands run on the writer, reading on any connection; a struct sheets is its maker's.
 */
#ifndef OTKLIK_SHEET_SHEET_H
#define OTKLIK_SHEET_SHEET_H

#include <jansson.h>
#include "db/write.h"

enum {
	SHEET_KIND_SIZE = 16,           /* bytes with the zero, like the two below */
	SHEET_KEY_SIZE  = 32,
	SHEET_DIGEST_SIZE = 65,
	SHEET_BODY_MAX  = 200 * 1024,   /* bytes of a body: a flow of 255 steps with words in two languages */
	SHEET_NOTE_MAX  = 300,          /* bytes */
	SHEETS_MAX      = 64,           /* of a kind */
};

#define SHEET_FLOW "flow"               /* a list of steps (flow/flow.h) */
#define SHEET_LINE "line"               /* all lines, under the key SHEET_ALL, as the profile has them (line/line.h) */
#define SHEET_QUEUE "queue"             /* what is set about waiting, under the key SHEET_ALL (waiting/waiting.h) */
#define SHEET_TRUNK "trunk"             /* all trunks, under SHEET_ALL too (trunk/trunk.h) */
#define SHEET_CHECKLIST "checklist"     /* all checklists, the same way (checklist/checklist.h) */
#define SHEET_ALL  "all"

enum sheet_refusal {
	SHEET_ALLOWED = 0,
	SHEET_UNKNOWN,       /* no such sheet or version */
	SHEET_CHANGED,       /* somebody changed it first */
	SHEET_FULL,          /* SHEETS_MAX, or a body longer than SHEET_BODY_MAX */
	SHEET_PUBLISHED,     /* it is in force already */
	SHEET_USED,          /* something that is in force needs it (profile/bind.h) */
};

/** "unknown", "changed" … */
const char *sheet_refusal_name(enum sheet_refusal refusal);

/** Saves a new version, and publishes it when asked to. Texts are borrowed until done */
struct sheet_save {
	struct command cmd;
	int64_t actor;
	struct pl kind, key, body, note;
	int64_t base;                        /* the newest version that was seen, 0: none. Another one is SHEET_CHANGED */
	int64_t of;                          /* taken back from this version, which may be 0; -1: it was written */
	bool publish;
	bool removes;                        /* the journal says so: its body is an empty one */
	int64_t version;                     /* result */
};
int sheet_save_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Publishes the newest version, which is `version` */
struct sheet_publish {
	struct command cmd;
	int64_t actor;
	struct pl kind, key;
	int64_t version;
};
int sheet_publish_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Says to the journal that something was changed whose body lies elsewhere: a recording. Texts are borrowed until done */
struct sheet_tell {
	struct command cmd;
	int64_t actor;
	struct pl kind, key;
	const char *act;                     /* "recorded", "removed" */
	const char *was, *is;                /* digests; "" none */
	int64_t was_ms, is_ms;               /* how long they are; 0: nothing is said of that */
};
int sheet_tell_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** What is in force */
struct sheet {
	char kind[SHEET_KIND_SIZE], key[SHEET_KEY_SIZE];
	int64_t version;
	json_t *body;                        /* owned by the sheets */
};

struct sheets {
	size_t n, room;
	struct sheet *at;                    /* by kind and key */
};

/** Reads all that is in force; owned (mem_deref). EBADMSG: a body is no JSON */
int sheets_load(struct sheets **sp, struct db *db) MUST_CHECK;

/** The newest version of a sheet and the one that is in force; 0: the profile's */
struct sheet_marks {
	int64_t newest, in_force;
};
int sheet_marks(struct sheet_marks *marks, struct db *db, struct pl kind, struct pl key) MUST_CHECK;

/** A version's body, owned; NULL: there is none of that number. `published` may be NULL */
int sheet_body(json_t **bodyp, bool *published, struct db *db, struct pl kind, struct pl key, int64_t version) MUST_CHECK;

/** [{name, version, in_force, at, by?, removed?}]: the newest versions of a kind; owned */
int sheet_heads(json_t **listp, struct db *db, struct pl kind) MUST_CHECK;

/** [{version, digest, note, at, by?, of?, published?, published_by?}], the newest first; owned */
int sheet_versions(json_t **listp, struct db *db, struct pl kind, struct pl key) MUST_CHECK;

#endif
