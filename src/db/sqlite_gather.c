/**
 * @file sqlite_gather.c  Gathers what is written to the log
 *
 * The file of the layer beneath lies behind ours, in the memory that SQLite gives to both.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include "db/sqlite_gather.h"

/* SQLite writes no more than 128 KiB less one at a time (seekAndWriteFd in os_unix.c) */
enum { GATHER = 64 * 1024, LAYERS = 4 };

struct layer {
	sqlite3_vfs vfs;
	sqlite3_vfs *base;
	char name[48];
};

struct log_file {
	sqlite3_file file;
	uint8_t *buf;                   /* owned, of GATHER bytes; NULL until something is written */
	sqlite3_int64 at;               /* where it belongs */
	int len;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct layer layers[LAYERS];
static unsigned layerc;


static struct log_file *log_of(sqlite3_file *f)
{
	return (struct log_file *)(void *)f;
}


static sqlite3_file *beneath(sqlite3_file *f)
{
	return (sqlite3_file *)(void *)(log_of(f) + 1);
}


static int flush(sqlite3_file *f)
{
	struct log_file *l = log_of(f);
	int len = l->len;

	if (!len)
		return SQLITE_OK;

	l->len = 0;
	return beneath(f)->pMethods->xWrite(beneath(f), l->buf, len, l->at);
}


static int log_close(sqlite3_file *f)
{
	int rc = flush(f), end = beneath(f)->pMethods->xClose(beneath(f));

	free(log_of(f)->buf);
	return rc ? rc : end;
}


static int log_read(sqlite3_file *f, void *buf, int len, sqlite3_int64 at)
{
	int rc = flush(f);

	return rc ? rc : beneath(f)->pMethods->xRead(beneath(f), buf, len, at);
}


static int log_write(sqlite3_file *f, const void *buf, int len, sqlite3_int64 at)
{
	struct log_file *l = log_of(f);
	int rc = SQLITE_OK;

	if (l->len && (at != l->at + l->len || len > GATHER - l->len))
		rc = flush(f);
	if (rc)
		return rc;

	if (!l->buf)
		l->buf = malloc(GATHER);
	if (!l->buf || len > GATHER)
		return beneath(f)->pMethods->xWrite(beneath(f), buf, len, at);

	if (!l->len)
		l->at = at;
	memcpy(l->buf + l->len, buf, (size_t)len);
	l->len += len;
	return SQLITE_OK;
}


static int log_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = flush(f);

	return rc ? rc : beneath(f)->pMethods->xTruncate(beneath(f), size);
}


static int log_sync(sqlite3_file *f, int flags)
{
	int rc = flush(f);

	return rc ? rc : beneath(f)->pMethods->xSync(beneath(f), flags);
}


static int log_size(sqlite3_file *f, sqlite3_int64 *size)
{
	int rc = flush(f);

	return rc ? rc : beneath(f)->pMethods->xFileSize(beneath(f), size);
}


static int log_lock(sqlite3_file *f, int level)
{
	return beneath(f)->pMethods->xLock(beneath(f), level);
}


static int log_unlock(sqlite3_file *f, int level)
{
	return beneath(f)->pMethods->xUnlock(beneath(f), level);
}


static int log_reserved(sqlite3_file *f, int *out)
{
	return beneath(f)->pMethods->xCheckReservedLock(beneath(f), out);
}


static int log_control(sqlite3_file *f, int op, void *arg)
{
	return beneath(f)->pMethods->xFileControl(beneath(f), op, arg);
}


static int log_sector(sqlite3_file *f)
{
	return beneath(f)->pMethods->xSectorSize(beneath(f));
}


static int log_device(sqlite3_file *f)
{
	return beneath(f)->pMethods->xDeviceCharacteristics(beneath(f));
}


/* Of version 1: the log is neither shared memory nor mapped */
static const sqlite3_io_methods log_methods = {
	.iVersion = 1, .xClose = log_close, .xRead = log_read, .xWrite = log_write, .xTruncate = log_truncate, .xSync = log_sync,
	.xFileSize = log_size, .xLock = log_lock, .xUnlock = log_unlock, .xCheckReservedLock = log_reserved, .xFileControl = log_control,
	.xSectorSize = log_sector, .xDeviceCharacteristics = log_device,
};


static sqlite3_vfs *base_of(sqlite3_vfs *vfs)
{
	return ((struct layer *)vfs->pAppData)->base;
}


static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	sqlite3_vfs *base = base_of(vfs);
	int rc;

	if (!(flags & SQLITE_OPEN_WAL))
		return base->xOpen(base, name, f, flags, out);

	memset(f, 0, sizeof(struct log_file));
	rc = base->xOpen(base, name, beneath(f), flags, out);
	if (!rc)
		f->pMethods = &log_methods;

	return rc;
}


static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	return base_of(vfs)->xDelete(base_of(vfs), name, sync);
}


static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	return base_of(vfs)->xAccess(base_of(vfs), name, flags, out);
}


static int vfs_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	return base_of(vfs)->xFullPathname(base_of(vfs), name, size, out);
}


static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
	return base_of(vfs)->xRandomness(base_of(vfs), size, out);
}


static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
	return base_of(vfs)->xSleep(base_of(vfs), us);
}


static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
	return base_of(vfs)->xCurrentTimeInt64(base_of(vfs), out);
}


static int vfs_error(sqlite3_vfs *vfs, int size, char *out)
{
	return base_of(vfs)->xGetLastError(base_of(vfs), size, out);
}


static int layer_make(struct layer *l, sqlite3_vfs *base)
{
	l->base = base;
	(void)snprintf(l->name, sizeof(l->name), "gather-%s", base->zName);
	l->vfs = (sqlite3_vfs){
		.iVersion = 2, .szOsFile = (int)sizeof(struct log_file) + base->szOsFile, .mxPathname = base->mxPathname, .zName = l->name,
		.pAppData = l, .xOpen = vfs_open, .xDelete = vfs_delete, .xAccess = vfs_access, .xFullPathname = vfs_path,
		.xRandomness = vfs_random, .xSleep = vfs_sleep, .xGetLastError = vfs_error,
		.xCurrentTimeInt64 = vfs_time,
	};

	return sqlite3_vfs_register(&l->vfs, 0) ? ENOMEM : 0;
}


int sqlite_gather(const char *base, const char **namep)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(base);
	unsigned i = 0;
	int err = 0;

	if (!vfs || vfs->iVersion < 2 || !vfs->xCurrentTimeInt64)
		return ENOENT;

	(void)pthread_mutex_lock(&lock);

	while (i < layerc && layers[i].base != vfs)
		i++;
	if (i == layerc)
		err = LAYERS == layerc ? ENOSPC : layer_make(&layers[layerc], vfs);
	if (!err && i == layerc)
		layerc++;
	if (!err)
		*namep = layers[i].name;

	(void)pthread_mutex_unlock(&lock);
	return err;
}
