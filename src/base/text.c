/**
 * @file text.c  Text that a person typed: UTF-8, spaces, dashes, digits, case
 */
#include <unicode/uchar.h>
#include "base/text.h"


/* Length of the sequence that a first byte opens, and the least code point that is not overlong in it */
static size_t sequence(uint8_t first, uint32_t *bits, uint32_t *least)
{
	if (first < 0x80) {
		*bits = first;
		*least = 0;
		return 1;
	}
	if (0xc0 == (first & 0xe0)) {
		*bits = first & 0x1f;
		*least = 0x80;
		return 2;
	}
	if (0xe0 == (first & 0xf0)) {
		*bits = first & 0x0f;
		*least = 0x800;
		return 3;
	}
	if (0xf0 == (first & 0xf8)) {
		*bits = first & 0x07;
		*least = 0x10000;
		return 4;
	}

	return 0;
}


/* Two bytes of which none is overlong: Cyrillic, among others */
static bool is_pair(const uint8_t *p)
{
	return p[0] >= 0xc2 && p[0] < 0xe0 && 0x80 == (p[1] & 0xc0);
}


uint32_t text_next(struct pl *pl)
{
	uint32_t cp, least;
	size_t n;

	if (!pl->p || !pl->l)
		return TEXT_END;

	/* nearly all there is: ASCII and pairs */
	if ((uint8_t)pl->p[0] < 0x80) {
		cp = (uint8_t)*pl->p++;
		pl->l--;
		return cp;
	}
	if (pl->l > 1 && is_pair((const uint8_t *)pl->p)) {
		cp = ((uint32_t)(uint8_t)pl->p[0] & 0x1f) << 6 | ((uint8_t)pl->p[1] & 0x3f);
		pl->p += 2;
		pl->l -= 2;
		return cp;
	}

	n = sequence((uint8_t)pl->p[0], &cp, &least);
	if (!n || n > pl->l)
		return TEXT_BAD;

	for (size_t i = 1; i < n; i++) {
		uint8_t byte = (uint8_t)pl->p[i];

		if (0x80 != (byte & 0xc0))
			return TEXT_BAD;
		cp = cp << 6 | (byte & 0x3f);
	}
	if (cp < least || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return TEXT_BAD;

	pl->p += n;
	pl->l -= n;
	return cp;
}


/* How long the front is that consists of ASCII and pairs, without a NUL */
static size_t plain_length(struct pl pl)
{
	const uint8_t *p = (const uint8_t *)pl.p;
	size_t l = 0;

	while (l < pl.l && p[l]) {
		if (p[l] < 0x80)
			l++;
		else if (l + 1 < pl.l && is_pair(p + l))
			l += 2;
		else
			break;
	}

	return l;
}


bool text_valid(struct pl pl)
{
	if (!pl.p)
		return true;

	for (;;) {
		pl_advance(&pl, (ssize_t)plain_length(pl));
		if (!pl.l)
			return true;
		if (!*pl.p || TEXT_BAD == text_next(&pl))
			return false;
	}
}


size_t text_count(struct pl pl)
{
	size_t n = 0;

	while (text_next(&pl) < TEXT_END)
		n++;

	return n;
}


size_t text_encode(char dst[4], uint32_t cp)
{
	if (cp < 0x80) {
		dst[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		dst[0] = (char)(0xc0 | cp >> 6);
		dst[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	if (cp < 0x10000) {
		dst[0] = (char)(0xe0 | cp >> 12);
		dst[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		dst[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}

	dst[0] = (char)(0xf0 | cp >> 18);
	dst[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	dst[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	dst[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}


bool text_is_space(uint32_t cp)
{
	switch (cp) {

	case 0x00ad:     /* soft hyphen */
	case 0x180e:     /* Mongolian vowel separator, a space until Unicode 6.3 */
	case 0x200b:     /* zero-width space */
	case 0x200c:     /* zero-width non-joiner */
	case 0x200d:     /* zero-width joiner */
	case 0x200e:     /* left-to-right mark, which copied telephone numbers carry */
	case 0x200f:     /* right-to-left mark */
	case 0x202a:     /* embeddings and their end */
	case 0x202b:
	case 0x202c:
	case 0x2060:     /* word joiner */
	case 0xfeff:     /* byte order mark */
		return true;

	default:
		if (cp < 0x250)          /* Latin: without asking ICU */
			return ' ' == cp || (cp >= 0x09 && cp <= 0x0d) || 0x85 == cp || 0xa0 == cp;
		if (cp < 0x1680)         /* other alphabets: no space among them */
			return false;
		return cp < TEXT_END && u_isUWhiteSpace((UChar32)cp);
	}
}


bool text_is_dash(uint32_t cp)
{
	if (cp >= 0x2010 && cp <= 0x2015)
		return true;

	return '-' == cp || 0x2212 == cp || 0xfe58 == cp || 0xfe63 == cp || 0xff0d == cp;
}


bool text_is_apostrophe(uint32_t cp)
{
	return '\'' == cp || '`' == cp || 0xb4 == cp || 0x2bc == cp || 0x2018 == cp || 0x2019 == cp || 0xff07 == cp;
}


int text_digit(uint32_t cp)
{
	if (cp >= '0' && cp <= '9')
		return (int)(cp - '0');
	if (cp >= 0xff10 && cp <= 0xff19)
		return (int)(cp - 0xff10);

	return -1;
}


bool text_is_russian(uint32_t cp)
{
	return (cp >= 0x410 && cp <= 0x44f) || 0x401 == cp || 0x451 == cp;
}


bool text_is_latin(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');

	/* Latin-1 to Latin Extended-B, and Latin Extended Additional */
	return ((cp >= 0xc0 && cp <= 0x24f) || (cp >= 0x1e00 && cp <= 0x1eff)) && u_isalpha((UChar32)cp);
}


bool text_is_said(struct pl pl)
{
	uint32_t cp;

	while ((cp = text_next(&pl)) < TEXT_END) {
		if (u_isalnum((UChar32)cp))
			return true;
	}

	return false;
}


/* Where the last character begins, or the last byte that belongs to none */
static size_t text_last(struct pl pl)
{
	size_t at = pl.l - 1;

	for (size_t n = 1; n <= 4 && n <= pl.l; n++) {
		struct pl one = {pl.p + pl.l - n, n};

		if (text_next(&one) != TEXT_BAD)
			return one.l ? at : pl.l - n;
	}

	return at;
}


struct pl text_trim(struct pl pl)
{
	while (pl.l) {
		struct pl rest = pl;

		if (!text_is_space(text_next(&rest)))
			break;
		pl = rest;
	}

	while (pl.l) {
		size_t at = text_last(pl);
		struct pl one = {pl.p + at, pl.l - at};

		if (!text_is_space(text_next(&one)))
			break;
		pl.l = at;
	}

	return pl;
}


/* Bytes that a mapped text takes, or an error */
static int map_size(size_t *sizep, struct pl src, text_map_h *maph)
{
	size_t size = 0;
	uint32_t cp;
	char bytes[4];

	while (TEXT_END != (cp = text_next(&src))) {
		if (TEXT_BAD == cp)
			return EBADMSG;
		cp = maph(cp);
		if (cp)
			size += text_encode(bytes, cp);
	}
	*sizep = size;

	return 0;
}


int text_map(char *dst, size_t size, struct pl src, text_map_h *maph)
{
	size_t need, n = 0;
	uint32_t cp;
	int err;

	err = map_size(&need, src, maph);
	if (err)
		return err;
	if (need >= size)
		return EOVERFLOW;

	while (TEXT_END != (cp = text_next(&src))) {
		char bytes[4];
		size_t len;

		cp = maph(cp);
		if (!cp)
			continue;
		len = text_encode(bytes, cp);
		memcpy(dst + n, bytes, len);
		n += len;
	}
	dst[n] = '\0';

	return 0;
}


uint32_t text_plain(uint32_t cp)
{
	if (text_is_dash(cp))
		return '-';
	if (cp >= 0xff01 && cp <= 0xff5e)
		return cp - 0xff01 + '!';

	return text_is_space(cp) ? ' ' : cp;
}


uint32_t text_fold(uint32_t cp)
{
	if (cp >= 0x430 && cp <= 0x44f)      /* small Russian letters but ё: most of what comes */
		return cp;

	cp = (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);

	return 0x451 == cp ? 0x435 : cp;
}


bool text_alike(struct pl a, struct pl b)
{
	a = text_trim(a);
	b = text_trim(b);

	for (;;) {
		uint32_t x = text_next(&a), y = text_next(&b);

		if (TEXT_END == x || TEXT_END == y)
			return x == y;
		if (TEXT_BAD == x || TEXT_BAD == y || text_fold(x) != text_fold(y))
			return false;
	}
}
