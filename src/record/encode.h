/**
 * @file encode.h  A spool becomes a recording: two-channel Ogg Opus (RFC 7845), the citizen left, the staff member right
 */
#ifndef OTKLIK_RECORD_ENCODE_H
#define OTKLIK_RECORD_ENCODE_H

#include <stdatomic.h>
#include "db/blob.h"
#include "record/spool.h"

enum {
	RECORD_PEAKS = 200,              /* columns of a waveform */
	RECORD_SPANS = 64,               /* pauses that are told apart; more become one with the last */
	RECORD_BYTES_MAX = 512 << 20,
};

#define RECORD_TYPE "audio/ogg"

/** From … to, ms from the beginning */
struct record_span {
	int64_t from_ms, to_ms;
};

struct record_spans {
	unsigned n;
	struct record_span at[RECORD_SPANS];
};

struct record_made {
	int64_t call, began_ms, length_ms, size_bytes;
	char blob[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE];      /* wipe it: sodium_memzero */
	bool cut;                        /* its last moment is missing: the program or the power went */
	struct record_spans pauses;      /* not recorded on purpose */
	struct record_spans gaps;        /* lost: the disk was full, or too slow */
	unsigned peakc;                  /* columns, ≤ RECORD_PEAKS */
	uint8_t peaks[SPOOL_SIDES][RECORD_PEAKS];        /* 0 … 255: the loudest of a column */
};

/** Adds a span that begins where the last one ends, or behind it; pure */
void record_span_add(struct record_spans *spans, int64_t from_ms, int64_t to_ms);

/**
 * Reads a spool to its end and writes the blob
 *
 * @param stop Looked at now and then: ECANCELED once it is true
 *
 * @return EBADMSG: not a spool; ENODATA: nothing was recorded; ENOSPC; ENOMEM. The blob has no row yet
 */
int record_encode(struct record_made *made, int dirfd, const char *name, const struct keyring *keys, const struct blob_store *blobs,
		  const atomic_bool *stop) MUST_CHECK;

#endif
