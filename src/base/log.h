/**
 * @file log.h  The log: one line an event, `room: event key=value … err=%m`, to stderr
 *
 * Formats are libre's (re_printf): %m takes an errno, %r a struct pl, %H a handler with its argument. Only edges, threads and
 * commands log; rooms and library code return errors. Never a name, a phone, a text of a citizen: who did what is in the
 * journal, not here.
 *
 * Text lines begin with the time (UTC); under systemd with the level prefix that the journal reads, and without a time.
 * JSON lines hold time, level, room, event and each key=value as a member. Control characters leave escaped, lines are cut at
 * LOG_LINE_MAX. A reader that does not read holds nobody up: lines are dropped after LOG_WAIT_MS, and the count of them
 * is logged when it reads again. Any thread may log.
 */
#ifndef OTKLIK_BASE_LOG_H
#define OTKLIK_BASE_LOG_H

#include "base/def.h"

enum {
	LOG_LINE_MAX = 2048,    /* bytes of a message before escaping; the rest is cut and marked with … */
	LOG_WAIT_MS  = 10,      /* the longest wait for a full pipe */
};

enum log_level {
	LOG_LEVEL_ERROR = 0,    /* something was lost or does not work: somebody must act */
	LOG_LEVEL_WARN,         /* something is not as it should be; work goes on */
	LOG_LEVEL_INFO,         /* start, stop, reload and the like */
	LOG_LEVEL_DEBUG,        /* each step; off by default */
};

void log_error(const char *fmt, ...);
void log_warn(const char *fmt, ...);
void log_info(const char *fmt, ...);
void log_debug(const char *fmt, ...);

/** Lines above this level are not written; the default is LOG_LEVEL_INFO */
void log_level_set(enum log_level level);

/** JSON lines instead of text */
void log_json_set(bool json);

/** Where lines go (default 2); borrowed. Finds out whether the journal reads it ($JOURNAL_STREAM, systemd.exec(5)) */
void log_fd_set(int fd);

/**
 * The level that a word names
 *
 * @return 0 or EINVAL when it is none of error, warn, info, debug
 */
int log_level_parse(enum log_level *levelp, struct pl word) MUST_CHECK;

#endif
