/**
 * @file token.c  Search tokens: ICU finds the words, Snowball cuts them to stems
 */
#include <pthread.h>
#include <stdlib.h>
#include <libstemmer.h>
#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>
#include <unicode/utf16.h>
#include "db/db.h"
#include "db/token.h"

enum {
	TOKEN_SIZE = 4 * TOKEN_LETTERS_MAX,
	STEMS = 2048,                        /* remembered; a power of two */
	STEM_WORD_MAX = 60,                  /* bytes of a word that is remembered */
};

/* A word and what Snowball made of it: a language lives on few words, and cutting one costs more than all the rest of a token */
struct stem {
	uint8_t word_len, len;               /* 0: empty */
	char word[STEM_WORD_MAX], text[STEM_WORD_MAX + 2];
};

/* One a thread: neither a break iterator nor a stemmer may be shared */
struct splitter {
	const UNormalizer2 *fold;            /* of ICU, constant */
	UBreakIterator *words;
	struct sb_stemmer *ru, *en;
	UChar raw[TOKEN_BYTES_MAX], text[TOKEN_BYTES_MAX];
	struct stem stemv[STEMS];
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool keyed;


static void splitter_free(void *arg)
{
	struct splitter *sp = arg;

	if (sp->words)
		ubrk_close(sp->words);
	if (sp->ru)
		sb_stemmer_delete(sp->ru);
	if (sp->en)
		sb_stemmer_delete(sp->en);
	free(sp);
}


static void key_make(void)
{
	keyed = 0 == pthread_key_create(&key, splitter_free);
}


static int icu_err(UErrorCode ec)
{
	if (U_SUCCESS(ec))
		return 0;

	return U_MEMORY_ALLOCATION_ERROR == ec ? ENOMEM : EPROTO;
}


int token_init(void)
{
	UErrorCode ec = U_ZERO_ERROR;
	UBreakIterator *words;

	(void)unorm2_getNFKCCasefoldInstance(&ec);
	words = ubrk_open(UBRK_WORD, "ru", NULL, 0, &ec);
	if (words)
		ubrk_close(words);

	return icu_err(ec);
}


static int splitter_get(struct splitter **spp)
{
	UErrorCode ec = U_ZERO_ERROR;
	struct splitter *sp;
	int err;

	pthread_once(&once, key_make);
	if (!keyed)
		return EAGAIN;

	*spp = pthread_getspecific(key);
	if (*spp)
		return 0;

	sp = calloc(1, sizeof(*sp));
	if (!sp)
		return ENOMEM;

	sp->fold = unorm2_getNFKCCasefoldInstance(&ec);
	sp->words = ubrk_open(UBRK_WORD, "ru", NULL, 0, &ec);
	sp->ru = sb_stemmer_new("russian", "UTF_8");
	sp->en = sb_stemmer_new("english", "UTF_8");
	err = icu_err(ec);
	if (!err && (!sp->ru || !sp->en))
		err = ENOMEM;
	if (!err)
		err = pthread_setspecific(key, sp);

	if (err)
		splitter_free(sp);
	else
		*spp = sp;

	return err;
}


/* Bytes of the text that are looked at: whole characters */
static int32_t text_len(struct pl text)
{
	int32_t l;

	if (text.l <= TOKEN_BYTES_MAX)
		return (int32_t)text.l;

	l = TOKEN_BYTES_MAX;
	U8_SET_CP_START((const uint8_t *)text.p, 0, l);
	return l;
}


/* The folded text in sp->text. A few characters grow when folded: then less of the text is looked at. */
static int text_fold(struct splitter *sp, struct pl text, int32_t *lenp)
{
	UErrorCode ec = U_ZERO_ERROR;
	int32_t raw = 0;

	u_strFromUTF8WithSub(sp->raw, TOKEN_BYTES_MAX, &raw, text.p, text_len(text), 0xfffd, NULL, &ec);

	for (;;) {
		if (U_SUCCESS(ec))
			*lenp = unorm2_normalize(sp->fold, sp->raw, raw, sp->text, TOKEN_BYTES_MAX, &ec);
		if (U_BUFFER_OVERFLOW_ERROR != ec || raw < 2)
			return icu_err(ec);

		raw /= 2;
		ec = U_ZERO_ERROR;
	}
}


/* One word as UTF-8, without stress marks, ё as е; *first is its first character */
static size_t word_print(char buf[TOKEN_SIZE], const UChar *word, int32_t len, UChar32 *first)
{
	int32_t i = 0, l = 0;

	*first = 0;

	for (unsigned letters = 0; i < len && letters < TOKEN_LETTERS_MAX; ) {

		UChar32 c;

		U16_NEXT(word, i, len, c);
		if (c >= 0x300 && c <= 0x36f)
			continue;
		if (0x451 == c)
			c = 0x435;
		if (!*first)
			*first = c;

		U8_APPEND_UNSAFE(buf, l, c);
		letters++;
	}

	return (size_t)l;
}


static int stem_make(struct splitter *sp, struct pl *word, UChar32 first)
{
	UErrorCode ec = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(first, &ec);
	struct sb_stemmer *st = USCRIPT_CYRILLIC == script ? sp->ru : USCRIPT_LATIN == script ? sp->en : NULL;
	const sb_symbol *out;

	if (!st)
		return 0;

	out = sb_stemmer_stem(st, (const sb_symbol *)word->p, (int)word->l);
	if (!out)
		return ENOMEM;

	*word = (struct pl){(const char *)out, (size_t)sb_stemmer_length(st)};
	return 0;
}


/* Where a word is remembered, if it is (FNV-1a) */
static struct stem *stem_place(struct splitter *sp, struct pl word)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < word.l; i++)
		h = (h ^ (uint8_t)word.p[i]) * 16777619u;

	return &sp->stemv[(h ^ h >> 16) % STEMS];
}


