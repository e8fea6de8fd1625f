/**
 * @file schedule.h  What the tests of schedules share
 */
#ifndef OTKLIK_TEST_SCHEDULE_H
#define OTKLIK_TEST_SCHEDULE_H

#include "schedule/schedule.h"

/** The instant of a local time; name of a zone, "2026-11-20 19:50" */
int64_t at(const char *zone, const char *local);

/** A calendar made of a week's text, on a production calendar, with holidays and short days */
int calendar_make(struct calendar **calp, const char *zone, const struct production *production, const char *text);

/** Reads a file of tests/data; *textp is a libre string to be dropped */
int data_read(char **textp, const char *name);

#endif
