/**
 * @file spool.c  Pieces as bytes, and writing them
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/durable.h"
#include "record/spool_priv.h"

struct spool {
	int fd;
	int64_t last;                    /* index of the last piece; -1 none */
	int64_t size;                    /* bytes that are whole */
	bool broken;                     /* what was written by halves could not be cut off */
	uint8_t ad[SPOOL_AD];
	uint8_t key[SEAL_KEY];
};


size_t spool_pack(uint8_t out[SPOOL_PLAIN_MAX], const struct spool_piece *piece)
{
	uint8_t *p = out;

	p = bytes_put_le(p, piece->index, 4);
	p = bytes_put_le(p, piece->paused, 4);
	*p++ = piece->sides;
	for (unsigned i = 0; i < SPOOL_SIDES; i++) {
		if (piece->sides & 1u << i)
			p = bytes_put(p, piece->sound[i], SPOOL_SIDE);
	}

	return (size_t)(p - out);
}


int spool_unpack(struct spool_piece *piece, struct pl plain)
{
	const uint8_t *p = (const uint8_t *)plain.p;
	uint32_t index, paused;
	uint8_t sides;

	if (plain.l < SPOOL_PIECE_HEAD)
		return EBADMSG;

	index = (uint32_t)bytes_get_le(p, 4);
	paused = (uint32_t)bytes_get_le(p + 4, 4);
	sides = p[8];
	if (index >= SPOOL_PIECES_MAX || paused >> SPOOL_SLOTS || sides >> SPOOL_SIDES ||
	    plain.l != SPOOL_PIECE_HEAD + (size_t)SPOOL_SIDE * ((sides & 1u) + (sides >> 1)))
		return EBADMSG;

	p += SPOOL_PIECE_HEAD;
	for (unsigned i = 0; i < SPOOL_SIDES; i++) {
		if (sides & 1u << i) {
			memcpy(piece->sound[i], p, SPOOL_SIDE);
			p += SPOOL_SIDE;
		}
		else {
			memset(piece->sound[i], SPOOL_SILENCE, SPOOL_SIDE);
		}
	}

	piece->index = index;
	piece->paused = paused;
	piece->sides = sides;
	return 0;
}


void spool_name(char name[SPOOL_NAME_SIZE], int64_t call)
{
	(void)snprintf(name, SPOOL_NAME_SIZE, "%lld.spool", (long long)call);
}


int64_t spool_call(const char *name)
{
	char again[SPOOL_NAME_SIZE];
	long long call = *name >= '1' && *name <= '9' ? strtoll(name, NULL, 10) : 0;

	spool_name(again, call);
	return call > 0 && !strcmp(name, again) ? call : 0;
}


static void spool_destructor(void *arg)
{
	struct spool *s = arg;

	if (s->fd >= 0)
		(void)close(s->fd);
	sodium_memzero(s->key, sizeof(s->key));
}


/* A quota, or a ceiling of the size of files, is a full disk to those who ask */
static int disk_err(int err)
{
	return EDQUOT == err || EFBIG == err ? ENOSPC : err;
}


static int head_write(struct spool *s, const struct keyring *keys, int64_t call, int64_t began_ms)
{
	uint8_t head[SPOOL_HEAD], *p;

	p = bytes_put(s->ad, SPOOL_WORDS, SPOOL_MAGIC);
	p = bytes_put_le(p, (uint64_t)call, 8);
	(void)bytes_put_le(p, (uint64_t)began_ms, 8);

	randombytes_buf(s->key, sizeof(s->key));
	memcpy(head, s->ad, SPOOL_AD);
	seal_make(keyring_key(keys, KEY_SOUND), (struct pl){(char *)s->ad, SPOOL_AD}, (struct pl){(char *)s->key, SEAL_KEY}, head + SPOOL_AD);
	s->size = SPOOL_HEAD;

	return disk_err(durable_write_all(s->fd, head, sizeof(head)));
}


int spool_create(struct spool **sp, int dirfd, const struct keyring *keys, int64_t call, int64_t began_ms)
{
	struct spool *s = mem_zalloc(sizeof(*s), spool_destructor);
	char name[SPOOL_NAME_SIZE];
	int err;

	if (!s)
		return ENOMEM;

	s->last = -1;
	spool_name(name, call);
	s->fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	err = s->fd < 0 ? disk_err(errno) : head_write(s, keys, call, began_ms);
	if (err && s->fd >= 0)
		(void)unlinkat(dirfd, name, 0);

	if (err)
		mem_deref(s);
	else
		*sp = s;

	return err;
}


/* A piece by halves is cut off: what comes next stands behind what is whole */
static int cut(struct spool *s, int err)
{
	if (ftruncate(s->fd, s->size) || lseek(s->fd, s->size, SEEK_SET) < 0)
		s->broken = true;

	return disk_err(err);
}


int spool_add(struct spool *s, const struct spool_piece *piece)
{
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], buf[SPOOL_FRONT + SPOOL_PLAIN_MAX + SPOOL_TAG];
	size_t n;
	int err;

	if (s->broken)
		return EIO;
	if (piece->index <= s->last || piece->index >= SPOOL_PIECES_MAX)
		return ERANGE;

	s->last = piece->index;          /* also when it fails: its nonce is used */
	n = spool_pack(buf + SPOOL_FRONT, piece);
	(void)bytes_put_le(bytes_put_le(buf, n + SPOOL_TAG, 2), piece->index, 4);
	spool_nonce(nonce, piece->index);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(buf + SPOOL_FRONT, NULL, buf + SPOOL_FRONT, n, s->ad, SPOOL_AD, NULL, nonce, s->key);

	n += SPOOL_FRONT + SPOOL_TAG;
	err = durable_write_all(s->fd, buf, n);
	if (err)
		return cut(s, err);

	s->size += (int64_t)n;
	return 0;
}


int spool_sync(struct spool *s)
{
	return fdatasync(s->fd) ? errno : 0;
}
