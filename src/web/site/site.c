/**
 * @file site.c  What the citizens' pages share
 */
#include <ctype.h>
#include <sodium.h>
#include <stdarg.h>
#include "appeal/number.h"
#include "appeal/receipt.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rfc3339.h"
#include "web/form.h"
#include "web/site/site.h"
#include "web/web.h"

enum { HOST_MAX = 255 };


struct site site_of(struct request *req)
{
	struct app *app = app_of(req);

	return (struct site){
		.req = req, .app = app, .lang = request_lang(req), .zone = book_zone(app->book), .now_ms = clock_wall_ms(),
	};
}


struct page_base site_base(const struct site *s, const char *path)
{
	const struct org *org = s->app->org;

	return (struct page_base){
		.lang = s->lang, .view = page_view_read(request_cookie(s->req, "view")), .path = pl_of(path),
		.org = org->name[s->lang], .region = org->region[s->lang], .phone = org->phone, .phone_url = org->phone_url,
		.phone_note = org->phone_note[s->lang],
	};
}


void *site_alloc(struct site *s, size_t size)
{
	void *mem = request_alloc(s->req, size ? size : 1, NULL);

	if (!mem)
		s->err = ENOMEM;

	return mem;
}


struct pl site_hold(struct site *s, struct mbuf *owned, int err)
{
	struct pl pl = {NULL, 0};
	char *mem = NULL;

	if (!owned)
		err = ENOMEM;
	if (!err)
		mem = site_alloc(s, owned->end + 1);
	if (mem) {
		memcpy(mem, owned->buf, owned->end);
		pl = (struct pl){mem, owned->end};
	}
	if (err)
		s->err = err;

	mem_deref(owned);
	return pl;
}


struct pl site_print(struct site *s, const char *fmt, ...)
{
	struct mbuf *mb = mbuf_alloc(64);
	va_list ap;
	int err;

	va_start(ap, fmt);
	err = mb ? mbuf_vprintf(mb, fmt, ap) : ENOMEM;
	va_end(ap);

	return site_hold(s, mb, err);
}


struct pl site_text(struct site *s, enum text_key key, const struct text_arg *argv, size_t argc)
{
	struct mbuf *mb = mbuf_alloc(64);

	return site_hold(s, mb, mb ? text_print(mb, s->lang, key, argv, argc) : ENOMEM);
}


struct pl site_when(struct site *s, enum when_form form, int64_t ms)
{
	struct mbuf *mb = mbuf_alloc(64);

	return site_hold(s, mb, mb ? when_print(mb, s->lang, form, ms, s->zone, s->now_ms) : ENOMEM);
}


struct page_time site_time(struct site *s, enum when_form form, int64_t ms)
{
	char iso[RFC3339_SIZE];

	if (rfc3339_print(iso, ms, zone_offset_s(s->zone, ms)))
		return (struct page_time){{NULL, 0}, {NULL, 0}};

	return (struct page_time){site_when(s, form, ms), site_print(s, "%s", iso)};
}


struct pl site_size(struct site *s, int64_t bytes)
{
	const struct text_arg argv[] = {
		TEXT_NUM("n", bytes), TEXT_NUM("kb", (bytes + 1023) / 1024), TEXT_NUM("mb", bytes >> 20),
		TEXT_NUM("tenths", (bytes & 0xfffff) * 10 >> 20),
	};

	return site_text(s, bytes < 1024 ? T_SITE_SIZE_BYTES : bytes < 1 << 20 ? T_SITE_SIZE_KB
			: bytes % (1 << 20) ? T_SITE_SIZE_MB : T_SITE_SIZE_MB_WHOLE, argv, 4);
}


struct page_limits site_limits(struct site *s)
{
	return (struct page_limits){
		.files_max = FORM_FILES_MAX,
		.size_max = site_size(s, (int64_t)web_limits_of(request_web(s->req))->file_max_bytes),
		.accept = PL_LIT(".pdf,.jpg,.jpeg,.png,.gif,.webp,.heic,.tif,.tiff,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt"),
	};
}


struct pl site_key(struct site *s)
{
	char key[SITE_KEY_SIZE];
	uint8_t random[(SITE_KEY_SIZE - 1) / 2];

	id_random(random, sizeof(random));
	sodium_bin2hex(key, sizeof(key), random, sizeof(random));

	return site_print(s, "%s", key);
}


struct pl site_path(struct site *s, struct pl path)
{
	return site_print(s, "%s%r", LANG_EN == s->lang ? "/en" : "", &path);
}


/* RFC 3986 §3.2.2, narrowly: a name or an address, perhaps a port. What else a client writes there goes on no paper */
static bool host_good(struct pl host)
{
	if (!host.l || host.l > HOST_MAX)
		return false;

	for (size_t i = 0; i < host.l; i++) {
		if (!isalnum((unsigned char)host.p[i]) && !strchr(".-:[]", host.p[i]))
			return false;
	}

	return true;
}


struct pl site_origin(struct site *s)
{
	struct pl host = request_header(s->req, "Host");

	if (s->app->origin.l)
		return s->app->origin;
	if (!host.p || !host_good(host))
		return (struct pl){NULL, 0};

	return site_print(s, "%s://%r", request_secure(s->req) ? "https" : "http", &host);
}


struct pl site_number(struct site *s, int64_t digits, struct pl *shown)
{
	char number[NUMBER_SIZE];

	number_format(number, digits, LANG_EN == s->lang ? NUMBER_LATIN : NUMBER_CYRILLIC);
	*shown = site_print(s, "%s", number);
	number_format(number, digits, NUMBER_LATIN);

	return site_print(s, "%s", number);
}


struct pl site_code(struct site *s, int64_t digits)
{
	char code[RECEIPT_SIZE];

	receipt_code(code, keyring_key(web_keys(request_web(s->req)), KEY_RECEIPT), digits);

	return site_print(s, "%s", code);
}


struct pl site_lines(struct site *s, struct pl text)
{
	char *mem = site_alloc(s, text.l + 1);
	size_t n = 0;

	if (!mem || !text.p)
		return (struct pl){NULL, 0};

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] != '\r' || i + 1 == text.l || text.p[i + 1] != '\n')
			mem[n++] = text.p[i];
	}

	return (struct pl){mem, n};
}


struct pl site_field(struct site *s, const char *name)
{
	struct pl accept = request_field(s->req, "accept");
	size_t l = strlen(name);

	if (accept.l > l && accept.p[l] == ':' && !memcmp(accept.p, name, l))
		return (struct pl){accept.p + l + 1, accept.l - l - 1};

	return request_field(s->req, name);
}


int site_reply(struct site *s, int status, struct mbuf *owned, int err)
{
	if (!err)
		err = s->err;
	if (err) {
		mem_deref(owned);
		return err;
	}

	reply_html(s->req, status, owned);
	return 0;
}
