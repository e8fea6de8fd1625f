/**
 * @file blob_write.c  Writing a blob: chunk by chunk under a name of its own, then durable under its final one
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/durable.h"
#include "db/blob_priv.h"

struct blob_writer {
	const struct blob_store *bs;         /* ref */
	int fd;
	bool named;                          /* "new/name" is there */
	int err;                             /* of an earlier call: only mem_deref helps */
	int64_t size, max, index;
	size_t fill;                         /* bytes waiting in buf */
	char name[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE];
	uint8_t buf[BLOB_SEALED];
};


static void fresh_rel(char rel[BLOB_REL_SIZE], const struct blob_writer *bw)
{
	snprintf(rel, BLOB_REL_SIZE, "new/%s", bw->name);
}


static void destructor(void *arg)
{
	struct blob_writer *bw = arg;
	char rel[BLOB_REL_SIZE];

	if (bw->fd >= 0)
		close(bw->fd);
	if (bw->named) {
		fresh_rel(rel, bw);
		(void)unlinkat(bw->bs->fd, rel, 0);
	}

	sodium_memzero(bw->key, sizeof(bw->key));
	sodium_memzero(bw->buf, sizeof(bw->buf));
	mem_deref((void *)bw->bs);
}


/* A quota, or a ceiling of the size of files, is a full disk to those who ask */
static int disk_err(int err)
{
	return EDQUOT == err || EFBIG == err ? ENOSPC : err;
}


int blob_create(struct blob_writer **bwp, const struct blob_store *bs, int64_t max_bytes)
{
	struct blob_writer *bw = mem_zalloc(sizeof(*bw), destructor);
	char rel[BLOB_REL_SIZE];
	uint8_t name[(BLOB_NAME_SIZE - 1) / 2];
	int err = 0;

	if (!bw)
		return ENOMEM;

	bw->fd = -1;
	bw->max = max_bytes;
	bw->bs = mem_ref((void *)bs);

	randombytes_buf(name, sizeof(name));
	randombytes_buf(bw->key, sizeof(bw->key));
	bytes_hex(bw->name, name, sizeof(name));

	fresh_rel(rel, bw);
	bw->fd = openat(bs->fd, rel, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (bw->fd < 0) {
		err = disk_err(errno);
		goto out;
	}

	bw->named = true;
	err = disk_err(durable_write_all(bw->fd, BLOB_MAGIC, BLOB_HEADER));

out:
	if (err)
		mem_deref(bw);
	else
		*bwp = bw;

	return err;
}


/* Seals what waits in buf, in place, and writes it */
static int chunk_write(struct blob_writer *bw, bool last)
{
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	int err;

	blob_nonce(nonce, bw->index, last);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(bw->buf, NULL, bw->buf, bw->fill, (const uint8_t *)BLOB_MAGIC,
							 BLOB_HEADER, NULL, nonce, bw->key);

	err = disk_err(durable_write_all(bw->fd, bw->buf, bw->fill + BLOB_TAG));
	bw->fill = 0;
	bw->index++;
	return err;
}


int blob_write(struct blob_writer *bw, const uint8_t *buf, size_t len)
{
	if (bw->err)
		return bw->err;
	if ((uint64_t)len > (uint64_t)(bw->max - bw->size))
		return bw->err = EFBIG;

	bw->size += (int64_t)len;

	while (len) {

		size_t n = BLOB_CHUNK - bw->fill;

		if (!n) {                    /* more follows, so this one is not the last */
			bw->err = chunk_write(bw, false);
			if (bw->err)
				return bw->err;
			n = BLOB_CHUNK;
		}

		n = len < n ? len : n;
		memcpy(bw->buf + bw->fill, buf, n);
		bw->fill += n;
		buf += n;
		len -= n;
	}

	return 0;
}


/* From "new" to its final name; the folder of the first two digits is made when it is the first there */
static int place(const struct blob_writer *bw)
{
	char from[BLOB_REL_SIZE], to[BLOB_REL_SIZE], dir[3];
	int err = 0, fd;

	fresh_rel(from, bw);
	if (!blob_rel(to, bw->name))
		return EINVAL;

	snprintf(dir, sizeof(dir), "%.2s", bw->name);
	if (0 == mkdirat(bw->bs->fd, dir, 0700)) {
		if (fsync(bw->bs->fd))
			return errno;
	}
	else if (EEXIST != errno)
		return errno;

	fd = openat(bw->bs->fd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;

	if (renameat2(bw->bs->fd, from, bw->bs->fd, to, RENAME_NOREPLACE) || fsync(fd))
		err = errno;

	close(fd);
	return err;
}


int blob_finish(struct blob_writer *bw, char name[BLOB_NAME_SIZE], uint8_t key[BLOB_KEY_SIZE], int64_t *size_bytes)
{
	if (bw->err)
		return bw->err;

	bw->err = chunk_write(bw, true);
	if (!bw->err && fsync(bw->fd))
		bw->err = disk_err(errno);
	if (!bw->err)
		bw->err = disk_err(place(bw));
	if (bw->err)
		return bw->err;

	bw->named = false;
	bw->err = EALREADY;
	memcpy(name, bw->name, BLOB_NAME_SIZE);
	memcpy(key, bw->key, BLOB_KEY_SIZE);
	if (size_bytes)
		*size_bytes = bw->size;

	return 0;
}
