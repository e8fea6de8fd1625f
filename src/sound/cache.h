/**
 * @file cache.h  Rendered sounds as files, so that a restart need not render them again
 *
 *     DIR/<64 hex digits of the digest>     "OTKSND1\n" · samples (u32 le) · A-law · BLAKE2b-256 of the digest and all before
 *
 * A file is written under another name and renamed. One that is cut, changed or lies under a wrong name is removed and
 * counts as absent. Above the ceiling those used longest ago go. Nothing here must last: no fsync. One thread at a time.
 */
#ifndef OTKLIK_SOUND_CACHE_H
#define OTKLIK_SOUND_CACHE_H

#include "sound/sound.h"

enum { DIGEST_SIZE = 32 };

struct cache;

/** Opens or makes the folder; size_max in bytes of files */
int cache_open(struct cache **cp, const char *dir, uint64_t size_max) MUST_CHECK;

/** @return 0; ENOENT: none, or one that was damaged; errno of the machine */
int cache_read(struct cache *c, const uint8_t digest[DIGEST_SIZE], struct sound **soundp) MUST_CHECK;

/** Is there a file of that name? It may be damaged */
bool cache_has(const struct cache *c, const uint8_t digest[DIGEST_SIZE]);

int cache_write(struct cache *c, const uint8_t digest[DIGEST_SIZE], const struct sound *sound) MUST_CHECK;

/** Bytes of all files */
uint64_t cache_size(const struct cache *c);

#endif
