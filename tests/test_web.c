/**
 * @file test_web.c  The pure parts of the edge: paths, fields, ranges, file names and types, limits, multipart
 */
#include "test.h"
#include "web/filetype.h"
#include "web/form.h"
#include "web/limit.h"
#include "web/multipart.h"
#include "web/table.h"
#include "web/web_priv.h"


int test_web_path(void);
int test_web_routes(void);
int test_web_openapi(void);
int test_web_range(void);
int test_web_file(void);
int test_web_limit(void);
int test_web_multipart(void);
int test_web_form(void);
int test_web_json(void);
int test_web_json_flat(void);


int test_web_path(void)
{
	static const struct {
		const char *raw;
		int err;
		unsigned segc;
		const char *last;
	} cases[] = {
		{"/", 0, 0, NULL}, {"/a", 0, 1, "a"}, {"/a/b%20c", 0, 2, "b c"}, {"/%D1%8F/", 0, 1, "я"},
		{"/a//b", ENOENT, 0, NULL}, {"/a/../b", EBADMSG, 0, NULL}, {"/a/%2E%2E", EBADMSG, 0, NULL},
		{"/a%2fb", EBADMSG, 0, NULL}, {"/a%5Cb", EBADMSG, 0, NULL}, {"/%", EBADMSG, 0, NULL}, {"/%4", EBADMSG, 0, NULL},
		{"/%zz", EBADMSG, 0, NULL}, {"/%00", EBADMSG, 0, NULL}, {"/%ff", EBADMSG, 0, NULL}, {"/%c0%80", EBADMSG, 0, NULL},
		{"/%ed%a0%80", EBADMSG, 0, NULL}, {"/%f4%90%80%80", EBADMSG, 0, NULL}, {"a", EBADMSG, 0, NULL},
		{"/1/2/3/4/5/6/7/8/9/10/11/12", 0, 12, "12"}, {"/1/2/3/4/5/6/7/8/9/10/11/12/13", ENOENT, 0, NULL},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		char buf[256];
		struct path path;

		TEST(cases[i].err == path_decode(&path, pl_of(cases[i].raw), buf));
		if (cases[i].err)
			continue;
		TEST(path.segc == cases[i].segc);
		if (cases[i].last)
			TEST_PL(pl_of(cases[i].last), path.segv[path.segc - 1]);
	}

out:
	return err;
}


int test_web_routes(void)
{
	static const struct {
		const char *path;
		enum method method;
		const char *found;
		unsigned allowed;
		bool slash;
	} cases[] = {
		{"/healthz", GET, "/healthz", 1 << GET, false}, {"/healthz", POST, NULL, 1 << GET, false},
		{"/healthz/", GET, NULL, 0, true}, {"/nothing", GET, NULL, 0, false},
	};
	struct routes routes = {NULL, 0};
	int err;

	TEST_OK(routes_build(&routes, route_table));

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		struct route_found found;
		struct path path;
		char buf[64];

		TEST_OK(path_decode(&path, pl_of(cases[i].path), buf));
		routes_find(&found, &routes, &path, cases[i].method);
		TEST(!found.node == !cases[i].found && found.allowed == cases[i].allowed && found.slash == cases[i].slash);
		TEST(!found.node || !strcmp(found.node->route->path, cases[i].found));
	}

	for (size_t i = 0; i < routes.nodec; i++) {        /* every row is whole */

		const struct route *r = routes.nodev[i].route;

		TEST(r->handle_h && r->help && r->who && r->status);
		TEST(r->body == BODY_NONE || r->body == BODY_UPLOAD || r->body_max);
		TEST(r->method != GET || r->body == BODY_NONE);
	}

out:
	free(routes.nodev);
	return err;
}


/* Every schema that a route names is there */
int test_web_openapi(void)
{
	struct routes routes = {NULL, 0};
	char *text = NULL;
	json_t *doc = NULL, *schemas;
	int err;

	TEST_OK(routes_build(&routes, route_table));
	TEST_OK(openapi_make(&text, &routes));
	doc = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	if (!doc) {
		err = ENOMEM;
		goto out;
	}

	schemas = json_object_get(json_object_get(doc, "components"), "schemas");
	for (size_t i = 0; i < routes.nodec; i++) {

		const struct route *r = routes.nodev[i].route;

		if (r->flags & ROUTE_PAGE)
			continue;
		if ((r->request && !json_object_get(schemas, r->request)) || (r->reply && !json_object_get(schemas, r->reply))) {
			test_fail(__FILE__, __LINE__, r->path);
			err = EINVAL;
		}
	}

out:
	json_decref(doc);
	free(text);
	free(routes.nodev);
	return err;
}


