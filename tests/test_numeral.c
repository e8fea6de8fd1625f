/**
 * @file test_numeral.c  Numbers in words: the vectors of tests/data/vectors/numbers-ru.tsv, and ICU's spelling beside ours
 *
 * ICU writes е for ё, so both are compared folded. It is not asked where it is wrong: in the prepositional («двадцать одном»),
 * for ordinals from 80 on («восемьдесятое», «двести») and the dative of the third («третьому»); nor for zero, which has two
 * sets of forms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>
#include "test.h"
#include "base/text.h"
#include "phrase/numeral.h"


int test_numeral_vectors(void);
int test_numeral_icu(void);
int test_numeral_thousands(void);
int test_numeral_english(void);
int test_noun(void);

enum { COLUMNS = 14, WORDS_MAX = 512, LINE_MAX_BYTES = 4096 };


/* Moves what was written into a string */
static int words(struct mbuf *mb, char dst[WORDS_MAX])
{
	if (mb->end >= WORDS_MAX)
		return EOVERFLOW;

	memcpy(dst, mb->buf, mb->end);
	dst[mb->end] = '\0';
	mbuf_rewind(mb);
	return 0;
}


/* What a column of the vectors, counted from 0, says of n */
static int column(struct mbuf *mb, unsigned nr, unsigned n)
{
	static const struct {
		enum gcase gcase;
		enum gender gender;
	} form[COLUMNS] = {
		[2] = {CASE_NOM, GENDER_M}, [3] = {CASE_NOM, GENDER_F}, [4] = {CASE_NOM, GENDER_N}, [5] = {CASE_ACC, GENDER_F},
		[6] = {CASE_GEN, GENDER_M}, [7] = {CASE_GEN, GENDER_F},
		[8] = {CASE_NOM, GENDER_M}, [9] = {CASE_NOM, GENDER_F}, [10] = {CASE_NOM, GENDER_N},
		[11] = {CASE_NOM, GENDER_F}, [12] = {CASE_GEN, GENDER_F}, [13] = {CASE_NOM, GENDER_M},
	};

	if (nr >= COLUMNS)
		return EINVAL;
	if (nr < 8)
		return numeral_cardinal(mb, LANG_RU, n, form[nr].gcase, form[nr].gender);
	if (nr < 11)
		return numeral_ordinal(mb, LANG_RU, n, form[nr].gcase, form[nr].gender);

	return numeral_count(mb, LANG_RU, n, form[nr].gcase, noun_find(nr < 13 ? PL_LIT("minute") : PL_LIT("person")));
}


static int try_line(struct mbuf *mb, char *line)
{
	static const char *const plural[] = {"one", "few", "many", "other"};
	char got[WORDS_MAX], *cell[COLUMNS], *next = line;
	unsigned n, cells = 0;
	int err = 0;

	while (cells < COLUMNS && (cell[cells] = strsep(&next, "\t\n")))
		cells++;
	TEST(COLUMNS == cells);

	n = (unsigned)strtoul(cell[0], NULL, 10);
	TEST_PL(pl_of(cell[1]), pl_of(plural[plural_of(LANG_RU, n)]));

	for (unsigned i = 2; i < COLUMNS; i++) {
		TEST_OK(column(mb, i, n));
		TEST_OK(words(mb, got));
		TEST_PL(pl_of(cell[i]), pl_of(got));
	}

out:
	return err;
}


int test_numeral_vectors(void)
{
	struct mbuf *mb = mbuf_alloc(WORDS_MAX);
	char path[512], line[LINE_MAX_BYTES];
	FILE *file = NULL;
	unsigned n = 0;
	int err = mb ? 0 : ENOMEM;

	if (err)
		goto out;

	(void)snprintf(path, sizeof(path), "%s/tests/data/vectors/numbers-ru.tsv", test_source());
	file = fopen(path, "re");
	TEST(file);
	TEST(fgets(line, sizeof(line), file));

	while (fgets(line, sizeof(line), file)) {
		TEST_OK(try_line(mb, line));
		n++;
	}
	TEST(n >= 50);

out:
	if (file)
		(void)fclose(file);
	mem_deref(mb);
	return err;
}


