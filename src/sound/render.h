/**
 * @file render.h  Words or a recording become a sound
 */
#ifndef OTKLIK_SOUND_RENDER_H
#define OTKLIK_SOUND_RENDER_H

#include "sound/espeak.h"
#include "sound/sound.h"

/** Words: rendered, resampled, trimmed, levelled; EPROTO when what came is no sound, else errors of espeak_run */
int render_words(struct sound **soundp, const struct espeak *how) MUST_CHECK;

/**
 * A recording
 *
 * @return 0; ENOENT: there is none; EBADMSG: no WAV; ENOTSUP: not mono, 16 bits, 8 or 16 kHz; EFBIG: longer than max_s; errno
 */
int render_recording(struct sound **soundp, const char *path, unsigned max_s) MUST_CHECK;

#endif
