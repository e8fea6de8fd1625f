/**
 * @file files.c  Files that came with a form, now or before
 */
#include "base/clock.h"
#include "web/form.h"
#include "web/site/keep.h"
#include "web/site/site.h"
#include "web/web.h"


bool files_collect(struct site *s, struct pl key)
{
	bool all = true;

	for (unsigned i = 0; i < FORM_FIELDS_MAX; i++) {

		struct pl id = request_field_nth(s->req, "kept", i);
		const struct upload *up = id.p ? keep_find(s->app->keep, key, id, clock_mono_ms()) : NULL;

		if (!id.p)
			break;
		if (!up || request_upload_add(s->req, up))
			all = false;
	}

	return all;
}


const struct page_file *files_keep(struct site *s, struct pl key, size_t *np)
{
	const struct upload *uploads = request_uploads(s->req, np);
	struct page_file *files = site_alloc(s, *np * sizeof(*files));

	for (size_t i = 0; files && i < *np; i++) {

		char id[KEEP_ID_SIZE];
		int err = keep_put(s->app->keep, key, &uploads[i], clock_mono_ms(), id);

		if (err) {
			s->err = err;
			return NULL;
		}

		files[i] = (struct page_file){pl_of(uploads[i].name), site_size(s, uploads[i].size_bytes), site_print(s, "%s", id)};
	}

	request_uploads_keep(s->req);
	return files;
}


struct pl files_error(struct site *s, bool all_there)
{
	const char *name, *code = request_upload_fault(s->req, &name);
	const struct text_arg argv[] = {
		TEXT_NUM("n", FORM_FILES_MAX), TEXT_NUM("mb", (int64_t)(web_limits_of(request_web(s->req))->file_max_bytes >> 20)),
	};
	enum text_key key;
	struct pl words;

	if (!code || !text_find(&key, pl_of(code)))
		return all_there ? (struct pl){NULL, 0} : site_text(s, T_SITE_FORM_FILES_GONE, NULL, 0);

	words = site_text(s, key, argv, 2);
	return site_print(s, LANG_EN == s->lang ? "“%s”: %r" : "«%s»: %r", name, &words);
}
