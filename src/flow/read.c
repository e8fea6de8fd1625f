/**
 * @file read.c  A flow of nested lists becomes a tree of nodes
 *
 * A list of n steps takes n nodes in a row before any of its steps is read, so that each knows what follows: the one behind it,
 * and behind the last whatever follows the list. Paths and faults come in the order of the text.
 */
#include <stdarg.h>
#include <stdio.h>
#include "flow/flow_priv.h"


static void tree_destructor(void *arg)
{
	struct flow_tree *tree = arg;

	json_decref(tree->json);
}


bool flow_is_name(struct pl text)
{
	if (!text.l || text.l >= FLOW_NAME_SIZE)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		char c = text.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !memchr("._-", c, 3))
			return false;
	}

	return true;
}


size_t path_enter(struct reading *r, const char *fmt, ...)
{
	size_t length = strlen(r->path);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(r->path + length, sizeof(r->path) - length, fmt, ap);
	va_end(ap);

	return length;
}


void path_leave(struct reading *r, size_t length)
{
	r->path[length] = '\0';
}


static bool listed(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = words; *at; at += strcspn(at, " "), at += ' ' == *at) {
		if (strcspn(at, " ") == n && 0 == memcmp(at, word, n))
			return true;
	}

	return false;
}


bool members_only(struct reading *r, const json_t *object, const char *common, const char *members)
{
	const char *key;
	json_t *value;
	bool only = true;

	json_object_foreach((json_t *)object, key, value) {
		if (listed(common, key) || listed(members, key))
			continue;
		only = false;
		fault_here(r, "there is no member `%.40s` here; there are: %s%s%s", key, common, *common && *members ? " " : "", members);
	}

	return only;
}


struct way *ways_take(struct reading *r, struct node *node, size_t n)
{
	struct flow_tree *tree = r->tree;

	if (tree->ways + n > FLOW_WAYS_MAX) {
		fault_code_here(r, "long", "the flow has more than %d ways out of its menus and branches", FLOW_WAYS_MAX);
		return NULL;
	}

	node->way = tree->ways;
	node->ways = (uint16_t)n;
	tree->ways = (uint16_t)(tree->ways + n);
	for (size_t i = 0; i < n; i++)
		tree->way[node->way + i].to = node->next;

	return tree->way + node->way;
}


static const struct node *named(const struct flow_tree *tree, struct pl name)
{
	for (unsigned i = 0; i < tree->n; i++) {
		if (tree->node[i].name.p && 0 == pl_cmp(&tree->node[i].name, &name))
			return &tree->node[i];
	}

	return NULL;
}


static void name_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *member = json_object_get(step, "name");
	struct pl name = pl_of(json_string_value(member));

	if (!member)
		return;

	if (!flow_is_name(name))
		fault_code_here(r, "name", "`name` is 1 to %d of a-z 0-9 . _ -", FLOW_NAME_SIZE - 1);
	else if (named(r->tree, name))
		fault_code_here(r, "name_twice", "another step is called `%s`", name.p);
	else
		node->name = name;
}


static bool verb_find(enum verb *verb, const char *name)
{
	for (unsigned i = 0; i < VERBS; i++) {
		if (0 == strcmp(name, verb_table[i].name)) {
			*verb = (enum verb)i;
			return true;
		}
	}

	return false;
}


