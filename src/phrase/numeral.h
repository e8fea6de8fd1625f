/**
 * @file numeral.h  Numbers in words, Russian and English: cardinals and ordinals in every case and gender, nouns that agree
 *
 * Source of the Russian rules: Русская грамматика (1980), §§ 1365-1379; the vectors in tests/data/vectors/numbers-ru.tsv.
 * English has no case; it says "one hundred and one". Pure; any thread.
 */
#ifndef OTKLIK_PHRASE_NUMERAL_H
#define OTKLIK_PHRASE_NUMERAL_H

#include "base/catalog.h"

enum {
	NUMERAL_MAX = 999999,
	NUMERAL_ORDINAL_MAX = 9999,
};

enum gcase {
	CASE_NOM,
	CASE_GEN,
	CASE_DAT,
	CASE_ACC,               /* of lifeless things */
	CASE_INS,
	CASE_PRE,
	CASES
};

enum gender {
	GENDER_M,
	GENDER_F,
	GENDER_N,
	GENDERS
};

struct noun;

/** «двадцать одна», "twenty-one"; 0 ≤ n ≤ NUMERAL_MAX */
int numeral_cardinal(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, enum gender gender) MUST_CHECK;

/** «двадцать первая», "twenty-first"; 0 ≤ n ≤ NUMERAL_ORDINAL_MAX */
int numeral_ordinal(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, enum gender gender) MUST_CHECK;

/** «двадцать одна минута», "twenty-one minutes" */
int numeral_count(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, const struct noun *noun) MUST_CHECK;

/** The noun alone, as it stands beside n: «минуты» */
const char *noun_beside(const struct noun *noun, enum lang lang, unsigned n, enum gcase gcase);

/** The noun of an English word such as "minute"; NULL when there is none */
const struct noun *noun_find(struct pl word);

/** Has the noun a form for the case? Of people there is no accusative here */
bool noun_has(const struct noun *noun, enum gcase gcase);

enum gender noun_gender(const struct noun *noun);

#endif
