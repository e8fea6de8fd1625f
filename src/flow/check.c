/**
 * @file check.c  What would go wrong in a flow when people called
 */
#include <stdio.h>
#include "flow/flow_priv.h"

/* A spreading over nodes from some on; each is reached once */
struct spread {
	bool seen[FLOW_NODES_MAX];
	uint16_t todo[FLOW_NODES_MAX];
	size_t n;
};

struct checking {
	const struct flow_tree *tree;
	struct list *faults;
	int err;
};


static void spread_to(struct spread *s, uint16_t to)
{
	if (NODE_NONE == to || s->seen[to])
		return;

	s->seen[to] = true;
	s->todo[s->n++] = to;
}


/* To all that may come behind a node; false: one way leads nowhere */
static bool spread_on(struct spread *s, const struct flow_tree *tree, const struct node *node)
{
	bool somewhere = true;

	if (!node->ways) {
		spread_to(s, node->next);
		return verb_ends(node->verb) || NODE_NONE != node->next;
	}

	for (unsigned i = 0; i < node->ways; i++) {
		const struct way *way = &tree->way[node->way + i];

		spread_to(s, way->to);
		somewhere &= NODE_NONE != way->to;
	}

	return somewhere;
}


#define FAULT(c, code, path, ...) \
	do { \
		if (fault_code((c)->faults, code, path, __VA_ARGS__)) \
			(c)->err = ENOMEM; \
	} while (0)


/* Every step can be reached, and from each one a call goes on or ends as it is told to */
static void check_ways(struct checking *c)
{
	const struct flow_tree *tree = c->tree;
	struct spread s = {.n = 0};

	spread_to(&s, 0);
	while (s.n) {
		const struct node *node = &tree->node[s.todo[--s.n]];

		if (!spread_on(&s, tree, node))
			FAULT(c, "end", node->path, "the call has nowhere to go after this; end with `queue`, `hang-up` or `go`");
	}

	for (unsigned i = 0; i < tree->n; i++) {
		if (!s.seen[i])
			FAULT(c, "reach", tree->node[i].path, "nothing leads to this step; take it out, or lead to it by `go`");
	}
}


/* A menu of nothing but call backs, messages and transfers, or of topics for their checklists: where none can be had it is passed by, as its first
 * item leads */
static bool menu_may_not(const struct flow_tree *tree, const struct node *node)
{
	if (VERB_MENU != node->verb || node_lists(tree, node))
		return VERB_MENU == node->verb;
	if (node->n)
		return false;

	for (unsigned i = 0; i < node->ways; i++) {
		const struct node *first = node_first(tree, tree->way[node->way + i].to);

		if (!first || (!verb_may_not(first->verb) && VERB_SERVICE != first->verb))
			return false;
	}

	return true;
}


/* Past a step that does not wait for a key, or goes on without one */
static void quiet_spread(struct spread *s, const struct flow_tree *tree, const struct node *node)
{
	if (VERB_CHECKLIST == node->verb) {              /* who listens in silence goes on */
		(void)spread_on(s, tree, node);
		return;
	}

	if (verb_may_not(node->verb))
		spread_to(s, tree->way[node->way + verb_not_way(node->verb)].to);
	else if (menu_may_not(tree, node))
		spread_to(s, tree->way[node->way].to);
	else if (!verb_holds(node->verb) && VERB_QUEUE != node->verb)
		(void)spread_on(s, tree, node);
}


/* A round without a key: a `go` that comes to itself past no step that waits for one */
static void check_round(struct checking *c, uint16_t go)
{
	const struct flow_tree *tree = c->tree;
	struct spread s = {.n = 0};

	spread_to(&s, tree->node[go].next);
	while (s.n)
		quiet_spread(&s, tree, &tree->node[s.todo[--s.n]]);

	if (s.seen[go])
		FAULT(c, "round", tree->node[go].path, "the caller goes round from here without pressing a key; lead to a menu");
}


