/**
 * @file due.c  The arithmetic of terms (decision 0010)
 *
 * Three families: wall time is added, open time is walked along the calendar, days are counted as civil days. A term
 * of days keeps the last day it counted to (last_day); the end rule then places it, and the calendar says when that
 * day ends.
 */
#include "base/date.h"
#include "schedule/schedule_priv.h"

static const int64_t year_first_ms = (int64_t)(DATE_DAY_MIN + 2) * DAY_MS;
static const int64_t year_last_ms = (int64_t)(DATE_DAY_MAX - 2) * DAY_MS;

enum { LEFT_OVERDUE = -1 };


static bool is_days(enum term_unit unit)
{
	return unit == TERM_CALENDAR_DAYS || unit == TERM_WORKING_DAYS;
}


static bool is_open(enum term_unit unit)
{
	return unit == TERM_WORKING_MINUTES || unit == TERM_WORKING_HOURS;
}


/* Milliseconds of a unit of time */
static int64_t unit_ms(enum term_unit unit)
{
	switch (unit) {
	case TERM_MINUTES:
	case TERM_WORKING_MINUTES: return MINUTE_MS;
	case TERM_HOURS:
	case TERM_WORKING_HOURS: return HOUR_MS;
	default: return DAY_MS;
	}
}


static const struct zone *basis_zone(const struct term_basis *basis)
{
	return basis->calendar ? basis->calendar->zone : basis->zone;
}


static int32_t local_day(const struct term_basis *basis, int64_t ms)
{
	return zone_local(basis_zone(basis), ms).day;
}


static bool in_range(int64_t ms)
{
	return ms >= year_first_ms && ms <= year_last_ms;
}


/* When a day ends: when the calendar's staffed hours end, else its last millisecond */
static int64_t day_end(const struct term_basis *basis, int32_t day)
{
	int64_t midnight = zone_instant(basis_zone(basis), day + 1, 0), end;
	struct timetable_day table;

	if (!basis->calendar)
		return midnight - 1;

	calendar_day(basis->calendar, day, &table);
	end = table.n ? table.span[table.n - 1].to_ms : midnight;

	return end == midnight ? midnight - 1 : end;
}


/* The day on which a term ends whose last day was counted; never on or before the day `after` by moving back */
static int32_t place(const struct term *term, const struct term_basis *basis, int32_t last, int32_t after)
{
	int32_t before;

	if (!term->end || production_works(basis->production, last))
		return last;

	before = production_add(basis->production, last, -1);
	if (term->end == TERM_END_PREVIOUS && before > after)
		return before;

	return production_add(basis->production, last, 1);
}


static int32_t days_add(const struct term *term, const struct term_basis *basis, int32_t day, int n)
{
	return term->unit == TERM_WORKING_DAYS ? production_add(basis->production, day, n) : day + n;
}


/* Walks along the calendar until it was open for need_ms */
static enum schedule_refusal open_add(const struct term_basis *basis, int64_t from_ms, int64_t need_ms, int64_t *due_ms)
{
	const struct calendar *cal = basis->calendar;

	if (!cal)
		return SCHEDULE_TERM_CALENDAR;

	for (;;) {
		int64_t next = calendar_boundary(cal, from_ms);
		bool open = calendar_open(cal, from_ms);

		if (!next && !open)
			return SCHEDULE_TERM_NEVER;
		if (!in_range(from_ms))
			return SCHEDULE_TERM_TIME;

		if (open && (!next || next - from_ms >= need_ms)) {
			*due_ms = from_ms + need_ms;
			return in_range(*due_ms) ? SCHEDULE_OK : SCHEDULE_TERM_TIME;
		}
		if (open)
			need_ms -= next - from_ms;
		from_ms = next;
	}
}


static enum schedule_refusal time_add(const struct term *term, const struct term_basis *basis, int64_t from_ms,
				      int64_t need_ms, int64_t *due_ms)
{
	if (is_open(term->unit))
		return open_add(basis, from_ms, need_ms, due_ms);
	if (!in_range(from_ms + need_ms))
		return SCHEDULE_TERM_TIME;

	*due_ms = from_ms + need_ms;
	return SCHEDULE_OK;
}


static enum schedule_refusal amount_check(const struct term *term)
{
	bool minutes = term->unit == TERM_MINUTES || term->unit == TERM_WORKING_MINUTES;

	return term->amount && term->amount <= (minutes ? TERM_MINUTES_MAX : TERM_AMOUNT_MAX) ? SCHEDULE_OK
											       : SCHEDULE_TERM_AMOUNT;
}


enum schedule_refusal term_start(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				 int64_t start_ms)
{
	struct term_clock c = {.start_ms = start_ms};
	enum schedule_refusal why = amount_check(term);

	if (!why && !in_range(start_ms))
		why = SCHEDULE_TERM_TIME;
	if (why)
		return why;

	if (is_days(term->unit)) {
		int32_t day = local_day(basis, start_ms);

		if (day + (int64_t)term->amount * 4 > DATE_DAY_MAX)
			return SCHEDULE_TERM_TIME;

		c.last_day = days_add(term, basis, day, (int)term->amount);
		c.due_ms = day_end(basis, place(term, basis, c.last_day, day));
	}
	else {
		why = time_add(term, basis, start_ms, term->amount * unit_ms(term->unit), &c.due_ms);
	}

