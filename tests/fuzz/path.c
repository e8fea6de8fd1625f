/**
 * @file path.c  What stands in a request line: paths, percent sequences, forms, ranges, forwarded file names
 */
#include "fuzz.h"
#include "web/filetype.h"
#include "web/form.h"
#include "web/web_priv.h"


static void path_claim(struct pl raw)
{
	char *buf = malloc(2 * raw.l + 2);
	struct path path;

	if (!buf)
		return;

	if (!path_decode(&path, raw, buf)) {

		CLAIM(raw.p[0] == '/' && path.segc <= SEGMENT_MAX);
		for (unsigned i = 0; i < path.segc; i++) {
			CLAIM(path.segv[i].l && utf8_valid(path.segv[i]));
			CLAIM(!memchr(path.segv[i].p, '/', path.segv[i].l));
			CLAIM(pl_strcmp(&path.segv[i], "..") && pl_strcmp(&path.segv[i], "."));
		}
	}

	free(buf);
}


static void name_claim(struct pl given)
{
	char name[64];
	struct pl got;

	filename_clean(name, sizeof(name), given);
	got = pl_of(name);
	CLAIM(got.l && got.l < sizeof(name) && utf8_valid(got));
	CLAIM(!strpbrk(name, "/\\\r\n"));
}


static void form_claim(struct pl body)
{
	struct form *form;

	if (form_alloc(&form))
		return;

	if (!form_parse(form, body)) {
		struct pl val = form_field(form, "text");

		CLAIM(!val.p || utf8_valid(val));
	}
	mem_deref(form);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl raw = {(const char *)data, size};
	int64_t first = -1, last = -1;

	path_claim(raw);
	name_claim(raw);
	form_claim(raw);
	if (!range_parse(raw, 1000, &first, &last))
		CLAIM(first >= 0 && first <= last && last < 1000);
	(void)filetype_of(raw);

	return 0;
}
