/**
 * @file record_priv.h  Inside of the recorder: all on its thread, but what says otherwise
 */
#ifndef OTKLIK_RECORD_RECORD_PRIV_H
#define OTKLIK_RECORD_RECORD_PRIV_H

#include <stdatomic.h>
#include "base/job.h"
#include "base/loop.h"
#include "base/timer.h"
#include "record/record.h"
#include "record/store.h"

struct recorder {
	struct recorder_prm prm;
	struct record_keeps keeps;
	int fd;                          /* of DATA/spool */
	struct loop *loop;
	struct mailbox *mailbox;         /* owned */
	struct list open;                /* struct taping: spools that are written */
	bool dirty;                      /* something was written since the last sync */
	struct tmr sync, scan, sweep;

	struct pool *pool;               /* one thread, which encodes */
	struct baking *baking;           /* what is encoded or stored now; NULL nothing */
	int64_t after;                   /* spools of calls up to this one were looked at in this round; 0 a new round */
	bool again;                      /* a call has ended since this round began */
	atomic_bool stopping;            /* any thread */
};

/** Looks for a spool to encode, unless there is one under way (bake.c) */
void bake_next(struct recorder *r);

/** Is the spool of this call being written? */
bool recorder_tapes(const struct recorder *r, int64_t call);

/** Looks for recordings whose time is over (sweep.c) */
void sweep_start(struct recorder *r);

#endif
