/**
 * @file html.c  Escapes for HTML
 */
#include <ctype.h>
#include <stdio.h>
#include <strings.h>
#include <inttypes.h>
#include "base/text.h"
#include "web/html.h"

static const char replacement[] = "\xef\xbf\xbd";     /* U+FFFD */


int html_raw(struct mbuf *mb, const char *markup, size_t size)
{
	return mbuf_write_mem(mb, (const uint8_t *)markup, size);
}


/* What stands for a character instead of itself; NULL: it stands for itself */
static const char *escape_of(uint32_t cp)
{
	switch (cp) {

	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t': case '\n': case '\r': return NULL;
	default: return cp < 0x20 || 0x7f == cp || TEXT_BAD == cp ? replacement : NULL;
	}
}


int html_pl(struct mbuf *mb, struct pl text)
{
	struct pl rest = text;
	const char *done = text.p;

	while (rest.p && rest.l) {

		const char *at = rest.p;
		const char *escape = escape_of(text_next(&rest));
		int err;

		if (rest.p == at)
			pl_advance(&rest, 1);
		if (!escape)
			continue;

		err = html_raw(mb, done, (size_t)(at - done));
		if (err)
			return err;
		err = html_raw(mb, escape, strlen(escape));
		if (err)
			return err;

		done = rest.p;
	}

	return done ? html_raw(mb, done, (size_t)(text.p + text.l - done)) : 0;
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
