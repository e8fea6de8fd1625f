/**
 * @file index.c  Things by a number
 */
#include "queue/index.h"

enum { SIZE_FIRST = 64 };


static struct qlink **chain(const struct qindex *index, uint64_t nr)
{
	uint64_t x = nr * 0x9e3779b97f4a7c15ULL;

	return &index->table[(x ^ (x >> 32)) & (index->size - 1)];
}


int qindex_init(struct qindex *index)
{
	index->table = mem_zalloc(SIZE_FIRST * sizeof(index->table[0]), NULL);
	if (!index->table)
		return ENOMEM;

	index->size = SIZE_FIRST;
	index->n = 0;

	return 0;
}


void qindex_close(struct qindex *index)
{
	index->table = mem_deref(index->table);
}


static void grow(struct qindex *index)
{
	struct qindex more = {.size = index->size * 2};

	more.table = mem_zalloc(more.size * sizeof(more.table[0]), NULL);
	if (!more.table)
		return;

	for (size_t i = 0; i < index->size; i++) {
		for (struct qlink *l = index->table[i], *next; l; l = next) {
			struct qlink **head = chain(&more, l->nr);

			next = l->next;
			l->next = *head;
			*head = l;
		}
	}

	mem_deref(index->table);
	index->table = more.table;
	index->size = more.size;
}


void qindex_add(struct qindex *index, struct qlink *link, uint64_t nr)
{
	struct qlink **head;

	if (index->n >= index->size)
		grow(index);

	head = chain(index, nr);
	link->nr = nr;
	link->next = *head;
	*head = link;
	index->n++;
}


void qindex_remove(struct qindex *index, struct qlink *link)
{
	for (struct qlink **l = chain(index, link->nr); *l; l = &(*l)->next) {
		if (*l != link)
			continue;

		*l = link->next;
		index->n--;
		return;
	}
}


struct qlink *qindex_find(const struct qindex *index, uint64_t nr)
{
	struct qlink *l = *chain(index, nr);

	while (l && l->nr != nr)
		l = l->next;

	return l;
}


struct qlink *qindex_more(const struct qlink *link)
{
	struct qlink *l = link->next;

	while (l && l->nr != link->nr)
		l = l->next;

	return l;
}


void qindex_each(const struct qindex *index, void (*h)(struct qlink *link, void *arg), void *arg)
{
	for (size_t i = 0; i < index->size; i++) {
		for (struct qlink *l = index->table[i], *next; l; l = next) {
			next = l->next;
			h(l, arg);
		}
	}
}


bool qindex_any(const struct qindex *index, bool (*h)(const struct qlink *link, const void *arg), const void *arg)
{
	for (size_t i = 0; i < index->size; i++) {
		for (const struct qlink *l = index->table[i]; l; l = l->next) {
			if (h(l, arg))
				return true;
		}
	}

	return false;
}
