/**
 * @file lines.h  A file line by line, however long it is: a line has a ceiling, the file has none
 */
#ifndef OTKLIK_BASE_LINES_H
#define OTKLIK_BASE_LINES_H

#include "base/def.h"

struct lines;

/** Opens a file ("-" stdin); a line has at most `max` bytes */
int lines_open(struct lines **lp, const char *path, size_t max) MUST_CHECK;

/** Of a regular file that was just opened: what another writes to it from now on is not read */
int lines_freeze(struct lines *ln) MUST_CHECK;

/**
 * The next line without its newline, borrowed until the next call
 *
 * @return ENODATA at the end; EFBIG a line above the ceiling; errno of reading
 */
int lines_next(struct lines *ln, struct pl *line) MUST_CHECK;

/** Number of the line that was given last, from 1; of the one that failed after an error */
unsigned long lines_no(const struct lines *ln);

/** Did the line that was given last end with a newline? One that does not was cut */
bool lines_whole(const struct lines *ln);

/** Goes to the last `size` bytes of a file, to the beginning of a line there; numbers then begin at 1 */
int lines_tail(struct lines *ln, size_t size) MUST_CHECK;

#endif
