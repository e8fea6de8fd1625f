/**
 * @file keep.h  Files that came with a form which has to be shown again
 *
 * A browser does not send a chosen file twice, so what came is remembered for KEEP_MS under the form's hidden key, and the form names
 * it by an id that nobody can guess. Bounded: KEEP_MAX files, the oldest is forgotten first. A forgotten file's blob belongs to
 * no appeal, and the daily sweep removes it. A form that was taken is not forgotten at once: the second of two clicks names the same
 * files. On the web thread alone.
 */
#ifndef OTKLIK_WEB_SITE_KEEP_H
#define OTKLIK_WEB_SITE_KEEP_H

#include "web/request.h"

enum {
	KEEP_MAX = 1024,
	KEEP_MS = 30 * 60 * 1000,
	KEEP_KEY_MAX = 64,                 /* bytes of a form's key */
	KEEP_ID_SIZE = 33,
};

struct keep;

int keep_alloc(struct keep **kp) MUST_CHECK;

/**
 * Remembers a file of a form; one that is there already is kept longer under the id it has
 *
 * @return 0; EINVAL for a key that is empty or too long, ENOMEM
 */
int keep_put(struct keep *k, struct pl key, const struct upload *up, int64_t now_ms, char id[KEEP_ID_SIZE]) MUST_CHECK;

/** The file of an id under a form's key, borrowed until the next call; NULL: none, or forgotten */
const struct upload *keep_find(struct keep *k, struct pl key, struct pl id, int64_t now_ms);

#endif
