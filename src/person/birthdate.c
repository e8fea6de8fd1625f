/**
 * @file birthdate.c  A date of birth as people type it
 *
 * Age: a birthday on 29 February counts from 1 March in common years.
 */
#include <stdio.h>
#include "base/text.h"
#include "person/check_priv.h"


enum {
	AGE_DOUBT    = 121,      /* years: older than 120 */
	AGE_MAX      = 130,      /* nobody is known to have lived so long */
	AGE_PASSPORT = 14,
	FIELDS       = 3,
};

/* What was typed: numbers in their order, a month perhaps by name */
struct typed {
	int num[FIELDS];
	unsigned len[FIELDS];          /* digits of each */
	unsigned n;
	bool named;                    /* the second is a month by its name */
};


int check_age(int32_t born, int32_t on)
{
	struct date a = date_civil(born), b = date_civil(on);

	return b.year - a.year - (b.month < a.month || (b.month == a.month && b.day < a.day));
}


/* The month of a Russian word, nominative or genitive, or its short form; 0 when none */
static int month_of(struct pl word)
{
	static const char *const stems[] = {
		"январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр",
		"декабр",
	};
	char buf[64];

	if (text_map(buf, sizeof(buf), word, text_fold))
		return 0;

	for (unsigned i = 0; i < sizeof(stems) / sizeof(stems[0]); i++) {
		const char *rest = buf + strlen(stems[i]);

		if (strncmp(buf, stems[i], strlen(stems[i])))
			continue;
		if (!*rest || !strcmp(rest, "ь") || !strcmp(rest, "я") || !strcmp(rest, "а") || !strcmp(rest, "й"))
			return (int)i + 1;
	}

	return 0;
}


/* «г», «год», «года» after the year */
static bool is_year_word(struct pl word)
{
	return 0 == pl_strcmp(&word, "г") || 0 == pl_strcmp(&word, "год") || 0 == pl_strcmp(&word, "года");
}


/* Takes the run of code points for which `in` holds off a text */
static struct pl take(struct pl *text, bool (*in)(uint32_t cp))
{
	struct pl run = {text->p, 0};

	while (text->l) {
		struct pl rest = *text;

		if (!in(text_next(&rest)))
			break;
		run.l = (size_t)(rest.p - run.p);
		*text = rest;
	}

	return run;
}


static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}


static bool is_between(uint32_t cp)
{
	return ' ' == cp || '-' == cp || '.' == cp || '/' == cp || ',' == cp;
}


static bool take_word(struct typed *ty, struct pl word)
{
	int month = month_of(word);

	if (month && 1 == ty->n) {
		ty->num[ty->n] = month;
		ty->len[ty->n++] = 2;
		ty->named = true;
		return true;
	}

	return FIELDS == ty->n && is_year_word(word);
}


/* Takes a value apart; false when it is no date at all */
static bool take_apart(struct typed *ty, struct pl text)
{
	memset(ty, 0, sizeof(*ty));

	while (text.l) {
		struct pl run = take(&text, is_digit);

		if (run.l) {
			if (FIELDS == ty->n || run.l > 8)
				return false;
			ty->num[ty->n] = (int)pl_u32(&run);
			ty->len[ty->n++] = (unsigned)run.l;
		}
		else if ((run = take(&text, text_is_russian)).l) {
			if (!take_word(ty, run))
				return false;
		}
		else if (!take(&text, is_between).l) {
			return false;
		}
	}

	return true;
}


/* Eight digits in a row: ДДММГГГГ or ГГГГММДД. No row is both: a year 1800 … 2200 begins with no month */
static struct date split_eight(int num)
{
	struct date a = {num % 10000, num / 10000 % 100, num / 1000000};
	struct date b = {num / 10000, num / 100 % 100, num % 100};

	return date_valid(b.year, b.month, b.day) ? b : a;
}


/* The date in the order in which it was typed; false when the order is none that people use */
static bool order(struct date *date, const struct typed *ty)
{
	if (FIELDS == ty->n && 4 == ty->len[0] && ty->len[1] <= 2 && ty->len[2] <= 2 && !ty->named) {
		*date = (struct date){ty->num[0], ty->num[1], ty->num[2]};
		return true;
	}
	if (FIELDS == ty->n && ty->len[0] <= 2 && ty->len[1] <= 2 && (4 == ty->len[2] || 2 == ty->len[2])) {
		*date = (struct date){ty->num[2], ty->num[1], ty->num[0]};
		return true;
	}

	if (1 == ty->n && 8 == ty->len[0]) {
		*date = split_eight(ty->num[0]);
		return true;
	}

	return false;
}


/* Would this day be a birth date without any doubt? */
static bool is_right(int year, int month, int day, int32_t today)
{
	int32_t born;

	if (!date_valid(year, month, day))
		return false;
	born = date_day(year, month, day);

	return born <= today && check_age(born, today) < AGE_DOUBT;
}


/* Day and month swapped */
static void suggest_swap(struct check_result *res, const struct typed *ty, struct date date, int32_t today)
{
	if (ty->named || date.day == date.month || !is_right(date.year, date.day, date.month, today))
		return;

	date_print(res->suggestion, date_day(date.year, date.day, date.month));
}


/* Two digits of a year: the one century that fits */
static void suggest_century(struct check_result *res, struct date date, int32_t today)
{
	bool this = is_right(2000 + date.year, date.month, date.day, today);
	bool last = is_right(1900 + date.year, date.month, date.day, today);

	if (this != last)
		date_print(res->suggestion, date_day((this ? 2000 : 1900) + date.year, date.month, date.day));
}


static void judge(struct check_result *res, int32_t born, int32_t today)
{
	date_print(res->value, born);

	if (born > today)
		check_set(res, CHECK_INVALID, T_CHECK_BIRTHDATE_FUTURE);
	else if (check_age(born, today) > AGE_MAX)
		check_set(res, CHECK_INVALID, T_CHECK_BIRTHDATE_TOO_OLD);
	else if (check_age(born, today) >= AGE_DOUBT)
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_BIRTHDATE_OLD);
	else if (check_age(born, today) < AGE_PASSPORT)
		check_set(res, CHECK_VALID, T_CHECK_BIRTHDATE_CHILD);
}


void check_birthdate(struct check_result *res, struct pl value, int32_t today)
{
	char buf[CHECK_TEXT_MAX + 1];
	struct typed ty;
	struct date date;

	if (!check_open(res, value))
		return;
	if (text_map(buf, sizeof(buf), value, text_plain) || !take_apart(&ty, pl_of(buf)) || !order(&date, &ty)) {
		check_set(res, CHECK_INVALID, T_CHECK_BIRTHDATE_FORM);
		return;
	}

	if (FIELDS == ty.n && 2 == ty.len[2] && 4 != ty.len[0]) {
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_BIRTHDATE_SHORT_YEAR);
		suggest_century(res, date, today);
		return;
	}
	if (!date_valid(date.year, date.month, date.day)) {
		check_set(res, CHECK_INVALID, T_CHECK_BIRTHDATE_NO_DAY);
		suggest_swap(res, &ty, date, today);
		return;
	}

	judge(res, date_day(date.year, date.month, date.day), today);
	if (CHECK_INVALID == res->verdict)
		suggest_swap(res, &ty, date, today);
}
