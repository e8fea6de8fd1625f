/**
 * @file vfs_cut_disk.c  The disk below the VFS "cut": what is durable, and what a cut leaves
 */
#include <stdlib.h>
#include "vfs_cut_priv.h"

struct disk disk = {.lock = PTHREAD_MUTEX_INITIALIZER};


void disk_count(void)
{
	disk.count++;
	if (disk.off_at && disk.count >= disk.off_at)
		disk.off = true;
}


static bool bytes_room(struct bytes *b, size_t l)
{
	size_t size = b->size ? b->size : 4096;
	uint8_t *p;

	if (l <= b->size)
		return true;

	while (size < l)
		size *= 2;

	p = realloc(b->p, size);
	if (!p)
		return false;

	memset(p + b->size, 0, size - b->size);
	b->p = p;
	b->size = size;
	return true;
}


/* What lies beyond the end is always zero, so that growing shows zeros */
static bool bytes_put(struct bytes *b, const uint8_t *data, size_t l, size_t off)
{
	if (!bytes_room(b, off + l))
		return false;

	if (l)
		memcpy(b->p + off, data, l);
	if (off + l > b->l)
		b->l = off + l;
	return true;
}


static void bytes_cut(struct bytes *b, size_t l)
{
	if (l < b->l)
		memset(b->p + l, 0, b->l - l);
	b->l = bytes_room(b, l) ? l : b->l;
}


static void change_free(struct change *c)
{
	list_unlink(&c->le);
	free(c->data);
	free(c);
}


static void changes_forget(struct inode *inode)
{
	for (struct le *le = inode->changes.head, *next; le; le = next) {
		next = le->next;
		change_free(le->data);
	}
}


static void inode_free(struct inode *inode)
{
	changes_forget(inode);
	for (unsigned i = 0; i < DISK_SHM_REGIONS; i++)
		free(inode->region[i]);
	free(inode->now.p);
	free(inode->durable.p);
	list_unlink(&inode->le);
	free(inode);
}


static struct entry *entry_find(const char *name)
{
	for (struct le *le = disk.entries.head; le; le = le->next) {

		struct entry *e = le->data;

		if (!strcmp(e->name, name))
			return e;
	}

	return NULL;
}


struct inode *disk_find(const char *name)
{
	struct entry *e = entry_find(name);

	return e ? e->now : NULL;
}


struct inode *disk_make(const char *name)
{
	struct entry *e = name ? entry_find(name) : NULL;
	struct inode *inode;

	if (e && e->now)
		return e->now;

	inode = calloc(1, sizeof(*inode));
	if (!inode)
		return NULL;

	if (name && !e) {
		e = calloc(1, sizeof(*e));
		if (!e) {
			free(inode);
			return NULL;
		}
		(void)str_ncpy(e->name, name, sizeof(e->name));
		list_append(&disk.entries, &e->le, e);
	}
	if (e)
		e->now = inode;
	inode->is_new = true;
	list_append(&disk.inodes, &inode->le, inode);
	return inode;
}


static int change_add(struct inode *inode, const uint8_t *data, size_t l, size_t off)
{
	struct change *c = calloc(1, sizeof(*c));

	if (c && data)
		c->data = malloc(l ? l : 1);
	if (!c || (data && !c->data)) {
		free(c);
		return ENOMEM;
	}

	c->off = off;
	c->l = l;
	if (data)
		memcpy(c->data, data, l);
	list_append(&inode->changes, &c->le, c);
	return 0;
}


int disk_write(struct inode *inode, const void *data, size_t l, size_t off)
{
	int err = change_add(inode, data, l, off);

	return err ? err : bytes_put(&inode->now, data, l, off) ? 0 : ENOMEM;
}


int disk_truncate(struct inode *inode, size_t l)
{
	int err = change_add(inode, NULL, 0, l);

	if (!err)
		bytes_cut(&inode->now, l);
	return err;
}


