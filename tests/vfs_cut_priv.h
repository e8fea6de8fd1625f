/**
 * @file vfs_cut_priv.h  The disk below the VFS: files, names, what is durable
 *
 * disk.c knows no SQLite; vfs_cut.c no durability. Every call is made with the lock held.
 */
#ifndef OTKLIK_TEST_VFS_CUT_PRIV_H
#define OTKLIK_TEST_VFS_CUT_PRIV_H

#include <pthread.h>
#include "vfs_cut.h"

enum { DISK_SECTOR = 512, DISK_NAME = 120, DISK_SHM_REGIONS = 64, DISK_SHM_LOCKS = 8 };

struct bytes {
	uint8_t *p;
	size_t l, size;
};

/* A change that was not synced: a write, or a truncation (data NULL) to `off` */
struct change {
	struct le le;
	size_t off, l;
	uint8_t *data;
};

struct inode {
	struct le le;
	struct bytes now, durable;
	struct list changes;           /* since the last sync, in order */
	bool is_new;                   /* its first sync syncs the folder too, when it is a log */
	/* locks of SQLite's levels */
	unsigned shared;
	const void *reserved, *pending, *exclusive;
	/* shared memory of the log's index */
	void *region[DISK_SHM_REGIONS];
	unsigned shm_shared[DISK_SHM_LOCKS];
	const void *shm_exclusive[DISK_SHM_LOCKS];
};

/* What a name leads to: as programs see it, and as it is after a cut; NULL nothing */
struct entry {
	struct le le;
	char name[DISK_NAME];
	struct inode *now, *durable;
};

struct disk {
	pthread_mutex_t lock;
	struct list entries, inodes;
	uint64_t count, off_at;        /* operations; power goes off in number off_at, 0 never */
	uint64_t generation;           /* raised by every restart: older handles are broken */
	bool off, lie;
};

extern struct disk disk;

/** Counts an operation; the power goes off in it, when it is the one */
void disk_count(void);
struct inode *disk_find(const char *name);
/** Finds or makes; NULL without memory. `name` NULL: a file without a name, lost at the next restart */
struct inode *disk_make(const char *name);
int disk_write(struct inode *inode, const void *data, size_t l, size_t off);
int disk_truncate(struct inode *inode, size_t l);
int disk_sync(struct inode *inode, bool folder);
void disk_remove(const char *name, bool folder);
void disk_format(void);
void disk_restart(enum cut_mode mode, uint64_t seed);

#endif
