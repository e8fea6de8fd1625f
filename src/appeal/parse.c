/**
 * @file parse.c  The number of an appeal as people type it, and what they meant
 */
#include "base/text.h"
#include "appeal/number_priv.h"


enum { SYMBOLS = 2 + NUMBER_DIGITS, NONE = 0xff };

/* What was typed, without separators */
struct typed {
	uint32_t cp[SYMBOLS];
	unsigned n;
	uint8_t letter[2];                     /* NONE: no letter of the twelve */
	uint8_t digit[NUMBER_DIGITS];          /* NONE: no digit */
	unsigned bad;                          /* symbols that cannot stand where they do */
};

/* Candidates that differ; the first is kept */
struct found {
	int64_t digits;
	unsigned n;
};


static bool is_separator(uint32_t cp)
{
	return ' ' == cp || '-' == cp || 0x2116 == cp || '#' == cp || '.' == cp || '/' == cp || '_' == cp;
}


/*
 * The symbols of a text, without separators; NUMBER_WHOLE when there are as many as a number has, with letters or
 * without
 */
static enum number_form collect(struct typed *ty, struct pl text)
{
	uint32_t cp;

	memset(ty, 0, sizeof(*ty));
	if (text.l > NUMBER_TEXT_MAX)
		return NUMBER_LENGTH;

	while (TEXT_END != (cp = text_next(&text))) {
		if (TEXT_BAD == cp || 0 == cp)
			return NUMBER_SYMBOL;
		cp = text_plain(cp);
		if (is_separator(cp))
			continue;
		if (SYMBOLS == ty->n)
			return NUMBER_LENGTH;
		ty->cp[ty->n++] = cp;
	}

	return SYMBOLS == ty->n || NUMBER_DIGITS == ty->n ? NUMBER_WHOLE : NUMBER_LENGTH;
}


/* Reads letters and digits off the symbols of a number with (head 2) or without (head 0) letters */
static void read_symbols(struct typed *ty)
{
	unsigned head = ty->n - NUMBER_DIGITS;

	ty->bad = 0;
	for (unsigned i = 0; i < head; i++) {
		int letter = number_letter(ty->cp[i]);

		ty->letter[i] = letter < 0 ? NONE : (uint8_t)letter;
		ty->bad += letter < 0;
	}
	for (unsigned i = 0; i < NUMBER_DIGITS; i++) {
		int digit = text_digit(ty->cp[head + i]);

		ty->digit[i] = digit < 0 ? NONE : (uint8_t)digit;
		ty->bad += digit < 0;
	}
}


static bool agrees(const struct typed *ty)
{
	uint8_t letter[2];

	number_letters(ty->digit, letter);

	return letter[0] == ty->letter[0] && letter[1] == ty->letter[1];
}


enum number_form number_parse(int64_t *digits, struct pl text)
{
	struct typed ty;
	enum number_form form = collect(&ty, text);

	if (NUMBER_WHOLE != form)
		return form;

	read_symbols(&ty);
	if (ty.bad)
		return NUMBER_SYMBOL;
	if (SYMBOLS == ty.n && !agrees(&ty))
		return NUMBER_MISMATCH;

	*digits = number_join(ty.digit);

	return SYMBOLS == ty.n ? NUMBER_WHOLE : NUMBER_BARE;
}


static void keep(struct found *found, const struct typed *ty)
{
	int64_t digits;

	if (!agrees(ty))
		return;

	digits = number_join(ty->digit);
	if (found->n && digits == found->digits)
		return;
	if (!found->n)
		found->digits = digits;
	found->n++;
}


/* Every letter at its place, or only at the one that holds none */
static void try_letters(struct found *found, struct typed *ty)
{
	for (unsigned i = 0; i < 2; i++) {
		uint8_t was = ty->letter[i];

		if (ty->bad && NONE != was)
			continue;
		for (uint8_t letter = 0; letter < NUMBER_LETTERS; letter++) {
			ty->letter[i] = letter;
			keep(found, ty);
		}
		ty->letter[i] = was;
	}
}


static void try_digits(struct found *found, struct typed *ty)
{
	for (unsigned i = 0; i < NUMBER_DIGITS; i++) {
		uint8_t was = ty->digit[i];

		if (ty->bad && NONE != was)
			continue;
		for (uint8_t digit = 0; digit < 10; digit++) {
			ty->digit[i] = digit;
			keep(found, ty);
		}
		ty->digit[i] = was;
	}
}


/* Neighbours swapped among all twelve symbols: a swap over the dash too */
static void try_swaps(struct found *found, const struct typed *was)
{
	for (unsigned i = 0; i + 1 < SYMBOLS; i++) {
		struct typed ty = *was;

		ty.cp[i] = was->cp[i + 1];
		ty.cp[i + 1] = was->cp[i];
		read_symbols(&ty);
		if (!ty.bad)
			keep(found, &ty);
	}
}


/* Both letters typed with the other keyboard layout on */
static void try_layout(struct found *found, const struct typed *was, text_map_h *maph)
{
	struct typed ty = *was;

	for (unsigned i = 0; i < 2; i++)
		ty.cp[i] = maph(ty.cp[i]);
	read_symbols(&ty);
	if (!ty.bad)
		keep(found, &ty);
}


bool number_suggest(int64_t *digits, struct pl text)
{
	struct found found = {0};
	struct typed ty;

	if (NUMBER_WHOLE != collect(&ty, text) || SYMBOLS != ty.n)
		return false;

	read_symbols(&ty);
	if (!ty.bad && agrees(&ty))
		return false;

	if (ty.bad <= 1) {
		try_letters(&found, &ty);
		try_digits(&found, &ty);
	}
	try_swaps(&found, &ty);
	try_layout(&found, &ty, text_to_jcuken);
	try_layout(&found, &ty, text_to_qwerty);

	if (1 != found.n)
		return false;
	*digits = found.digits;

	return true;
}
