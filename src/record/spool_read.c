/**
 * @file spool_read.c  Reading a spool, up to what is whole
 */
#include <fcntl.h>
#include <unistd.h>
#include "base/durable.h"
#include "record/spool_priv.h"

struct spool_reader {
	int fd;
	int64_t call, began_ms;
	int64_t last;                    /* index of the last piece; -1 none */
	bool torn, over;
	uint8_t ad[SPOOL_AD];
	uint8_t key[SEAL_KEY];
	uint8_t buf[SPOOL_PLAIN_MAX + SPOOL_TAG];
};


static void reader_destructor(void *arg)
{
	struct spool_reader *r = arg;

	(void)close(r->fd);
	sodium_memzero(r->key, sizeof(r->key));
	sodium_memzero(r->buf, sizeof(r->buf));
}


/* As many bytes as there are, at most `size` */
static int fill(int fd, uint8_t *buf, size_t size, size_t *np)
{
	size_t n = 1;
	int err = 0;

	*np = 0;
	while (n && *np < size && !err) {
		err = durable_read_some(fd, buf + *np, size - *np, &n);
		*np += err ? 0 : n;
	}

	return err;
}


static int head_read(struct spool_reader *r, const struct keyring *keys)
{
	uint8_t head[SPOOL_HEAD];
	size_t n;
	int err;

	err = fill(r->fd, head, sizeof(head), &n);
	if (err)
		return err;
	if (n < sizeof(head) || memcmp(head, SPOOL_WORDS, SPOOL_MAGIC))
		return EBADMSG;

	memcpy(r->ad, head, SPOOL_AD);
	r->call = (int64_t)bytes_get_le(head + SPOOL_MAGIC, 8);
	r->began_ms = (int64_t)bytes_get_le(head + SPOOL_MAGIC + 8, 8);

	return seal_open(keyring_key(keys, KEY_SOUND), (struct pl){(char *)r->ad, SPOOL_AD},
			 (struct pl){(char *)head + SPOOL_AD, SPOOL_HEAD - SPOOL_AD}, r->key);
}


int spool_open_fd(struct spool_reader **rp, int fd, const struct keyring *keys)
{
	struct spool_reader *r = mem_zalloc(sizeof(*r), reader_destructor);
	int err;

	if (!r) {
		(void)close(fd);
		return ENOMEM;
	}

	r->fd = fd;
	r->last = -1;
	err = head_read(r, keys);
	if (err)
		mem_deref(r);
	else
		*rp = r;

	return err;
}


int spool_open(struct spool_reader **rp, int dirfd, const char *name, const struct keyring *keys)
{
	int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? errno : spool_open_fd(rp, fd, keys);
}


int64_t spool_began_ms(const struct spool_reader *r)
{
	return r->began_ms;
}


int64_t spool_call_of(const struct spool_reader *r)
{
	return r->call;
}


bool spool_torn(const struct spool_reader *r)
{
	return r->torn;
}


/* 0, EBADMSG what follows is no whole piece, or the disk's errno */
static int piece_read(struct spool_reader *r, struct spool_piece *piece, bool *end)
{
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], front[SPOOL_FRONT];
	size_t n, size;
	uint32_t index;
	int err;

	err = fill(r->fd, front, sizeof(front), &n);
	*end = !err && !n;
	if (err || !n)
		return err;

	size = (size_t)bytes_get_le(front, 2);
	index = (uint32_t)bytes_get_le(front + 2, 4);
	if (n < sizeof(front) || size < SPOOL_TAG || size > sizeof(r->buf) || index <= r->last)
		return EBADMSG;

	err = fill(r->fd, r->buf, size, &n);
	if (err)
		return err;

	spool_nonce(nonce, index);
	if (n < size || crypto_aead_xchacha20poly1305_ietf_decrypt(r->buf, NULL, NULL, r->buf, size, r->ad, SPOOL_AD, nonce, r->key))
		return EBADMSG;

	err = spool_unpack(piece, (struct pl){(char *)r->buf, size - SPOOL_TAG});
	return err ? err : piece->index == index ? 0 : EBADMSG;
}


int spool_next(struct spool_reader *r, struct spool_piece *piece, bool *more)
{
	bool end = r->over;
	int err = r->over ? 0 : piece_read(r, piece, &end);

	if (EBADMSG == err) {
		r->torn = end = true;
		err = 0;
	}
	if (err)
		return err;

	r->over = end;
	if (!end)
		r->last = piece->index;
	*more = !end;
	return 0;
}
