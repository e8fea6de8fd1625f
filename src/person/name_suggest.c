/**
 * @file name_suggest.c  A name in Latin letters that look Cyrillic, or typed with the other keyboard layout on
 *
 * The other layout turns any Latin word into some Cyrillic letters, so it is only believed when they read like a name and what
 * was typed does not: «Bdfyjd» is Иванов, «Ivanov» is not Шмфтщм. Reading like a name means a share of vowels that languages
 * have, and soft and hard signs only after a consonant.
 */
#include "base/text.h"
#include "person/name_priv.h"


enum {
	VOWELS_MIN = 25, VOWELS_MAX = 75,      /* per cent of the letters of a Russian name */
	LEAD       = 10,                       /* per cent more than in what was typed */
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


/* Per cent of vowels among the letters of a name; -1 for a soft or hard sign where none can stand */
static int vowels(const struct name *name)
{
	unsigned letters = 0, found = 0;

	for (unsigned i = 0; i < NAME_FIELDS; i++) {
		struct pl text = pl_of(name->field[i].text);
		bool consonant = false;
		uint32_t cp;

		while ((cp = text_next(&text)) < TEXT_END) {
			cp = text_fold(cp);
			if ((0x44c == cp || 0x44a == cp) && !consonant)
				return -1;
			consonant = (text_is_russian(cp) || text_is_latin(cp)) && !is_vowel(cp);
			letters += consonant || is_vowel(cp);
			found += is_vowel(cp);
		}
	}

	return letters ? (int)(100 * found / letters) : 0;
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
