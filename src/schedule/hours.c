/**
 * @file hours.c  The opening hours of a day and of a week: check, read, write
 */
#include <stdio.h>
#include "schedule/schedule_priv.h"

static const char *const day_words[8] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"};


enum schedule_refusal hours_check(const struct hours *hours)
{
	if (hours->n > HOURS_INTERVALS_MAX)
		return SCHEDULE_HOURS_MANY;

	for (unsigned i = 0; i < hours->n; i++) {

		unsigned from = hours->at[i].from_min, to = hours->at[i].to_min;

		if (from >= DAY_MIN || to <= from || to > from + DAY_MIN)
			return SCHEDULE_HOURS_ORDER;
		if (i && from <= hours->at[i - 1].to_min)
			return SCHEDULE_HOURS_ORDER;
	}

	/* the last interval, past midnight, must not run into the first of the same day a day later */
	if (hours->n > 1 && hours->at[hours->n - 1].to_min >= hours->at[0].from_min + DAY_MIN)
		return SCHEDULE_HOURS_ORDER;

	return SCHEDULE_OK;
}


bool hours_same(const struct hours *a, const struct hours *b)
{
	return a->n == b->n && !memcmp(a->at, b->at, a->n * sizeof(a->at[0]));
}


bool week_same(const struct week *a, const struct week *b)
{
	for (unsigned i = 0; i < 7; i++) {
		if (!hours_same(&a->day[i], &b->day[i]))
			return false;
	}

	return hours_same(&a->holiday, &b->holiday);
}


static struct pl trim(struct pl s)
{
	while (s.l && (s.p[0] == ' ' || s.p[0] == '\t'))
		pl_advance(&s, 1);
	while (s.l && (s.p[s.l - 1] == ' ' || s.p[s.l - 1] == '\t'))
		s.l--;

	return s;
}


/* Takes the part up to a separator off the rest; the rest is "none" after the last part */
static struct pl part_take(struct pl *rest, char sep)
{
	const char *end = rest->l ? memchr(rest->p, sep, rest->l) : NULL;
	struct pl part = {rest->p, end ? (size_t)(end - rest->p) : rest->l};

	if (end)
		pl_advance(rest, end - rest->p + 1);
	else
		*rest = (struct pl){NULL, 0};

	return trim(part);
}


/* HH:MM in minutes, 00:00 to 24:00; -1 otherwise */
static int minute_read(struct pl s)
{
	int h, m;

	if (s.l != 5 || s.p[2] != ':')
		return -1;

	for (int i = 0; i < 5; i++) {
		if (i != 2 && (s.p[i] < '0' || s.p[i] > '9'))
			return -1;
	}

	h = (s.p[0] - '0') * 10 + s.p[1] - '0';
	m = (s.p[3] - '0') * 10 + s.p[4] - '0';

	return m < 60 && h * 60 + m <= DAY_MIN ? h * 60 + m : -1;
}


enum schedule_refusal hours_parse(struct pl text, struct hours *hours)
{
	struct pl rest = trim(text);
	struct hours h = {0};
	enum schedule_refusal why;

	if (0 == pl_strcasecmp(&rest, "closed")) {
		*hours = h;
		return SCHEDULE_OK;
	}

	do {
		struct pl part = part_take(&rest, ',');
		struct pl first = part_take(&part, '-');
		int from = minute_read(first), to = part.p ? minute_read(trim(part)) : -1;

		if (from < 0 || to < 0 || from == DAY_MIN)
			return SCHEDULE_HOURS_TEXT;
		if (h.n == HOURS_INTERVALS_MAX)
			return SCHEDULE_HOURS_MANY;

		h.at[h.n].from_min = (uint16_t)from;
		h.at[h.n++].to_min = (uint16_t)(to > from ? to : to + DAY_MIN);
	}
	while (rest.p);

	why = hours_check(&h);
	if (!why)
		*hours = h;

	return why;
}


void hours_print(char buf[HOURS_TEXT_SIZE], const struct hours *hours)
{
	size_t pos = 0;

	if (!hours->n)
		snprintf(buf, HOURS_TEXT_SIZE, "closed");

	for (unsigned i = 0; i < hours->n && i < HOURS_INTERVALS_MAX; i++) {

		unsigned from = hours->at[i].from_min, to = hours->at[i].to_min;

		if (to > DAY_MIN)
			to -= DAY_MIN;

		pos += (size_t)snprintf(buf + pos, HOURS_TEXT_SIZE - pos, "%s%02u:%02u-%02u:%02u", i ? ", " : "",
					from / 60 % 24, from % 60, to / 60 % 25, to % 60);
	}
}


static int day_find(struct pl word)
{
	int i = 0;

	while (i < 8 && pl_strcasecmp(&word, day_words[i]))
		i++;

	return i;
}


/* The days that a word names, a bit each (bit 7 the holiday); 0 unknown */
static unsigned days_read(struct pl word)
{
	struct pl rest = word, first = part_take(&rest, '-');
	int from, to;

	if (0 == pl_strcasecmp(&word, "daily"))
		return 0xff;

	from = day_find(first);
	if (!rest.p)
		return from < 8 ? 1u << from : 0;

	to = day_find(trim(rest));
	if (from > 6 || to > 6 || to <= from)
		return 0;

	return ((1u << (to + 1)) - 1) & ~((1u << from) - 1);
}


enum schedule_refusal week_parse(struct pl text, struct week *week)
{
	struct pl rest = trim(text);
	struct week w = {0};
	unsigned seen = 0;

	do {
		struct pl part = part_take(&rest, ';');
		struct pl word = part_take(&part, ' ');
		unsigned days = days_read(word);
		enum schedule_refusal why;
		struct hours hours;

		if (!days || (days & seen))
			return SCHEDULE_WEEK_DAY;
		seen |= days;

		if (!part.p)
			return SCHEDULE_HOURS_TEXT;
		why = hours_parse(part, &hours);
		if (why)
			return why;

		for (unsigned i = 0; i < 8; i++) {
			if (days & 1u << i)
				*(i < 7 ? &w.day[i] : &w.holiday) = hours;
		}
	}
	while (rest.p && trim(rest).l);

	*week = w;
	return SCHEDULE_OK;
}
