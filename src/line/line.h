/**
 * @file line.h  The line: what people dial
 *
 * What this room is for: which line a dialled key or number means, what region it is of, what language it speaks, whose hours it keeps.
 * What it refuses: the clock, calls, the store: lines come from the profile at the start and are never changed after.
 *
 * A line may have several numbers, each for a time of its own: an old one is answered beside the new one for as long as the profile says,
 * and its callers are told the new one.
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
	LINE_TOPICS_MAX  = FLOW_TOPICS_MAX,      /* that menus offer */
};

/** A number of a line, and when it is one */
struct line_number {
	char number[LINE_NUMBER_SIZE];
	char instead[LINE_NUMBER_SIZE]; /* E.164: what has come in its place, which callers are told; "" nothing */
	int64_t from_ms, until_ms;      /* answered from then on, and until then; INT64_MIN, INT64_MAX: always */
};

struct line {
	char key[LINE_KEY_SIZE];        /* "hotline": the user part of its SIP address */
	char calendar[LINE_KEY_SIZE];   /* whose hours it keeps (schedule/book.h) */
	enum lang lang;                 /* what it speaks first */
	unsigned region;                /* code of the region whose line it is; 0: of all */
	const struct flow_tree *flow;   /* what callers hear and are asked; borrowed of the profile's flows */
	struct pl name[LANG_COUNT];     /* borrowed of the profile; may be none */
	char caller[LINE_NUMBER_SIZE];  /* E.164: what those see whom we call for this line; "": the trunk's number */
	size_t numbers;
	struct line_number number[LINE_NUMBERS_MAX];
};

struct lines {
	size_t n;
	struct line at[LINES_MAX];
};

/**
 * Reads the lines of a profile; a line without `flow` has the one called "default":
 *   [{"key":"hotline","numbers":["+78000000000"],"calendar":"line","lang":"ru","flow":"default","region":"77","name":{…}}…]
 * A number with a time of its own: {"number":"+78000000001","from":"2026-01-01","to":"2026-12-31","instead":"+78000000000"}; days, both
 * included, are those of the line's region, without one Moscow's.
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

/** What is wrong with lines, for who shows it at its field */
struct line_fault {
	size_t line;                    /* of the array */
	int number;                     /* of that line's numbers; -1: it is about the line */
	const char *member;             /* of the line or of the number; NULL: nothing is wrong, or it is about all of them */
	const char *what;               /* the text `problem.line.…` */
};

/** The same; with EINVAL the fault says where */
int lines_read_told(struct lines **lp, const json_t *array, const struct flows *flows, const char *from, struct mbuf *why,
		    struct line_fault *fault) MUST_CHECK;

/**
 * The line of what was dialled: its key in any case, or one of its numbers in any writing that E.164 and Russian habit know
 * (+7…, 8…, 7…, with spaces, dashes, brackets) whose time it is
 *
 * @param dialled User part of the address; parameters behind `;` are not looked at
 * @param now_ms  Unix ms
 * @param number  Which of its numbers it was; NULL: its key. Borrowed; untouched when there is none. May be NULL
 *
 * @return borrowed; NULL: there is none
 */
const struct line *line_find(const struct lines *lines, struct pl dialled, int64_t now_ms, const struct line_number **number);

/**
 * What those see whom we call about something that came by a line, or concerns a region
 *
 * @param key    Of the line; "" none
 * @param region Code; 0 none
 *
 * @return E.164, borrowed: of the line, else of the first line of the region that has one; "": the trunk's own
 */
const char *line_caller(const struct lines *lines, const char *key, unsigned region);

/** Have two numbers of lines the same digits, and a time together? */
bool line_numbers_meet(const struct line_number *a, const struct line_number *b);

#endif
