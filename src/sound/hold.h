/**
 * @file hold.h  Music on hold, of our own making
 *
 * Sixteen bars of four seconds: soft chords that swell, a slow arpeggio over them, a few notes of melody. Made of formulas, so
 * there is nothing to license. Every note that rings past the end rings on at the beginning: the loop has no seam. It keeps to
 * what a telephone carries, 220 to 3400 Hz, and is quieter than speech.
 */
#ifndef OTKLIK_SOUND_HOLD_H
#define OTKLIK_SOUND_HOLD_H

#include "sound/sound.h"

enum {
	HOLD_S  = 64,                   /* seconds of the loop */
	HOLD_DB = -28,                  /* RMS: 6 dB below speech */
};

/** Makes the loop, the same at each call: for sound_read_loop. Some 50 ms of work: not on a thread of media */
int hold_make(struct sound **sp) MUST_CHECK;

#endif
