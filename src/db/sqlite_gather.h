/**
 * @file sqlite_gather.h  A layer of SQLite's files that gathers what is written to the log
 *
 * SQLite writes a frame of its write-ahead log in two calls, head and page, and a transaction of thirty appeals has over a hundred of
 * them. Here they are gathered and go out 64 KiB at a time, at the latest when the log is synced, read, measured or cut: so
 * before anybody can be told of them, because a commit (synchronous = FULL) syncs the log before it shows it to other connections.
 * What a crash loses is what was not synced, as it was before. Other files go the way they went.
 *
 * An error of the disk is told by the call that writes, perhaps the sync: the commit fails with it, what was gathered is dropped, and
 * SQLite rolls back.
 */
#ifndef OTKLIK_DB_SQLITE_GATHER_H
#define OTKLIK_DB_SQLITE_GATHER_H

#include "base/def.h"

/**
 * Makes the layer known to SQLite
 *
 * @param base  The layer beneath, NULL the operating system's
 * @param namep Result: its name, for sqlite3_open_v2; constant
 *
 * @return 0, ENOENT when there is no such base (of version 2), ENOMEM, ENOSPC when there are too many
 */
int sqlite_gather(const char *base, const char **namep) MUST_CHECK;

#endif
