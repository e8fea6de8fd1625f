/**
 * @file read.c  What is read out for writing down: numbers of appeals, telephones, codes, keys
 *
 * Each is cut into groups that are said alone, slowly, with silence between. There are finitely many groups, so that what is
 * kept of them tells nothing. A group that begins with 0 says so: 07 is «ноль семь».
 */
#include <stdio.h>
#include "appeal/number.h"
#include "phrase/phrase_priv.h"

enum { GAP_GROUP_MS = 250, GAP_PART_MS = 600, DIGITS_MIN = 2, DIGITS_MAX = 20, PHONE_MIN = 8, PHONE_MAX = 16 };

static const struct cut_form within = {PACE_SLOW, GAP_GROUP_MS, false}, between = {PACE_SLOW, GAP_PART_MS, false};

/* The letters of numbers in their Latin form, and their names */
static const char letters[] = "ABCEHKMOPTXY";
static const char *const letters_ru[] = {"а", "вэ", "эс", "е", "эн", "ка", "эм", "о", "эр", "тэ", "ха", "у"};
static const char *const letters_en[] = {"A", "B", "C", "E", "H", "K", "M", "O", "P", "T", "X", "Y"};


const char *say_letter(enum lang lang, char letter)
{
	const char *at = letter ? strchr(letters, letter) : NULL;

	if (!at)
		return NULL;

	return (LANG_RU == lang ? letters_ru : letters_en)[at - letters];
}


const char *say_key(enum lang lang, struct pl key)
{
	static const char *const ru[10] = {
		"ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
	};
	static const char *const en[10] = {
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
	};

	if (1 != key.l)
		return NULL;
	if ('*' == key.p[0])
		return LANG_RU == lang ? "звёздочку" : "star";
	if ('#' == key.p[0])
		return LANG_RU == lang ? "решётку" : "hash";
	if (key.p[0] < '0' || key.p[0] > '9')
		return NULL;

	return (LANG_RU == lang ? ru : en)[key.p[0] - '0'];
}


static bool all_digits(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	}

	return text.l > 0;
}


/* One to three digits */
static void group(struct cut *cut, struct pl digits, struct cut_form form)
{
	char buf[128], name[PIECE_NAME_MAX];
	struct mbuf mb = {.buf = (uint8_t *)buf, .size = sizeof(buf)};
	unsigned n = 0;
	int err = 0;

	while (digits.l > 1 && '0' == digits.p[0]) {
		err |= mbuf_printf(&mb, "%s ", say_key(cut->lang, PL_LIT("0")));
		pl_advance(&digits, 1);
	}
	for (size_t i = 0; i < digits.l; i++)
		n = n * 10 + (unsigned)(digits.p[i] - '0');

	(void)snprintf(name, sizeof(name), "group.%.*s", (int)digits.l, digits.p);
	err |= numeral_cardinal(&mb, cut->lang, n, CASE_NOM, GENDER_M);
	if (err)
		cut->err = err;
	else
		cut_piece(cut, (struct pl){buf, mb.end}, name, form);
}


/* All digits in groups of the sizes; the sizes sum up to their number */
static void groups(struct cut *cut, struct pl digits, const uint8_t *size, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		group(cut, (struct pl){digits.p, size[i]}, within);
		pl_advance(&digits, size[i]);
	}
}


/* In pairs; of an odd number the first digit is said alone */
static void pairs(struct cut *cut, struct pl digits)
{
	while (digits.l) {

		const size_t n = digits.l % 2 ? 1 : 2;

		group(cut, (struct pl){digits.p, n}, digits.l > n ? within : between);
		pl_advance(&digits, (ssize_t)n);
	}
}


bool read_appeal(struct cut *cut, int64_t digits)
{
	char text[NUMBER_SIZE], name[PIECE_NAME_MAX];

	if (digits < 0 || digits >= NUMBER_COUNT)
		return false;

	number_format(text, digits, NUMBER_LATIN);             /* AB-123456-7890 */
	for (unsigned i = 0; i < 2; i++) {
		(void)snprintf(name, sizeof(name), "letter.%c", text[i] - 'A' + 'a');
		cut_piece(cut, pl_of(say_letter(cut->lang, text[i])), name, i ? between : within);
	}

	pairs(cut, (struct pl){text + 3, 6});
	pairs(cut, (struct pl){text + 10, 4});
	return true;
}


bool read_phone(struct cut *cut, struct pl phone)
{
	static const uint8_t russian[] = {3, 3, 2, 2};
	struct pl digits = phone;

	if (phone.l < PHONE_MIN || phone.l > PHONE_MAX || '+' != phone.p[0])
		return false;

	pl_advance(&digits, 1);
	if (!all_digits(digits))
		return false;

	if (11 != digits.l || '7' != digits.p[0]) {
		cut_piece(cut, LANG_RU == cut->lang ? PL_LIT("плюс") : PL_LIT("plus"), "plus", within);
		pairs(cut, digits);
		return true;
	}

	pl_advance(&digits, 1);
	if (0 == memcmp(digits.p, "800", 3))
		group(cut, PL_LIT("8"), within);
	else
		cut_piece(cut, LANG_RU == cut->lang ? PL_LIT("плюс семь") : PL_LIT("plus seven"), "plus.7", within);

	groups(cut, digits, russian, sizeof(russian));
	return true;
}


bool read_digits(struct cut *cut, struct pl digits)
{
	if (digits.l < DIGITS_MIN || digits.l > DIGITS_MAX || !all_digits(digits))
		return false;

	pairs(cut, digits);
	return true;
}