/* Where an open line leads that has room in its queue, and whose office serves */
static void person_spread(struct spread *s, const struct flow_tree *tree, const struct node *node)
{
	const struct way *way = &tree->way[node->way];

	if (VERB_NEIGHBOUR == node->verb) {
		spread_to(s, way[WAY_SERVES].to);
		spread_to(s, way[WAY_YES].to);
	}
	else if (VERB_BRANCH == node->verb && (BRANCH_SERVES == node->on || (BRANCH_OPEN == node->on && !node->n))) {
		spread_to(s, way[WAY_YES].to);
	}
	else if (VERB_BRANCH == node->verb && BRANCH_QUEUE == node->on) {
		spread_to(s, way[WAY_NO].to);
	}
	else if (verb_may_not(node->verb)) {
		spread_to(s, way[verb_not_way(node->verb)].to);
	}
	else if (menu_may_not(tree, node)) {
		spread_to(s, way->to);
	}
	else if (!verb_holds(node->verb) && VERB_QUEUE != node->verb) {
		(void)spread_on(s, tree, node);
	}
}


/* Whom an open line with room in its queue leaves, though no key was pressed */
static void check_person(struct checking *c)
{
	const struct flow_tree *tree = c->tree;
	struct spread s = {.n = 0};

	spread_to(&s, 0);
	while (s.n) {
		const struct node *node = &tree->node[s.todo[--s.n]];

		if (VERB_HANG_UP == node->verb)
			FAULT(c, "person", node->path, "there is no way to a person: an open line hangs up here before a key was asked for; "
			      "lead to a menu or to `queue`");
		person_spread(&s, tree, node);
	}
}


/* Where a status is told though no appeal was found on the way */
static void check_status(struct checking *c)
{
	const struct flow_tree *tree = c->tree;
	struct spread s = {.n = 0};

	spread_to(&s, 0);
	while (s.n) {
		const struct node *node = &tree->node[s.todo[--s.n]];

		if (VERB_STATUS == node->verb)
			FAULT(c, "status", node->path, "there is no appeal here whose status could be told; put it behind `found` of an `appeal`");
		if (VERB_APPEAL == node->verb)
			spread_to(&s, tree->way[node->way + WAY_UNKNOWN].to);
		else
			(void)spread_on(&s, tree, node);
	}
}


/* `path`, or `more` behind it */
static void check_text(struct checking *c, const struct flow_text *text, const char *path, const char *more)
{
	static const char *const names[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};
	char whole[FLOW_PATH_SIZE + 16];

	(void)snprintf(whole, sizeof(whole), "%s%s", path, more);
	for (int lang = 0; text->there && !text->prompt && lang < LANG_COUNT; lang++) {
		if (!text->words[lang].l)
			FAULT(c, "lang", whole, "there are no words for who listens in this language; add `%s` to `words`", names[lang]);
	}
}


static void check_node(struct checking *c, const struct node *node)
{
	unsigned topics = VERB_MENU == node->verb && node->n;
	char more[16];

	check_text(c, &node->text, node->path, "");
	check_text(c, &node->person_text, node->path, ".person");
	for (unsigned i = 0; i < node->ways; i++) {
		(void)snprintf(more, sizeof(more), i < topics ? ".topics" : VERB_QUEUE == node->verb ? ".offers[%u]" : ".items[%u]", i - topics);
		check_text(c, &c->tree->way[node->way + i].text, node->path, more);
	}

	if (VERB_MENU == node->verb && node->ways > FLOW_ITEMS_MAX)
		FAULT(c, "many", node->path, "%u items are more than a caller keeps in mind; have at most %d and put others into a menu of their own",
		      node->ways, FLOW_ITEMS_MAX);
}


int flow_check(const struct flow_tree *tree, struct list *faults)
{
	struct checking c = {tree, faults, 0};

	for (unsigned i = 0; i < tree->n; i++)
		check_node(&c, &tree->node[i]);
	check_ways(&c);
	for (unsigned i = 0; i < tree->n; i++) {
		if (VERB_GO == tree->node[i].verb)
			check_round(&c, (uint16_t)i);
	}
	check_person(&c);
	check_status(&c);

	return c.err;
}
