/**
 * @file vfs_cut.h  A disk in memory whose power can be cut: an SQLite VFS called "cut"
 *
 * Use it with sqlite:/cut/NAME?vfs=cut. What a program sees is the newest state; what survives a cut is what was synced, and of
 * the rest as much as the mode says. The model, after unix file systems:
 *   - a write or truncation is kept for certain once its file was synced (xSync);
 *   - a name that was made or removed is kept for certain once the folder was synced, which SQLite's unix VFS does at the first
 *     sync of a new log or journal, and when it removes a file with syncDir;
 *   - what was not synced may be kept or lost sector by sector (512 bytes), in any combination, also half a sector.
 *
 *      write ─► pending ─► pending ─► …          cut: the pending ones of each file are
 *        xSync │ applies all                          CUT_DROP  forgotten
 *              ▼                                      CUT_SOME  kept whole or not, one by one
 *           durable                                   CUT_TORN  kept sector by sector, the last one kept perhaps half
 *
 * Operations that change the disk are counted (create, write, truncate, sync, remove); the power goes off in the one that
 * cut_at() names, and every call fails until cut_restart(). Any thread; connections opened before a restart stay broken.
 */
#ifndef OTKLIK_TEST_VFS_CUT_H
#define OTKLIK_TEST_VFS_CUT_H

#include "base/def.h"

enum cut_mode { CUT_DROP, CUT_SOME, CUT_TORN, CUT_MODES };

/** Registers the VFS, once a process; 0 or ENOMEM */
int cut_init(void) MUST_CHECK;

/** An empty disk with power; no connection may be open */
void cut_format(void);

/** Cuts the power in the n-th operation from now, 1 the next; 0 never */
void cut_at(uint64_t n);

/** Operations since cut_format */
uint64_t cut_count(void);

/** Is the power off? */
bool cut_is_off(void);

/** Power again, after deciding what survived; `seed` decides alike each time. Without a cut before it, cuts now. */
void cut_restart(enum cut_mode mode, uint64_t seed);

/** A disk that lies: xSync says yes and does nothing. Proves that a test of durability can fail. */
void cut_lie(bool lie);

#endif