static bool change_apply(struct bytes *b, const struct change *c)
{
	if (c->data)
		return bytes_put(b, c->data, c->l, c->off);

	bytes_cut(b, c->off);
	return true;
}


static void folder_sync(void)
{
	for (struct le *le = disk.entries.head; le; le = le->next) {

		struct entry *e = le->data;

		e->durable = e->now;
	}
}


int disk_sync(struct inode *inode, bool folder)
{
	if (disk.lie)
		return 0;

	for (struct le *le = inode->changes.head, *next; le; le = next) {

		struct change *c = le->data;

		next = le->next;
		if (!change_apply(&inode->durable, c))
			return ENOMEM;
		change_free(c);
	}

	if (folder && inode->is_new)
		folder_sync();
	inode->is_new = false;
	return 0;
}


void disk_remove(const char *name, bool folder)
{
	struct entry *e = entry_find(name);

	if (e)
		e->now = NULL;
	if (folder && !disk.lie)
		folder_sync();
}


static void disk_clear(void)
{
	for (struct le *le = disk.entries.head, *next; le; le = next) {

		struct entry *e = le->data;

		next = le->next;
		list_unlink(&e->le);
		free(e);
	}
	for (struct le *le = disk.inodes.head, *next; le; le = next) {
		next = le->next;
		inode_free(le->data);
	}
}


void disk_format(void)
{
	disk_clear();
	disk.count = disk.off_at = 0;
	disk.off = disk.lie = false;
	disk.generation++;
}


static uint64_t draw(uint64_t *seed)     /* xorshift64* (Vigna 2014) */
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 0x2545f4914f6cdd1dULL >> 32;
}


/* Keeps some sectors of a write, of the last of them perhaps only the first half */
static void change_tear(struct bytes *b, const struct change *c, uint64_t *seed)
{
	size_t at = 0;

	while (at < c->l) {

		size_t l = DISK_SECTOR - (c->off + at) % DISK_SECTOR;

		if (l > c->l - at)
			l = c->l - at;
		if (draw(seed) % 2)
			(void)bytes_put(b, c->data + at, 0 == draw(seed) % 8 ? l / 2 : l, c->off + at);
		at += l;
	}
}


static void inode_cut(struct inode *inode, enum cut_mode mode, uint64_t *seed)
{
	for (struct le *le = inode->changes.head, *next; le; le = next) {

		struct change *c = le->data;

		next = le->next;
		if (CUT_TORN == mode && c->data)
			change_tear(&inode->durable, c, seed);
		else if (CUT_DROP != mode && draw(seed) % 2)
			(void)change_apply(&inode->durable, c);
		change_free(c);
	}

	/* what programs see now is what survived */
	bytes_cut(&inode->now, 0);
	(void)bytes_put(&inode->now, inode->durable.p ? inode->durable.p : (const uint8_t *)"", inode->durable.l, 0);

	inode->shared = 0;
	inode->reserved = inode->pending = inode->exclusive = NULL;
	memset(inode->shm_shared, 0, sizeof(inode->shm_shared));
	memset(inode->shm_exclusive, 0, sizeof(inode->shm_exclusive));
	for (unsigned i = 0; i < DISK_SHM_REGIONS; i++) {
		free(inode->region[i]);
		inode->region[i] = NULL;
	}
}


void disk_restart(enum cut_mode mode, uint64_t seed)
{
	seed = seed * 0x9e3779b97f4a7c15ULL + 1;

	for (struct le *le = disk.inodes.head; le; le = le->next)
		inode_cut(le->data, mode, &seed);

	for (struct le *le = disk.entries.head; le; le = le->next) {

		struct entry *e = le->data;

		/* a name that was not synced may be there or not */
		if (e->now != e->durable && (CUT_DROP == mode || draw(&seed) % 2))
			e->now = e->durable;
		e->durable = e->now;
	}

	disk.off = false;
	disk.off_at = 0;
	disk.generation++;
}
