/**
 * @file term.c  Terms as text: AMOUNT UNIT [of CALENDAR] [, END]
 */
#include <stdio.h>
#include "schedule/schedule_priv.h"

enum { WORDS_MAX = 95 };

static const struct {
	const char *word;
	enum term_unit unit;
} units[] = {
	{"min", TERM_MINUTES}, {"minute", TERM_MINUTES}, {"minutes", TERM_MINUTES},
	{"h", TERM_HOURS}, {"hour", TERM_HOURS}, {"hours", TERM_HOURS},
	{"full day", TERM_FULL_DAYS}, {"full days", TERM_FULL_DAYS},
	{"calendar day", TERM_CALENDAR_DAYS}, {"calendar days", TERM_CALENDAR_DAYS},
	{"working day", TERM_WORKING_DAYS}, {"working days", TERM_WORKING_DAYS},
	{"working min", TERM_WORKING_MINUTES}, {"working minute", TERM_WORKING_MINUTES},
	{"working minutes", TERM_WORKING_MINUTES},
	{"working h", TERM_WORKING_HOURS}, {"working hour", TERM_WORKING_HOURS}, {"working hours", TERM_WORKING_HOURS},
	{"мин", TERM_MINUTES}, {"минута", TERM_MINUTES}, {"минуты", TERM_MINUTES}, {"минут", TERM_MINUTES},
	{"ч", TERM_HOURS}, {"час", TERM_HOURS}, {"часа", TERM_HOURS}, {"часов", TERM_HOURS},
	{"сутки", TERM_FULL_DAYS}, {"суток", TERM_FULL_DAYS},
	{"календарный день", TERM_CALENDAR_DAYS}, {"календарных дня", TERM_CALENDAR_DAYS},
	{"календарных дней", TERM_CALENDAR_DAYS},
	{"рабочий день", TERM_WORKING_DAYS}, {"рабочих дня", TERM_WORKING_DAYS}, {"рабочих дней", TERM_WORKING_DAYS},
	{"рабочая минута", TERM_WORKING_MINUTES}, {"рабочие минуты", TERM_WORKING_MINUTES},
	{"рабочих минуты", TERM_WORKING_MINUTES}, {"рабочих минут", TERM_WORKING_MINUTES},
	{"рабочий час", TERM_WORKING_HOURS}, {"рабочих часа", TERM_WORKING_HOURS},
	{"рабочих часов", TERM_WORKING_HOURS},
};

static const char *const days_which[] = {"d", "day", "days", "д", "день", "дня", "дней"};

static const struct {
	const char *word;
	enum term_end end;
} ends[] = {
	{"next working day", TERM_END_NEXT}, {"previous working day", TERM_END_PREVIOUS}, {"same day", TERM_END_NONE},
	{"следующий рабочий день", TERM_END_NEXT}, {"предыдущий рабочий день", TERM_END_PREVIOUS},
	{"тот же день", TERM_END_NONE},
};

/* Written forms: one, many, and the calendar's place */
static const char *const written[][2] = {
	[TERM_MINUTES]         = {"min", "min"},
	[TERM_HOURS]           = {"h", "h"},
	[TERM_FULL_DAYS]       = {"full day", "full days"},
	[TERM_CALENDAR_DAYS]   = {"calendar day", "calendar days"},
	[TERM_WORKING_DAYS]    = {"working day", "working days"},
	[TERM_WORKING_MINUTES] = {"working minute", "working minutes"},
	[TERM_WORKING_HOURS]   = {"working hour", "working hours"},
};


/* Copies words with single spaces between them; false when they are too long. Text is bytes: a byte 0 ends nothing */
static bool words_copy(char buf[WORDS_MAX + 1], struct pl text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.l; i++) {

		bool space = text.p[i] == ' ' || text.p[i] == '\t';

		if (space && (!n || buf[n - 1] == ' '))
			continue;
		if (n == WORDS_MAX || !text.p[i])
			return false;
		buf[n++] = space ? ' ' : text.p[i];
	}

	if (n && buf[n - 1] == ' ')
		n--;
	buf[n] = '\0';

	return true;
}


