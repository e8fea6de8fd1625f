/**
 * @file cut_priv.h  Inside of the cutting of identifiers
 */
#ifndef OTKLIK_APPEAL_CUT_PRIV_H
#define OTKLIK_APPEAL_CUT_PRIV_H

#include "appeal/cut.h"

enum { CUT_GROUPS = 8, CUT_GROUP_MAX = 16 };

/** What stands between two groups of digits, as bits */
enum {
	GAP_SPACE  = 1,
	GAP_DASH   = 2,
	GAP_PAREN  = 4,
	GAP_DOT    = 8,
	GAP_NUMBER = 16,        /* № or «номер» */
};

/** Words before an identifier, as bits */
enum {
	NEAR_SNILS    = 1,
	NEAR_OMS      = 2,
	NEAR_CARD     = 4,
	NEAR_PASSPORT = 8,
	NEAR_PHONE    = 16,
};

/** Digits that stand together, at most CUT_GROUP_MAX */
struct cut_group {
	size_t at, end;         /* bytes of the text */
	unsigned n;             /* digits */
	unsigned gap;           /* GAP_… before it */
};

/** Groups one after the other that may be one identifier */
struct cut_run {
	struct cut_group group[CUT_GROUPS];
	unsigned n;
	size_t at;              /* where it begins: the first group, or the plus before it */
	bool plus;
};

/** Reads the run that begins at a place of the text (a digit, or a plus before one); false when there is none */
bool cut_read(struct cut_run *run, struct pl text, size_t at);

/**
 * What the first groups of a run are
 *
 * @param m     How many groups
 * @param near  NEAR_… words shortly before
 * @param today Days from 1970-01-01
 *
 * @return CUT_KINDS when they are nothing that is known
 */
enum cut_kind cut_judge(const struct cut_run *run, unsigned m, struct pl text, unsigned near,
		       int32_t today);

/** Length in bytes of the mail address that begins a text, 0 when none does */
size_t cut_email(struct pl text);

/** May this code point stand before the @ of a mail address? */
bool cut_is_local(uint32_t cp);

/** The NEAR_… bit of a word that begins a text (by its stem), 0 when it is none */
unsigned cut_word(struct pl text);

#endif
