/**
 * @file line.h  The line: what people dial
 *
 * What this room is for: which line a dialled key or number means, what language it speaks, whose hours it keeps. What it refuses:
 * the clock, calls, the store: lines come from the profile at the start and are never changed after.
 *
 * Threads: made by one, then read by any; who made them frees them when no reader is left.
 */
#ifndef OTKLIK_LINE_LINE_H
#define OTKLIK_LINE_LINE_H

#include <jansson.h>
#include "base/catalog.h"
#include "flow/flow.h"

enum {
	LINES_MAX        = 64,
	LINE_NUMBERS_MAX = 16,          /* a line */
	LINE_KEY_SIZE    = 32,          /* bytes with the zero: 1 … 31 of a-z 0-9 . _ - */
	LINE_NUMBER_SIZE = 24,          /* "+78000000000", or a short number as it is dialled */
	LINE_TOPICS_MAX  = FLOW_TOPICS_MAX,      /* that a menu has keys for */
};

struct line {
	char key[LINE_KEY_SIZE];        /* "hotline": the user part of its SIP address */
	char calendar[LINE_KEY_SIZE];   /* whose hours it keeps (schedule/book.h) */
	enum lang lang;                 /* what it speaks first */
	const struct flow_tree *flow;   /* what callers hear and are asked; borrowed of the profile's flows */
	struct pl name[LANG_COUNT];     /* borrowed of the profile; may be none */
	char caller[LINE_NUMBER_SIZE];  /* E.164: what those see whom we call for this line; "": the trunk's number */
	size_t numbers;
	char number[LINE_NUMBERS_MAX][LINE_NUMBER_SIZE];
};

struct lines {
	size_t n;
	struct line at[LINES_MAX];
};

/**
 * Reads the lines of a profile; a line without `flow` has the one called "default":
 *   [{"key":"hotline","numbers":["+78000000000"],"calendar":"line","lang":"ru","flow":"default","name":{…}}…]
 *
 * @param lp    Owned; texts are borrowed of `array`
 * @param array JSON array; NULL: no lines
 * @param flows Borrowed as long as the lines live
 * @param from  Of the file, for words
 * @param why   What is wrong and what would be right
 *
 * @return 0, EINVAL with `why`, ENOMEM
 */
int lines_read(struct lines **lp, const json_t *array, const struct flows *flows, const char *from, struct mbuf *why) MUST_CHECK;

/**
 * The line of what was dialled: its key in any case, or one of its numbers in any writing that E.164 and Russian habit know
 * (+7…, 8…, 7…, with spaces, dashes, brackets)
 *
 * @param dialled User part of the address; parameters behind `;` are not looked at
 *
 * @return borrowed; NULL: there is none
 */
const struct line *line_find(const struct lines *lines, struct pl dialled);

#endif