/* ICU's words for n by a rule set, folded */
static int icu_words(UNumberFormat *format, const char *rules, unsigned n, char dst[WORDS_MAX])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar text[WORDS_MAX];
	char plain[WORDS_MAX];

	u_uastrncpy(text, rules, WORDS_MAX - 1);
	unum_setTextAttribute(format, UNUM_DEFAULT_RULESET, text, -1, &status);
	(void)unum_format(format, (int32_t)n, text, WORDS_MAX, NULL, &status);
	u_strToUTF8(plain, sizeof(plain), NULL, text, -1, &status);
	if (U_FAILURE(status))
		return EINVAL;

	return text_map(dst, WORDS_MAX, pl_of(plain), text_fold);
}


static int folded(struct mbuf *mb, char dst[WORDS_MAX])
{
	char plain[WORDS_MAX];
	int err = words(mb, plain);

	return err ? err : text_map(dst, WORDS_MAX, pl_of(plain), text_fold);
}


static int try_icu(UNumberFormat *format, struct mbuf *mb, unsigned n, enum gcase gcase, enum gender gender)
{
	static const char *const icu_case[CASE_PRE] = {"", "-genitive", "-dative", "-accusative", "-ablative"};
	static const char *const icu_gender[GENDERS] = {"masculine", "feminine", "neuter"};
	char rules[64], want[WORDS_MAX], got[WORDS_MAX];
	int err = 0;

	(void)snprintf(rules, sizeof(rules), "%%spellout-cardinal-%s%s", icu_gender[gender], icu_case[gcase]);
	TEST_OK(icu_words(format, rules, n, want));
	TEST_OK(numeral_cardinal(mb, LANG_RU, n, gcase, gender));
	TEST_OK(folded(mb, got));
	TEST_PL(pl_of(want), pl_of(got));

	if (n >= 80 || (CASE_DAT == gcase && 3 == n % 10 && 13 != n))
		goto out;

	(void)snprintf(rules, sizeof(rules), "%%spellout-ordinal-%s%s", icu_gender[gender], icu_case[gcase]);
	TEST_OK(icu_words(format, rules, n, want));
	TEST_OK(numeral_ordinal(mb, LANG_RU, n, gcase, gender));
	TEST_OK(folded(mb, got));
	TEST_PL(pl_of(want), pl_of(got));

out:
	return err;
}


int test_numeral_icu(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *format = unum_open(UNUM_SPELLOUT, NULL, 0, "ru", NULL, &status);
	struct mbuf *mb = mbuf_alloc(WORDS_MAX);
	int err = 0;

	TEST(U_SUCCESS(status) && mb);

	for (unsigned n = 1; n <= NUMERAL_MAX; n += n < 1300 ? 1 : 7919) {
		for (unsigned i = 0; i < CASE_PRE * GENDERS; i++)
			TEST_OK(try_icu(format, mb, n, (enum gcase)(i / GENDERS), (enum gender)(i % GENDERS)));
	}

out:
	unum_close(format);
	mem_deref(mb);
	return err;
}


struct spelt {
	unsigned n;
	const char *cardinal, *ordinal;
};


static int try_spelt(struct mbuf *mb, enum lang lang, const struct spelt *s, enum gcase gcase, enum gender gender)
{
	char got[WORDS_MAX];
	int err = 0;

	if (s->cardinal) {
		TEST_OK(numeral_cardinal(mb, lang, s->n, gcase, gender));
		TEST_OK(words(mb, got));
		TEST_PL(pl_of(s->cardinal), pl_of(got));
	}
	if (s->ordinal) {
		TEST_OK(numeral_ordinal(mb, lang, s->n, gcase, gender));
		TEST_OK(words(mb, got));
		TEST_PL(pl_of(s->ordinal), pl_of(got));
	}

out:
	return err;
}


int test_numeral_thousands(void)
{
	static const struct spelt nominative[] = {
		{1000, "одна тысяча", "тысячный"}, {2000, "две тысячи", "двухтысячный"}, {5000, "пять тысяч", "пятитысячный"},
		{9000, "девять тысяч", "девятитысячный"}, {2026, "две тысячи двадцать шесть", "две тысячи двадцать шестой"},
		{2100, "две тысячи сто", "две тысячи сотый"}, {11000, "одиннадцать тысяч", NULL},
		{121000, "сто двадцать одна тысяча", NULL}, {999999, "девятьсот девяносто девять тысяч девятьсот девяносто девять", NULL},
	};
	static const struct spelt prepositional[] = {
		{1, "одном", "первом"}, {21, "двадцати одном", NULL}, {40, "сорока", "сороковом"}, {3, "трёх", "третьем"}, {2, "двух", NULL}, {50, "пятидесяти", NULL},
		{200, "двухстах", NULL}, {804, "восьмистах четырёх", NULL}, {3000, "трёх тысячах", NULL},
	};
	struct mbuf *mb = mbuf_alloc(WORDS_MAX);
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; !err && i < sizeof(nominative) / sizeof(nominative[0]); i++)
		err = try_spelt(mb, LANG_RU, &nominative[i], CASE_NOM, GENDER_M);
	for (size_t i = 0; !err && i < sizeof(prepositional) / sizeof(prepositional[0]); i++)
		err = try_spelt(mb, LANG_RU, &prepositional[i], CASE_PRE, GENDER_M);

	mem_deref(mb);
	return err;
}


