/**
 * @file durable.h  Files that are there after a power cut, whole or not at all
 *
 * A file is written under a temporary name, synced, renamed, and its folder synced: only then is it there.
 */
#ifndef OTKLIK_BASE_DURABLE_H
#define OTKLIK_BASE_DURABLE_H

#include "base/def.h"

/** fsync of the folder `path` */
int durable_folder(const char *path) MUST_CHECK;

/** fsync of the folder that holds `path` */
int durable_parent(const char *path) MUST_CHECK;

/** Reads what there is, at most `size` bytes, again after a signal; *np 0 at the end */
int durable_read_some(int fd, uint8_t *buf, size_t size, size_t *np) MUST_CHECK;

/** Writes all bytes, however the kernel cuts them; errno otherwise */
int durable_write_all(int fd, const void *buf, size_t len) MUST_CHECK;

/**
 * Makes a file with these bytes, mode 0600
 *
 * @param replace False: EEXIST when there is one already, which then stays as it is
 */
int durable_file(const char *path, struct pl bytes, bool replace) MUST_CHECK;

/**
 * Appends whole lines and syncs; makes the file (0600) and syncs its folder when it is not there. An unfinished last line, left
 * by a crash, never counted: it is cut off first (lines of at most `max` bytes).
 */
int durable_append(const char *path, struct pl lines, size_t max) MUST_CHECK;

/** Reads a whole file of at most `max` bytes: EFBIG when it has more */
int durable_read(const char *path, size_t max, struct mbuf **mbp) MUST_CHECK;

#endif
