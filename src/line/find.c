/**
 * @file find.c  Which line was dialled
 */
#include "line/line.h"

enum { DIGITS_MAX = 20, RUSSIAN = 11 };

struct digits {
	size_t n;
	char at[DIGITS_MAX];
};


/* The digits of a number, a Russian one with 7 in front; false when something else stands in it */
static bool digits_of(struct digits *d, struct pl text)
{
	d->n = 0;

	for (size_t i = 0; i < text.l; i++) {
		char c = text.p[i];

		if (strchr(" -().", c) || ('+' == c && !i))
			continue;
		if (c < '0' || c > '9' || d->n == DIGITS_MAX)
			return false;
		d->at[d->n++] = c;
	}

	if (RUSSIAN == d->n && '8' == d->at[0])
		d->at[0] = '7';

	return d->n > 0;
}


static bool same_number(const struct digits *a, const char *number)
{
	struct digits b;

	return digits_of(&b, pl_of(number)) && a->n == b.n && 0 == memcmp(a->at, b.at, b.n);
}


const struct line *line_find(const struct lines *lines, struct pl dialled)
{
	const char *semi = dialled.l ? memchr(dialled.p, ';', dialled.l) : NULL;
	struct digits d;
	bool number;

	if (semi)
		dialled.l = (size_t)(semi - dialled.p);
	if (!dialled.l)
		return NULL;

	number = digits_of(&d, dialled);

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		if (0 == pl_strcasecmp(&dialled, line->key))
			return line;
		for (size_t k = 0; number && k < line->numbers; k++) {
			if (same_number(&d, line->number[k]))
				return line;
		}
	}

	return NULL;
}
