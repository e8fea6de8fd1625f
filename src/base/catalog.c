/**
 * @file catalog.c  Finds texts of the catalogue and fills their placeholders
 */
#include <stdio.h>
#include <stdlib.h>
#include <inttypes.h>
#include "base/catalog_priv.h"


const char *t(enum lang lang, enum text_key key)
{
	return text_table[key].form[lang][PLURAL_OTHER];
}


const char *text_name(enum text_key key)
{
	return text_table[key].name;
}


static int name_cmp(const void *name, const void *row)
{
	const struct pl *a = name;
	const char *b = ((const struct text_row *)row)->name;
	size_t l = strlen(b);
	int c = memcmp(a->p, b, a->l < l ? a->l : l);

	return c ? c : (a->l > l) - (a->l < l);
}


bool text_find(enum text_key *key, struct pl name)
{
	const struct text_row *row;

	if (!name.p)
		return false;

	row = bsearch(&name, text_table, TEXT_COUNT, sizeof(text_table[0]), name_cmp);
	if (!row)
		return false;

	*key = (enum text_key)(row - text_table);
	return true;
}


enum plural plural_of(enum lang lang, int64_t n)
{
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	unsigned d = u % 10, h = u % 100;

	if (LANG_EN == lang)
		return 1 == u ? PLURAL_ONE : PLURAL_OTHER;

	if (1 == d && 11 != h)
		return PLURAL_ONE;
	if (d >= 2 && d <= 4 && (h < 12 || h > 14))
		return PLURAL_FEW;
	return PLURAL_MANY;
}


static const char *form_pick(enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc)
{
	const char *const *form = text_table[key].form[lang];

	for (size_t i = 0; i < argc; i++) {

		const char *text;

		if (!argv[i].is_num || strcmp(argv[i].name, "n"))
			continue;

		text = form[plural_of(lang, argv[i].num)];
		return text ? text : form[PLURAL_OTHER];
	}

	return form[PLURAL_OTHER];
}


static int arg_write(struct mbuf *mb, const struct text_arg *arg, text_write_h *writeh)
{
	char buf[24];
	int n;

	if (!arg->is_num)
		return arg->val.p ? writeh(mb, arg->val) : 0;

	n = snprintf(buf, sizeof(buf), "%" PRId64, arg->num);
	return writeh(mb, (struct pl){buf, (size_t)n});
}


/* Writes the placeholder that begins at *p, and moves *p behind it */
static int hole_write(struct mbuf *mb, const char **p, const struct text_arg *argv, size_t argc, text_write_h *writeh)
{
	const char *start = *p, *end = strchr(start, '}');
	size_t l = (size_t)(end - start) - 1;

	*p = end + 1;

	for (size_t i = 0; i < argc; i++) {
		if (strlen(argv[i].name) == l && !memcmp(argv[i].name, start + 1, l))
			return arg_write(mb, &argv[i], writeh);
	}

	return writeh(mb, (struct pl){start, l + 2});
}


int text_print_with(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc,
		    text_write_h *writeh)
{
	const char *p = form_pick(lang, key, argv, argc);

	while (*p) {

		size_t l = strcspn(p, "{");
		int err = l ? writeh(mb, (struct pl){p, l}) : 0;

		if (err)
			return err;

		p += l;
		if (*p) {
			err = hole_write(mb, &p, argv, argc, writeh);
			if (err)
				return err;
		}
	}

	return 0;
}


static int plain_write(struct mbuf *mb, struct pl piece)
{
	return mbuf_write_mem(mb, (const uint8_t *)piece.p, piece.l);
}


int text_print(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc)
{
	return text_print_with(mb, lang, key, argv, argc, plain_write);
}


const char *lang_tag(enum lang lang)
{
	return LANG_EN == lang ? "en" : "ru";
}


bool lang_find(enum lang *lang, struct pl tag)
{
	for (enum lang l = LANG_RU; l < LANG_COUNT; l++) {

		struct pl head = {tag.p, 2};

		if (!tag.p || tag.l < 2 || (tag.l > 2 && '-' != tag.p[2]))
			return false;

		if (0 == pl_strcasecmp(&head, lang_tag(l))) {
			*lang = l;
			return true;
		}
	}

	return false;
}
