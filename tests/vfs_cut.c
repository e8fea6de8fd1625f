/**
 * @file vfs_cut.c  The VFS "cut": SQLite's calls on the disk of vfs_cut_disk.c
 */
#include <stdlib.h>
#include <unistd.h>
#include <sqlite3.h>
#include "vfs_cut_priv.h"

/* An open file, as SQLite keeps it */
struct cut_file {
	sqlite3_file base;
	struct inode *inode;
	uint64_t generation;
	int level;                 /* SQLITE_LOCK_… */
	bool log;                  /* of a kind whose first sync syncs the folder */
	unsigned shm_shared, shm_exclusive;    /* bits of the locks that it holds */
};


/* Takes the disk for a call on a file; false when there is no power, or has been none since it was opened */
static bool enter(const struct cut_file *f)
{
	(void)pthread_mutex_lock(&disk.lock);
	return !disk.off && (!f || f->generation == disk.generation);
}


static int leave(int rc)
{
	(void)pthread_mutex_unlock(&disk.lock);
	return rc;
}


/* The result of an operation that changes the disk: done, unless the power went off in it */
static int done(int err, int rc)
{
	return leave(disk.off || err ? rc : SQLITE_OK);
}


static void unlock_to(struct cut_file *f, int level)
{
	struct inode *inode = f->inode;

	if (inode->exclusive == f && level < SQLITE_LOCK_EXCLUSIVE)
		inode->exclusive = NULL;
	if (inode->pending == f && level < SQLITE_LOCK_PENDING)
		inode->pending = NULL;
	if (inode->reserved == f && level < SQLITE_LOCK_RESERVED)
		inode->reserved = NULL;
	if (f->level >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED)
		inode->shared--;
	f->level = level;
}


static void shm_release(struct cut_file *f)
{
	for (unsigned i = 0; i < DISK_SHM_LOCKS; i++) {
		if (f->shm_shared & 1u << i)
			f->inode->shm_shared[i]--;
		if (f->shm_exclusive & 1u << i)
			f->inode->shm_exclusive[i] = NULL;
	}
	f->shm_shared = f->shm_exclusive = 0;
}


static int cut_close(sqlite3_file *file)
{
	struct cut_file *f = (struct cut_file *)file;

	(void)pthread_mutex_lock(&disk.lock);
	if (f->generation == disk.generation && f->inode) {
		unlock_to(f, SQLITE_LOCK_NONE);
		shm_release(f);
	}
	return leave(SQLITE_OK);
}


static int cut_read(sqlite3_file *file, void *buf, int l, sqlite3_int64 off)
{
	const struct cut_file *f = (struct cut_file *)file;
	size_t have;

	if (!enter(f))
		return leave(SQLITE_IOERR_READ);

	have = (size_t)off < f->inode->now.l ? f->inode->now.l - (size_t)off : 0;
	if (have > (size_t)l)
		have = (size_t)l;
	if (have)
		memcpy(buf, f->inode->now.p + off, have);
	memset((uint8_t *)buf + have, 0, (size_t)l - have);
	return leave(have < (size_t)l ? SQLITE_IOERR_SHORT_READ : SQLITE_OK);
}


static int cut_write(sqlite3_file *file, const void *buf, int l, sqlite3_int64 off)
{
	struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_IOERR_WRITE);

	disk_count();
	return done(disk_write(f->inode, buf, (size_t)l, (size_t)off), SQLITE_IOERR_WRITE);
}


static int cut_truncate(sqlite3_file *file, sqlite3_int64 l)
{
	struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_IOERR_TRUNCATE);

	disk_count();
	return done(disk_truncate(f->inode, (size_t)l), SQLITE_IOERR_TRUNCATE);
}


static int cut_sync(sqlite3_file *file, int flags)
{
	struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_IOERR_FSYNC);

	disk_count();
	return done(disk.off ? EIO : disk_sync(f->inode, f->log), SQLITE_IOERR_FSYNC);
}


static int cut_size(sqlite3_file *file, sqlite3_int64 *size)
{
	const struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_IOERR_FSTAT);

	*size = (sqlite3_int64)f->inode->now.l;
	return leave(SQLITE_OK);
}


