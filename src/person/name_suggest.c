/**
 * @file name_suggest.c  A name in Latin letters that look Cyrillic, or typed with the other keyboard layout on
 *
 * The other layout turns any Latin word into some Cyrillic letters, so it is only believed when they read like a name
 * and what was typed does not: «Bdfyjd» is Иванов, «Ivanov» is not Шмфтщм. Reading like a name means a share of vowels
 * that languages have, no long rows of consonants, and soft and hard signs only after a consonant.
 */
#include "base/text.h"
#include "person/name_priv.h"


enum {
	VOWELS_MIN = 25, VOWELS_MAX = 75,      /* per cent of the letters of a Russian name */
	LEAD       = 10,                       /* per cent more than in what was typed */
	RUN_MAX    = 4,                        /* consonants in a row: Рождественский */
	START_MAX  = 3,                        /* the same at the beginning of a word: Мстислав */
};


static bool is_vowel(uint32_t cp)
{
	/* folded: а е и о у ы э ю я; a e i o u y */
	static const uint32_t vowels[] = {
		0x430, 0x435, 0x438, 0x43e, 0x443, 0x44b, 0x44d, 0x44e, 0x44f, 'a', 'e', 'i', 'o', 'u', 'y',
	};

	for (size_t i = 0; i < sizeof(vowels) / sizeof(vowels[0]); i++) {
		if (vowels[i] == cp)
			return true;
	}

	return false;
}


/* What a walk through the letters of a name has counted */
struct count {
	unsigned letters, vowels;
	unsigned run;          /* consonants in a row, now */
	bool start;            /* since the beginning of the word */
};


/* Counts one folded code point; false where no Russian word can have it */
static bool count_letter(struct count *ct, uint32_t cp)
{
	if (!text_is_russian(cp) && !text_is_latin(cp)) {
		ct->run = 0;
		ct->start = true;
		return true;
	}
	if (0x44c == cp || 0x44a == cp)                  /* ь and ъ: only after a consonant */
		return ct->run > 0;
	if (0x44b == cp && ct->start && !ct->run)        /* ы: hardly any name begins with it */
		return false;

	ct->letters++;
	if (is_vowel(cp)) {
		ct->vowels++;
		ct->run = 0;
		ct->start = false;
		return true;
	}
	ct->run++;

	return ct->run <= (ct->start ? START_MAX : RUN_MAX);
}


/* Per cent of vowels among the letters of a name; -1 when it does not read like Russian */
static int vowels(const struct name *name)
{
	struct count ct = {.letters = 0};

	for (unsigned i = 0; i < NAME_FIELDS; i++) {
		struct pl text = pl_of(name->field[i].text);
		uint32_t cp;

		ct.run = 0;
		ct.start = true;
		while ((cp = text_next(&text)) < TEXT_END) {
			if (!count_letter(&ct, text_fold(cp)))
				return -1;
		}
	}

	return ct.letters ? (int)(100 * ct.vowels / ct.letters) : 0;
}


/* The name with each field mapped; false when it does not fit or is not right */
static bool mapped(struct name *name, const struct pl *raw, unsigned n, text_map_h *maph)
{
	char buf[NAME_FIELDS][2 * NAME_FIELD_SIZE];
	struct pl fields[NAME_FIELDS];

	for (unsigned i = 0; i < n; i++) {
		if (text_map(buf[i], sizeof(buf[i]), text_trim(raw[i]), maph))
			return false;
		fields[i] = pl_of(buf[i]);
	}

	return T_CHECK_VALID == name_read(name, fields, n) && name_is_valid(name);
}


/* Nothing of what was typed is Cyrillic: the layout was on from the first key to the last */
static bool is_ascii(const struct pl *raw, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (size_t k = 0; k < raw[i].l; k++) {
			if ((uint8_t)raw[i].p[k] >= 0x80)
				return false;
		}
	}

	return true;
}


void name_suggest(struct check_result *res, const struct name *name, const struct pl *raw, unsigned n)
{
	struct name alike, layout;
	bool is_alike = mapped(&alike, raw, n, text_to_cyrillic);
	bool is_layout = is_ascii(raw, n) && mapped(&layout, raw, n, text_to_jcuken);

	if (is_layout) {
		int share = vowels(&layout);

		is_layout = share >= VOWELS_MIN && share <= VOWELS_MAX && share >= vowels(name) + LEAD;
	}
	if (is_alike == is_layout)
		return;

	name_print(res->suggestion, is_alike ? &alike : &layout);
}
