/**
 * @file recording.h  Recordings that administrators put in the place of what is rendered, while the program runs
 *
 * DATA/recordings/ru/NAME.wav of a piece with a name; of words that have none, DATA/recordings/ru/words/DIGEST.wav, by the words themselves: other words
 * are another recording. Files, so that they may be put there by hand as well. Each waits for the disk: on a worker, never on the caller's side.
 */
#ifndef OTKLIK_SOUND_RECORDING_H
#define OTKLIK_SOUND_RECORDING_H

#include "sound/speech.h"

enum { RECORDING_NAME_SIZE = 96, RECORDING_DIGEST_SIZE = 65 };

/** What a recording is told by in the journal */
struct recording {
	char name[RECORDING_NAME_SIZE];          /* "ru/voice.greet"; "" none can be: it is read out in groups, or names somebody */
	char digest[RECORDING_DIGEST_SIZE];      /* SHA-256 of the file, hexadecimal; "" there is none */
	int64_t ms;                              /* how long it is; 0: there is none, or it is no WAV */
};

/** Is there one for what is said, and may there be? 0; ENOTSUP: nothing is kept; errno */
int speech_recording(struct recording *rec, struct speech *s, const struct utterance *u) MUST_CHECK;

/** Is there a file for a piece? Nothing is read: for lists. Waits for the disk */
bool speech_recorded(const struct speech *s, const struct piece *p);

/**
 * Puts one there, or takes it away (wav.p NULL); it is heard from the next call on
 *
 * @param beforep The file that was there, owned; untouched when there was none, and on failure
 *
 * @return 0; EINVAL: none can be; EBADMSG, ENOTSUP, EFBIG of the WAV (render_recording); errno of the disk
 */
int speech_record(struct recording *rec, struct mbuf **beforep, struct speech *s, const struct utterance *u, struct pl wav) MUST_CHECK;

/**
 * As it was before
 *
 * @param rec    As speech_record left it: what somebody has laid there since stays
 * @param before Of speech_record, NULL none
 *
 * @return 0; EBUSY: somebody has; errno of the disk
 */
int speech_record_back(struct speech *s, const struct utterance *u, const struct recording *rec, const struct mbuf *before) MUST_CHECK;

/** The same of the music, DATA/recordings/music.wav, whose name is "music"; heard from the next time that somebody takes speech_tune */
int speech_music(struct recording *rec, struct speech *s) MUST_CHECK;
int speech_music_record(struct recording *rec, struct mbuf **beforep, struct speech *s, struct pl wav) MUST_CHECK;
int speech_music_back(struct speech *s, const struct recording *rec, const struct mbuf *before) MUST_CHECK;

#endif
