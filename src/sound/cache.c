/**
 * @file cache.c  The folder of rendered sounds
 */
#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sodium.h>
#include <sys/stat.h>
#include "base/clock.h"
#include "base/durable.h"
#include "sound/cache.h"

enum {
	HEAD       = 12,                        /* bytes before the samples */
	NAME_SIZE  = 2 * DIGEST_SIZE + 1,
	FILES_MAX  = 100000,
	FILE_MAX   = HEAD + SOUND_SAMPLES_MAX + DIGEST_SIZE,
	FRESH_S    = 24 * 3600,                 /* a file's time is renewed at most so often */
};

static const char magic[] = "OTKSND1\n";

struct cache {
	int fd;
	char path[PATH_MAX];
	uint64_t size, size_max;
};

struct entry {
	char name[NAME_SIZE];
	uint64_t size;
	time_t used;
};


static void cache_free(void *data)
{
	struct cache *c = data;

	if (c->fd >= 0)
		(void)close(c->fd);
}


static void name_of(char name[NAME_SIZE], const uint8_t digest[DIGEST_SIZE])
{
	(void)sodium_bin2hex(name, NAME_SIZE, digest, DIGEST_SIZE);
}


static bool is_name(const char *name)
{
	return strlen(name) == NAME_SIZE - 1 && strspn(name, "0123456789abcdef") == NAME_SIZE - 1;
}


