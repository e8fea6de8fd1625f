/**
 * @file g711.h  A-law and µ-law (ITU-T G.711): one to the other by table
 */
#ifndef OTKLIK_VOICE_G711_H
#define OTKLIK_VOICE_G711_H

#include "base/def.h"

/** Silence, as a sample of each law */
enum { G711_ALAW_SILENCE = 0xd5, G711_ULAW_SILENCE = 0xff };

/** dst and src may be the same */
void g711_alaw_to_ulaw(uint8_t *dst, const uint8_t *src, size_t n);
void g711_ulaw_to_alaw(uint8_t *dst, const uint8_t *src, size_t n);

#endif
