/**
 * @file phone.c  A telephone number as people and networks write it, to E.164
 *
 * National numbers of Russia have ten digits: 3, 4, 8 geographic and 8xx, 9 mobile; 6 and 7 are Kazakhstan's, the
 * others are not assigned. The trunk prefix is 8, the international one 8~10.
 */
#include <stdio.h>
#include "base/text.h"
#include "person/check_priv.h"


enum {
	NATIONAL  = 10,          /* digits without the country code */
	E164_MAX  = 15,          /* ITU-T E.164 */
	E164_MIN  = 8,
	EXT_MAX   = 7,
};

/* A value taken apart */
struct parts {
	struct digits dg;
	char ext[EXT_MAX + 1];
	bool plus;
};


/* Words that networks and people put for a caller who is not shown */
static bool is_withheld(struct pl text)
{
	static const char *const words[] = {
		"anonymous", "restricted", "unavailable", "unknown", "private", "withheld", "скрыт", "скрытый номер",
		"номер скрыт", "аноним", "анонимно", "не определен", "номер не определен",
	};
	char buf[64];

	if (!text.l)
		return true;
	if (text_map(buf, sizeof(buf), text, text_fold))
		return false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (0 == strcmp(buf, words[i]))
			return true;
	}

	return false;
}


/* Leaves the number of a tel: or sip: address */
static struct pl strip_uri(struct pl text)
{
	static const char *const schemes[] = {"tel:", "sips:", "sip:"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);
		const char *end;

		if (text.l < len || strncasecmp(text.p, schemes[i], len))
			continue;
		pl_advance(&text, (ssize_t)len);
		end = i ? pl_strchr(&text, '@') : NULL;
		if (end)
			text.l = (size_t)(end - text.p);
		end = pl_strchr(&text, ';');
		if (end && strncasecmp(end, ";ext=", 5))
			text.l = (size_t)(end - text.p);
		break;
	}

	return text;
}


/* Cuts an extension off the end: «доб. 123», "ext. 123", ";ext=123", "#123"; false when what stands there is none */
static bool cut_extension(struct parts *pt, struct pl *text)
{
	static const char *const marks[] = {";ext=", "добавочный", "доб", "Доб", "вн", "ext", "Ext", "x", "#", ","};
	struct digits dg;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = memmem(text->p, text->l, marks[i], strlen(marks[i]));
		struct pl tail;

		if (!at)
			continue;
		tail.p = at + strlen(marks[i]);
		tail.l = (size_t)(text->p + text->l - tail.p);
		if (tail.l && ('.' == *tail.p || ':' == *tail.p))
			pl_advance(&tail, 1);

		digits_read(&dg, tail, false);
		if (dg.letters || !dg.n || dg.n > EXT_MAX)
			return false;
		digits_print(pt->ext, sizeof(pt->ext), dg.at, dg.n);
		text->l = (size_t)(at - text->p);
		return true;
	}

	return true;
}


/* text_map_h: as text_plain(), and what people put between digits is a space */
static uint32_t unmark(uint32_t cp)
{
	cp = text_plain(cp);

	return '(' == cp || ')' == cp || '.' == cp || '~' == cp || '/' == cp || '[' == cp || ']' == cp ? ' ' : cp;
}


/* Country codes of E.164 by their first digits; those of three digits where nothing shorter is given */
static bool is_country(const uint8_t *digit)
{
	static const char *const groups[] = {
		"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
		"49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
		"82", "84", "86", "90", "91", "92", "93", "94", "95", "98", "211", "212", "213", "216", "218", "22",
		"23", "24", "25", "26", "290", "291", "297", "298", "299", "35", "370", "371", "372", "373", "374",
		"375", "376", "377", "378", "379", "380", "381", "382", "383", "385", "386", "387", "389", "420", "421",
		"423", "50", "590", "591", "592", "593", "594", "595", "596", "597", "598", "599", "670", "672", "673",
		"674", "675", "676", "677", "678", "679", "680", "681", "682", "683", "685", "686", "687", "688", "689",
		"690", "691", "692", "850", "852", "853", "855", "856", "870", "880", "881", "882", "883", "886", "960",
		"961", "962", "963", "964", "965", "966", "967", "968", "970", "971", "972", "973", "974", "975", "976",
		"977", "992", "993", "994", "995", "996", "998",
	};
	char head[4];

	digits_print(head, sizeof(head), digit, 3);
	if ('1' == head[0] || '7' == head[0])
		return true;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (0 == strncmp(head, groups[i], strlen(groups[i])))
			return true;
	}

	return false;
}


/* Do national numbers of Russia begin so? 88x and 89x are not assigned: mostly a trunk 8 with a digit lost after it */
static bool is_russian(const uint8_t *digit)
{
	switch (digit[0]) {

	case 3: case 4: case 9: return true;
	case 8:                 return digit[1] < 8;
	default:                return false;
	}
}


static void publish(char *dst, size_t size, const uint8_t *digit, unsigned n, const char *ext)
{
	char buf[DIGITS_MAX + 1];

	digits_print(buf, sizeof(buf), digit, n);
	(void)snprintf(dst, size, "+%s%s%s", buf, *ext ? ";ext=" : "", ext);
}


