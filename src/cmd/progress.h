/**
 * @file progress.h  A bar for long commands, on stderr, and only when that is a terminal
 */
#ifndef OTKLIK_CMD_PROGRESS_H
#define OTKLIK_CMD_PROGRESS_H

#include "base/def.h"

struct progress {
	const char *what;        /* borrowed */
	int64_t total;           /* 0: not known */
	int64_t shown_ms;        /* monotonic, when it was drawn */
	bool on;                 /* stderr is a terminal */
};

/** Begins; total in whatever is counted, 0 when it is not known */
void progress_start(struct progress *p, const char *what, int64_t total);

/** So much is done; draws at most ten times a second */
void progress_show(struct progress *p, int64_t done);

/** Takes the bar away */
void progress_end(struct progress *p);

#endif
