/**
 * @file path.c  Strict decoding of what stands in a request line; pure
 *
 * Strict because a lenient decoder is how one path comes to have two meanings: an encoded slash, a NUL, a segment of dots or
 * an overlong UTF-8 sequence is refused, not repaired.
 */
#include "web/web_priv.h"


static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;

	return -1;
}


/* Bytes of the sequence that begins here, 0 when it is not UTF-8 (RFC 3629: no overlong forms, no surrogates) */
static size_t utf8_sequence(const uint8_t *p, size_t l)
{
	uint32_t c;
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;

	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n > l)
		return 0;

	c = p[0] & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}

	if ((n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 || c > 0x10ffff)) || (c >= 0xd800 && c <= 0xdfff))
		return 0;

	return n;
}


bool utf8_valid(struct pl text)
{
	const uint8_t *p = (const uint8_t *)text.p;

	for (size_t i = 0; i < text.l;) {

		size_t n = p[i] ? utf8_sequence(p + i, text.l - i) : 0;

		if (!n)
			return false;
		i += n;
	}

	return true;
}


int percent_decode(struct pl *out, struct pl raw, char *buf, bool plus)
{
	size_t n = 0;

	for (size_t i = 0; i < raw.l; i++) {

		char c = raw.p[i];

		if (c == '%') {
			int hi = raw.l - i > 2 ? hex_digit(raw.p[i + 1]) : -1;
			int lo = raw.l - i > 2 ? hex_digit(raw.p[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return EBADMSG;
			c = (char)(hi << 4 | lo);
			i += 2;
		}
		else if (plus && c == '+') {
			c = ' ';
		}

		buf[n++] = c;
	}

	buf[n] = '\0';
	if (!utf8_valid((struct pl){buf, n}))
		return EBADMSG;

	*out = (struct pl){buf, n};
	return 0;
}


/* A segment of a path: no control characters, no slash that was encoded, no dots that walk */
static bool segment_sane(struct pl seg)
{
	if (!pl_strcmp(&seg, ".") || !pl_strcmp(&seg, ".."))
		return false;

	for (size_t i = 0; i < seg.l; i++) {
		uint8_t c = (uint8_t)seg.p[i];

		if (c < 0x20 || c == 0x7f || c == '/' || c == '\\')
			return false;
	}

	return true;
}


int path_decode(struct path *path, struct pl raw, char *buf)
{
	size_t i = 1;

	if (!raw.l || raw.p[0] != '/')
		return EBADMSG;

	memset(path, 0, sizeof(*path));

	while (i < raw.l) {

		const char *end = memchr(raw.p + i, '/', raw.l - i);
		struct pl seg = {raw.p + i, end ? (size_t)(end - raw.p) - i : raw.l - i};
		int err;

		if (!seg.l || path->segc == SEGMENT_MAX)
			return ENOENT;

		err = percent_decode(&path->segv[path->segc], seg, buf, false);
		if (err)
			return err;
		if (!segment_sane(path->segv[path->segc]))
			return EBADMSG;

		buf += path->segv[path->segc].l + 1;
		path->segc++;
		i += seg.l + (end != NULL);
		path->slash = end != NULL;
	}

	return 0;
}
