/**
 * @file shelf.h  Sounds kept in memory, those used longest ago go first
 *
 * Any thread: a lock is held while lists are changed, never while anything waits or is copied.
 */
#ifndef OTKLIK_SOUND_SHELF_H
#define OTKLIK_SOUND_SHELF_H

#include "sound/cache.h"

struct shelf;

/** size_max in bytes of samples */
int shelf_alloc(struct shelf **sp, size_t size_max) MUST_CHECK;

/** A reference (sound_unref), or NULL */
struct sound *shelf_get(struct shelf *s, const uint8_t digest[DIGEST_SIZE]);

/** Takes a reference of its own; forgets others to make room. Without memory nothing is kept */
void shelf_put(struct shelf *s, const uint8_t digest[DIGEST_SIZE], struct sound *sound);

/** Forgets one; the next who asks gets it anew */
void shelf_drop(struct shelf *s, const uint8_t digest[DIGEST_SIZE]);

size_t shelf_size(struct shelf *s);

#endif
