/**
 * @file filetype.c  Signatures of the files that citizens send, and their names
 *
 * libmagic knows thousands of types; here fifteen are taken and the rest refused, so a table that can be read whole is the
 * smaller thing to trust.
 */
#include "web/filetype.h"
#include "web/web_priv.h"


struct magic {
	const char *type;
	size_t offset;
	struct pl bytes;
};

static const struct magic magics[] = {
	{"application/pdf", 0, {"%PDF-", 5}},
	{"image/png", 0, {"\x89PNG\r\n\x1a\n", 8}},
	{"image/jpeg", 0, {"\xff\xd8\xff", 3}},
	{"image/gif", 0, {"GIF87a", 6}},
	{"image/gif", 0, {"GIF89a", 6}},
	{"image/webp", 8, {"WEBPVP8", 7}},
	{"image/heic", 4, {"ftypheic", 8}},
	{"image/heic", 4, {"ftypheix", 8}},
	{"image/heic", 4, {"ftypmif1", 8}},
	{"image/heic", 4, {"ftypheim", 8}},
	{"image/tiff", 0, {"II*\0", 4}},
	{"image/tiff", 0, {"MM\0*", 4}},
};

/* A ZIP whose first entry is "mimetype", stored (ODF 1.2 part 3 §3.3), or that holds the parts of OOXML (ECMA-376) */
static const struct magic zips[] = {
	{"application/vnd.oasis.opendocument.text", 38, {"application/vnd.oasis.opendocument.textPK", 41}},
	{"application/vnd.oasis.opendocument.spreadsheet", 38, {"application/vnd.oasis.opendocument.spreadsheetPK", 48}},
	{"application/vnd.oasis.opendocument.presentation", 38, {"application/vnd.oasis.opendocument.presentationPK", 49}},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", SIZE_MAX, {"word/", 5}},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", SIZE_MAX, {"xl/", 3}},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", SIZE_MAX, {"ppt/", 4}},
};


static bool magic_fits(const struct magic *m, struct pl head)
{
	if (m->offset != SIZE_MAX)
		return head.l >= m->offset + m->bytes.l && !memcmp(head.p + m->offset, m->bytes.p, m->bytes.l);

	/* the name of an entry: behind a local header's 30 bytes */
	for (size_t i = 0; i + 30 + m->bytes.l <= head.l; i++) {

		const char *p = memmem(head.p + i, head.l - i, "PK\3\4", 4);

		if (!p)
			return false;
		i = (size_t)(p - head.p);
		if (i + 30 + m->bytes.l <= head.l && !memcmp(p + 30, m->bytes.p, m->bytes.l))
			return true;
	}

	return false;
}


static bool is_text(struct pl head)
{
	size_t cut = head.l;

	for (size_t i = 0; i < head.l; i++) {

		uint8_t c = (uint8_t)head.p[i];

		if ((c < 0x20 && !strchr("\t\r\n\f", c)) || !c || c == 0x7f)
			return false;
	}

	while (cut && head.l - cut < 4) {                  /* the head may end within a character */
		if (utf8_valid((struct pl){head.p, cut}))
			return true;
		cut--;
	}

	return false;
}


const char *filetype_of(struct pl head)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (magic_fits(&magics[i], head))
			return magics[i].type;
	}

	if (head.l > 30 && !memcmp(head.p, "PK\3\4", 4)) {
		for (size_t i = 0; i < sizeof(zips) / sizeof(zips[0]); i++) {
			if (magic_fits(&zips[i], head))
				return zips[i].type;
		}
		return NULL;
	}

	return is_text(head) ? "text/plain" : NULL;
}


/* Characters that change what a reader sees: controls, marks and overrides of direction, separators, BOM */
static bool misleading(const uint8_t *p, size_t l)
{
	if (p[0] < 0x20 || p[0] == 0x7f)
		return true;
	if (l > 1 && p[0] == 0xc2 && p[1] < 0xa0)                          /* C1 */
		return true;
	if (l > 1 && p[0] == 0xd8 && p[1] == 0x9c)                         /* U+061C */
		return true;
	if (l > 2 && p[0] == 0xe2 && p[1] == 0x80 && ((p[2] >= 0x8b && p[2] <= 0x8f) || (p[2] >= 0xa8 && p[2] <= 0xae)))
		return true;                                               /* U+200B–200F, 2028–202E */
	if (l > 2 && p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa0 && p[2] <= 0xaf)         /* U+2060–206F */
		return true;

	return l > 2 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
}


/* Bytes of the character at p, in valid UTF-8 */
static size_t char_len(uint8_t c)
{
	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}


void filename_clean(char *name, size_t size, struct pl given)
{
	const char *ending;
	char buf[1024];
	size_t n = 0, keep;

	for (size_t i = given.l; i--;) {
		if (given.p[i] == '/' || given.p[i] == '\\') {
			given.p += i + 1;
			given.l -= i + 1;
			break;
		}
	}

	if (!utf8_valid(given))
		given.l = 0;

	for (size_t i = 0; i < given.l;) {

		size_t l = char_len((uint8_t)given.p[i]);

		if (!misleading((const uint8_t *)given.p + i, l) && n + l < sizeof(buf)) {
			memcpy(buf + n, given.p + i, l);
			n += l;
		}
		i += l;
	}
	buf[n] = '\0';

	while (n && (buf[n - 1] == ' ' || buf[n - 1] == '.'))
		buf[--n] = '\0';
	if (!n || strspn(buf, ". ") == n)
		n = (size_t)re_snprintf(buf, sizeof(buf), "file");

	if (n < size) {
		memcpy(name, buf, n + 1);
		return;
	}

	ending = strrchr(buf, '.');                        /* too long: the middle goes */
	if (!ending || (size_t)(buf + n - ending) > 16)
		ending = buf + n;
	keep = size - 1 - (size_t)(buf + n - ending);
	while (keep && ((uint8_t)buf[keep] & 0xc0) == 0x80)
		keep--;
	memcpy(name, buf, keep);
	memmove(name + keep, ending, (size_t)(buf + n - ending) + 1);
}
