/**
 * @file keep.h  How long a recording is kept, by what the call was about (setting record.keep-topics)
 *
 *     "Жалобы 365d; ЖКХ 90d"      a topic's name in either language and a term; `;` between
 *
 * The topic is that of the appeal, else of the call, when the recording is stored; what is said of a topic holds for those below it that
 * nothing is said of. Pure.
 */
#ifndef OTKLIK_RECORD_KEEP_H
#define OTKLIK_RECORD_KEEP_H

#include "base/def.h"

enum { RECORD_KEEPS_MAX = 64, RECORD_KEEP_NAME = 200 };

struct record_keep {
	char name[RECORD_KEEP_NAME + 1];
	int64_t keep_ms;
};

struct record_keeps {
	int64_t def_ms;                  /* of all others (setting record.keep) */
	size_t n;
	struct record_keep at[RECORD_KEEPS_MAX];
};

/** Reads the setting; NULL: nothing is said of any. EINVAL with `why` */
int record_keeps_read(struct record_keeps *keeps, const char *text, int64_t def_ms, struct mbuf *why) MUST_CHECK;

/** A topic's names, from itself upwards; none: p == NULL */
int64_t record_keep_of(const struct record_keeps *keeps, const struct pl *namev, size_t namec);

#endif
