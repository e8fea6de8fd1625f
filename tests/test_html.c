/**
 * @file test_html.c  Escapes, addresses, the page structs and the embedded assets
 */
#include <stdlib.h>
#include "test.h"
#include "web/html.h"
#include "web/qr.h"
#include "web/asset_priv.h"
#include "page_sample.h"


int test_html_text(void);
int test_html_url(void);
int test_page_samples(void);
int test_page_hostile(void);
int test_page_view(void);
int test_qr(void);
int test_asset(void);
int test_asset_pick(void);


/* An allocation that the test makes itself */
#define TEST_ALLOC(p) \
	do { \
		if (!(p)) { \
			err = ENOMEM; \
			goto out; \
		} \
	} while (0)


static struct pl written(const struct mbuf *mb)
{
	return (struct pl){(const char *)mb->buf, mb->end};
}


int test_html_text(void)
{
	static const struct {
		struct pl text;
		const char *want;
	} list[] = {
		{PL("обычный text"), "обычный text"},
		{PL("<b a=\"1\" c='2'>&amp;"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;"},
		{PL("a\tb\nc\r"), "a\tb\nc\r"},
		{{"a\0b", 3}, "a\xef\xbf\xbd""b"},
		{PL("\x1b[1m\x7f"), "\xef\xbf\xbd[1m\xef\xbf\xbd"},
		{PL("\xc0\xaf<"), "\xef\xbf\xbd\xef\xbf\xbd&lt;"},
		{PL("\xd0"), "\xef\xbf\xbd"},
		{PL("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80"},
		{PL("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{PL(""), ""},
		{{NULL, 0}, ""},
	};
	struct mbuf *mb = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		mem_deref(mb);
		mb = mbuf_alloc(64);
		TEST_ALLOC(mb);
		TEST_OK(html_pl(mb, list[i].text));
		TEST_PL(pl_of(list[i].want), written(mb));
	}

	mb->pos = mb->end = 0;
	TEST_OK(html_int(mb, INT64_MIN));
	TEST_OK(html_str(mb, NULL));
	TEST_PL(PL_LIT("-9223372036854775808"), written(mb));

out:
	mem_deref(mb);
	return err;
}


int test_html_url(void)
{
	static const struct {
		const char *url, *want;
	} list[] = {
		{"/status", "/status"}, {"/", "/"}, {"?a=b&c", "?a=b&amp;c"}, {"#main", "#main"},
		{"https://example.org/?a='", "https://example.org/?a=&#39;"}, {"HTTP://a", "HTTP://a"},
		{"tel:+78000000000", "tel:+78000000000"}, {"mailto:a@b", "mailto:a@b"},
		{"javascript:alert(1)", "#"}, {"JaVaScRiPt:1", "#"}, {" javascript:1", "#"}, {"java\nscript:1", "#"},
		{"data:text/html,x", "#"}, {"vbscript:x", "#"}, {"//evil.example", "#"}, {"/\\evil.example", "#"},
		{"/\t/evil.example", "#"}, {"evil", "#"}, {"", "#"}, {"tel:", "#"},
	};
	struct mbuf *mb = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		mem_deref(mb);
		mb = mbuf_alloc(64);
		TEST_ALLOC(mb);
		TEST_OK(html_url(mb, pl_of(list[i].url)));
		TEST_PL(pl_of(list[i].want), written(mb));
	}

	mb->pos = mb->end = 0;
	TEST_OK(html_query(mb, PL_LIT("a-b/ё&\"+ ")));
	TEST_OK(html_page(mb, LANG_EN, PL_LIT("/status")));
	TEST_OK(html_page(mb, LANG_RU, PL_LIT("//evil")));
	TEST_PL(PL_LIT("a-b%2F%D1%91%26%22%2B%20/en/status/"), written(mb));

out:
	mem_deref(mb);
	return err;
}


/* Every page renders in both languages, whole, without a placeholder left over */
int test_page_samples(void)
{
	struct mbuf *mb = NULL;
	int err = 0;

	for (size_t i = 0; i < 2 * sample_count; i++) {

		struct pl html;

		mem_deref(mb);
		mb = mbuf_alloc(16384);
		TEST_ALLOC(mb);
		TEST_OK(samples[i / 2].render_h(mb, i % 2 ? LANG_EN : LANG_RU));

		html = written(mb);
		TEST(html.l > 1000 && !memcmp(html.p, "<!doctype html>", 15));
		TEST(memmem(html.p, html.l, "</html>", 7));
		TEST(!memmem(html.p, html.l, "{", 1));
		TEST(!memmem(html.p, html.l, "<b>Иван", 11));
		TEST(!memmem(html.p, html.l, "code=", 5));
	}

out:
	mem_deref(mb);
	return err;
}


static size_t count(struct pl text, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < text.l; i++)
		n += c == text.p[i];

	return n;
}


static int form_render(struct mbuf **mbp, struct pl x)
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
	struct mbuf *mb = mbuf_alloc(16384);
	int err;

	if (!mb)
		return ENOMEM;

	err = page_form(mb, &p);
	if (err)
		mem_deref(mb);
	else
		*mbp = mb;

	return err;
}


/* Hostile text in every field adds no tag, no attribute and ends no quotes */
int test_page_hostile(void)
{
	struct mbuf *tame = NULL, *wild = NULL;
	int err;

	TEST_OK(form_render(&tame, PL_LIT("/x")));
	TEST_OK(form_render(&wild, PL_LIT("\"'></textarea></title><script>alert(1)</script><!-- {{ p }}")));
	TEST(count(written(tame), '<') == count(written(wild), '<'));
	TEST(count(written(tame), '>') == count(written(wild), '>'));
	TEST(count(written(tame), '"') == count(written(wild), '"'));
	TEST(!memmem(wild->buf, wild->end, "<script", 7));

out:
	mem_deref(tame);
	mem_deref(wild);
	return err;
}


int test_page_view(void)
{
	const struct page_view view = {.size = 2, .colour = 3, .spacing = 1, .no_images = true};
	struct page_view back;
	char value[PAGE_VIEW_SIZE];
	int err = 0;

	page_view_write(value, &view);
	TEST_PL(PL_LIT("2311"), pl_of(value));
	back = page_view_read(pl_of(value));
	TEST(2 == back.size && 3 == back.colour && 1 == back.spacing && back.no_images);

	back = page_view_read(PL_LIT("94x7"));
	TEST(0 == back.size && 0 == back.colour && 0 == back.spacing && !back.no_images);
	back = page_view_read((struct pl){NULL, 4});
	TEST(0 == back.size && !back.no_images);
	back = page_view_read(PL_LIT("1"));
	TEST(1 == back.size && 0 == back.colour);

	TEST(T_SITE_KIND_COMPLAINT == page_kind("complaint"));
	TEST(T_SITE_KIND_OTHER == page_kind("other") && T_SITE_KIND_OTHER == page_kind(NULL));
	TEST(T_SITE_ERROR_E429 == page_error_title(429) && T_SITE_ERROR_E400 == page_error_title(418));
	TEST(T_SITE_ERROR_E500_TEXT == page_error_text(502));

out:
	return err;
}


int test_qr(void)
{
	char text[513];
	struct mbuf *mb = mbuf_alloc(64);
	int err = 0;

	TEST_ALLOC(mb);
	memset(text, 'a', sizeof(text));
	TEST(E2BIG == qr_svg(mb, (struct pl){text, sizeof(text)}));
	TEST(0 == mb->end);

	/* version 1: 21 modules and two quiet zones of 4; the finder pattern begins with 7 dark modules */
	TEST_OK(qr_svg(mb, PL_LIT("/status")));
	TEST(memmem(mb->buf, mb->end, "viewBox=\"0 0 29 29\"", 19));
	TEST(memmem(mb->buf, mb->end, "M4 4h7v1h-7z", 12));
	TEST(!memmem(mb->buf, mb->end, "/status", 7));

out:
	mem_deref(mb);
	return err;
}


int test_asset(void)
{
	char etag[ASSET_ETAG_SIZE], other[ASSET_ETAG_SIZE], header[80];
	const struct asset *asset;
	int err = 0;

	for (size_t i = 0; i < asset_count; i++)
		TEST(&asset_table[i] == asset_find(pl_of(asset_table[i].path)));

	asset = asset_find(pl_of(ASSET_SITE_CSS));
	TEST(asset && asset->immutable);
	TEST_PL(PL_LIT("text/css; charset=utf-8"), pl_of(asset->type));
	TEST(memmem(asset->part[0].data, asset->part[0].size, "url(/a/golos-text-cyrillic-400-normal.", 38));
	TEST(asset->part[ASSET_GZIP].size < asset->part[0].size / 2);
	TEST(asset->part[ASSET_BROTLI].size < asset->part[ASSET_GZIP].size);
	TEST(!asset_find(PL_LIT("/a/site.css")) && !asset_find(PL_LIT("")) && !asset_find((struct pl){NULL, 0}));
	TEST(!asset_find((struct pl){asset->path, strlen(asset->path) - 1}));

	asset_etag(etag, asset, ASSET_PLAIN);
	asset_etag(other, asset, ASSET_BROTLI);
	TEST(strcmp(etag, other));
	snprintf(header, sizeof(header), "\"x\" , W/%s", other);
	TEST(asset_fresh(asset, pl_of(header)));
	TEST(asset_fresh(asset, PL_LIT("*")));
	TEST(!asset_fresh(asset, PL_LIT("\"x\", ")) && !asset_fresh(asset, (struct pl){NULL, 0}));

out:
	return err;
}


int test_asset_pick(void)
{
	static const struct {
		const char *accept;
		enum asset_coding want;
	} list[] = {
		{NULL, ASSET_PLAIN}, {"", ASSET_PLAIN}, {"gzip, deflate, br, zstd", ASSET_BROTLI}, {"gzip", ASSET_GZIP},
		{"GZIP;q=1.0 , identity", ASSET_GZIP}, {"br;q=0, gzip;q=0.001", ASSET_GZIP}, {"br; q=0.000", ASSET_PLAIN},
		{"*", ASSET_BROTLI}, {"*;q=0", ASSET_PLAIN}, {"*, br;q=0", ASSET_GZIP}, {"identity", ASSET_PLAIN},
		{",,;q=0,;", ASSET_PLAIN}, {"brx, xbr", ASSET_PLAIN},
	};
	const struct asset *css = asset_find(pl_of(ASSET_SITE_CSS));
	const struct asset *font = asset_find(pl_of(ASSET_FONTS_GOLOS_TEXT_LATIN_400_NORMAL_WOFF2));
	int err = 0;

	TEST(css && font);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		TEST(list[i].want == asset_pick(css, pl_of(list[i].accept)));
		TEST(ASSET_PLAIN == asset_pick(font, pl_of(list[i].accept)));
	}

out:
	return err;
}
