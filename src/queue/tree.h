/**
 * @file tree.h  An ordered tree that counts (of this room alone)
 *
 * A treap: a search tree by (key, seq), a heap by a number mixed from them; so its depth is O(log n) whatever comes, without a
 * source of chance. Nodes lie inside what they order, hence nothing is allocated and nothing can fail. Every node knows how many
 * stand in its subtree, and how many of them wait and are held: the place of one among n is found in O(log n).
 */
#ifndef OTKLIK_QUEUE_TREE_H
#define OTKLIK_QUEUE_TREE_H

#include "base/def.h"

enum qmark { QMARK_NONE = 0, QMARK_WAITS, QMARK_HELD };

struct qnode {
	struct qnode *left, *right, *up;
	int64_t key;
	uint64_t seq;                /* makes equal keys differ: unique in a tree */
	uint32_t heap;
	uint32_t size, waits, held;  /* of the subtree; held ones wait too but are counted here only */
	uint8_t mark;                /* enum qmark */
	bool in;                     /* stands in a tree */
};

struct qtree {
	struct qnode *root, *first;
};

/** Puts a node in, which stands in none; its mark is none */
void qtree_add(struct qtree *tree, struct qnode *node, int64_t key, uint64_t seq);

/** Takes a node out, if it is in */
void qtree_remove(struct qtree *tree, struct qnode *node);

/** The next in order; NULL after the last */
struct qnode *qtree_next(const struct qnode *node);

/** The n-th in order, from 0, of those with this mark; NULL when there are not so many */
struct qnode *qtree_marked(const struct qtree *tree, enum qmark mark, uint32_t n);

void qtree_mark(struct qnode *node, enum qmark mark);

struct qcount {
	uint32_t size, waits, held;
};

/** How many stand before (key, seq) */
struct qcount qtree_before(const struct qtree *tree, int64_t key, uint64_t seq);

static inline bool qnode_less(const struct qnode *a, const struct qnode *b)
{
	return a->key < b->key || (a->key == b->key && a->seq < b->seq);
}

static inline uint32_t qtree_size(const struct qtree *tree)
{
	return tree->root ? tree->root->size : 0;
}

#endif
