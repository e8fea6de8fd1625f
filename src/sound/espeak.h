/**
 * @file espeak.h  Runs the voice program: words in, WAV out
 */
#ifndef OTKLIK_SOUND_ESPEAK_H
#define OTKLIK_SOUND_ESPEAK_H

#include <stdatomic.h>
#include "base/catalog.h"

enum {
	ESPEAK_WORDS_MAX = 4000,                        /* bytes */
	ESPEAK_SOUND_MAX = 90 * 2 * 22050,              /* bytes: a minute and a half */
};

struct espeak {
	const char *program;            /* looked for in PATH unless it has a slash */
	enum lang lang;
	unsigned speed_wpm;
	struct pl words;
	int64_t wait_ms;                /* killed after that */
	const atomic_bool *stop;        /* set by another thread: killed soon (ECANCELED); may be NULL */
};

/**
 * Renders words and waits for it
 *
 * The program gets no descriptor of ours, no environment but PATH and LANG, no shell; it and what it starts are killed when time
 * is up.
 *
 * @return 0; ENOENT, EACCES: it cannot be started; ETIMEDOUT; ECANCELED; EFBIG: more sound than ESPEAK_SOUND_MAX; EPROTO: it died, or ended
 *         in failure, or gave nothing; E2BIG: too many words; other errno of the machine
 */
int espeak_run(struct mbuf **wavp, const struct espeak *how) MUST_CHECK;

#endif
