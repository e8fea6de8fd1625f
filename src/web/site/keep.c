/**
 * @file keep.c  Files of forms that are shown again
 */
#include <sodium.h>
#include "base/id.h"
#include "web/site/keep.h"


struct kept {
	struct le le;                      /* oldest first */
	char key[KEEP_KEY_MAX + 1];
	char id[KEEP_ID_SIZE];
	struct upload upload;
	int64_t until_ms;                  /* monotonic */
};

struct keep {
	struct list list;
};


static void kept_destructor(void *arg)
{
	struct kept *kept = arg;

	list_unlink(&kept->le);
	sodium_memzero(kept, sizeof(*kept));
}


static void keep_destructor(void *arg)
{
	struct keep *k = arg;

	list_flush(&k->list);
}


int keep_alloc(struct keep **kp)
{
	struct keep *k = mem_zalloc(sizeof(*k), keep_destructor);

	if (!k)
		return ENOMEM;

	*kp = k;
	return 0;
}


/* Forgets what is too old, and the oldest when there is no room for one more */
static void tidy(struct keep *k, int64_t now_ms)
{
	while (k->list.head) {

		struct kept *oldest = k->list.head->data;

		if (oldest->until_ms > now_ms && list_count(&k->list) < KEEP_MAX)
			return;

		mem_deref(oldest);
	}
}


static struct kept *blob_find(struct keep *k, struct pl key, const char *blob)
{
	for (struct le *le = k->list.head; le; le = le->next) {

		struct kept *kept = le->data;

		if (!pl_strcmp(&key, kept->key) && !strcmp(kept->upload.blob, blob))
			return kept;
	}

	return NULL;
}


int keep_put(struct keep *k, struct pl key, const struct upload *up, int64_t now_ms, char id[KEEP_ID_SIZE])
{
	uint8_t random[(KEEP_ID_SIZE - 1) / 2];
	struct kept *kept;

	if (!key.l || key.l > KEEP_KEY_MAX)
		return EINVAL;

	tidy(k, now_ms);
	kept = blob_find(k, key, up->blob);
	if (kept) {
		list_unlink(&kept->le);
	}
	else {
		kept = mem_zalloc(sizeof(*kept), kept_destructor);
		if (!kept)
			return ENOMEM;

		(void)pl_strcpy(&key, kept->key, sizeof(kept->key));
		id_random(random, sizeof(random));
		sodium_bin2hex(kept->id, sizeof(kept->id), random, sizeof(random));
		kept->upload = *up;
	}

	kept->until_ms = now_ms + KEEP_MS;
	list_append(&k->list, &kept->le, kept);
	memcpy(id, kept->id, KEEP_ID_SIZE);
	return 0;
}


const struct upload *keep_find(struct keep *k, struct pl key, struct pl id, int64_t now_ms)
{
	for (struct le *le = k->list.head; le; le = le->next) {

		struct kept *kept = le->data;

		if (!pl_strcmp(&key, kept->key) && !pl_strcmp(&id, kept->id))
			return kept->until_ms > now_ms ? &kept->upload : NULL;
	}

	return NULL;
}