static int stem(struct splitter *sp, struct pl *word, UChar32 first)
{
	struct stem *at = stem_place(sp, *word);
	struct pl whole = *word;
	int err;

	if (word->l == at->word_len && 0 == memcmp(at->word, word->p, word->l)) {
		*word = (struct pl){at->text, at->len};
		return 0;
	}

	err = stem_make(sp, word, first);
	if (err || whole.l > sizeof(at->word) || word->l > sizeof(at->text))
		return err;

	at->word_len = (uint8_t)whole.l;
	at->len = (uint8_t)word->l;
	memcpy(at->word, whole.p, whole.l);
	memcpy(at->text, word->p, word->l);
	return 0;
}


static int word_give(struct splitter *sp, int32_t start, int32_t end, token_h *h, void *arg)
{
	char buf[TOKEN_SIZE];
	struct pl word = {buf, 0};
	UChar32 first;
	int err;

	word.l = word_print(buf, sp->text + start, end - start, &first);
	if (!word.l)
		return 0;

	err = stem(sp, &word, first);
	return err ? err : h(word, arg);
}


int token_split(struct pl text, token_h *h, void *arg)
{
	UErrorCode ec = U_ZERO_ERROR;
	struct splitter *sp;
	int32_t len, start, end;
	unsigned count = 0;
	int err;

	if (!text.l)
		return 0;

	err = splitter_get(&sp);
	if (!err)
		err = text_fold(sp, text, &len);
	if (err)
		return err;

	ubrk_setText(sp->words, sp->text, len, &ec);
	err = icu_err(ec);
	if (err)
		return err;

	start = ubrk_first(sp->words);
	while (!err && count < TOKEN_TEXT_MAX && UBRK_DONE != (end = ubrk_next(sp->words))) {

		if (ubrk_getRuleStatus(sp->words) >= UBRK_WORD_NONE_LIMIT) {
			err = word_give(sp, start, end, h, arg);
			count++;
		}
		start = end;
	}

	return err;
}


int64_t token_digest(const struct keyring *kr, struct pl token)
{
	int64_t v = (int64_t)keyring_token(kr, token);

	return DB_NULL == v ? INT64_MAX : v;
}
