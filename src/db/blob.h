/**
 * @file blob.h  Files of appeals: random names, sealed, written durably before the row that names them is committed
 *
 * Order: write, fsync, rename, fsync the folder, then commit the row. A blob without a row after 24 h is an orphan and swept.
 * Each blob has its own key, kept wrapped under the citizen's key in the row: destroying the citizen's key destroys the file.
 *
 *   DATA/blobs/format                "otklik blobs 1\n"; not there: the folder was copied by halves
 *   DATA/blobs/new/                  what is being written
 *   DATA/blobs/ab/abcdef…            32 hex digits
 *
 *   0        16                 16 + 65552              …          file
 *   | header | chunk 0 ‖ tag 16 | chunk 1 ‖ tag 16 | … last chunk ‖ tag |     chunks of 64 KiB, the last 0 … 64 KiB
 *
 * The header is "otklik blob 1\n" and two zero bytes. A chunk is sealed with XChaCha20-Poly1305 under the blob's key, header as
 * associated data, nonce = le64 index ‖ 1 for the last chunk, 0 for others ‖ 15 zero bytes; a key writes one file once, so no
 * nonce repeats. Each chunk opens alone (Range), a file is never whole in memory, and a changed, exchanged or missing chunk
 * and a cut tail are found. (Not libsodium's secretstream: its chunks open only in order.)
 *
 * A store is constant once open and may be used from every thread; a writer or reader belongs to one at a time.
 */
#ifndef OTKLIK_DB_BLOB_H
#define OTKLIK_DB_BLOB_H

#include "base/def.h"

enum { BLOB_NAME_SIZE = 32 + 1, BLOB_KEY_SIZE = 32, BLOB_CHUNK = 64 * 1024 };

struct blob_store;
struct blob_writer;
struct blob_reader;

/**
 * Opens DATA/blobs, makes it when it is not there
 *
 * @param why Words for the administrator when it fails (base/why.h); may be NULL
 *
 * @return EACCES of another owner or open to others; EBADMSG not a folder of blobs, or copied by halves
 */
int blob_store_open(struct blob_store **bsp, const char *data_dir, struct mbuf *why) MUST_CHECK;

/** Begins a file of at most `max_bytes` */
int blob_create(struct blob_writer **bwp, const struct blob_store *bs, int64_t max_bytes) MUST_CHECK;
/** ENOSPC the disk is full; EFBIG above the ceiling. After an error only mem_deref helps. */
int blob_write(struct blob_writer *bw, const uint8_t *buf, size_t len) MUST_CHECK;
/** Durable when it returns 0; mem_deref without it removes the file */
int blob_finish(struct blob_writer *bw, char name[BLOB_NAME_SIZE], uint8_t key[BLOB_KEY_SIZE], int64_t *size_bytes) MUST_CHECK;

/** ENOENT; EINVAL: not a name; EBADMSG: not a blob */
int blob_open(struct blob_reader **brp, const struct blob_store *bs, const char *name, const uint8_t key[BLOB_KEY_SIZE]) MUST_CHECK;
/** Bytes of the plain text */
int64_t blob_size(const struct blob_reader *br);
/** For Range: to a byte of the plain text, 0 … size; EINVAL outside */
int blob_seek(struct blob_reader *br, int64_t offset_bytes) MUST_CHECK;
/** Up to `size` bytes; 0 at the end. EBADMSG: changed, cut, or another key */
int blob_read(struct blob_reader *br, uint8_t *buf, size_t size, size_t *lenp) MUST_CHECK;

/** ENOENT when it is not there */
int blob_remove(const struct blob_store *bs, const char *name) MUST_CHECK;
/** Removes files older than age_ms for which `known_h` says no, and what was begun that long ago and never finished */
int blob_sweep(const struct blob_store *bs, int64_t now_ms, int64_t age_ms, bool (*known_h)(const char *name, void *arg), void *arg, unsigned *removedp) MUST_CHECK;

#endif
