/**
 * @file speech.h  Phrases become sounds: espeak-ng, a cache, recordings
 *
 *     voice thread ── speech_ask(utterance) ──▶ kept in memory? ──yes──▶ done_h
 *                                                  │ no
 *                                        thread "speech": a recording? a file of the cache? else the program renders it
 *                                                  │
 *     voice thread ◀──── its mailbox ──── done_h(sound)
 *
 * For: giving the voice edge what callers hear without ever making it wait. Nothing here runs on the asker's thread but a
 * look into memory.
 *
 * Each piece of an utterance is rendered by espeak-ng as a process of its own (its licence, GPL-3, stays outside; a crash or a
 * hang is only its own): words on its stdin, never a shell, sound on its stdout, both with ceilings, killed at SPEECH_WAIT_MS.
 * 22.05 kHz become 8 kHz through a band-limited filter (speexdsp), silence at both ends goes, loudness is one for all pieces,
 * G.711 A-law is kept. A file of the cache, DATA/prompts/DIGEST, is named by the digest of voice, speed and words and checked
 * as it is read; a damaged one is made anew. A piece that names somebody is never written.
 *
 * A recording takes the place of what is rendered: DATA/recordings/ru/NAME.wav, with the name of the piece, "voice.hold",
 * "group.42" (`otklik say` prints them). PCM, mono, 16 bits, 8 or 16 kHz, at most SPEECH_RECORDING_MAX_S seconds; it is played
 * as it was recorded. One that is not so is told of in the log and left aside.
 *
 * When the program is missing, hangs or dies, an ask ends with its errno and the next SPEECH_REST_MS nobody waits for it again:
 * what is kept goes on being played. The caller's side plays music instead and goes on.
 */
#ifndef OTKLIK_SOUND_SPEECH_H
#define OTKLIK_SOUND_SPEECH_H

#include "base/mailbox.h"
#include "phrase/phrase.h"
#include "sound/sound.h"

enum {
	SPEECH_WAIT_MS = 3000,                  /* longest rendering of a piece */
	SPEECH_REST_MS = 10000,                 /* no new try after a failure */
	SPEECH_RECORDING_MAX_S = 120,
	SPEECH_ASKS_MAX = 4096,                 /* that wait: each is a caller */
};

struct speech;
struct speech_ask;

struct speech_prm {
	const char *dir;                        /* the data folder; NULL: nothing is kept, no recordings */
	const char *program;                    /* NULL: "espeak-ng" of PATH */
	unsigned speed_wpm;                     /* words a minute of plain pace, 80 … 300; 0: SPEECH_SPEED_WPM */
	size_t files_max;                       /* bytes of DATA/prompts; 0: 64 MB */
	size_t memory_max;                      /* bytes kept in memory; 0: 4 MB */
	int64_t wait_ms;                        /* longest rendering of a piece; 0: SPEECH_WAIT_MS */
	int64_t rest_ms;                        /* after a failure; 0: SPEECH_REST_MS */
	bool quiet;                             /* the asker says himself what ails the program: nothing in the log */
};

enum { SPEECH_SPEED_WPM = 145 };

/**
 * What came of an ask; on the asker's thread, once
 *
 * @param err   0; ENOENT: no program of that name; ETIMEDOUT: it hung; EPROTO: it died or gave no sound; EAGAIN: too many
 *              wait; ECANCELED: stopped; ENOMEM
 * @param sound With err 0; borrowed: take sound_ref to keep it
 */
typedef void (speech_h)(int err, struct sound *sound, void *arg);

/**
 * Makes the folders and starts the thread. mem_deref on the thread that made it, when nobody asks any more: asks that wait end
 * with ECANCELED
 */
int speech_alloc(struct speech **sp, const struct speech_prm *prm) MUST_CHECK;

/** Renders, in the background and a piece at a time, every phrase without values that is not kept yet. Any thread, once */
void speech_prepare(struct speech *s);

/**
 * Music on hold, for sound_read_loop: DATA/recordings/music.wav if there is one, else our own (hold.h). The first time takes 100 ms; any thread.
 * A reference (sound_unref)
 */
int speech_tune(struct speech *s, struct sound **soundp) MUST_CHECK;

/** The same, never waiting: NULL before speech_tune was asked for the first time */
struct sound *speech_tune_kept(struct speech *s);

/**
 * Asks for the sound of an utterance. Never blocks
 *
 * @param askp  The ask, of the asker's thread; mem_deref forgets it at any time: done_h is not called then. It stays the
 *              asker's after done_h too. May be NULL: cannot be forgotten
 * @param s     Speech; outlives the ask
 * @param u     Words; a reference is taken until the ask is done, and the asker's thread alone may drop its own meanwhile
 * @param home  Mailbox of the asker's thread, where done_h runs; not before this returns
 * @param done_h Handler
 * @param arg   Its argument
 *
 * @return 0, EAGAIN when SPEECH_ASKS_MAX wait, ESHUTDOWN, ENOMEM
 */
int speech_ask(struct speech_ask **askp, struct speech *s, struct utterance *u, struct mailbox *home, speech_h *done_h,
	       void *arg) MUST_CHECK;

/** The sound, if all its pieces lie in memory: then a reference (sound_unref), else NULL. Never blocks; any thread */
struct sound *speech_kept(struct speech *s, const struct utterance *u);

/** Renders and waits for it: for the command line and tests; errors as speech_h */
int speech_render(struct speech *s, const struct utterance *u, struct sound **soundp) MUST_CHECK;

#endif
