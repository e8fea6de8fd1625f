/**
 * @file tree.c  An ordered tree that counts
 */
#include "queue/tree.h"


/* Stafford's mix 13 of a 64-bit number: neighbours become strangers */
static uint32_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;

	return (uint32_t)((x ^ (x >> 31)) >> 16);
}


static bool before(int64_t key, uint64_t seq, const struct qnode *node)
{
	return key < node->key || (key == node->key && seq < node->seq);
}


static void count(struct qnode *n)
{
	const struct qnode *l = n->left, *r = n->right;

	n->size = 1 + (l ? l->size : 0) + (r ? r->size : 0);
	n->waits = (QMARK_WAITS == n->mark) + (l ? l->waits : 0) + (r ? r->waits : 0);
	n->held = (QMARK_HELD == n->mark) + (l ? l->held : 0) + (r ? r->held : 0);
}


static struct qnode **link_of(struct qtree *tree, struct qnode *node)
{
	if (!node->up)
		return &tree->root;

	return node == node->up->left ? &node->up->left : &node->up->right;
}


/* The node rises above its parent:    p            n
 *                                    / \   ──▶    / \
 *                                   n   c        a   p
 *                                  / \              / \
 *                                 a   b            b   c   */
static void rise(struct qtree *tree, struct qnode *n)
{
	struct qnode *p = n->up, *b;

	*link_of(tree, p) = n;
	n->up = p->up;

	if (n == p->left) {
		b = n->right;
		n->right = p;
		p->left = b;
	}
	else {
		b = n->left;
		n->left = p;
		p->right = b;
	}

	if (b)
		b->up = p;
	p->up = n;
	count(p);
	count(n);
}


void qtree_add(struct qtree *tree, struct qnode *node, int64_t key, uint64_t seq)
{
	struct qnode **link = &tree->root, *up = NULL;
	bool first = true;

	while (*link) {
		up = *link;
		up->size++;
		if (before(key, seq, up)) {
			link = &up->left;
		}
		else {
			link = &up->right;
			first = false;
		}
	}

	*node = (struct qnode){
		.up = up, .key = key, .seq = seq, .heap = mix((uint64_t)key * 0x9e3779b97f4a7c15ULL + seq), .size = 1, .in = true};
	*link = node;
	if (first)
		tree->first = node;

	while (node->up && node->up->heap < node->heap)
		rise(tree, node);
}


void qtree_remove(struct qtree *tree, struct qnode *node)
{
	struct qnode *child;

	if (!node->in)
		return;

	if (node == tree->first)
		tree->first = qtree_next(node);

	while (node->left && node->right)
		rise(tree, node->left->heap > node->right->heap ? node->left : node->right);

	child = node->left ? node->left : node->right;
	*link_of(tree, node) = child;
	if (child)
		child->up = node->up;

	for (struct qnode *up = node->up; up; up = up->up) {
		up->size--;
		up->waits -= QMARK_WAITS == node->mark;
		up->held -= QMARK_HELD == node->mark;
	}

	node->in = false;
}


struct qnode *qtree_next(const struct qnode *node)
{
	struct qnode *n = node->right;

	if (n) {
		while (n->left)
			n = n->left;
		return n;
	}

	for (n = node->up; n && node == n->right; n = n->up)
		node = n;

	return n;
}


static uint32_t marked(const struct qnode *n, enum qmark mark)
{
	if (!n)
		return 0;

	return QMARK_WAITS == mark ? n->waits : n->held;
}


struct qnode *qtree_marked(const struct qtree *tree, enum qmark mark, uint32_t nth)
{
	struct qnode *n = tree->root;

	if (nth >= marked(n, mark))
		return NULL;

	for (;;) {
		uint32_t left = marked(n->left, mark);

		if (nth < left) {
			n = n->left;
			continue;
		}

		nth -= left;
		if (mark == n->mark && 0 == nth)
			return n;

		nth -= mark == n->mark;
		n = n->right;
	}
}


void qtree_mark(struct qnode *node, enum qmark mark)
{
	uint32_t waits = (uint32_t)(QMARK_WAITS == mark) - (QMARK_WAITS == node->mark);
	uint32_t held = (uint32_t)(QMARK_HELD == mark) - (QMARK_HELD == node->mark);

	if (mark == node->mark)
		return;

	node->mark = (uint8_t)mark;
	for (struct qnode *n = node; n; n = n->up) {
		n->waits += waits;
		n->held += held;
	}
}


struct qcount qtree_before(const struct qtree *tree, int64_t key, uint64_t seq)
{
	struct qcount c = {0, 0, 0};
	const struct qnode *n = tree->root;

	while (n) {
		const struct qnode *l = n->left;

		if (n->key > key || (n->key == key && n->seq >= seq)) {
			n = l;
			continue;
		}

		c.size += 1 + (l ? l->size : 0);
		c.waits += (QMARK_WAITS == n->mark) + (l ? l->waits : 0);
		c.held += (QMARK_HELD == n->mark) + (l ? l->held : 0);
		n = n->right;
	}

	return c;
}
