/**
 * @file cut_read.c  Reads groups of digits, mail addresses and telling words off a text
 */
#include <unicode/uchar.h>
#include "base/text.h"
#include "appeal/cut_priv.h"


enum {
	GAP_MAX    = 4,           /* code points between two groups */
	LOCAL_MAX  = 64,          /* before the @: RFC 5321 section 4.5.3.1.1 */
	DOMAIN_MAX = 255,
	HEAD_MAX   = 20,          /* bytes of a word's beginning: the longest stem, and a code point more */
};


/* Takes one group of digits off a text; false when there is none, or more digits than any identifier has */
static bool take_group(struct cut_group *gr, struct pl text, struct pl *rest)
{
	gr->n = 0;
	gr->at = (size_t)(rest->p - text.p);

	for (;;) {
		struct pl next = *rest;

		if (text_digit(text_next(&next)) < 0)
			break;
		if (CUT_GROUP_MAX == gr->n)
			return false;
		gr->n++;
		*rest = next;
	}
	gr->end = (size_t)(rest->p - text.p);

	return gr->n > 0;
}


/* «номер» and №, the spaces about them are taken elsewhere */
static size_t number_word(struct pl text)
{
	static const char *const words[] = {"номер", "Номер", "№", "N"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if (text.l >= len && 0 == memcmp(text.p, words[i], len))
			return len;
	}

	return 0;
}


static unsigned gap_of(uint32_t cp)
{
	if ('\n' == cp || '\r' == cp)
		return 0;
	if (text_is_space(cp))
		return GAP_SPACE;
	if (text_is_dash(cp))
		return GAP_DASH;
	if ('(' == cp || ')' == cp)
		return GAP_PAREN;

	return '.' == cp ? GAP_DOT : 0;
}


/* Takes what may stand between two groups off a text; the bits, 0 when something else stands there */
static unsigned take_gap(struct pl *rest)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < GAP_MAX; i++) {
		struct pl next = *rest;
		size_t len = number_word(*rest);
		unsigned bit;

		if (len && !(bits & GAP_NUMBER)) {
			pl_advance(rest, (ssize_t)len);
			bits |= GAP_NUMBER;
			continue;
		}
		bit = gap_of(text_next(&next));
		if (!bit)
			break;
		bits |= bit;
		*rest = next;
	}

	return bits;
}


bool cut_read(struct cut_run *run, struct pl text, size_t at)
{
	struct pl rest = {text.p + at, text.l - at};

	run->n = 0;
	run->at = at;
	run->plus = '+' == *rest.p;
	if (run->plus)
		pl_advance(&rest, 1);

	while (run->n < CUT_GROUPS) {
		struct cut_group *gr = &run->group[run->n];

		gr->gap = run->n ? take_gap(&rest) : GAP_SPACE;
		if (!gr->gap || !take_group(gr, text, &rest))
			break;
		run->n++;
	}

	return run->n > 0;
}


bool cut_is_local(uint32_t cp)
{
	if (cp < 0x80)
		return u_isalnum((UChar32)cp) || (cp && strchr("._%+-", (int)cp));

	return cp < TEXT_END && u_isalnum((UChar32)cp);
}


/* Takes code points of an address off a text; their bytes */
static size_t take_name(struct pl *text, size_t max, bool domain)
{
	const char *p = text->p;

	for (size_t n = 0; n < max && text->l; n++) {
		struct pl next = *text;
		uint32_t cp = text_next(&next);

		if (!cut_is_local(cp) || (domain && ('_' == cp || '%' == cp || '+' == cp)))
			break;
		*text = next;
	}

	return (size_t)(text->p - p);
}


size_t cut_email(struct pl text)
{
	struct pl rest = text, domain, top;
	const char *dot;

	if (!take_name(&rest, LOCAL_MAX, false) || !rest.l || '@' != *rest.p)
		return 0;
	pl_advance(&rest, 1);

	domain.p = rest.p;
	domain.l = take_name(&rest, DOMAIN_MAX, true);
	while (domain.l && ('.' == domain.p[domain.l - 1] || '-' == domain.p[domain.l - 1]))
		domain.l--;

	dot = pl_strrchr(&domain, '.');
	if (!dot || dot == domain.p)
		return 0;
	top = (struct pl){dot + 1, (size_t)(domain.p + domain.l - dot - 1)};
	if (text_count(top) < 2 || text_digit((uint8_t)*top.p) >= 0)
		return 0;

	return (size_t)(domain.p + domain.l - text.p);
}


/* The beginning of a word, folded, as UTF-8; its bytes */
static size_t fold_head(char head[HEAD_MAX], struct pl text)
{
	size_t l = 0;

	while (l + 4 <= HEAD_MAX) {
		uint32_t cp = text_next(&text);

		if (cp >= TEXT_END)
			break;
		cp = text_fold(cp);
		if (!u_isalpha((UChar32)cp))
			break;
		l += text_encode(head + l, cp);
	}

	return l;
}


#define STEM(word, near) {word, sizeof(word) - 1, near}

unsigned cut_word(struct pl text)
{
	static const struct {
		const char *stem;
		size_t len;
		unsigned bit;
	} words[] = {
		STEM("снилс", NEAR_SNILS), STEM("страхов", NEAR_SNILS), STEM("полис", NEAR_OMS), STEM("омс", NEAR_OMS),
		STEM("енп", NEAR_OMS), STEM("карт", NEAR_CARD), STEM("паспорт", NEAR_PASSPORT), STEM("сери", NEAR_PASSPORT),
		STEM("загран", NEAR_PASSPORT), STEM("тел", NEAR_PHONE), STEM("моб", NEAR_PHONE), STEM("звон", NEAR_PHONE),
		STEM("позвон", NEAR_PHONE), STEM("перезвон", NEAR_PHONE), STEM("passport", NEAR_PASSPORT), STEM("snils", NEAR_SNILS),
		STEM("card", NEAR_CARD), STEM("phone", NEAR_PHONE), STEM("tel", NEAR_PHONE),
	};

	char head[HEAD_MAX];
	size_t l = fold_head(head, text);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {

		const char *stem = words[i].stem;
		size_t len = words[i].len;

		/* three bytes tell nearly all of them apart */
		if (len <= l && head[0] == stem[0] && head[1] == stem[1] && head[len - 1] == stem[len - 1] && 0 == memcmp(head, stem, len))
			return words[i].bit;
	}

	return 0;
}