static void verb_unknown(struct reading *r, const char *name)
{
	char all[240] = "";
	size_t n = 0;

	for (unsigned i = 0; i < VERBS && n < sizeof(all); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s", i ? " " : "", verb_table[i].name);

	fault_code_here(r, "verb", "there is no verb `%.40s`; there are: %s", name, all);
}


static void step_read(struct reading *r, struct node *node, const json_t *step)
{
	const char *verb = json_string_value(json_object_get(step, "do"));
	const struct verb_row *row;

	(void)snprintf(node->path, sizeof(node->path), "%s", r->path);
	if (!verb) {
		fault_here(r, "a step is an object with a verb: {\"do\": \"queue\"}");
		return;
	}
	if (!verb_find(&node->verb, verb)) {
		verb_unknown(r, verb);
		return;
	}

	row = &verb_table[node->verb];
	name_read(r, node, step);
	if (members_only(r, step, "do name", row->members))
		row->read_h(r, node, step);
}


static bool list_fits(struct reading *r, const json_t *list)
{
	if (!json_is_array(list))
		fault_here(r, "steps are a list: [{\"do\": \"queue\"}]");
	else if (r->depth == FLOW_DEPTH_MAX)
		fault_code_here(r, "deep", "lists stand in lists %d deep at most; lead on by `go`", FLOW_DEPTH_MAX);
	else if (r->tree->n + json_array_size(list) > FLOW_NODES_MAX)
		fault_code_here(r, "long", "a flow has at most %d steps", FLOW_NODES_MAX);
	else
		return true;

	return false;
}


uint16_t list_read(struct reading *r, const json_t *list, uint16_t next)
{
	struct flow_tree *tree = r->tree;
	uint16_t first = tree->n, n;

	if (!list || !list_fits(r, list) || !json_array_size(list))
		return next;

	n = (uint16_t)json_array_size(list);
	tree->n = (uint16_t)(first + n);
	r->depth++;

	for (uint16_t i = 0; i < n; i++) {
		struct node *node = &tree->node[first + i];
		size_t length = path_enter(r, "[%u]", i);

		node->next = i + 1 < n ? (uint16_t)(first + i + 1) : next;
		node->up = r->up;
		step_read(r, node, json_array_get(list, i));
		path_leave(r, length);
	}

	r->depth--;
	return first;
}


/* `go` may lead forward, so it is looked up when all is read */
static void go_resolve(struct reading *r)
{
	struct flow_tree *tree = r->tree;

	for (unsigned i = 0; i < tree->n; i++) {
		struct node *node = &tree->node[i];
		const struct node *to = VERB_GO == node->verb && node->word.p ? named(tree, node->word) : NULL;

		if (to)
			node->next = (uint16_t)(to - tree->node);
		else if (VERB_GO == node->verb && flow_is_name(node->word) &&
			 fault_code(r->faults, "go", node->path, "no step is called `%s`", node->word.p))
			r->err = ENOMEM;
	}
}


/* Whom a key 0 brings into the queue is offered what the first one offers */
static uint16_t queue_first(const struct flow_tree *tree)
{
	for (uint16_t i = 0; i < tree->n; i++) {
		if (VERB_QUEUE == tree->node[i].verb && tree->node[i].ways)
			return i;
	}

	return NODE_NONE;
}


int flow_read(struct flow_tree **tp, struct pl name, json_t *steps, struct list *faults)
{
	const uint32_t before = list_count(faults);
	struct reading r = {.faults = faults, .up = NODE_NONE};

	r.tree = mem_zalloc(sizeof(*r.tree), tree_destructor);
	if (!r.tree)
		return ENOMEM;

	r.tree->json = json_incref(steps);
	r.tree->calendars = 1;
	(void)snprintf(r.tree->name, sizeof(r.tree->name), "%.*s", (int)name.l, name.p);
	(void)snprintf(r.path, sizeof(r.path), "%s", r.tree->name);

	if (!flow_is_name(name))
		fault_here(&r, "a flow's name is 1 to %d of a-z 0-9 . _ -", FLOW_NAME_SIZE - 1);
	else if (!json_is_array(steps) || !json_array_size(steps))
		fault_code_here(&r, "none", "a flow is a list of steps: [{\"do\": \"say\", \"prompt\": \"greet\"}, {\"do\": \"queue\"}]");
	else
		(void)list_read(&r, steps, NODE_NONE);
	go_resolve(&r);
	r.tree->queue = queue_first(r.tree);

	if (r.err || list_count(faults) > before)
		mem_deref(r.tree);
	else
		*tp = r.tree;

	return r.err;
}


const char *flow_name(const struct flow_tree *tree)
{
	return tree->name;
}


const char *flow_calendar(const struct flow_tree *tree, unsigned i)
{
	return i < tree->calendars ? tree->calendar[i] : NULL;
}


bool flow_offers(const struct flow_tree *tree)
{
	return NODE_NONE != tree->queue;
}


static bool asks(const struct flow_tree *tree, enum branch_on on)
{
	for (unsigned i = 0; i < tree->n; i++) {
		if (VERB_BRANCH == tree->node[i].verb && on == tree->node[i].on)
			return true;
	}

	return false;
}


/* What a queue says is of the neighbour that it offers, not of the caller's own office */
unsigned flow_load(const struct flow_tree *tree)
{
	unsigned neighbour = 0, serves = 0;

	for (unsigned i = 0; i < tree->n; i++) {
		const struct node *node = &tree->node[i];

		if (VERB_NEIGHBOUR == node->verb && (!neighbour || node->n < neighbour))
			neighbour = node->n;
		else if (VERB_BRANCH == node->verb && BRANCH_SERVES == node->on && (!serves || node->n < serves))
			serves = node->n;
	}

	return neighbour ? neighbour : serves;
}


bool flow_asks_queue(const struct flow_tree *tree)
{
	return asks(tree, BRANCH_QUEUE);
}


bool flow_asks_known(const struct flow_tree *tree)
{
	return asks(tree, BRANCH_KNOWN);
}