/* SQLite's five levels (www.sqlite.org/lockingv3.html) */
static int cut_lock(sqlite3_file *file, int level)
{
	struct cut_file *f = (struct cut_file *)file;
	struct inode *inode = f->inode;

	if (!enter(f))
		return leave(SQLITE_IOERR_LOCK);
	if (f->level >= level)
		return leave(SQLITE_OK);

	if (SQLITE_LOCK_SHARED == level) {
		if (inode->pending || inode->exclusive)
			return leave(SQLITE_BUSY);
		inode->shared++;
		f->level = level;
		return leave(SQLITE_OK);
	}

	if (inode->reserved && inode->reserved != f)
		return leave(SQLITE_BUSY);
	inode->reserved = f;
	if (SQLITE_LOCK_EXCLUSIVE == level) {
		inode->pending = f;
		if (inode->shared > 1) {
			f->level = SQLITE_LOCK_PENDING;
			return leave(SQLITE_BUSY);
		}
		inode->exclusive = f;
	}
	f->level = level;
	return leave(SQLITE_OK);
}


static int cut_unlock(sqlite3_file *file, int level)
{
	struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_OK);

	unlock_to(f, level);
	return leave(SQLITE_OK);
}


static int cut_reserved(sqlite3_file *file, int *yes)
{
	const struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_IOERR_CHECKRESERVEDLOCK);

	*yes = NULL != f->inode->reserved;
	return leave(SQLITE_OK);
}


static int cut_control(sqlite3_file *file, int op, void *arg)
{
	return SQLITE_NOTFOUND;
}


static int cut_sector(sqlite3_file *file)
{
	return DISK_SECTOR;
}


static int cut_traits(sqlite3_file *file)
{
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;       /* as SQLite's unix VFS: a write harms no byte beside it */
}


static int cut_shm_map(sqlite3_file *file, int n, int size, int extend, void volatile **pp)
{
	struct cut_file *f = (struct cut_file *)file;

	*pp = NULL;
	if (!enter(f) || n >= DISK_SHM_REGIONS)
		return leave(SQLITE_IOERR_SHMMAP);

	if (!f->inode->region[n] && extend) {
		f->inode->region[n] = calloc(1, (size_t)size);
		if (!f->inode->region[n])
			return leave(SQLITE_NOMEM);
	}
	*pp = f->inode->region[n];
	return leave(SQLITE_OK);
}


static bool shm_free(const struct cut_file *f, int i, bool exclusive)
{
	const struct inode *inode = f->inode;
	unsigned others = inode->shm_shared[i] - (f->shm_shared >> i & 1);

	return (!inode->shm_exclusive[i] || inode->shm_exclusive[i] == f) && (!exclusive || !others);
}


static int cut_shm_lock(sqlite3_file *file, int first, int n, int flags)
{
	struct cut_file *f = (struct cut_file *)file;
	bool exclusive = flags & SQLITE_SHM_EXCLUSIVE, take = flags & SQLITE_SHM_LOCK;

	if (!enter(f))
		return leave(take ? SQLITE_IOERR_SHMLOCK : SQLITE_OK);

	for (int i = first; take && i < first + n; i++) {
		if (!shm_free(f, i, exclusive))
			return leave(SQLITE_BUSY);
	}

	for (int i = first; i < first + n; i++) {

		unsigned bit = 1u << i, *held = exclusive ? &f->shm_exclusive : &f->shm_shared;

		if (take == !!(*held & bit))
			continue;
		if (exclusive)
			f->inode->shm_exclusive[i] = take ? f : NULL;
		else
			f->inode->shm_shared[i] += take ? 1 : -1u;
		*held ^= bit;
	}

	return leave(SQLITE_OK);
}


static void cut_shm_barrier(sqlite3_file *file)
{
	__sync_synchronize();
}


static int cut_shm_unmap(sqlite3_file *file, int remove)
{
	struct cut_file *f = (struct cut_file *)file;

	if (!enter(f))
		return leave(SQLITE_OK);

	shm_release(f);
	for (unsigned i = 0; remove && i < DISK_SHM_REGIONS; i++) {
		free(f->inode->region[i]);
		f->inode->region[i] = NULL;
	}
	return leave(SQLITE_OK);
}


