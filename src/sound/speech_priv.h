/**
 * @file speech_priv.h  Inside of speech
 */
#ifndef OTKLIK_SOUND_SPEECH_PRIV_H
#define OTKLIK_SOUND_SPEECH_PRIV_H

#include <pthread.h>
#include <stdatomic.h>
#include "base/job.h"
#include "sound/shelf.h"
#include "sound/speech.h"

/** Going through the phrases without values: one a job, so that whoever asks comes between */
struct prepare {
	struct job job;
	struct speech *speech;
	unsigned at;                    /* key and language of the next one */
	unsigned made;
	int err;
};

struct speech {
	/* constant after speech_alloc */
	char *program;                  /* owned */
	char *recordings;               /* owned: the folder; NULL none */
	unsigned speed_wpm;
	int64_t wait_ms, rest_ms;
	bool quiet;
	struct pool *pool;              /* one thread */
	struct shelf *shelf;            /* any thread */

	atomic_bool stop;

	pthread_mutex_t tune_lock;      /* never held while anything waits */
	bool tune_ready;
	struct sound *tune;             /* one reference; NULL: nobody has asked yet */

	/* under `work`: one renders at a time, the thread or a caller of speech_render */
	pthread_mutex_t work;
	bool work_ready;
	struct cache *cache;              /* NULL: nothing is kept */
	int64_t again_ms;               /* clock_mono_ms until which the program is left alone */
	int ails;                       /* why; 0 well */

	struct prepare prepare;
};

/** The name under which a piece is kept: of voice, speed and words */
void speech_digest(const struct speech *s, uint8_t digest[DIGEST_SIZE], const struct piece *p);

/** The sound of a piece from wherever it comes; `work` is held */
int speech_piece(struct speech *s, const struct piece *p, bool shelve, struct sound **soundp) MUST_CHECK;

/** Where a recording of a piece would lie, "ru/voice.hold"; false: none can (recording.c) */
bool recording_name(char *name, size_t size, const struct piece *p);

/** Makes the music anew of what lies there */
int tune_renew(struct speech *s) MUST_CHECK;

/** All pieces in a row */
int speech_all(struct speech *s, const struct utterance *u, struct sound **soundp) MUST_CHECK;

#endif