/* Judges digits that begin with a country code */
static void judge(struct check_result *res, const uint8_t *digit, unsigned n, const char *ext)
{
	if (7 == digit[0]) {
		if (1 + NATIONAL != n) {
			check_set(res, CHECK_INVALID, T_CHECK_PHONE_LENGTH);
			return;
		}
		if (!is_russian(digit + 1) && 6 != digit[1] && 7 != digit[1]) {
			check_set(res, CHECK_INVALID, T_CHECK_PHONE_CODE);
			return;
		}
		if (6 == digit[1] || 7 == digit[1])
			check_set(res, CHECK_VALID, T_CHECK_PHONE_FOREIGN);
	}
	else {
		if (n < E164_MIN || n > E164_MAX) {
			check_set(res, CHECK_INVALID, T_CHECK_PHONE_LENGTH);
			return;
		}
		if (!digit[0] || !is_country(digit)) {
			check_set(res, CHECK_INVALID, T_CHECK_PHONE_COUNTRY);
			return;
		}
		check_set(res, CHECK_VALID, T_CHECK_PHONE_FOREIGN);
	}

	publish(res->value, sizeof(res->value), digit, n, ext);
}


/*
 * +8 and a national number of Russia: 8 is the trunk prefix, +7 was meant. Viet Nam (+84) and Bangladesh (+880) have
 * numbers of that length too: those are only doubted.
 */
static bool is_plus_eight(struct check_result *res, const struct parts *pt)
{
	uint8_t digit[1 + NATIONAL];

	if (!pt->plus || 1 + NATIONAL != pt->dg.n || 8 != pt->dg.at[0] || !is_russian(pt->dg.at + 1))
		return false;

	memcpy(digit, pt->dg.at, sizeof(digit));
	digit[0] = 7;
	check_set(res, is_country(pt->dg.at) ? CHECK_SUSPICIOUS : CHECK_INVALID, T_CHECK_PHONE_PLUS_EIGHT);
	publish(res->suggestion, sizeof(res->suggestion), digit, sizeof(digit), pt->ext);

	return true;
}


/* Brings what was dialled to digits that begin with a country code, and judges them */
static void dialled(struct check_result *res, struct parts *pt)
{
	uint8_t *digit = pt->dg.at;
	unsigned n = pt->dg.n;

	if (n > DIGITS_MAX) {
		check_set(res, CHECK_INVALID, T_CHECK_PHONE_LENGTH);
		return;
	}
	if (pt->plus) {
		if (!is_plus_eight(res, pt))
			judge(res, digit, n, pt->ext);
		return;
	}
	if (n <= 4) {
		check_set(res, CHECK_INVALID, n < 2 ? T_CHECK_PHONE_LENGTH : T_CHECK_PHONE_SHORT);
		return;
	}
	if (n <= 7) {
		check_set(res, CHECK_INVALID, T_CHECK_PHONE_LOCAL);
		return;
	}
	if (8 == digit[0] && 1 == digit[1] && 0 == digit[2] && n > 1 + NATIONAL) {
		judge(res, digit + 3, n - 3, pt->ext);
		return;
	}
	if (0 == digit[0] && 0 == digit[1]) {
		judge(res, digit + 2, n - 2, pt->ext);
		return;
	}
	if (1 + NATIONAL == n && (7 == digit[0] || 8 == digit[0])) {
		digit[0] = 7;
		judge(res, digit, n, pt->ext);
		return;
	}
	if (NATIONAL == n && is_russian(digit)) {
		memmove(digit + 1, digit, NATIONAL);
		digit[0] = 7;
		judge(res, digit, 1 + NATIONAL, pt->ext);
		return;
	}

	check_set(res, CHECK_INVALID, T_CHECK_PHONE_LENGTH);
}


/* The number in a plain text: digits with or without a plus before them */
static void read_number(struct check_result *res, struct parts *pt, struct pl text, bool as_digit)
{
	text = text_trim(text);
	pt->plus = text.l && '+' == *text.p;
	if (pt->plus)
		pl_advance(&text, 1);

	digits_read(&pt->dg, text, as_digit);
	if (pt->dg.letters)
		check_set(res, CHECK_INVALID, T_CHECK_PHONE_LETTERS);
	else
		dialled(res, pt);
}


static void suggest(struct check_result *res, const struct parts *was, struct pl text)
{
	struct check_result other = {.verdict = CHECK_VALID, .key = T_CHECK_VALID};
	struct parts pt = *was;

	read_number(&other, &pt, text, true);
	if (CHECK_VALID == other.verdict)
		memcpy(res->suggestion, other.value, sizeof(res->suggestion));
}


void check_phone(struct check_result *res, struct pl value, int32_t today)
{
	char typed[CHECK_TEXT_MAX + 1], buf[CHECK_TEXT_MAX + 1];
	struct parts pt = {.plus = false};
	struct pl text;

	(void)today;
	if (!check_open(res, value))
		return;
	if (text_map(typed, sizeof(typed), value, text_plain)) {       /* mapping never lengthens */
		check_set(res, CHECK_INVALID, T_CHECK_TOO_LONG);
		return;
	}

	text = strip_uri(text_trim(pl_of(typed)));
	if (is_withheld(text_trim(text))) {
		check_set(res, CHECK_INVALID, T_CHECK_PHONE_NO_CLI);
		return;
	}
	if (!cut_extension(&pt, &text)) {
		check_set(res, CHECK_INVALID, T_CHECK_PHONE_LETTERS);
		return;
	}
	if (text_map(buf, sizeof(buf), text, unmark)) {
		check_set(res, CHECK_INVALID, T_CHECK_TOO_LONG);
		return;
	}

	read_number(res, &pt, pl_of(buf), false);
	if (T_CHECK_PHONE_LETTERS == res->key)
		suggest(res, &pt, pl_of(buf));
}
