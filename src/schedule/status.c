/**
 * @file status.c  Is a calendar open, until when, and for how long in a span
 *
 * An instant is decided by the last exception of instants that holds it, else by the intervals of its local day and
 * of the two before it: an interval reaches at most 24 hours past the end of its day, and a zone may leave out a
 * day. Nothing is kept between calls; whoever needs the next change walks from boundary to boundary.
 */
#include "schedule/schedule_priv.h"


int64_t own_from(const struct calendar *cal, const struct calendar_own *own, int32_t day, unsigned i)
{
	return zone_instant(cal->zone, day, (int64_t)own->hours.at[i].from_min * MINUTE_MS);
}


int64_t own_to(const struct calendar *cal, const struct calendar_own *own, int32_t day, unsigned i)
{
	return zone_instant(cal->zone, day, (int64_t)own->hours.at[i].to_min * MINUTE_MS);
}


/* The exception of instants that acts, or NULL */
static const struct exception *span_at(const struct calendar *cal, int64_t now_ms)
{
	for (unsigned i = cal->exception_count; i--;) {

		const struct exception *ex = &cal->exceptions[i].ex;

		if (ex->kind != EXCEPTION_HOURS && now_ms >= ex->from_ms && now_ms < ex->to_ms)
			return ex;
	}

	return NULL;
}


bool calendar_look(const struct calendar *cal, int64_t now_ms, const char **reason)
{
	const struct exception *ex = span_at(cal, now_ms);
	const char *why = NULL;
	int32_t today;

	if (ex) {
		*reason = ex->reason.p;
		return ex->kind == EXCEPTION_OPEN;
	}

	today = zone_local(cal->zone, now_ms).day;

	for (int32_t day = today; day >= today - 2; day--) {

		struct calendar_own own;

		calendar_own(cal, day, &own);
		if (day == today)
			why = own.reason;

		for (unsigned i = 0; i < own.hours.n; i++) {
			if (now_ms < own_from(cal, &own, day, i) || now_ms >= own_to(cal, &own, day, i))
				continue;

			*reason = own.reason;
			return true;
		}
	}

	*reason = why;
	return false;
}


enum status_why calendar_why(const struct calendar *cal, int64_t now_ms, const char **reason)
{
	const struct exception *ex = span_at(cal, now_ms);
	const bool open = calendar_look(cal, now_ms, reason);
	struct calendar_own own;

	if (ex)
		return *reason ? STATUS_EXCEPTION : STATUS_ORDINARY;

	calendar_own(cal, zone_local(cal->zone, now_ms).day, &own);
	if (*reason && *reason == own.reason)
		return own.excepted ? STATUS_EXCEPTION : DAY_HOLIDAY == own.production.kind ? STATUS_HOLIDAY : STATUS_ORDINARY;

	*reason = NULL;
	return open && !own.excepted && cal->follow_short && own.production.shortened ? STATUS_SHORT : STATUS_ORDINARY;
}


bool calendar_open(const struct calendar *cal, int64_t now_ms)
{
	const char *reason;

	return calendar_look(cal, now_ms, &reason);
}


static void nearer(int64_t *best, int64_t now_ms, int64_t ms)
{
	if (ms > now_ms && (!*best || ms < *best))
		*best = ms;
}


int64_t calendar_boundary(const struct calendar *cal, int64_t now_ms)
{
	int32_t today = zone_local(cal->zone, now_ms).day;
	int64_t best = 0;

	for (unsigned i = 0; i < cal->exception_count; i++) {

		const struct exception *ex = &cal->exceptions[i].ex;

		if (ex->kind != EXCEPTION_HOURS) {
			nearer(&best, now_ms, ex->from_ms);
			nearer(&best, now_ms, ex->to_ms);
		}
	}

	for (int32_t day = today - 2; day <= today + STATUS_HORIZON_DAYS; day++) {

		struct calendar_own own;

		/* what begins tomorrow or later cannot be nearer than what was found */
		if (best && day > today && zone_instant(cal->zone, day, 0) >= best)
			break;

		calendar_own(cal, day, &own);
		for (unsigned i = 0; i < own.hours.n; i++) {
			nearer(&best, now_ms, own_from(cal, &own, day, i));
			nearer(&best, now_ms, own_to(cal, &own, day, i));
		}
	}

	return best;
}


struct status calendar_status(const struct calendar *cal, int64_t now_ms)
{
	const int64_t horizon = now_ms + (int64_t)STATUS_HORIZON_DAYS * DAY_MS;
	struct status status = {0};
	int64_t at = now_ms;

	status.open = calendar_look(cal, now_ms, &status.reason);

	for (;;) {
		at = calendar_boundary(cal, at);
		if (!at || at > horizon)
			return status;
		if (calendar_open(cal, at) != status.open)
			break;
	}

	status.change_ms = at;
	return status;
}


int64_t calendar_open_ms(const struct calendar *cal, int64_t from_ms, int64_t to_ms)
{
	int64_t sum = 0;

	while (from_ms < to_ms) {

		int64_t next = calendar_boundary(cal, from_ms);

		if (!next || next > to_ms)
			next = to_ms;
		if (calendar_open(cal, from_ms))
			sum += next - from_ms;
		from_ms = next;
	}

	return sum;
}
