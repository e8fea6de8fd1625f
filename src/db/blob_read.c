/**
 * @file blob_read.c  Reading a blob from any byte on
 */
#include <fcntl.h>
#include <unistd.h>
#include <sys/stat.h>
#include "db/blob_priv.h"

struct blob_reader {
	int fd;
	int64_t size, pos;                   /* of the plain text */
	int64_t chunks;                      /* in the file; the last of them carries the flag */
	int64_t index;                       /* of the chunk that is open in buf; -1 none */
	size_t fill;
	uint8_t key[BLOB_KEY_SIZE];
	uint8_t buf[BLOB_SEALED];
};


static void destructor(void *arg)
{
	struct blob_reader *br = arg;

	if (br->fd >= 0)
		close(br->fd);

	sodium_memzero(br->key, sizeof(br->key));
	sodium_memzero(br->buf, sizeof(br->buf));
}


static int read_at(int fd, uint8_t *buf, size_t len, int64_t offset)
{
	while (len) {

		ssize_t n = pread(fd, buf, len, offset);

		if (n < 0 && EINTR == errno)
			continue;
		if (n < 0)
			return errno;
		if (0 == n)
			return EBADMSG;      /* shorter than a moment ago */

		buf += n;
		offset += n;
		len -= (size_t)n;
	}

	return 0;
}


static int header_read(struct blob_reader *br)
{
	uint8_t header[BLOB_HEADER];
	struct stat st;
	int64_t sealed;
	int err;

	if (fstat(br->fd, &st))
		return errno;
	if (!S_ISREG(st.st_mode) || st.st_size < BLOB_HEADER + BLOB_TAG)
		return EBADMSG;

	err = read_at(br->fd, header, sizeof(header), 0);
	if (err)
		return err;
	if (memcmp(header, BLOB_MAGIC, BLOB_HEADER))
		return EBADMSG;

	sealed = st.st_size - BLOB_HEADER;
	br->chunks = (sealed + BLOB_SEALED - 1) / BLOB_SEALED;
	if (sealed - (br->chunks - 1) * BLOB_SEALED < BLOB_TAG)
		return EBADMSG;

	br->size = sealed - br->chunks * BLOB_TAG;
	return 0;
}


int blob_open(struct blob_reader **brp, const struct blob_store *bs, const char *name, const uint8_t key[BLOB_KEY_SIZE])
{
	char rel[BLOB_REL_SIZE];
	struct blob_reader *br;
	int err;

	if (!blob_rel(rel, name))
		return EINVAL;

	br = mem_zalloc(sizeof(*br), destructor);
	if (!br)
		return ENOMEM;

	memcpy(br->key, key, BLOB_KEY_SIZE);
	br->index = -1;
	br->fd = openat(bs->fd, rel, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	err = br->fd < 0 ? errno : header_read(br);
	if (err)
		mem_deref(br);
	else
		*brp = br;

	return err;
}


int64_t blob_size(const struct blob_reader *br)
{
	return br->size;
}


int blob_seek(struct blob_reader *br, int64_t offset_bytes)
{
	if (offset_bytes < 0 || offset_bytes > br->size)
		return EINVAL;

	br->pos = offset_bytes;
	return 0;
}


/* Reads a chunk and opens it in place */
static int chunk_open(struct blob_reader *br, int64_t index)
{
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	bool last = index == br->chunks - 1;
	size_t fill = last ? (size_t)(br->size - index * BLOB_CHUNK) : BLOB_CHUNK;
	int err;

	br->index = -1;
	err = read_at(br->fd, br->buf, fill + BLOB_TAG, BLOB_HEADER + index * BLOB_SEALED);
	if (err)
		return err;

	blob_nonce(nonce, index, last);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(br->buf, NULL, NULL, br->buf, fill + BLOB_TAG,
						       (const uint8_t *)BLOB_MAGIC, BLOB_HEADER, nonce, br->key))
		return EBADMSG;

	br->index = index;
	br->fill = fill;
	return 0;
}


int blob_read(struct blob_reader *br, uint8_t *buf, size_t size, size_t *lenp)
{
	/* at the very end the last chunk is the one to be opened: an empty file proves that it is whole as well */
	int64_t index = br->pos < br->size ? br->pos / BLOB_CHUNK : br->chunks - 1;
	size_t at = (size_t)(br->pos - index * BLOB_CHUNK);
	size_t n;

	if (br->index != index) {

		int err = chunk_open(br, index);

		if (err)
			return err;
	}

	n = br->fill - at;
	n = size < n ? size : n;
	memcpy(buf, br->buf + at, n);
	br->pos += (int64_t)n;
	*lenp = n;
	return 0;
}