static const sqlite3_io_methods cut_methods = {
	2, cut_close, cut_read, cut_write, cut_truncate, cut_sync, cut_size, cut_lock, cut_unlock, cut_reserved, cut_control,
	cut_sector, cut_traits, cut_shm_map, cut_shm_lock, cut_shm_barrier, cut_shm_unmap, NULL, NULL,
};


static int cut_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct cut_file *f = (struct cut_file *)file;
	bool there;

	memset(f, 0, sizeof(*f));
	if (!enter(NULL))
		return leave(SQLITE_CANTOPEN);

	there = name && disk_find(name);
	if (!there && !(flags & SQLITE_OPEN_CREATE))
		return leave(SQLITE_CANTOPEN);
	if (!there && name)
		disk_count();

	f->inode = disk.off ? NULL : disk_make(name);
	if (!f->inode)
		return leave(SQLITE_CANTOPEN);

	f->generation = disk.generation;
	f->log = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL);
	f->base.pMethods = &cut_methods;
	if (out_flags)
		*out_flags = flags;
	return leave(SQLITE_OK);
}


static int cut_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	if (!enter(NULL))
		return leave(SQLITE_IOERR_DELETE);
	if (!disk_find(name))
		return leave(SQLITE_IOERR_DELETE_NOENT);

	disk_count();
	disk_remove(name, sync_folder && !disk.off);
	return done(0, SQLITE_IOERR_DELETE);
}


static int cut_access(sqlite3_vfs *vfs, const char *name, int flags, int *yes)
{
	if (!enter(NULL))
		return leave(SQLITE_IOERR_ACCESS);

	*yes = NULL != disk_find(name);
	return leave(SQLITE_OK);
}


static int cut_path(sqlite3_vfs *vfs, const char *name, int size, char *path)
{
	return str_ncpy(path, name, (size_t)size), SQLITE_OK;
}


static int cut_random(sqlite3_vfs *vfs, int l, char *p)
{
	static uint64_t state = 1;

	for (int i = 0; i < l; i++)
		p[i] = (char)((state = state * 6364136223846793005ULL + 1442695040888963407ULL) >> 56);
	return l;
}


static int cut_sleep(sqlite3_vfs *vfs, int us)
{
	(void)usleep((useconds_t)us);
	return us;
}


static int cut_time(sqlite3_vfs *vfs, sqlite3_int64 *ms)
{
	*ms = 210866760000000LL + 1700000000000LL;      /* Julian day in ms; nothing depends on it */
	return SQLITE_OK;
}


static int cut_error(sqlite3_vfs *vfs, int size, char *words)
{
	return 0;
}


int cut_init(void)
{
	static sqlite3_vfs vfs = {
		.iVersion = 2, .szOsFile = sizeof(struct cut_file), .mxPathname = DISK_NAME - 8, .zName = "cut",
		.xOpen = cut_open, .xDelete = cut_delete, .xAccess = cut_access, .xFullPathname = cut_path,
		.xRandomness = cut_random, .xSleep = cut_sleep, .xGetLastError = cut_error, .xCurrentTimeInt64 = cut_time,
	};

	return sqlite3_vfs_register(&vfs, 0) ? ENOMEM : 0;
}


void cut_format(void)
{
	(void)pthread_mutex_lock(&disk.lock);
	disk_format();
	(void)leave(0);
}


void cut_at(uint64_t n)
{
	(void)pthread_mutex_lock(&disk.lock);
	disk.off_at = n ? disk.count + n : 0;
	(void)leave(0);
}


uint64_t cut_count(void)
{
	(void)pthread_mutex_lock(&disk.lock);
	return (uint64_t)leave(0) + disk.count;
}


bool cut_is_off(void)
{
	return disk.off;
}


void cut_restart(enum cut_mode mode, uint64_t seed)
{
	(void)pthread_mutex_lock(&disk.lock);
	disk_restart(mode, seed);
	(void)leave(0);
}


void cut_lie(bool lie)
{
	(void)pthread_mutex_lock(&disk.lock);
	disk.lie = lie;
	(void)leave(0);
}
