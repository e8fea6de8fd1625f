/**
 * @file text.c  What a step says: a prompt of the catalogue, or words of its own
 */
#include <stdio.h>
#include "base/text.h"
#include "flow/flow_priv.h"
#include "phrase/phrase.h"

static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};


static bool plain(struct pl text)
{
	struct pl rest = text;
	uint32_t cp;

	while ((cp = text_next(&rest)) < TEXT_END) {
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return false;
	}

	return text_valid(text);
}


struct pl word_read(struct reading *r, const json_t *object, const char *member, size_t max)
{
	const json_t *value = json_object_get(object, member);
	struct pl text = text_trim((struct pl){json_string_value(value), json_string_length(value)});

	if (text.l && text.l <= max && plain(text) && text_is_said(text))
		return text;

	fault_code_here(r, "word", "`%s` is a line of text with a letter or a digit, of at most %zu bytes", member, max);
	return (struct pl){NULL, 0};
}


/* What its text asks for can be given, and what is given it asks for */
static bool prompt_fits(struct reading *r, enum text_key key, const char *value)
{
	const char *name = text_name(key) + strlen("voice.");
	enum phrase_kind kind;
	struct pl wants;
	size_t n;

	for (n = 0; phrase_wants(key, n, &wants, &kind); n++) {
		if (!value || pl_strcmp(&wants, value)) {
			fault_code_here(r, "prompt_wants", "the prompt `%s` asks for `%.*s`, which is not known here; take another, or `words`", name,
				   (int)wants.l, wants.p);
			return false;
		}
	}

	if (!n && value && 0 == strcmp(value, "key")) {
		fault_code_here(r, "prompt_key", "the prompt `%s` does not say which key to press; take one that asks for `key`, or `words`", name);
		return false;
	}

	return true;
}


static void prompt_read(struct reading *r, struct flow_text *text, const json_t *prompt, const char *value)
{
	const char *name = json_string_value(prompt);
	char key[64];

	if (name && snprintf(key, sizeof(key), "voice.%s", name) < (int)sizeof(key) && text_find(&text->key, pl_of(key)))
		text->prompt = prompt_fits(r, text->key, value);
	else
		fault_code_here(r, "prompt", "there is no prompt `%s`; `otklik say --list` lists them, with `voice.` before each", name ? name : "");
}


static void words_read(struct reading *r, struct flow_text *text, const json_t *words)
{
	size_t length = path_enter(r, ".words");

	if (!json_is_object(words))
		fault_here(r, "words are {\"ru\": …, \"en\": …}");
	else if (members_only(r, words, "", "ru en")) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			if (json_object_get(words, langs[lang]))
				text->words[lang] = word_read(r, words, langs[lang], FLOW_WORDS_MAX);
		}
	}

	path_leave(r, length);
}


void text_read(struct reading *r, struct flow_text *text, const json_t *object, const char *value)
{
	const json_t *prompt = json_object_get(object, "prompt"), *words = json_object_get(object, "words");

	text->there = prompt || words;
	if (prompt && words)
		fault_here(r, "there are both `prompt` and `words`; leave one of them out");
	else if (prompt)
		prompt_read(r, text, prompt, value);
	else if (words)
		words_read(r, text, words);
}
