/**
 * @file shelf.c  Sounds kept in memory
 */
#include <pthread.h>
#include "sound/shelf.h"

enum { BUCKETS = 256, ITEM_COST = 128 };

struct item {
	struct le le;                   /* of a bucket */
	struct le age;                  /* of the list by use */
	uint8_t digest[DIGEST_SIZE];
	struct sound *sound;            /* a reference */
};

struct shelf {
	pthread_mutex_t lock;
	struct list bucket[BUCKETS];
	struct list used;               /* longest ago first */
	size_t size, size_max;
	bool ready;                     /* the lock is */
};


static size_t item_size(const struct item *item)
{
	return sound_size(item->sound) + ITEM_COST;
}


/* The lock is held, or nobody else knows of it */
static void item_free(void *data)
{
	struct item *item = data;

	list_unlink(&item->le);
	list_unlink(&item->age);
	(void)sound_unref(item->sound);
}


static void item_drop(struct shelf *s, struct item *item)
{
	s->size -= item_size(item);
	mem_deref(item);
}


/* Until what is there takes no more than this */
static void oldest_drop(struct shelf *s, size_t size_max)
{
	struct le *le = s->used.head;

	while (le && s->size > size_max) {
		struct item *item = le->data;

		le = le->next;
		item_drop(s, item);
	}
}


static void shelf_free(void *data)
{
	struct shelf *s = data;

	oldest_drop(s, 0);

	if (s->ready)
		(void)pthread_mutex_destroy(&s->lock);
}


int shelf_alloc(struct shelf **sp, size_t size_max)
{
	struct shelf *s = mem_zalloc(sizeof(*s), shelf_free);
	int err;

	if (!s)
		return ENOMEM;

	err = pthread_mutex_init(&s->lock, NULL);
	if (err) {
		mem_deref(s);
		return err;
	}

	s->ready = true;
	s->size_max = size_max;
	*sp = s;
	return 0;
}


static struct item *item_find(struct shelf *s, const uint8_t digest[DIGEST_SIZE])
{
	for (struct le *le = s->bucket[digest[0]].head; le; le = le->next) {

		struct item *item = le->data;

		if (0 == memcmp(item->digest, digest, DIGEST_SIZE))
			return item;
	}

	return NULL;
}


struct sound *shelf_get(struct shelf *s, const uint8_t digest[DIGEST_SIZE])
{
	struct sound *sound = NULL;
	struct item *item;

	(void)pthread_mutex_lock(&s->lock);
	item = item_find(s, digest);
	if (item) {
		sound = sound_ref(item->sound);
		list_unlink(&item->age);
		list_append(&s->used, &item->age, item);
	}
	(void)pthread_mutex_unlock(&s->lock);

	return sound;
}


void shelf_put(struct shelf *s, const uint8_t digest[DIGEST_SIZE], struct sound *sound)
{
	struct item *item = mem_zalloc(sizeof(*item), item_free), *old;

	if (!item)
		return;

	memcpy(item->digest, digest, DIGEST_SIZE);
	item->sound = sound_ref(sound);

	(void)pthread_mutex_lock(&s->lock);
	old = item_find(s, digest);
	if (old)
		item_drop(s, old);

	list_append(&s->bucket[digest[0]], &item->le, item);
	list_append(&s->used, &item->age, item);
	s->size += item_size(item);
	oldest_drop(s, s->size_max);
	(void)pthread_mutex_unlock(&s->lock);
}


void shelf_drop(struct shelf *s, const uint8_t digest[DIGEST_SIZE])
{
	struct item *item;

	(void)pthread_mutex_lock(&s->lock);
	item = item_find(s, digest);
	if (item)
		item_drop(s, item);
	(void)pthread_mutex_unlock(&s->lock);
}


size_t shelf_size(struct shelf *s)
{
	size_t size;

	(void)pthread_mutex_lock(&s->lock);
	size = s->size;
	(void)pthread_mutex_unlock(&s->lock);

	return size;
}