int test_web_range(void)
{
	static const struct {
		const char *header;
		int err;
		int64_t first, last;
	} cases[] = {
		{"bytes=0-9", 0, 0, 9}, {"bytes=90-", 0, 90, 99}, {"bytes=-5", 0, 95, 99}, {"bytes=-500", 0, 0, 99},
		{"bytes=50-500", 0, 50, 99}, {"bytes=100-", ERANGE, 0, 0}, {"bytes=-0", ERANGE, 0, 0}, {"bytes=9-5", ENOENT, 0, 0},
		{"bytes=1-2,4-5", ENOENT, 0, 0}, {"bytes=-", ENOENT, 0, 0}, {"bytes=a-b", ENOENT, 0, 0}, {"items=0-9", ENOENT, 0, 0},
		{"bytes=99999999999999999999-", ENOENT, 0, 0}, {"", ENOENT, 0, 0},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		int64_t first = -1, last = -1;

		TEST(cases[i].err == range_parse(pl_of(cases[i].header), 100, &first, &last));
		if (!cases[i].err)
			TEST(first == cases[i].first && last == cases[i].last);
	}

out:
	return err;
}


int test_web_file(void)
{
	static const struct {
		const char *given, *want;
	} names[] = {
		{"отчёт.pdf", "отчёт.pdf"}, {"C:\\fakepath\\a.png", "a.png"}, {"../../etc/passwd", "passwd"}, {"", "file"},
		{"..", "file"}, {"a\r\nb.txt", "ab.txt"}, {"gnp.\xe2\x80\xae" "exe", "gnp.exe"}, {"\xff.txt", "file"}, {"a. . ", "a"},
		{"очень-очень-очень-длинное-имя.docx", "очень-очень-оч.docx"},
	};
	static const struct {
		struct pl head;
		const char *want;
	} heads[] = {
		{PL_LIT("%PDF-1.4"), "application/pdf"}, {PL_LIT("\x89PNG\r\n\x1a\n...."), "image/png"},
		{PL_LIT("\xff\xd8\xff\xe0"), "image/jpeg"}, {PL_LIT("RIFF\1\2\3\4WEBPVP8 "), "image/webp"},
		{PL_LIT("Привет\r\n"), "text/plain"}, {PL_LIT("MZ\x90\0"), NULL}, {PL_LIT("<script>\0"), NULL},
		{PL_LIT("PK\3\4--------------------------word/document.xml"),
		 "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{PL_LIT("PK\3\4--------------------------evil.exe"), NULL},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {

		char name[32];

		filename_clean(name, sizeof(name), pl_of(names[i].given));
		TEST_PL(pl_of(names[i].want), pl_of(name));
	}

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		TEST(!str_cmp(heads[i].want, filetype_of(heads[i].head)) || (!heads[i].want && !filetype_of(heads[i].head)));

out:
	return err;
}


int test_web_limit(void)
{
	struct rate_limit rate = {3, 60};
	struct limiter *l = NULL;
	struct limit_state st;
	int err;

	TEST_OK(limiter_alloc(&l));

	for (unsigned i = 0; i < 3; i++) {
		limit_take(&st, l, 1, PL_LIT("a"), rate, 1000000, true);
		TEST(st.allowed && st.remaining == 2 - i);
	}
	limit_take(&st, l, 1, PL_LIT("a"), rate, 1000000, true);
	TEST(!st.allowed && st.retry_s == 20);

	limit_take(&st, l, 1, PL_LIT("b"), rate, 1000000, false);                  /* another key, another kind */
	TEST(st.allowed && st.remaining == 3);
	limit_take(&st, l, 2, PL_LIT("a"), rate, 1000000, false);
	TEST(st.allowed && st.remaining == 3);

	limit_take(&st, l, 1, PL_LIT("a"), rate, 1000000 + 20 * 1000000, true);    /* a third of the time later: one more */
	TEST(st.allowed && st.remaining == 0);

	for (uint32_t i = 0; i < 100000; i++)                                      /* many keys: memory stays, the busy remain */
		limit_take(&st, l, 3, (struct pl){(char *)&i, sizeof(i)}, rate, 30000000, true);

out:
	mem_deref(l);
	return err;
}


struct heard {
	struct mbuf *mb;
};


static int part_begin_h(struct pl name, struct pl filename, void *arg)
{
	return mbuf_printf(arg, "[%r|%r:", &name, &filename);
}


static int part_data_h(const uint8_t *data, size_t size, void *arg)
{
	return mbuf_write_mem(arg, data, size);
}


static int part_end_h(void *arg)
{
	return mbuf_printf(arg, "]");
}


static int multipart_hear(struct mbuf *mb, const char *body, size_t step)
{
	struct multipart_h h = {part_begin_h, part_data_h, part_end_h, mb};
	struct multipart *mp = NULL;
	size_t size = strlen(body), done = 0, used;
	int err;

	mbuf_reset(mb);
	err = multipart_alloc(&mp, PL_LIT("multipart/form-data; boundary=\"b-1\""), &h);
	while (!err && done < size) {
		size_t left = size - done;

		err = multipart_feed(mp, (const uint8_t *)body + done, left < step ? left : step, &used);
		done += used;
	}
	if (!err)
		err = multipart_end(mp);

	mem_deref(mp);
	return err;
}


int test_web_multipart(void)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
		{"--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b-1--", "[a|:1]"},
		{"--b-1\r\ncontent-disposition:form-data; name=a; filename=\"x;y.txt\"\r\nX: y\r\n\r\n\r\n\r\n--b-\r\n--b-1\r\n"
		 "Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--b-1--\r\nepilogue", "[a|x;y.txt:\r\n\r\n--b-][b|:]"},
		{"--b-1--", ""},
		{"--b-1\r\n\r\nx\r\n--b-1--", NULL}, {"--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--", NULL},
		{"--b-1\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b-1--", NULL}, {"--b-2\r\n", NULL},
		{"--b-1\r\nContent-Disposition: form-data; name=a\n\r\n\r\nx\r\n--b-1--", NULL}, {"", NULL},
		{"--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b-1x", NULL},
		{"--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", NULL},
	};
	struct mbuf *mb = mbuf_alloc(64);
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]) && !err; i++) {
		for (size_t step = 1; step < 9; step++) {

			int got = multipart_hear(mb, cases[i].body, step);

			if (got == ENOMEM) {
				err = got;
				goto out;
			}
			TEST(got == (cases[i].want ? 0 : EBADMSG));
			if (!got)
				TEST_PL(pl_of(cases[i].want), ((struct pl){(char *)mb->buf, mb->end}));
		}
	}

