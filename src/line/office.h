/**
 * @file office.h  When the office of a region is open, and how much it bears: by the calendars and the flows of its lines
 */
#ifndef OTKLIK_LINE_OFFICE_H
#define OTKLIK_LINE_OFFICE_H

#include "line/line.h"
#include "schedule/book.h"

/**
 * Is one of the lines of a region open at a time? Hours that are missing keep nobody out.
 *
 * @param opens_ms Of one that is closed: when the first of its lines opens; 0 not known. May be NULL
 */
bool line_office_open(const struct lines *lines, const struct book *book, unsigned region, int64_t now_ms, int64_t *opens_ms);

/** How many waiting calls for each who can answer are too much: the least that flows of its lines say (flow_load); 0: none says */
unsigned line_office_load(const struct lines *lines, unsigned region);

#endif
