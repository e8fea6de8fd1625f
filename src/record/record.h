/**
 * @file record.h  Recordings of calls: both sides, from the moment when they are joined
 *
 *   voice ── pieces ──▶ recorder: a spool a call ── the call has ended ──▶ Ogg Opus, a sealed blob ──▶ its row ──▶ the spool goes
 *             (tap.h)          (spool.h)                 (encode.h)                                (store.h)
 *
 * What this room is for: that what was said can be heard again by those who may, and by nobody else; that it is never lost once it was
 * written, and goes when its time is over. What it refuses: to decide whether a call is recorded (voice asks the caller), to hold up a
 * call: whatever happens here the call goes on.
 *
 * Threads: the recorder has a thread of its own that writes spools, and one of low priority that encodes, one call at a time. Voice
 * lends it pieces and gets each back with what became of it: how many are away bounds what may wait (RECORD_AWAY_MAX). What a dead run left
 * in the folder is encoded at the next start; once an hour what was kept long enough is erased. Docs: docs/decisions/0120-recording.md.
 */
#ifndef OTKLIK_RECORD_RECORD_H
#define OTKLIK_RECORD_RECORD_H

#include "base/mailbox.h"
#include "db/blob.h"
#include "db/keyring.h"
#include "db/read.h"
#include "db/write.h"
#include "record/keep.h"
#include "record/spool.h"

enum {
	RECORD_AWAY_CALL = 20,           /* pieces of one call that may be away: 10 s of a disk that hangs */
	RECORD_AWAY_MAX = 2000,          /* of all: 16 MB */
};

struct recorder;

/** A piece on its way: the lender's again when done_h runs */
struct record_piece {
	struct msg msg;
	struct recorder *to;                     /* of record_put */
	struct mailbox *home;                    /* borrowed: where done_h runs */
	void (*done_h)(struct record_piece *rp); /* may free it */
	void *asker;                             /* of the lender */

	int64_t call, began_ms;                  /* of index 0 */
	bool empty;                              /* there is no piece: only the end */
	bool end;                                /* the last one of this call */
	bool drop;                               /* … and all of it is forgotten */
	struct spool_piece piece;

	int err;                                 /* result: ENOSPC the disk is full, or another errno: it is not in the spool */
};

struct recorder_prm {
	const char *dir;                         /* the data folder; borrowed during recorder_start */
	const struct keyring *keys;              /* the rest is borrowed for the life of the recorder */
	const struct blob_store *blobs;
	struct writer *writer;
	struct readers *readers;
	const struct record_keeps *keeps;        /* how long a recording is kept after its call; copied */
};

/** Makes DATA/spool where it is missing and begins with what lies there */
int recorder_start(struct recorder **rp, const struct recorder_prm *prm, struct mbuf *why) MUST_CHECK;

/** Hands a piece over. Any thread; never fails, never waits */
void record_put(struct recorder *r, struct record_piece *rp);

/** Encodes no more and asks the writer nothing: before the writer drains. Spools that are left wait for the next start */
void recorder_halt(struct recorder *r);

#endif
