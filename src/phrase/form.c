/**
 * @file form.c  The places for values in a text: what kind of value, in what form
 */
#include "phrase/phrase_priv.h"

static const char *const kinds[PHRASE_KINDS] = {
	[PHRASE_NUMBER]  = "number",
	[PHRASE_ORDINAL] = "ordinal",
	[PHRASE_COUNT]   = "count",
	[PHRASE_TIME]    = "time",
	[PHRASE_DATE]    = "date",
	[PHRASE_MOMENT]  = "moment",
	[PHRASE_HOURS]   = "hours",
	[PHRASE_PRESS]   = "key",
	[PHRASE_TEXT]    = "text",
	[PHRASE_NAME]    = "name",
	[PHRASE_APPEAL]  = "appeal",
	[PHRASE_PHONE]   = "phone",
	[PHRASE_DIGITS]  = "digits",
};

static const char *const cases[CASES] = {"nom", "gen", "dat", "acc", "ins", "pre"};
static const char *const genders[GENDERS] = {"m", "f", "n"};


const char *phrase_kind_name(enum phrase_kind kind)
{
	return kinds[kind];
}


/* Takes a word off a text of words with single spaces between; empty at the end */
static struct pl word_next(struct pl *text)
{
	struct pl word = {text->p, 0};

	while (word.l < text->l && ' ' != text->p[word.l])
		word.l++;

	pl_advance(text, (ssize_t)(word.l < text->l ? word.l + 1 : word.l));
	return word;
}


/* The place of a word in a list, or -1 */
static int word_find(struct pl word, const char *const *list, int n)
{
	for (int i = 0; i < n; i++) {
		if (0 == pl_strcmp(&word, list[i]))
			return i;
	}

	return -1;
}


static bool form_case(struct hole *hole, struct pl *spec)
{
	const int gcase = word_find(word_next(spec), cases, CASES);

	if (gcase < 0)
		return false;

	hole->gcase = (enum gcase)gcase;
	return true;
}


static bool form_gender(struct hole *hole, struct pl *spec)
{
	const int gender = word_find(word_next(spec), genders, GENDERS);

	if (gender < 0)
		return false;

	hole->gender = (enum gender)gender;
	return true;
}


static bool form_noun(struct hole *hole, struct pl *spec)
{
	hole->noun = noun_find(word_next(spec));
	return hole->noun && noun_has(hole->noun, hole->gcase);
}


static bool form_moment(struct hole *hole, struct pl *spec)
{
	const struct pl word = word_next(spec);

	hole->until = 0 == pl_strcmp(&word, "until");
	return hole->until || 0 == pl_strcmp(&word, "at");
}


static bool form_read(struct hole *hole, struct pl *spec)
{
	switch (hole->kind) {

	case PHRASE_NUMBER:
	case PHRASE_ORDINAL:
		return form_case(hole, spec) && form_gender(hole, spec);

	case PHRASE_COUNT:
		return form_case(hole, spec) && form_noun(hole, spec);

	case PHRASE_TIME:
		return form_case(hole, spec);

	case PHRASE_DATE:
		return form_case(hole, spec) && (CASE_NOM == hole->gcase || CASE_GEN == hole->gcase);

	case PHRASE_MOMENT:
		return form_moment(hole, spec);

	default:
		return true;
	}
}


/* NAME:KIND FORM… */
static bool hole_read(struct hole *hole, struct pl inside)
{
	const char *colon = memchr(inside.p, ':', inside.l);
	struct pl spec;
	int kind;

	memset(hole, 0, sizeof(*hole));
	if (!colon)
		return false;

	hole->name = (struct pl){inside.p, (size_t)(colon - inside.p)};
	spec = (struct pl){colon + 1, inside.l - hole->name.l - 1};
	kind = word_find(word_next(&spec), kinds, PHRASE_KINDS);
	if (kind < 0)
		return false;

	hole->kind = (enum phrase_kind)kind;
	return form_read(hole, &spec) && !spec.l;
}


bool hole_next(struct pl *text, struct pl *before, struct hole *hole, bool *bad)
{
	const char *open = memchr(text->p, '{', text->l), *close;
	struct pl inside;

	if (!open) {
		*before = *text;
		pl_advance(text, (ssize_t)text->l);
		return false;
	}

	*before = (struct pl){text->p, (size_t)(open - text->p)};
	pl_advance(text, (ssize_t)before->l + 1);

	close = memchr(text->p, '}', text->l);       /* the generator saw to it that there is one */
	inside = (struct pl){text->p, close ? (size_t)(close - text->p) : text->l};
	pl_advance(text, (ssize_t)(close ? inside.l + 1 : inside.l));

	if (!hole_read(hole, inside))
		*bad = true;

	return true;
}


bool hole_reads(const struct hole *hole)
{
	return PHRASE_APPEAL == hole->kind || PHRASE_PHONE == hole->kind || PHRASE_DIGITS == hole->kind;
}


bool phrase_key(enum text_key key)
{
	return 0 == strncmp(text_name(key), "voice.", 6);
}


/* Did the name stand in the text before? */
static bool seen(struct pl text, const char *end, struct pl name)
{
	struct pl before;
	struct hole hole;
	bool bad = false;

	while (hole_next(&text, &before, &hole, &bad) && hole.name.p < end) {
		if (0 == pl_cmp(&hole.name, &name))
			return true;
	}

	return false;
}


bool phrase_wants(enum text_key key, size_t n, struct pl *name, enum phrase_kind *kind)
{
	const struct pl whole = pl_of(t(LANG_RU, key));
	struct pl text = whole, before;
	struct hole hole;
	bool bad = false;

	while (hole_next(&text, &before, &hole, &bad)) {
		if (bad || seen(whole, hole.name.p, hole.name) || n--)
			continue;

		*name = hole.name;
		*kind = hole.kind;
		return true;
	}

	return false;
}
