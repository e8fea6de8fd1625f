/**
 * @file template.c  Fuzzes what pages do with strangers' text, and what browsers say when they ask for an asset
 *
 * The first byte picks the place. Text must stay text: no tag, no quote, no scheme gets out of it, and what is escaped reads back
 * as the same. Nothing may crash or leak.
 */
#include <stdlib.h>
#include "base/text.h"
#include "web/asset.h"
#include "web/html.h"
#include "web/pages.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


static void must(bool cond)
{
	if (!cond)
		abort();
}


static struct mbuf *buffer(void)
{
	struct mbuf *mb = mbuf_alloc(256);

	must(NULL != mb);
	return mb;
}


static struct pl written(const struct mbuf *mb)
{
	return (struct pl){(const char *)mb->buf, mb->end};
}


static size_t count(struct pl text, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < text.l; i++)
		n += c == text.p[i];

	return n;
}


/* Takes one character, escaped or not, off HTML */
static char read_back(struct pl *html)
{
	static const struct {
		const char *escape;
		char c;
	} list[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
	char c = html->p[0];

	for (size_t i = 0; '&' == c && i < sizeof(list) / sizeof(list[0]); i++) {

		size_t l = strlen(list[i].escape);

		if (html->l >= l && !memcmp(html->p, list[i].escape, l)) {
			pl_advance(html, (ssize_t)l);
			return list[i].c;
		}
	}

	must('&' != c);
	pl_advance(html, 1);
	return c;
}


static bool plain(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if (((uint8_t)text.p[i] < 0x20 && !strchr("\t\n\r", text.p[i])) || 0x7f == text.p[i])
			return false;
	}

	return text_valid(text);
}


static void escape(struct pl text)
{
	struct mbuf *mb = buffer();
	struct pl html;

	must(0 == html_pl(mb, text));
	html = written(mb);
	must(text_valid(html));
	must(!count(html, '<') && !count(html, '>') && !count(html, '"') && !count(html, '\''));

	if (plain(text)) {
		for (size_t i = 0; i < text.l; i++)
			must(html.l && read_back(&html) == text.p[i]);
		must(!html.l);
	}

	mem_deref(mb);
}


static void url(struct pl text)
{
	static const char *const schemes[] = {"http", "https", "mailto", "tel"};
	struct mbuf *mb = buffer();
	struct pl html, scheme;
	size_t known = 0;
	const char *colon;

	must(0 == html_url(mb, text));
	html = written(mb);
	must(html.l && !count(html, '"') && !count(html, '<') && !count(html, '\n') && !count(html, '\\'));
	must('/' != html.p[0] || html.l < 2 || '/' != html.p[1]);

	colon = memchr(html.p, ':', html.l);
	if (colon && !strchr("/?#", html.p[0])) {
		scheme = (struct pl){html.p, (size_t)(colon - html.p)};
		for (size_t i = 0; i < 4; i++)
			known += !pl_strcasecmp(&scheme, schemes[i]);
		must(1 == known);
	}

	mb->pos = mb->end = 0;
	must(0 == html_query(mb, text));
	html = written(mb);
	must(!count(html, '&') && !count(html, '"') && !count(html, '<') && !count(html, '#') && !count(html, '/'));
	mem_deref(mb);
}


static struct mbuf *form(struct pl x)
{
	const struct page_option option = {x, x, false};
	const struct page_file file = {x, x, x};
	const struct page_field field = {x, x, x};
	const struct page_form p = {
		.base = {.path = x, .org = x, .region = x, .phone = x, .phone_url = x, .phone_note = x, .notice = x, .csrf = x},
		.key = x, .limits = {1, x, x}, .kind = field, .text = field, .topic = field, .topics = &option, .topics_n = 1,
		.region = field, .regions = &option, .regions_n = 1, .name = field, .phone = field, .email = field,
		.files_error = x, .kept = &file, .kept_n = 1, .trouble = x,
	};
	struct mbuf *mb = buffer();

	must(0 == page_form(mb, &p));
	return mb;
}


static void page(struct pl text)
{
	char *tame = malloc(text.l + 1);
	struct mbuf *a, *b;

	must(NULL != tame);
	memset(tame, 'x', text.l);
	a = form(text);
	b = form((struct pl){tame, text.l});

	must(count(written(a), '<') == count(written(b), '<'));
	must(count(written(a), '>') == count(written(b), '>'));
	must(count(written(a), '"') == count(written(b), '"'));

	mem_deref(a);
	mem_deref(b);
	free(tame);
}


static void headers(struct pl text)
{
	const struct asset *css = asset_find(pl_of(ASSET_SITE_CSS));
	enum asset_coding coding = asset_pick(css, text);
	struct page_view view = page_view_read(text);
	char value[PAGE_VIEW_SIZE];
	enum text_key key;
	enum lang lang;

	must(coding < ASSET_CODING_COUNT && css->part[coding].data);
	(void)asset_fresh(css, text);
	(void)asset_find(text);
	must(!lang_find(&lang, text) || lang < LANG_COUNT);
	must(!text_find(&key, text) || 0 == pl_strcmp(&text, text_name(key)));

	page_view_write(value, &view);
	must(4 == strlen(value) && view.size <= 2 && view.colour <= 3 && view.spacing <= 2);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl text;

	if (!size || size > 65536)
		return 0;

	text = (struct pl){(const char *)data + 1, size - 1};
	switch (data[0] % 4) {

	case 0: escape(text); break;
	case 1: url(text); break;
	case 2: page(text); break;
	default: headers(text); break;
	}

	return 0;
}