/* Takes the number off the front; 0: none, or out of range */
static uint32_t amount_take(struct pl *rest)
{
	uint64_t v = 0;
	size_t n = 0;

	while (rest->l && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		pl_advance(rest, 1);

	while (n < rest->l && rest->p[n] >= '0' && rest->p[n] <= '9' && v <= TERM_MINUTES_MAX)
		v = v * 10 + (uint64_t)(rest->p[n++] - '0');

	pl_advance(rest, (ssize_t)n);
	return v <= TERM_MINUTES_MAX ? (uint32_t)v : 0;
}


static enum schedule_refusal unit_read(const char *words, enum term_unit *unit)
{
	struct pl w = pl_of(words);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (0 == pl_strcasecmp(&w, units[i].word)) {
			*unit = units[i].unit;
			return SCHEDULE_OK;
		}
	}

	for (size_t i = 0; i < sizeof(days_which) / sizeof(days_which[0]); i++) {
		if (0 == pl_strcasecmp(&w, days_which[i]))
			return SCHEDULE_TERM_DAYS;
	}

	return SCHEDULE_TERM_UNIT;
}


static enum schedule_refusal end_read(struct pl text, struct term *term)
{
	char words[WORDS_MAX + 1];
	struct pl w;

	if (!words_copy(words, text))
		return SCHEDULE_TERM_END;

	w = pl_of(words);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {

		if (pl_strcasecmp(&w, ends[i].word))
			continue;

		term->end = ends[i].end;
		if (term->end && term->unit != TERM_CALENDAR_DAYS && term->unit != TERM_WORKING_DAYS)
			return SCHEDULE_TERM_END_UNIT;

		return SCHEDULE_OK;
	}

	return SCHEDULE_TERM_END;
}


/* Splits " of NAME" off the words of a unit */
static enum schedule_refusal calendar_take(char *words, struct term *term)
{
	char *of = strstr(words, " of "), *name = of ? of + 4 : NULL;
	size_t len;

	if (!name)
		return SCHEDULE_OK;

	len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-");
	if (!len || len > CALENDAR_NAME_MAX || name[len])
		return SCHEDULE_CALENDAR_NAME;

	memcpy(term->calendar, name, len + 1);
	*of = '\0';
	return SCHEDULE_OK;
}


enum schedule_refusal term_parse(struct pl text, struct term *term)
{
	struct pl rest = text, end = {NULL, 0};
	char words[WORDS_MAX + 1];
	enum schedule_refusal why;
	struct term t = {0};
	const char *comma;

	t.amount = amount_take(&rest);
	if (!t.amount)
		return SCHEDULE_TERM_AMOUNT;

	comma = rest.l ? memchr(rest.p, ',', rest.l) : NULL;
	if (comma) {
		end.p = comma + 1;
		end.l = rest.l - (size_t)(end.p - rest.p);
		rest.l = (size_t)(comma - rest.p);
	}

	if (!words_copy(words, rest))
		return SCHEDULE_TERM_UNIT;

	why = calendar_take(words, &t);
	if (!why)
		why = unit_read(words, &t.unit);
	if (!why && t.amount > TERM_AMOUNT_MAX && t.unit != TERM_MINUTES && t.unit != TERM_WORKING_MINUTES)
		why = SCHEDULE_TERM_AMOUNT;
	if (!why && end.p)
		why = end_read(end, &t);
	if (!why)
		*term = t;

	return why;
}


void term_print(char buf[TERM_TEXT_SIZE], const struct term *term)
{
	static const char *const end[] = {"", ", next working day", ", previous working day"};

	snprintf(buf, TERM_TEXT_SIZE, "%u %s%s%s%s", term->amount, written[term->unit][term->amount != 1],
		 term->calendar[0] ? " of " : "", term->calendar, end[term->end]);
}
