/**
 * @file phrase.c  Phrases with any values: what is refused is refused with a name, what is said is fit to be said
 *
 * Input: key, language, then for each value that the key wants a byte (how: 0 missing, 1 as it should be, else of the other
 * kind), and its text up to a newline; a number is read from the text.
 */
#include "fuzz.h"
#include "base/text.h"
#include "phrase/phrase.h"

enum { VALUES = 4, NAME_SIZE = 32 };

struct input {
	const uint8_t *p;
	size_t n;
};


static uint8_t byte(struct input *in)
{
	if (!in->n)
		return 0;

	in->n--;
	return *in->p++;
}


static struct pl line(struct input *in)
{
	const uint8_t *end = memchr(in->n ? in->p : (const uint8_t *)"", '\n', in->n);
	const struct pl pl = {in->n ? (const char *)in->p : "", end ? (size_t)(end - in->p) : in->n};

	in->p += end ? pl.l + 1 : pl.l;
	in->n -= end ? pl.l + 1 : pl.l;
	return pl;
}


static int64_t number(struct pl text)
{
	uint64_t v = 0;

	for (size_t i = 0; i < text.l; i++)
		v = text.p[i] >= '0' && text.p[i] <= '9' ? v * 10 + (uint64_t)(text.p[i] - '0') : ~v;

	return (int64_t)v;
}


static bool is_number(enum phrase_kind kind)
{
	return kind < PHRASE_HOURS || PHRASE_APPEAL == kind;
}


static bool fit(struct pl words)
{
	uint32_t cp;

	if (!words.l || !text_valid(words))
		return false;

	while ((cp = text_next(&words)) < TEXT_END) {
		if (cp < ' ' || (cp < 0x80 && strchr("[]{}<>", (int)cp)))
			return false;
	}

	return true;
}


static void look(const struct utterance *u)
{
	struct mbuf *mb = mbuf_alloc(64);

	CLAIM(u->n && u->n <= UTTERANCE_PIECES_MAX && !u->at[u->n - 1].gap_ms);
	for (size_t i = 0; i < u->n; i++) {
		CLAIM(fit(u->at[i].words) && u->at[i].words.l <= UTTERANCE_MAX);
		CLAIM(u->at[i].name.l <= PIECE_NAME_MAX && !pl_strchr(&u->at[i].name, '/'));
	}

	CLAIM(mb && !utterance_print(mb, u) && mb->end);
	mem_deref(mb);
}


static enum text_key key_of(uint8_t nr)
{
	static enum text_key keys[256];
	static unsigned n;

	for (unsigned key = 0; !n && key < TEXT_COUNT; key++) {
		for (; key < TEXT_COUNT && n < 256 && phrase_key((enum text_key)key); key++)
			keys[n++] = (enum text_key)key;
	}

	return keys[nr % n];
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct phrase ph = {.key = key_of(byte(&in)), .lang = (enum lang)(byte(&in) % LANG_COUNT), .now_ms = INT64_C(1795172700000)};
	struct text_arg argv[VALUES];
	char names[VALUES][NAME_SIZE];
	struct utterance *u = NULL;
	enum phrase_refusal why = PHRASE_OK;
	enum phrase_kind kind;
	struct pl name, which = {NULL, 0};

	CLAIM(!zone_get(&ph.zone, "Europe/Moscow"));
	for (size_t n = 0; n < VALUES && phrase_wants(ph.key, n, &name, &kind); n++) {

		const uint8_t how = byte(&in) % 4;
		const struct pl text = line(&in);

		(void)re_snprintf(names[ph.argc], NAME_SIZE, "%r", &name);
		argv[ph.argc] = is_number(kind) == (3 != how) ? TEXT_NUM(names[ph.argc], number(text)) : TEXT_PL(names[ph.argc], text);
		ph.argc += 0 != how;
	}

	ph.argv = argv;
	CLAIM(!utterance_make(&u, &why, &which, &ph));
	CLAIM((PHRASE_OK == why) == (u != NULL));
	CLAIM(PHRASE_OK == why || PHRASE_LONG == why || which.l);
	if (u)
		look(u);

	mem_deref(u);
	return 0;
}
