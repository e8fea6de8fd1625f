/**
 * @file numeral_ru.c  Russian numerals
 *
 * A cardinal is declined in every word («двадцати одной»), an ordinal in its last one («двадцать первая»). One and two show
 * the gender. «Тысяча» is a noun: it takes the number before it in the feminine and stands in the form the number asks for.
 */
#include <assert.h>
#include "phrase/numeral_priv.h"

static const char *const one[GENDERS][CASES] = {
	{"один", "одного", "одному", "один", "одним", "одном"},
	{"одна", "одной", "одной", "одну", "одной", "одной"},
	{"одно", "одного", "одному", "одно", "одним", "одном"},
};

static const char *const two_f[CASES] = {"две", "двух", "двум", "две", "двумя", "двух"};

static const char *const unit[10][CASES] = {
	{"ноль", "ноля", "нолю", "ноль", "нолём", "ноле"},
	{NULL},
	{"два", "двух", "двум", "два", "двумя", "двух"},
	{"три", "трёх", "трём", "три", "тремя", "трёх"},
	{"четыре", "четырёх", "четырём", "четыре", "четырьмя", "четырёх"},
	{"пять", "пяти", "пяти", "пять", "пятью", "пяти"},
	{"шесть", "шести", "шести", "шесть", "шестью", "шести"},
	{"семь", "семи", "семи", "семь", "семью", "семи"},
	{"восемь", "восьми", "восьми", "восемь", "восемью", "восьми"},
	{"девять", "девяти", "девяти", "девять", "девятью", "девяти"},
};

static const char *const teen[10][CASES] = {
	{"десять", "десяти", "десяти", "десять", "десятью", "десяти"},
	{"одиннадцать", "одиннадцати", "одиннадцати", "одиннадцать", "одиннадцатью", "одиннадцати"},
	{"двенадцать", "двенадцати", "двенадцати", "двенадцать", "двенадцатью", "двенадцати"},
	{"тринадцать", "тринадцати", "тринадцати", "тринадцать", "тринадцатью", "тринадцати"},
	{"четырнадцать", "четырнадцати", "четырнадцати", "четырнадцать", "четырнадцатью", "четырнадцати"},
	{"пятнадцать", "пятнадцати", "пятнадцати", "пятнадцать", "пятнадцатью", "пятнадцати"},
	{"шестнадцать", "шестнадцати", "шестнадцати", "шестнадцать", "шестнадцатью", "шестнадцати"},
	{"семнадцать", "семнадцати", "семнадцати", "семнадцать", "семнадцатью", "семнадцати"},
	{"восемнадцать", "восемнадцати", "восемнадцати", "восемнадцать", "восемнадцатью", "восемнадцати"},
	{"девятнадцать", "девятнадцати", "девятнадцати", "девятнадцать", "девятнадцатью", "девятнадцати"},
};

static const char *const ten[10][CASES] = {
	{NULL}, {NULL},
	{"двадцать", "двадцати", "двадцати", "двадцать", "двадцатью", "двадцати"},
	{"тридцать", "тридцати", "тридцати", "тридцать", "тридцатью", "тридцати"},
	{"сорок", "сорока", "сорока", "сорок", "сорока", "сорока"},
	{"пятьдесят", "пятидесяти", "пятидесяти", "пятьдесят", "пятьюдесятью", "пятидесяти"},
	{"шестьдесят", "шестидесяти", "шестидесяти", "шестьдесят", "шестьюдесятью", "шестидесяти"},
	{"семьдесят", "семидесяти", "семидесяти", "семьдесят", "семьюдесятью", "семидесяти"},
	{"восемьдесят", "восьмидесяти", "восьмидесяти", "восемьдесят", "восемьюдесятью", "восьмидесяти"},
	{"девяносто", "девяноста", "девяноста", "девяносто", "девяноста", "девяноста"},
};

static const char *const hundred[10][CASES] = {
	{NULL},
	{"сто", "ста", "ста", "сто", "ста", "ста"},
	{"двести", "двухсот", "двумстам", "двести", "двумястами", "двухстах"},
	{"триста", "трёхсот", "трёмстам", "триста", "тремястами", "трёхстах"},
	{"четыреста", "четырёхсот", "четырёмстам", "четыреста", "четырьмястами", "четырёхстах"},
	{"пятьсот", "пятисот", "пятистам", "пятьсот", "пятьюстами", "пятистах"},
	{"шестьсот", "шестисот", "шестистам", "шестьсот", "шестьюстами", "шестистах"},
	{"семьсот", "семисот", "семистам", "семьсот", "семьюстами", "семистах"},
	{"восемьсот", "восьмисот", "восьмистам", "восемьсот", "восемьюстами", "восьмистах"},
	{"девятьсот", "девятисот", "девятистам", "девятьсот", "девятьюстами", "девятистах"},
};

static const char *const thousand_one[CASES] = {"тысяча", "тысячи", "тысяче", "тысячу", "тысячей", "тысяче"};
static const char *const thousand_many[CASES] = {"тысяч", "тысяч", "тысячам", "тысяч", "тысячами", "тысячах"};

/* Stems of ordinals; the ending of the masculine is stressed (-ой) where `oy` says so */
struct stem {
	const char *text;
	bool oy;
};

static const struct stem ord_unit[10] = {
	{"нулев", true}, {"перв", false}, {"втор", true}, {NULL, false}, {"четвёрт", false},
	{"пят", false}, {"шест", true}, {"седьм", true}, {"восьм", true}, {"девят", false},
};

