/**
 * @file transcode.h  Opus to A-law and back, for a browser that offers nothing else
 *
 * 8 kHz, mono: what the telephone network carries. One pair of a coder and a decoder a leg (about 30 KB); every other leg has none.
 */
#ifndef OTKLIK_VOICE_TRANSCODE_H
#define OTKLIK_VOICE_TRANSCODE_H

#include "base/def.h"

enum {
	TRANSCODE_SAMPLES = 960,         /* of A-law out of one packet of Opus: 120 ms (RFC 6716 §2.1.4) */
	TRANSCODE_BYTES = 400,           /* of Opus out of one packet of A-law */
	TRANSCODE_RATIO = 6,             /* RTP clock of Opus (48 kHz, RFC 7587 §4.1) to that of A-law */
};

struct transcoder;

/** @return 0, ENOMEM */
int transcoder_alloc(struct transcoder **tp) MUST_CHECK;

/** Opus in, A-law out: how many samples; 0: the packet cannot be read */
size_t transcode_in(struct transcoder *t, uint8_t alaw[TRANSCODE_SAMPLES], const uint8_t *opus, size_t len);

/** A-law of 20, 40 or 60 ms in, Opus out: how many bytes; 0: another length, or the coder refused */
size_t transcode_out(struct transcoder *t, uint8_t opus[TRANSCODE_BYTES], const uint8_t *alaw, size_t samples);

#endif
