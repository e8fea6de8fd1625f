/**
 * @file page.c  The few decisions that pages share
 */
#include <stdio.h>
#include "web/page.h"


bool page_form_failed(const struct page_form *p)
{
	const struct page_field *fields[] = {&p->kind, &p->text, &p->topic, &p->region, &p->name, &p->phone, &p->email};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (fields[i]->error.l)
			return true;
	}

	return 0 != p->files_error.l;
}


enum text_key page_kind(const char *kind)
{
	static const struct {
		const char *kind;
		enum text_key key;
	} list[] = {
		{"technical", T_SITE_KIND_TECHNICAL},
		{"question", T_SITE_KIND_QUESTION},
		{"recommendation", T_SITE_KIND_RECOMMENDATION},
		{"complaint", T_SITE_KIND_COMPLAINT},
	};

	for (size_t i = 0; kind && i < sizeof(list) / sizeof(list[0]); i++) {
		if (!strcmp(kind, list[i].kind))
			return list[i].key;
	}

	return T_SITE_KIND_OTHER;
}


static const struct error_words {
	int status;
	enum text_key title, text;
} error_list[] = {
	{400, T_SITE_ERROR_E400, T_SITE_ERROR_E400_TEXT},
	{403, T_SITE_ERROR_E403, T_SITE_ERROR_E403_TEXT},
	{404, T_SITE_ERROR_E404, T_SITE_ERROR_E404_TEXT},
	{405, T_SITE_ERROR_E405, T_SITE_ERROR_E405_TEXT},
	{413, T_SITE_ERROR_E413, T_SITE_ERROR_E413_TEXT},
	{422, T_SITE_ERROR_E422, T_SITE_ERROR_E422_TEXT},
	{429, T_SITE_ERROR_E429, T_SITE_ERROR_E429_TEXT},
	{500, T_SITE_ERROR_E500, T_SITE_ERROR_E500_TEXT},
	{503, T_SITE_ERROR_E503, T_SITE_ERROR_E503_TEXT},
	{507, T_SITE_ERROR_E507, T_SITE_ERROR_E507_TEXT},
};


static const struct error_words *error_find(int status)
{
	static const struct error_words ours = {500, T_SITE_ERROR_E500, T_SITE_ERROR_E500_TEXT};

	for (size_t i = 0; i < sizeof(error_list) / sizeof(error_list[0]); i++) {
		if (status == error_list[i].status)
			return &error_list[i];
	}

	return status >= 500 ? &ours : &error_list[0];
}


enum text_key page_error_title(int status)
{
	return error_find(status)->title;
}


enum text_key page_error_text(int status)
{
	return error_find(status)->text;
}


bool page_is(struct pl text, const char *word)
{
	return text.p && 0 == pl_strcmp(&text, word);
}


/* A digit of the cookie, when it is one of 0 … max */
static unsigned digit_read(struct pl cookie, size_t at, unsigned max)
{
	unsigned d = at < cookie.l ? (unsigned)(uint8_t)cookie.p[at] - '0' : 0;

	return d <= max ? d : 0;
}


struct page_view page_view_read(struct pl cookie)
{
	if (!cookie.p)
		cookie.l = 0;

	return (struct page_view){
		.size = digit_read(cookie, 0, 2),
		.colour = digit_read(cookie, 1, 3),
		.spacing = digit_read(cookie, 2, 2),
		.no_images = digit_read(cookie, 3, 1),
	};
}


void page_view_write(char value[PAGE_VIEW_SIZE], const struct page_view *view)
{
	snprintf(value, PAGE_VIEW_SIZE, "%u%u%u%u", view->size % 10, view->colour % 10, view->spacing % 10,
		 (unsigned)view->no_images);
}
