/**
 * @file catalog.h  The catalogue: every text for people, in Russian and English
 *
 * The texts stand in text/ru.json and text/en.json; tools/text_gen.py checks both and makes enum text_key of their keys:
 * `site.form.title` is T_SITE_FORM_TITLE. Placeholders are names in braces; the number that picks a plural form is {n}.
 * Nothing here allocates but the buffer that is written to; everything may be called from any thread.
 */
#ifndef OTKLIK_BASE_CATALOG_H
#define OTKLIK_BASE_CATALOG_H

#include "base/def.h"
#include "base/text_key.h"

enum lang {
	LANG_RU,
	LANG_EN,
	LANG_COUNT
};

/** Plural categories of CLDR */
enum plural {
	PLURAL_ONE,
	PLURAL_FEW,
	PLURAL_MANY,
	PLURAL_OTHER,
	PLURAL_COUNT
};

/** What a placeholder stands for; the text is borrowed for the call */
struct text_arg {
	const char *name;      /* without braces */
	struct pl val;         /* when is_num is false */
	int64_t num;           /* decimal; the one named "n" picks the plural form */
	bool is_num;
};

#define TEXT_PL(n, v) ((struct text_arg){.name = (n), .val = (v)})
#define TEXT_NUM(n, v) ((struct text_arg){.name = (n), .num = (v), .is_num = true})

/** Receives the pieces of a text; returns 0 or an errno, which ends the printing */
typedef int (text_write_h)(struct mbuf *mb, struct pl piece);

/**
 * The text of a key as it stands in the catalogue, with its placeholders; of plural forms "other"
 *
 * @return Constant text, never NULL
 */
const char *t(enum lang lang, enum text_key key);

/** The key of a name such as "check.snils.control"; false (and key untouched) when there is none */
bool text_find(enum text_key *key, struct pl name);

/** The name of a key, "site.form.title" */
const char *text_name(enum text_key key);

/**
 * Writes a text with its placeholders filled
 *
 * A placeholder without an argument is written as it stands, braces and all: visible, and no fault of the caller's data.
 *
 * @param mb   Buffer to write to
 * @param lang Language
 * @param key  Key
 * @param argv Arguments; may be NULL when argc is 0
 * @param argc Number of arguments
 *
 * @return 0, or the errno of the buffer
 */
int text_print(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc) MUST_CHECK;

/** The same; each piece, of the catalogue and of the arguments alike, goes through a writer (which may escape) */
int text_print_with(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc,
		    text_write_h *writeh) MUST_CHECK;

/** The plural category of a whole number (CLDR: ru one few many, en one other); the sign is left aside */
enum plural plural_of(enum lang lang, int64_t n);

/** The BCP 47 tag: "ru", "en" */
const char *lang_tag(enum lang lang);

/** The language of a tag ("ru", "en-GB"); false (and lang untouched) when it is another one */
bool lang_find(enum lang *lang, struct pl tag);

#endif
