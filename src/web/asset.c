/**
 * @file asset.c  Finds an embedded asset and the coding that a client takes
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include "web/asset_priv.h"


static int path_cmp(const void *path, const void *asset)
{
	const struct pl *a = path;
	const char *b = ((const struct asset *)asset)->path;
	size_t l = strlen(b);
	int c = memcmp(a->p, b, a->l < l ? a->l : l);

	return c ? c : (a->l > l) - (a->l < l);
}


const struct asset *asset_find(struct pl path)
{
	return path.p ? bsearch(&path, asset_table, asset_count, sizeof(asset_table[0]), path_cmp) : NULL;
}


const char *asset_coding_name(enum asset_coding coding)
{
	static const char *const names[] = {NULL, "gzip", "br"};

	return names[coding];
}


/* Cuts the next member of a comma-separated list off, without spaces around it */
static bool list_next(struct pl *list, struct pl *item)
{
	const char *comma;

	if (!list->p || !list->l)
		return false;

	comma = memchr(list->p, ',', list->l);
	item->p = list->p;
	item->l = comma ? (size_t)(comma - list->p) : list->l;
	pl_advance(list, (ssize_t)(comma ? item->l + 1 : item->l));

	while (item->l && isspace((uint8_t)item->p[0]))
		pl_advance(item, 1);
	while (item->l && isspace((uint8_t)item->p[item->l - 1]))
		item->l--;

	return true;
}


/* Is the weight behind a name (";q=0.5") zero? */
static bool weight_zero(struct pl params)
{
	for (size_t i = 0; i + 1 < params.l; i++) {

		if ('q' != tolower((uint8_t)params.p[i]) || '=' != params.p[i + 1])
			continue;

		for (i += 2; i < params.l; i++) {
			if ('0' != params.p[i] && '.' != params.p[i])
				return isspace((uint8_t)params.p[i]) || ';' == params.p[i];
		}
		return true;
	}

	return false;
}


static bool coding_accepted(struct pl accept, const char *name)
{
	struct pl item;
	bool any = false;

	while (list_next(&accept, &item)) {

		const char *end = memchr(item.p, ';', item.l);
		struct pl word = {item.p, end ? (size_t)(end - item.p) : item.l};
		struct pl params = {item.p + word.l, item.l - word.l};

		while (word.l && isspace((uint8_t)word.p[word.l - 1]))
			word.l--;

		if (word.l == strlen(name) && !strncasecmp(word.p, name, word.l))
			return !weight_zero(params);
		if (1 == word.l && '*' == word.p[0])
			any = !weight_zero(params);
	}

	return any;
}


bool asset_accepts(struct pl accept, enum asset_coding coding)
{
	return ASSET_PLAIN == coding || coding_accepted(accept, asset_coding_name(coding));
}


enum asset_coding asset_pick(const struct asset *asset, struct pl accept)
{
	enum asset_coding best = ASSET_PLAIN;

	for (enum asset_coding c = ASSET_GZIP; c < ASSET_CODING_COUNT; c++) {

		const struct asset_part *part = &asset->part[c];

		if (part->data && part->size < asset->part[best].size && coding_accepted(accept, asset_coding_name(c)))
			best = c;
	}

	return best;
}


void asset_etag(char etag[ASSET_ETAG_SIZE], const struct asset *asset, enum asset_coding coding)
{
	static const char *const tails[] = {"", "-gz", "-br"};

	snprintf(etag, ASSET_ETAG_SIZE, "\"%s%s\"", asset->digest, tails[coding]);
}


bool asset_fresh(const struct asset *asset, struct pl if_none_match)
{
	struct pl item;

	while (list_next(&if_none_match, &item)) {

		if (1 == item.l && '*' == item.p[0])
			return true;

		if (item.l > 2 && !memcmp(item.p, "W/", 2))
			pl_advance(&item, 2);

		for (enum asset_coding c = ASSET_PLAIN; c < ASSET_CODING_COUNT; c++) {

			char etag[ASSET_ETAG_SIZE];

			asset_etag(etag, asset, c);
			if (item.l == strlen(etag) && !memcmp(item.p, etag, item.l))
				return true;
		}
	}

	return false;
}