static const struct stem ord_teen[10] = {
	{"десят", false}, {"одиннадцат", false}, {"двенадцат", false}, {"тринадцат", false}, {"четырнадцат", false},
	{"пятнадцат", false}, {"шестнадцат", false}, {"семнадцат", false}, {"восемнадцат", false}, {"девятнадцат", false},
};

static const struct stem ord_ten[10] = {
	{NULL, false}, {NULL, false}, {"двадцат", false}, {"тридцат", false}, {"сороков", true},
	{"пятидесят", false}, {"шестидесят", false}, {"семидесят", false}, {"восьмидесят", false}, {"девяност", false},
};

static const struct stem ord_hundred[10] = {
	{NULL, false}, {"сот", false}, {"двухсот", false}, {"трёхсот", false}, {"четырёхсот", false},
	{"пятисот", false}, {"шестисот", false}, {"семисот", false}, {"восьмисот", false}, {"девятисот", false},
};

static const char *const ending[GENDERS][CASES] = {
	{"ый", "ого", "ому", "ый", "ым", "ом"},
	{"ая", "ой", "ой", "ую", "ой", "ой"},
	{"ое", "ого", "ому", "ое", "ым", "ом"},
};

static const char *const third[GENDERS][CASES] = {
	{"третий", "третьего", "третьему", "третий", "третьим", "третьем"},
	{"третья", "третьей", "третьей", "третью", "третьей", "третьей"},
	{"третье", "третьего", "третьему", "третье", "третьим", "третьем"},
};


static const char *unit_form(unsigned n, enum gcase gcase, enum gender gender)
{
	if (1 == n)
		return one[gender][gcase];
	if (2 == n && GENDER_F == gender)
		return two_f[gcase];
	return unit[n][gcase];
}


/* 1 … 999; leading words are separated from what follows by a space */
static int below_thousand(struct numeral *num, unsigned n, enum gcase gcase, enum gender gender)
{
	const unsigned rest = n % 100;

	if (n >= 100)
		numeral_word(num, hundred[n / 100][gcase]);

	if (rest >= 10 && rest < 20) {
		numeral_word(num, teen[rest - 10][gcase]);
		return num->err;
	}

	if (rest >= 20)
		numeral_word(num, ten[rest / 10][gcase]);
	if (rest % 10)
		numeral_word(num, unit_form(rest % 10, gcase, gender));

	return num->err;
}


static const char *thousand_form(unsigned n, enum gcase gcase)
{
	const bool direct = CASE_NOM == gcase || CASE_ACC == gcase;

	switch (plural_of(LANG_RU, n)) {

	case PLURAL_ONE:
		return thousand_one[gcase];

	case PLURAL_FEW:
		return direct ? thousand_one[CASE_GEN] : thousand_many[gcase];

	default:
		return thousand_many[gcase];
	}
}


static void thousands(struct numeral *num, unsigned n, enum gcase gcase)
{
	if (!n)
		return;

	(void)below_thousand(num, n, gcase, GENDER_F);
	numeral_word(num, thousand_form(n, gcase));
}


int cardinal_ru(struct mbuf *mb, unsigned n, enum gcase gcase, enum gender gender)
{
	struct numeral num = {.mb = mb};

	assert(n <= NUMERAL_MAX);
	if (!n) {
		numeral_word(&num, unit[0][gcase]);
		return num.err;
	}

	thousands(&num, n / 1000, gcase);
	return below_thousand(&num, n % 1000, gcase, gender);
}


static void ordinal_word(struct numeral *num, const struct stem *stem, enum gcase gcase, enum gender gender)
{
	const bool oy = stem->oy && GENDER_M == gender && (CASE_NOM == gcase || CASE_ACC == gcase);

	numeral_word(num, stem->text);
	numeral_tail(num, oy ? "ой" : ending[gender][gcase]);
}


/* The last word of n, 0 … 999; what is left of n stands before it as a cardinal */
static unsigned ordinal_split(unsigned n, const struct stem **stem)
{
	const unsigned rest = n % 100;

	if (n && !rest) {
		*stem = &ord_hundred[n / 100];
		return 0;
	}
	if (rest >= 10 && rest < 20) {
		*stem = &ord_teen[rest - 10];
		return n - rest;
	}
	if (rest >= 20 && 0 == rest % 10) {
		*stem = &ord_ten[rest / 10];
		return n - rest;
	}

	*stem = &ord_unit[rest % 10];
	return n - rest % 10;
}


/* 1000 тысячный, 2000 двухтысячный: the genitive of the number grows onto it */
static int ordinal_thousand(struct numeral *num, unsigned n, enum gcase gcase, enum gender gender)
{
	static const struct stem alone = {"тысячн", false};

	if (1 == n) {
		ordinal_word(num, &alone, gcase, gender);
		return num->err;
	}

	numeral_word(num, unit[n][CASE_GEN]);
	numeral_tail(num, alone.text);
	numeral_tail(num, ending[gender][gcase]);
	return num->err;
}


int ordinal_ru(struct mbuf *mb, unsigned n, enum gcase gcase, enum gender gender)
{
	struct numeral num = {.mb = mb};
	const struct stem *stem;
	unsigned before;

	assert(n <= NUMERAL_ORDINAL_MAX);
	if (n && 0 == n % 1000)
		return ordinal_thousand(&num, n / 1000, gcase, gender);

	thousands(&num, n / 1000, CASE_NOM);
	before = ordinal_split(n % 1000, &stem);
	(void)below_thousand(&num, before, CASE_NOM, GENDER_M);

	if (stem->text)
		ordinal_word(&num, stem, gcase, gender);
	else
		numeral_word(&num, third[gender][gcase]);

	return num.err;
}