int test_numeral_english(void)
{
	static const struct spelt spelt[] = {
		{0, "zero", "zeroth"}, {1, "one", "first"}, {12, "twelve", "twelfth"}, {20, "twenty", "twentieth"},
		{21, "twenty-one", "twenty-first"}, {33, "thirty-three", "thirty-third"}, {100, "one hundred", "one hundredth"},
		{101, "one hundred and one", "one hundred and first"}, {999, "nine hundred and ninety-nine", "nine hundred and ninety-ninth"},
		{1000, "one thousand", "one thousandth"}, {1001, "one thousand and one", "one thousand and first"},
		{2026, "two thousand and twenty-six", "two thousand and twenty-sixth"}, {1100, "one thousand one hundred", NULL},
		{120000, "one hundred and twenty thousand", NULL},
	};
	struct mbuf *mb = mbuf_alloc(WORDS_MAX);
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; !err && i < sizeof(spelt) / sizeof(spelt[0]); i++)
		err = try_spelt(mb, LANG_EN, &spelt[i], CASE_NOM, GENDER_M);

	mem_deref(mb);
	return err;
}


int test_noun(void)
{
	static const struct {
		const char *noun;
		unsigned n;
		enum gcase gcase;
		const char *ru, *en;
	} row[] = {
		{"minute", 1, CASE_ACC, "одну минуту", "one minute"},
		{"minute", 21, CASE_ACC, "двадцать одну минуту", "twenty-one minutes"},
		{"minute", 2, CASE_ACC, "две минуты", "two minutes"},
		{"minute", 22, CASE_GEN, "двадцати двух минут", "twenty-two minutes"},
		{"minute", 11, CASE_GEN, "одиннадцати минут", "eleven minutes"},
		{"hour", 1, CASE_GEN, "одного часа", "one hour"},
		{"hour", 21, CASE_GEN, "двадцати одного часа", "twenty-one hours"},
		{"hour", 2, CASE_DAT, "двум часам", "two hours"},
		{"day", 5, CASE_INS, "пятью днями", "five days"},
		{"day", 0, CASE_NOM, "ноль дней", "zero days"},
		{"person", 5, CASE_NOM, "пять человек", "five people"},
		{"person", 21, CASE_GEN, "двадцати одного человека", "twenty-one people"},
		{"person", 2, CASE_GEN, "двух человек", "two people"},
		{"appeal", 1, CASE_NOM, "одно обращение", "one appeal"},
		{"appeal", 2, CASE_NOM, "два обращения", "two appeals"},
		{"attempt", 2, CASE_NOM, "две попытки", "two attempts"},
		{"call", 3, CASE_PRE, "трёх звонках", "three calls"},
		{"digit", 8, CASE_ACC, "восемь цифр", "eight digits"},
		{"second", 101, CASE_ACC, "сто одну секунду", "one hundred and one seconds"},
		{"application", 4, CASE_NOM, "четыре заявления", "four applications"},
	};
	struct mbuf *mb = mbuf_alloc(WORDS_MAX);
	char got[WORDS_MAX];
	int err = mb ? 0 : ENOMEM;

	if (err)
		goto out;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {

		const struct noun *noun = noun_find(pl_of(row[i].noun));

		TEST(noun && noun_has(noun, row[i].gcase));
		TEST_OK(numeral_count(mb, LANG_RU, row[i].n, row[i].gcase, noun));
		TEST_OK(words(mb, got));
		TEST_PL(pl_of(row[i].ru), pl_of(got));
		TEST_OK(numeral_count(mb, LANG_EN, row[i].n, row[i].gcase, noun));
		TEST_OK(words(mb, got));
		TEST_PL(pl_of(row[i].en), pl_of(got));
	}

	TEST(!noun_find(PL_LIT("minutes")) && !noun_find((struct pl){NULL, 0}));
	TEST(!noun_has(noun_find(PL_LIT("person")), CASE_ACC));

out:
	mem_deref(mb);
	return err;
}
