/**
 * @file journal_priv.h  The inside of the journal's readers: lines of an export, and the walk along the chain
 */
#ifndef OTKLIK_DB_JOURNAL_PRIV_H
#define OTKLIK_DB_JOURNAL_PRIV_H

#include "base/lines.h"
#include "db/journal.h"

#define JOURNAL_FORMAT "otklik journal 1"

enum {
	JOURNAL_KIND_MAX = 100,
	JOURNAL_LINE_MAX = 6 * (JOURNAL_BODY_MAX + JOURNAL_KIND_MAX) + 1024,     /* every byte escaped as \u00xx */
	JOURNAL_PAGE = 500,                  /* rows read at once */
};

/* Lines (journal_line.c) */

enum journal_line { LINE_FORMAT, LINE_ROW, LINE_MARK };

struct journal_item {
	enum journal_line type;
	struct journal_row row;              /* texts borrowed from json */
	struct journal_mark mark;
	void *json;                          /* owned: journal_item_free */
};

/** Appends a line with its newline. EBADMSG: a text that is not UTF-8 */
int journal_format_print(struct mbuf *mb) MUST_CHECK;
int journal_row_print(struct mbuf *mb, const struct journal_row *row) MUST_CHECK;
int journal_mark_print(struct mbuf *mb, const struct journal_mark *mark) MUST_CHECK;

/** Reads a line; EBADMSG with words. Whatever it returns, journal_item_free must follow */
int journal_line_parse(struct journal_item *item, struct pl line, struct mbuf *why) MUST_CHECK;
void journal_item_free(struct journal_item *item);

/* Signed heads in a file, in the order of their rows (journal_heads.c) */

struct heads;

/** Opens; ENOENT. The file may be NULL: then there are none */
int heads_open(struct heads **hp, const char *file) MUST_CHECK;

/* The walk (journal_walk.c) */

struct journal_walk {
	const uint8_t *public_key;           /* borrowed, 32 bytes */
	struct heads *heads;                 /* borrowed: signed heads kept elsewhere, compared on the way; or NULL */
	struct journal_report *rep;          /* borrowed */
	bool begun;
	int64_t pos;                         /* of the last row */
	int64_t signed_pos;                  /* of the last signed head; -1 none yet */
	uint8_t hash[JOURNAL_HASH_SIZE];     /* of the last row */
};

void journal_walk_init(struct journal_walk *w, const uint8_t *public_key, struct heads *heads, struct journal_report *rep);

/** Begins after a row whose hash is known */
void journal_walk_from(struct journal_walk *w, int64_t pos, const uint8_t hash[JOURNAL_HASH_SIZE]);

/** Goes on by a row or a signed head. 0; ECANCELED: a fault, which stands in the report; errno of reading the heads */
int journal_walk_row(struct journal_walk *w, const struct journal_row *row) MUST_CHECK;
int journal_walk_mark(struct journal_walk *w, const struct journal_mark *mark) MUST_CHECK;

/** All rows have been seen: do the heads know more? */
int journal_walk_end(struct journal_walk *w) MUST_CHECK;

/** Puts a fault into the report; ECANCELED */
int journal_fault(struct journal_report *rep, enum journal_fault fault, int64_t pos, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/** Compares the heads at w->pos with w->hash; heads of earlier rows are checked for their signature alone */
int heads_compare(struct heads *h, struct journal_walk *w) MUST_CHECK;
/** A head of a later row is a cut tail */
int heads_end(struct heads *h, struct journal_walk *w) MUST_CHECK;

/** The last signed head of a file, if it has one */
int heads_last(const char *file, struct journal_mark *mark, bool *found, struct journal_report *rep) MUST_CHECK;

/* The store's rows along the chain (journal_rows.c) */

struct journal_rows {
	struct db *db;                       /* borrowed, inside a transaction */
	struct journal_walk *walk;           /* borrowed; where it stands is where the rows begin */
	int64_t upto;                        /* last row wanted */

	/* A row or a signed head that was found good, in order; may be NULL */
	int (*item_h)(const struct journal_row *row, const struct journal_mark *mark, void *arg);
	void *arg;
};

int journal_rows_walk(const struct journal_rows *rows) MUST_CHECK;

/** The head row, and whether there is one */
int journal_head_load(struct db *db, struct journal_head *head, bool *found) MUST_CHECK;

/** The last signed head at or before a row; mark->pos is -1 when there is none. EBADMSG: it is damaged */
int journal_mark_load(struct db *db, int64_t upto, struct journal_mark *mark) MUST_CHECK;

/** The head that closed the last month; mark->pos is -1 when there is none */
int journal_mark_closed(struct db *db, struct journal_mark *mark) MUST_CHECK;

/** Row of the first signed head after `pos`; untouched when there is none */
int journal_mark_after(struct db *db, int64_t pos, int64_t *markp) MUST_CHECK;

#endif