/* Goes through the files; what a crash left half written is removed */
static int walk(struct cache *c, void (*entry_h)(const struct entry *e, void *arg), void *arg)
{
	const int fd = openat(c->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;

	if (!dir) {
		const int err = errno;

		if (fd >= 0)
			(void)close(fd);
		return err;
	}

	while ((d = readdir(dir))) {

		struct entry e = {0};
		struct stat st;

		if (0 == strncmp(d->d_name, "new.", 4))
			(void)unlinkat(c->fd, d->d_name, 0);
		if (!is_name(d->d_name) || fstatat(c->fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;

		(void)snprintf(e.name, sizeof(e.name), "%s", d->d_name);
		e.size = (uint64_t)st.st_size;
		e.used = st.st_mtime;
		entry_h(&e, arg);
	}

	(void)closedir(dir);
	return 0;
}


static void add_size(const struct entry *e, void *arg)
{
	struct cache *c = arg;

	c->size += e->size;
}


int cache_open(struct cache **cp, const char *dir, uint64_t size_max)
{
	struct cache *c = mem_zalloc(sizeof(*c), cache_free);
	int err = 0;

	if (!c)
		return ENOMEM;

	c->fd = -1;
	c->size_max = size_max;
	if (strlen(dir) >= sizeof(c->path)) {
		err = ENAMETOOLONG;
		goto out;
	}
	memcpy(c->path, dir, strlen(dir) + 1);

	if (mkdir(dir, 0700) && EEXIST != errno) {
		err = errno;
		goto out;
	}

	c->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = c->fd < 0 ? errno : walk(c, add_size, c);

out:
	if (err)
		mem_deref(c);
	else
		*cp = c;

	return err;
}


/* What is not whole is removed */
static int check(struct sound **soundp, const struct mbuf *mb, const uint8_t digest[DIGEST_SIZE])
{
	uint8_t sum[DIGEST_SIZE];
	crypto_generichash_state state;
	uint32_t n;

	if (mb->end < HEAD + DIGEST_SIZE || memcmp(mb->buf, magic, 8))
		return EBADMSG;

	memcpy(&n, mb->buf + 8, sizeof(n));
	n = le32toh(n);
	if (n != mb->end - HEAD - DIGEST_SIZE)
		return EBADMSG;

	(void)crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
	(void)crypto_generichash_update(&state, digest, DIGEST_SIZE);
	(void)crypto_generichash_update(&state, mb->buf, HEAD + n);
	(void)crypto_generichash_final(&state, sum, DIGEST_SIZE);
	if (memcmp(sum, mb->buf + HEAD + n, DIGEST_SIZE))
		return EBADMSG;

	return sound_alloc(soundp, mb->buf + HEAD, n);
}


static void forget(struct cache *c, const char *name, uint64_t size)
{
	if (0 == unlinkat(c->fd, name, 0))
		c->size -= size < c->size ? size : c->size;
}


/* Those used longest ago go first */
static void renew(struct cache *c, const char *name)
{
	const time_t now = clock_wall_ms() / 1000;
	struct stat st;

	if (0 == fstatat(c->fd, name, &st, 0) && (st.st_mtime + FRESH_S < now || st.st_mtime > now))
		(void)utimensat(c->fd, name, NULL, 0);
}


int cache_read(struct cache *c, const uint8_t digest[DIGEST_SIZE], struct sound **soundp)
{
	char name[NAME_SIZE], path[PATH_MAX + NAME_SIZE + 1];
	struct mbuf *mb = NULL;
	int err;

	name_of(name, digest);
	(void)snprintf(path, sizeof(path), "%s/%s", c->path, name);

	err = durable_read(path, FILE_MAX, &mb);
	if (!err)
		err = check(soundp, mb, digest);

	if (EBADMSG == err || EINVAL == err || EFBIG == err) {
		forget(c, name, mb ? mb->end : FILE_MAX);
		err = ENOENT;
	}
	else if (!err) {
		renew(c, name);
	}

	mem_deref(mb);
	return err;
}


bool cache_has(const struct cache *c, const uint8_t digest[DIGEST_SIZE])
{
	char name[NAME_SIZE];

	name_of(name, digest);
	return 0 == faccessat(c->fd, name, R_OK, 0);
}


struct entries {
	struct entry *at;
	size_t n, size;
};


static void add_entry(const struct entry *e, void *arg)
{
	struct entries *all = arg;

	if (all->n == all->size) {

		const size_t size = all->size ? 2 * all->size : 256;
		struct entry *at = size > FILES_MAX ? NULL : mem_reallocarray(all->at, size, sizeof(*at), NULL);

		if (!at)
			return;
		all->at = at;
		all->size = size;
	}

	all->at[all->n++] = *e;
}


static int older(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->used != y->used ? (x->used > y->used) - (x->used < y->used) : strcmp(x->name, y->name);
}


/* Down to three quarters of the ceiling, so that not every write sweeps */
static void sweep(struct cache *c)
{
	struct entries all = {0};

	if (walk(c, add_entry, &all))
		goto out;

	c->size = 0;
	for (size_t i = 0; i < all.n; i++)
		c->size += all.at[i].size;

	if (all.n)
		qsort(all.at, all.n, sizeof(*all.at), older);
	for (size_t i = 0; i < all.n && c->size > c->size_max / 4 * 3; i++)
		forget(c, all.at[i].name, all.at[i].size);

out:
	mem_deref(all.at);
}


static int file_body(struct mbuf *mb, const uint8_t digest[DIGEST_SIZE], const struct sound *sound)
{
	const size_t n = sound_samples(sound);
	crypto_generichash_state state;
	uint8_t sum[DIGEST_SIZE];
	int err;

	err  = mbuf_write_str(mb, magic);
	err |= mbuf_write_u32(mb, htole32((uint32_t)n));
	err |= mbuf_fill(mb, 0, n);
	if (err)
		return err;

	sound_read(sound, 0, mb->buf + HEAD, n);
	(void)crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
	(void)crypto_generichash_update(&state, digest, DIGEST_SIZE);
	(void)crypto_generichash_update(&state, mb->buf, HEAD + n);
	(void)crypto_generichash_final(&state, sum, DIGEST_SIZE);

	return mbuf_write_mem(mb, sum, DIGEST_SIZE);
}


int cache_write(struct cache *c, const uint8_t digest[DIGEST_SIZE], const struct sound *sound)
{
	char name[NAME_SIZE], temp[NAME_SIZE + 4];
	struct mbuf *mb = mbuf_alloc(HEAD + sound_samples(sound) + DIGEST_SIZE);
	int fd = -1, err;

	if (!mb)
		return ENOMEM;

	name_of(name, digest);
	(void)snprintf(temp, sizeof(temp), "new.%s", name);
	err = file_body(mb, digest, sound);
	if (err)
		goto out;

	fd = openat(c->fd, temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	err = fd < 0 ? errno : durable_write_all(fd, mb->buf, mb->end);
	if (!err && renameat(c->fd, temp, c->fd, name))
		err = errno;
	if (err) {
		(void)unlinkat(c->fd, temp, 0);
		goto out;
	}

	c->size += mb->end;
	if (c->size > c->size_max)
		sweep(c);

out:
	if (fd >= 0)
		(void)close(fd);
	mem_deref(mb);
	return err;
}


uint64_t cache_size(const struct cache *c)
{
	return c->size;
}
