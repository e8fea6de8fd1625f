/**
 * @file html.c  Escapes for HTML
 */
#include <ctype.h>
#include <stdio.h>
#include <strings.h>
#include <inttypes.h>
#include "web/html.h"

static const char replacement[] = "\xef\xbf\xbd";     /* U+FFFD */


int html_raw(struct mbuf *mb, const char *markup, size_t size)
{
	return mbuf_write_mem(mb, (const uint8_t *)markup, size);
}


/* The length in bytes of the well-formed UTF-8 character at p (Unicode 15, table 3-7); 0: there is none */
static size_t utf8_len(const uint8_t *p, size_t l)
{
	uint8_t low = 0x80, high = 0xbf;
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;

	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (l < n)
		return 0;

	if (0xe0 == p[0])
		low = 0xa0;
	else if (0xed == p[0])
		high = 0x9f;
	else if (0xf0 == p[0])
		low = 0x90;
	else if (0xf4 == p[0])
		high = 0x8f;

	if (p[1] < low || p[1] > high)
		return 0;

	for (size_t i = 2; i < n; i++) {
		if (0x80 != (p[i] & 0xc0))
			return 0;
	}

	return n;
}


/* What stands for a character instead of itself; NULL: it stands for itself */
static const char *escape_of(uint8_t c)
{
	switch (c) {

	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t': case '\n': case '\r': return NULL;
	default: return c < 0x20 || 0x7f == c ? replacement : NULL;
	}
}


int html_pl(struct mbuf *mb, struct pl text)
{
	const uint8_t *p = (const uint8_t *)text.p;
	size_t done = 0, at = 0;
	int err;

	if (!p)
		return 0;

	while (at < text.l) {

		size_t n = utf8_len(p + at, text.l - at);
		const char *escape = n ? escape_of(p[at]) : replacement;

		if (!escape) {
			at += n;
			continue;
		}

		err = mbuf_write_mem(mb, p + done, at - done);
		if (err)
			return err;
		err = mbuf_write_mem(mb, (const uint8_t *)escape, strlen(escape));
		if (err)
			return err;

		at += n ? n : 1;
		done = at;
	}

	return mbuf_write_mem(mb, p + done, text.l - done);
}


int html_str(struct mbuf *mb, const char *text)
{
	return html_pl(mb, pl_of(text));
}


int html_int(struct mbuf *mb, int64_t n)
{
	char buf[24];
	int l = snprintf(buf, sizeof(buf), "%" PRId64, n);

	return html_raw(mb, buf, (size_t)l);
}


static bool url_safe(struct pl url)
{
	static const char *const schemes[] = {"https:", "http:", "mailto:", "tel:"};

	if (!url.p || !url.l)
		return false;

	/* browsers take "\" for "/", and leave out tabs and line breaks */
	for (size_t i = 0; i < url.l; i++) {
		if ((uint8_t)url.p[i] <= ' ' || '\\' == url.p[i])
			return false;
	}

	if ('/' == url.p[0])
		return url.l < 2 || '/' != url.p[1];
	if ('?' == url.p[0] || '#' == url.p[0])
		return true;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {

		size_t l = strlen(schemes[i]);

		if (url.l > l && !strncasecmp(url.p, schemes[i], l))
			return true;
	}

	return false;
}


int html_url(struct mbuf *mb, struct pl url)
{
	return html_pl(mb, url_safe(url) ? url : PL_LIT("#"));
}


int html_query(struct mbuf *mb, struct pl text)
{
	for (size_t i = 0; text.p && i < text.l; i++) {

		uint8_t c = (uint8_t)text.p[i];
		bool plain = c < 0x80 && (isalnum(c) || strchr("-._~", c)) && c;
		int err = plain ? mbuf_write_u8(mb, c) : mbuf_printf(mb, "%%%02X", c);

		if (err)
			return err;
	}

	return 0;
}


int html_page(struct mbuf *mb, enum lang lang, struct pl path)
{
	int err = LANG_EN == lang ? html_raw(mb, "/en", 3) : 0;

	if (err)
		return err;

	return html_pl(mb, url_safe(path) && '/' == path.p[0] ? path : PL_LIT("/"));
}


int html_text(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc)
{
	return text_print_with(mb, lang, key, argv, argc, html_pl);
}
