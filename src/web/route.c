/**
 * @file route.c  Matches a path against the route tables
 *
 * The tables are const and few (some sixty rows), so they are walked; segments are compared by length first. A literal
 * segment wins over a {…}; two rows that would match alike are a mistake of ours and refuse to start.
 */
#include <stdlib.h>
#include "base/log.h"
#include "web/web_priv.h"


static int node_parse(struct route_node *node, const struct route *route)
{
	struct pl path = pl_of(route->path);
	unsigned params = 0;
	size_t i = 1;

	node->route = route;
	node->slash = path.l > 1 && path.p[path.l - 1] == '/';

	while (i < path.l) {

		const char *end = memchr(path.p + i, '/', path.l - i);
		struct pl seg = {path.p + i, end ? (size_t)(end - path.p) - i : path.l - i};

		if (node->segc == SEGMENT_MAX)
			return EINVAL;

		i += seg.l + 1;
		if (seg.p[0] == '{') {
			seg = (struct pl){NULL, 0};
			params++;
		}
		node->segv[node->segc++] = seg;
	}

	return params > PARAM_MAX ? EINVAL : 0;
}


/* Literals before {…}, at the first place where two differ */
static int node_cmp(const void *ap, const void *bp)
{
	const struct route_node *a = ap, *b = bp;

	if (a->segc != b->segc)
		return a->segc < b->segc ? -1 : 1;

	for (unsigned i = 0; i < a->segc; i++) {

		if (!a->segv[i].p != !b->segv[i].p)
			return a->segv[i].p ? -1 : 1;
		if (a->segv[i].p) {
			size_t l = a->segv[i].l < b->segv[i].l ? a->segv[i].l : b->segv[i].l;
			int d = memcmp(a->segv[i].p, b->segv[i].p, l);

			if (d)
				return d;
			if (a->segv[i].l != b->segv[i].l)
				return a->segv[i].l < b->segv[i].l ? -1 : 1;
		}
	}

	if (a->slash != b->slash)
		return a->slash ? 1 : -1;

	return (int)a->route->method - (int)b->route->method;
}


int routes_build(struct routes *routes, const struct route_set *const *sets)
{
	struct route_node *nodev;
	size_t count = 0, n = 0;

	for (size_t i = 0; sets[i]; i++)
		count += sets[i]->count;

	nodev = calloc(count + 1, sizeof(*nodev));
	if (!nodev)
		return ENOMEM;

	for (size_t i = 0; sets[i]; i++) {
		for (size_t j = 0; j < sets[i]->count; j++) {
			if (node_parse(&nodev[n], &sets[i]->routev[j])) {
				log_error("web: route cannot be parsed path=%s", sets[i]->routev[j].path);
				free(nodev);
				return EINVAL;
			}
			n++;
		}
	}

	qsort(nodev, count, sizeof(*nodev), node_cmp);
	for (size_t i = 0; i < count; i++) {
		nodev[i].index = (unsigned)i;
		if (i && !node_cmp(&nodev[i - 1], &nodev[i])) {
			log_error("web: two routes alike path=%s", nodev[i].route->path);
			free(nodev);
			return EINVAL;
		}
	}

	routes->nodev = nodev;
	routes->nodec = count;
	return 0;
}


static bool node_matches(const struct route_node *node, const struct path *path)
{
	if (node->segc != path->segc)
		return false;

	for (unsigned i = 0; i < node->segc; i++) {

		const struct pl *want = &node->segv[i], *got = &path->segv[i];

		if (want->p && (want->l != got->l || memcmp(want->p, got->p, want->l)))
			return false;
	}

	return true;
}


void routes_find(struct route_found *found, const struct routes *routes, const struct path *path, enum method method)
{
	memset(found, 0, sizeof(*found));

	for (size_t i = 0; i < routes->nodec; i++) {

		const struct route_node *node = &routes->nodev[i];

		if (!node_matches(node, path))
			continue;
		if (node->slash != path->slash) {
			found->slash = true;
			continue;
		}

		found->allowed |= 1u << node->route->method;
		if (node->route->method == method && !found->node)
			found->node = node;
	}
}
