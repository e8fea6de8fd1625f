/**
 * @file pronounce.c  How words are told to the voice program where it reads them wrongly
 */
#include "base/text.h"
#include "sound/pronounce.h"

enum { WORD_MAX = 64 };

/* Words folded: small letters, е for ё. `after`: only behind one of these words */
static const struct {
	const char *word, *phonemes;
	const char *after[3];
} list[] = {
	{"сорок",         "[[s'orVk]]", {NULL}},
	{"сорока",        "[[sVrVk'a]]", {NULL}},
	{"часа",          "[[tS;as'a]]", {"два", "три", "четыре"}},      /* два часа́, but одного ча́са */
	{"уже",           "[[uZ'e]]", {NULL}},
	{"здравствуйте",  "[[zd@-r'astvujt;i]]", {NULL}},                /* the first в is not heard */
	{"по-русски",     "[[pVr'ussk;i]]", {NULL}},
};

struct word {
	char folded[WORD_MAX];
};


static bool in_word(uint32_t cp)
{
	return text_is_russian(cp) || '-' == cp;
}


/* Takes a stretch off: a word, or all up to the next one */
static struct pl stretch_next(struct pl *text, bool *is_word)
{
	struct pl rest = *text, stretch = {text->p, 0};
	uint32_t cp = text_next(&rest);

	*is_word = cp < TEXT_END && in_word(cp);
	while (cp < TEXT_END && in_word(cp) == *is_word) {
		stretch.l = text->l - rest.l;
		cp = text_next(&rest);
	}

	if (!stretch.l)                  /* no text: all of it as it is */
		stretch.l = text->l;
	pl_advance(text, (ssize_t)stretch.l);
	return stretch;
}


static bool follows(const char *const after[3], const char *last)
{
	if (!after[0])
		return true;

	for (size_t i = 0; i < 3; i++) {
		if (0 == strcmp(after[i], last))
			return true;
	}

	return false;
}


static const char *phonemes_of(const char *word, const char *last)
{
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (0 == strcmp(list[i].word, word) && follows(list[i].after, last))
			return list[i].phonemes;
	}

	return NULL;
}


int pronounce(struct mbuf *mb, enum lang lang, struct pl words)
{
	struct word word = {""}, last = {""};
	int err = 0;

	if (LANG_RU != lang)
		return mbuf_write_pl(mb, &words);

	while (!err && words.l) {

		const char *phonemes = NULL;
		bool is_word;
		const struct pl stretch = stretch_next(&words, &is_word);

		if (is_word && 0 == text_map(word.folded, sizeof(word.folded), stretch, text_fold)) {
			phonemes = phonemes_of(word.folded, last.folded);
			last = word;
		}

		err = phonemes ? mbuf_write_str(mb, phonemes) : mbuf_write_pl(mb, &stretch);
	}

	return err;
}