	if (!why)
		*clock = c;

	return why;
}


enum schedule_refusal term_due(const struct term *term, const struct term_basis *basis, int64_t start_ms,
			       int64_t *due_ms)
{
	struct term_clock clock;
	enum schedule_refusal why = term_start(&clock, term, basis, start_ms);

	if (!why)
		*due_ms = clock.due_ms;

	return why;
}


/* Days of the unit that are left after a day */
static int64_t days_left(const struct term *term, const struct term_basis *basis, int32_t day, int32_t last)
{
	if (last <= day)
		return 0;

	return term->unit == TERM_WORKING_DAYS ? production_count(basis->production, day + 1, last) : last - day;
}


enum schedule_refusal term_pause(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				 int64_t now_ms)
{
	int64_t left;

	if (clock->paused_ms)
		return SCHEDULE_TERM_PAUSED;
	if (now_ms < clock->start_ms || !now_ms)
		return SCHEDULE_TERM_TIME;

	if (now_ms > clock->due_ms)
		left = LEFT_OVERDUE;
	else if (is_days(term->unit))
		left = days_left(term, basis, local_day(basis, now_ms), clock->last_day);
	else if (!is_open(term->unit))
		left = clock->due_ms - now_ms;
	else if (basis->calendar)
		left = calendar_open_ms(basis->calendar, now_ms, clock->due_ms);
	else
		return SCHEDULE_TERM_CALENDAR;

	clock->paused_ms = now_ms;
	clock->left = left;
	return SCHEDULE_OK;
}


static void days_resume(struct term_clock *c, const struct term *term, const struct term_basis *basis, int64_t now_ms)
{
	int32_t today = local_day(basis, now_ms), last = days_add(term, basis, today, (int)c->left);
	int64_t due;

	/* nothing but the day of the pause was left: today counts, unless it is off or its hours are over */
	if (term->unit == TERM_WORKING_DAYS && !production_works(basis->production, last))
		last = production_add(basis->production, last, 1);

	due = day_end(basis, place(term, basis, last, today));
	if (due <= now_ms) {
		last = days_add(term, basis, last, 1);
		due = day_end(basis, place(term, basis, last, today));
	}

	if (last > c->last_day)
		c->last_day = last;
	if (due > c->due_ms)
		c->due_ms = due;
}


enum schedule_refusal term_resume(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				  int64_t now_ms)
{
	struct term_clock c = *clock;
	int64_t due = 0;

	if (!c.paused_ms)
		return SCHEDULE_TERM_RUNNING;
	if (now_ms < c.paused_ms || !in_range(now_ms))
		return SCHEDULE_TERM_TIME;

	if (c.left == LEFT_OVERDUE) {
		;
	}
	else if (!is_days(term->unit)) {
		enum schedule_refusal why = SCHEDULE_OK;

		due = now_ms;
		if (c.left)
			why = time_add(term, basis, now_ms, c.left, &due);
		if (why)
			return why;
		if (due > c.due_ms)
			c.due_ms = due;
	}
	else if (local_day(basis, now_ms) != local_day(basis, c.paused_ms) || now_ms >= c.due_ms) {
		days_resume(&c, term, basis, now_ms);
	}

	c.paused_ms = 0;
	c.left = 0;
	*clock = c;
	return SCHEDULE_OK;
}


enum schedule_refusal term_extend(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				  uint32_t more)
{
	struct term_clock c = *clock;
	struct term extra = *term;
	enum schedule_refusal why;
	int64_t due = 0;

	extra.amount = more;
	why = c.paused_ms ? SCHEDULE_TERM_PAUSED : amount_check(&extra);
	if (why)
		return why;

	if (is_days(term->unit)) {
		if (c.last_day + (int64_t)more * 4 > DATE_DAY_MAX)
			return SCHEDULE_TERM_TIME;

		c.last_day = days_add(term, basis, c.last_day, (int)more);
		due = day_end(basis, place(term, basis, c.last_day, local_day(basis, c.start_ms)));
	}
	else {
		why = time_add(term, basis, c.due_ms, more * unit_ms(term->unit), &due);
		if (why)
			return why;
	}

	if (due > c.due_ms)
		c.due_ms = due;
	*clock = c;
	return SCHEDULE_OK;
}


struct term_left term_left(const struct term_clock *clock, const struct term *term, const struct term_basis *basis,
			   int64_t now_ms)
{
	struct term_left out = {.paused = clock->paused_ms != 0};
	int64_t left;

	if (out.paused) {
		out.overdue = clock->left == LEFT_OVERDUE;
		left = out.overdue ? 0 : clock->left;
		out.amount = is_days(term->unit) ? left : left / unit_ms(term->unit);
		return out;
	}

	out.wall_ms = clock->due_ms - now_ms;
	out.overdue = out.wall_ms < 0;
	if (out.overdue)
		return out;

	if (is_days(term->unit))
		out.amount = days_left(term, basis, local_day(basis, now_ms), local_day(basis, clock->due_ms));
	else if (is_open(term->unit) && basis->calendar)
		out.amount = calendar_open_ms(basis->calendar, now_ms, clock->due_ms) / unit_ms(term->unit);
	else
		out.amount = out.wall_ms / unit_ms(term->unit);

	return out;
}
