/**
 * @file noun.c  What is counted: nouns in every form that a number asks for
 *
 * Beside 1, 21, 101 … the singular of the case; beside 2 3 4, 22 … in the nominative and accusative the genitive singular;
 * else the genitive plural there, and the plural of the case elsewhere. «Человек» keeps an old plural beside numbers: пять
 * человек.
 */
#include "phrase/numeral.h"

struct noun {
	const char *one, *many;         /* English; `one` names it */
	enum gender gender;
	const char *sg[CASES];          /* nom, gen, dat, acc, ins, pre; NULL: not offered */
	const char *pl[CASES];          /* of these the genitive stands for nominative and accusative too */
};

static const struct noun nouns[] = {
	{"second", "seconds", GENDER_F,
	 {"секунда", "секунды", "секунде", "секунду", "секундой", "секунде"},
	 {NULL, "секунд", "секундам", NULL, "секундами", "секундах"}},
	{"minute", "minutes", GENDER_F,
	 {"минута", "минуты", "минуте", "минуту", "минутой", "минуте"},
	 {NULL, "минут", "минутам", NULL, "минутами", "минутах"}},
	{"hour", "hours", GENDER_M,
	 {"час", "часа", "часу", "час", "часом", "часе"},
	 {NULL, "часов", "часам", NULL, "часами", "часах"}},
	{"day", "days", GENDER_M,
	 {"день", "дня", "дню", "день", "днём", "дне"},
	 {NULL, "дней", "дням", NULL, "днями", "днях"}},
	{"person", "people", GENDER_M,
	 {"человек", "человека", "человеку", NULL, "человеком", "человеке"},
	 {NULL, "человек", "человекам", NULL, "человеками", "человеках"}},
	{"call", "calls", GENDER_M,
	 {"звонок", "звонка", "звонку", "звонок", "звонком", "звонке"},
	 {NULL, "звонков", "звонкам", NULL, "звонками", "звонках"}},
	{"attempt", "attempts", GENDER_F,
	 {"попытка", "попытки", "попытке", "попытку", "попыткой", "попытке"},
	 {NULL, "попыток", "попыткам", NULL, "попытками", "попытках"}},
	{"digit", "digits", GENDER_F,
	 {"цифра", "цифры", "цифре", "цифру", "цифрой", "цифре"},
	 {NULL, "цифр", "цифрам", NULL, "цифрами", "цифрах"}},
	{"appeal", "appeals", GENDER_N,
	 {"обращение", "обращения", "обращению", "обращение", "обращением", "обращении"},
	 {NULL, "обращений", "обращениям", NULL, "обращениями", "обращениях"}},
	{"application", "applications", GENDER_N,
	 {"заявление", "заявления", "заявлению", "заявление", "заявлением", "заявлении"},
	 {NULL, "заявлений", "заявлениям", NULL, "заявлениями", "заявлениях"}},
};

enum { NOUNS = sizeof(nouns) / sizeof(nouns[0]) };


const struct noun *noun_find(struct pl word)
{
	for (size_t i = 0; i < NOUNS; i++) {
		if (0 == pl_strcmp(&word, nouns[i].one))
			return &nouns[i];
	}

	return NULL;
}


bool noun_has(const struct noun *noun, enum gcase gcase)
{
	return noun->sg[gcase] != NULL;
}


enum gender noun_gender(const struct noun *noun)
{
	return noun->gender;
}


const char *noun_beside(const struct noun *noun, enum lang lang, unsigned n, enum gcase gcase)
{
	const bool direct = CASE_NOM == gcase || CASE_ACC == gcase;
	const enum plural plural = plural_of(lang, n);

	if (LANG_EN == lang)
		return PLURAL_ONE == plural ? noun->one : noun->many;
	if (PLURAL_ONE == plural)
		return noun->sg[gcase];
	if (!direct)
		return noun->pl[gcase];
	return PLURAL_FEW == plural ? noun->sg[CASE_GEN] : noun->pl[CASE_GEN];
}