out:
	mem_deref(mb);
	return err;
}


int test_web_form(void)
{
	struct form *form = NULL;
	int err;

	TEST_OK(form_alloc(&form));
	TEST_OK(form_parse(form, PL_LIT("text=a+%2B%D1%8F&empty=&flag&&text=second")));
	TEST_PL(PL_LIT("a +я"), form_field(form, "text"));
	TEST(form_field(form, "empty").p && !form_field(form, "empty").l && form_field(form, "flag").p);
	TEST(!form_field(form, "none").p);
	form = mem_deref(form);

	TEST_OK(form_alloc(&form));
	TEST(EBADMSG == form_parse(form, PL_LIT("a=%f")) || (err = ENOMEM));
	TEST(EBADMSG == form_parse(form, PL_LIT("=a")) || (err = ENOMEM));
	TEST(E2BIG == form_parse(form, PL_LIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1")) || (err = ENOMEM));
	err = 0;

out:
	mem_deref(form);
	return err;
}


/* The short way for plain bodies: what it takes, and what it leaves to jansson */
int test_web_json_flat(void)
{
	static const struct {
		const char *text;
		bool flat;
	} cases[] = {
		{"{}", true}, {" \t{ \r\n} ", true}, {"{\"a\":\"б\"}", true}, {"{\"a\" : \"\" ,\n\"\":\"x\x7f\"}", true},
		{"{\"a\":\"b\",}", false}, {"{\"a\":\"b\"", false}, {"{\"a\":\"b}", false}, {"{\"a\":\"b\"}x", false}, {"{\"a\"}", false},
		{"{\"a\":\"b\",\"a\":\"c\"}", false}, {"{\"a\":\"\\n\"}", false}, {"{\"a\":\"\n\"}", false}, {"{\"a\":1}", false},
		{"{\"a\":\"\xff\"}", false}, {"{\"a\":\"\xed\xa0\x80\"}", false}, {"{\"\xc0\xaf\":\"\"}", false}, {"[]", false}, {"", false},
		{"\xef\xbb\xbf{}", false}, {"{\"a\":\"b\" \"c\":\"d\"}", false},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		json_t *obj = json_flat(pl_of(cases[i].text)), *other = NULL;
		bool flat = obj, same;

		if (flat)
			other = json_loads(cases[i].text, JSON_REJECT_DUPLICATES, NULL);
		same = !flat || json_equal(obj, other);
		json_decref(obj);
		json_decref(other);
		TEST(flat == cases[i].flat && same);
	}
	TEST(!json_flat((struct pl){"{\"a\":\"b\0c\"}", 11}) && !json_flat((struct pl){"{\"a\":\0\"b\"}", 10}));

out:
	return err;
}


int test_web_json(void)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{"{}", true}, {"{\"a\":1}", true}, {"", false}, {"[]", false}, {"{\"a\":1,\"a\":2}", false}, {"{\"a\":\"\\u0000\"}", false},
		{"{\"a\":\"\xff\"}", false}, {"{} x", false}, {"{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", true},
		{"{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", false}, {"{\"a\":\"[[[[[[[[[[[[[[[[[[[[[\"}", true},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

		json_t *obj = NULL;
		int got = json_body_parse(&obj, pl_of(cases[i].text));

		json_decref(obj);
		if (got == ENOMEM)
			return ENOMEM;
		TEST(got == (cases[i].good ? 0 : EBADMSG));
	}

out:
	return err;
}
