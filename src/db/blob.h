/**
 * @file blob.h  Files of appeals: random names, sealed, written durably before the row that names them is committed
 *
 * Order: write, fsync, rename, fsync the folder, then commit the row. A blob without a row after 24 h is an orphan and swept.
 * Each blob has its own key, kept wrapped under the citizen's key in the row: destroying the citizen's key destroys the file.
 * Stream: libsodium secretstream in chunks of 64 KiB, so that a file is never whole in memory and a cut tail is found.
 */
#ifndef OTKLIK_DB_BLOB_H
#define OTKLIK_DB_BLOB_H

#include "base/def.h"

enum { BLOB_NAME_SIZE = 32 + 1, BLOB_KEY_SIZE = 32, BLOB_CHUNK = 64 * 1024 };

struct blob_store;
struct blob_writer;
struct blob_reader;

int blob_store_open(struct blob_store **bsp, const char *data_dir) MUST_CHECK;      /* DATA/blobs/ab/abcdef… */

int blob_create(struct blob_writer **bwp, const struct blob_store *bs) MUST_CHECK;
int blob_write(struct blob_writer *bw, const uint8_t *buf, size_t len) MUST_CHECK;  /* ENOSPC, EFBIG above the ceiling given by bytes */
int blob_finish(struct blob_writer *bw, char name[BLOB_NAME_SIZE], uint8_t key[BLOB_KEY_SIZE], int64_t *size_bytes) MUST_CHECK;
                                                        /* durable when it returns 0; mem_deref without it removes the file */

int blob_open(struct blob_reader **brp, const struct blob_store *bs, const char *name, const uint8_t key[BLOB_KEY_SIZE]) MUST_CHECK;
int blob_seek(struct blob_reader *br, int64_t offset_bytes) MUST_CHECK;             /* for Range: to a byte of the plain text */
int blob_read(struct blob_reader *br, uint8_t *buf, size_t size, size_t *lenp) MUST_CHECK;   /* 0 bytes at the end; EBADMSG */

int blob_remove(const struct blob_store *bs, const char *name) MUST_CHECK;
/** Removes files older than age_ms for which `known_h` says no */
int blob_sweep(const struct blob_store *bs, int64_t now_ms, int64_t age_ms, bool (*known_h)(const char *name, void *arg), void *arg, unsigned *removedp) MUST_CHECK;

#endif
