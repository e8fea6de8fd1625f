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


static bool same_digits(const struct digits *a, const char *number)
{
	struct digits b;

	return digits_of(&b, pl_of(number)) && a->n == b.n && 0 == memcmp(a->at, b.at, b.n);
}


bool line_numbers_meet(const struct line_number *a, const struct line_number *b)
{
	struct digits d;

	return digits_of(&d, pl_of(a->number)) && same_digits(&d, b->number) && a->from_ms < b->until_ms && b->from_ms < a->until_ms;
}


static const struct line_number *number_of(const struct line *line, const struct digits *d, int64_t now_ms)
{
	for (size_t i = 0; i < line->numbers; i++) {

		const struct line_number *n = &line->number[i];

		if (now_ms >= n->from_ms && now_ms < n->until_ms && same_digits(d, n->number))
			return n;
	}

	return NULL;
}


const struct line *line_find(const struct lines *lines, struct pl dialled, int64_t now_ms, const struct line_number **number)
{
	const char *semi = dialled.l ? memchr(dialled.p, ';', dialled.l) : NULL;
	struct digits d;
	bool digits;

	if (semi)
		dialled.l = (size_t)(semi - dialled.p);
	if (!dialled.l)
		return NULL;

	digits = digits_of(&d, dialled);

	for (size_t i = 0; i < lines->n; i++) {

		const struct line *line = &lines->at[i];
		const struct line_number *found = digits ? number_of(line, &d, now_ms) : NULL;

		if (!found && pl_strcasecmp(&dialled, line->key))
			continue;
		if (number)
			*number = found;
		return line;
	}

	return NULL;
}


const char *line_caller(const struct lines *lines, const char *key, unsigned region)
{
	const char *caller = "";

	for (size_t i = 0; lines && i < lines->n; i++) {

		const struct line *line = &lines->at[i];

		if (!line->caller[0])
			continue;
		if (0 == strcmp(line->key, key))
			return line->caller;
		if (region && region == line->region && !caller[0])
			caller = line->caller;
	}

	return caller;
}
