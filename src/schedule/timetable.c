/**
 * @file timetable.c  The hours of a day as pages show them
 */
#include <stdlib.h>
#include "schedule/schedule_priv.h"

enum { CUTS_MAX = 2 * (HOURS_INTERVALS_MAX + CALENDAR_EXCEPTIONS_MAX) + 2 };

/* The day cut at every instant where something begins or ends */
struct cuts {
	unsigned n;
	int64_t at[CUTS_MAX];
};


static int cut_cmp(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}


static void cut(struct cuts *cuts, int64_t ms, int64_t from_ms, int64_t to_ms)
{
	cuts->at[cuts->n++] = ms < from_ms ? from_ms : ms > to_ms ? to_ms : ms;
}


/* Is the day itself open? Past its midnight only its own last interval is asked about */
static bool own_open(const struct calendar *cal, const struct calendar_own *own, int32_t day, int64_t ms)
{
	bool open = false;

	for (unsigned i = 0; i < own->hours.n; i++)
		open |= ms >= own_from(cal, own, day, i) && ms < own_to(cal, own, day, i);

	for (unsigned i = cal->exception_count; i--;) {

		const struct exception *ex = &cal->exceptions[i].ex;

		if (ex->kind != EXCEPTION_HOURS && ms >= ex->from_ms && ms < ex->to_ms)
			return ex->kind == EXCEPTION_OPEN;
	}

	return open;
}


static void span_add(struct timetable_day *out, int64_t from_ms, int64_t to_ms)
{
	if (out->n && out->span[out->n - 1].to_ms == from_ms) {
		out->span[out->n - 1].to_ms = to_ms;
	}
	else if (out->n < TIMETABLE_SPANS_MAX) {
		out->span[out->n].from_ms = from_ms;
		out->span[out->n++].to_ms = to_ms;
	}
}


void calendar_day(const struct calendar *cal, int32_t day, struct timetable_day *out)
{
	int64_t from = zone_instant(cal->zone, day, 0), to = zone_instant(cal->zone, day + 1, 0);
	struct calendar_own own;
	struct cuts cuts = {0};

	calendar_own(cal, day, &own);
	*out = (struct timetable_day){
		.day = day, .production = own.production, .reason = own.reason,
		.excepted = own.excepted, .provisional = own.production.provisional,
	};

	if (own.hours.n) {
		int64_t last = own_to(cal, &own, day, own.hours.n - 1u);

		if (last > to)
			to = last;
	}

	cut(&cuts, from, from, to);
	cut(&cuts, to, from, to);
	for (unsigned i = 0; i < own.hours.n; i++) {
		cut(&cuts, own_from(cal, &own, day, i), from, to);
		cut(&cuts, own_to(cal, &own, day, i), from, to);
	}
	for (unsigned i = 0; i < cal->exception_count; i++) {

		const struct exception *ex = &cal->exceptions[i].ex;

		if (ex->kind == EXCEPTION_HOURS || ex->to_ms <= from || ex->from_ms >= to)
			continue;

		cut(&cuts, ex->from_ms, from, to);
		cut(&cuts, ex->to_ms, from, to);
		out->reason = ex->reason.p;
		out->excepted = true;
	}

	qsort(cuts.at, cuts.n, sizeof(cuts.at[0]), cut_cmp);

	for (unsigned i = 0; i + 1 < cuts.n; i++) {
		if (cuts.at[i] < cuts.at[i + 1] && own_open(cal, &own, day, cuts.at[i]))
			span_add(out, cuts.at[i], cuts.at[i + 1]);
	}
}
