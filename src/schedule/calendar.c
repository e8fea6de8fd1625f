/**
 * @file calendar.c  A named calendar: weekly hours, own holidays, exceptions
 */
#include "base/date.h"
#include "schedule/schedule_priv.h"

enum { HOLIDAY_NAME_MAX = 200, SHORTER_MIN = 60 };


static void destructor(void *arg)
{
	struct calendar *cal = arg;

	for (unsigned i = 0; i < cal->holiday_count; i++)
		mem_deref(cal->holidays[i].name);
	for (unsigned i = 0; i < cal->exception_count; i++)
		mem_deref(cal->exceptions[i].text);

	mem_deref(cal->weeks);
	mem_deref(cal->holidays);
	mem_deref(cal->exceptions);
}


static bool name_valid(struct pl name)
{
	if (!name.l || name.l > CALENDAR_NAME_MAX)
		return false;

	for (size_t i = 0; i < name.l; i++) {
		if (!name.p[i] || !strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", name.p[i]))
			return false;
	}

	return true;
}


/* Makes room for one more element of a growing array; n elements are used */
static int grow(void **array, unsigned n, size_t size)
{
	void *more;

	if (n & (n - 1))
		return 0;               /* room is doubled at each power of two */

	more = n ? mem_realloc(*array, size * 2 * n) : mem_alloc(size, NULL);
	if (!more)
		return ENOMEM;

	*array = more;
	return 0;
}


static enum schedule_refusal week_check(const struct week *week)
{
	for (unsigned i = 0; i < 8; i++) {

		enum schedule_refusal why = hours_check(i < 7 ? &week->day[i] : &week->holiday);

		if (why)
			return why;
	}

	return SCHEDULE_OK;
}


int calendar_alloc(struct calendar **calp, const struct calendar_params *params, enum schedule_refusal *why)
{
	struct calendar *cal;
	int err;

	*why = SCHEDULE_CALENDAR_NAME;
	if (!name_valid(params->name))
		return 0;

	cal = mem_zalloc(sizeof(*cal), destructor);
	if (!cal)
		return ENOMEM;

	memcpy(cal->name, params->name.p, params->name.l);
	cal->zone = params->zone;
	cal->production = params->production;
	cal->follow_holidays = params->follow_holidays;
	cal->follow_short = params->follow_short;

	err = calendar_week_add(cal, INT32_MIN, params->week, why);
	if (err || *why)
		mem_deref(cal);
	else
		*calp = cal;

	return err;
}


const char *calendar_name(const struct calendar *cal)
{
	return cal->name;
}


const struct zone *calendar_zone(const struct calendar *cal)
{
	return cal->zone;
}


int calendar_week_add(struct calendar *cal, int32_t from_day, const struct week *week, enum schedule_refusal *why)
{
	unsigned i = cal->week_count;
	void *array = cal->weeks;
	int err;

	*why = i == CALENDAR_WEEKS_MAX ? SCHEDULE_WEEK_MANY : week_check(week);
	if (*why)
		return 0;

	while (i && cal->weeks[i - 1].from_day > from_day)
		i--;
	if (i && cal->weeks[i - 1].from_day == from_day) {
		*why = SCHEDULE_WEEK_DATE;
		return 0;
	}

	err = grow(&array, cal->week_count, sizeof(cal->weeks[0]));
	if (err)
		return err;

	cal->weeks = array;
	memmove(&cal->weeks[i + 1], &cal->weeks[i], (cal->week_count - i) * sizeof(cal->weeks[0]));
	cal->weeks[i] = (struct calendar_week){from_day, *week};
	cal->week_count++;

	return 0;
}


int calendar_holiday_add(struct calendar *cal, int32_t day, struct pl name, enum schedule_refusal *why)
{
	unsigned i = cal->holiday_count;
	void *array = cal->holidays;
	char *text = NULL;
	int err;

	*why = i == CALENDAR_HOLIDAYS_MAX ? SCHEDULE_HOLIDAY_MANY : SCHEDULE_OK;
	if (!*why && (!name.l || name.l > HOLIDAY_NAME_MAX || !text_clean(name)))
		*why = SCHEDULE_FILE_FIELD;
	if (*why)
		return 0;

	err = grow(&array, cal->holiday_count, sizeof(cal->holidays[0]));
	if (err)
		return err;
	cal->holidays = array;

	err = pl_strdup(&text, &name);
	if (err)
		return err;

	while (i && cal->holidays[i - 1].day > day)
		i--;
	memmove(&cal->holidays[i + 1], &cal->holidays[i], (cal->holiday_count - i) * sizeof(cal->holidays[0]));
	cal->holidays[i] = (struct calendar_holiday){day, text};
	cal->holiday_count++;

	return 0;
}


int64_t exception_begins(const struct calendar *cal, const struct exception *ex)
{
	return ex->kind == EXCEPTION_HOURS ? zone_instant(cal->zone, ex->first_day, 0) : ex->from_ms;
}


enum schedule_refusal exception_check(const struct exception *ex)
{
	if (!ex->reason.l || ex->reason.l > EXCEPTION_REASON_MAX || !text_clean(ex->reason))
		return SCHEDULE_EXCEPTION_REASON;

	if (ex->kind == EXCEPTION_HOURS) {
		if (ex->last_day < ex->first_day)
			return SCHEDULE_EXCEPTION_SPAN;
		if ((int64_t)ex->last_day - ex->first_day >= EXCEPTION_DAYS_MAX)
			return SCHEDULE_EXCEPTION_LONG;
		if (ex->first_day < DATE_DAY_MIN || ex->last_day > DATE_DAY_MAX)
			return SCHEDULE_EXCEPTION_SPAN;
		return hours_check(&ex->hours);
	}

	if (ex->to_ms <= ex->from_ms || ex->from_ms < (int64_t)DATE_DAY_MIN * DAY_MS)
		return SCHEDULE_EXCEPTION_SPAN;
	if (ex->to_ms > ((int64_t)DATE_DAY_MAX + 1) * DAY_MS)
		return SCHEDULE_EXCEPTION_SPAN;

	return ex->to_ms - ex->from_ms > (int64_t)EXCEPTION_DAYS_MAX * DAY_MS ? SCHEDULE_EXCEPTION_LONG : SCHEDULE_OK;
}


int calendar_except(struct calendar *cal, const struct exception *ex, enum schedule_refusal *why)
{
	void *array = cal->exceptions;
	char *text = NULL;
	int err;

	*why = cal->exception_count == CALENDAR_EXCEPTIONS_MAX ? SCHEDULE_EXCEPTION_MANY : exception_check(ex);
	if (*why)
		return 0;

	err = grow(&array, cal->exception_count, sizeof(cal->exceptions[0]));
	if (err)
		return err;
	cal->exceptions = array;

	err = pl_strdup(&text, &ex->reason);
	if (err)
		return err;

	cal->exceptions[cal->exception_count] = (struct calendar_exception){*ex, text};
	cal->exceptions[cal->exception_count++].ex.reason = pl_of(text);

	return 0;
}


enum schedule_refusal notice_check(const struct notice *notice, int64_t now_ms, int64_t begins_ms, bool *short_notice)
{
	bool late = begins_ms < now_ms + notice->notice_min_ms;

	if (late && !notice->emergency)
		return SCHEDULE_NOTICE_SHORT;
	if (late && !notice->reason.l)
		return SCHEDULE_NOTICE_REASON;
	if (late && (!notice->second.l || 0 == pl_cmp(&notice->second, &notice->author)))
		return SCHEDULE_NOTICE_SECOND;

	if (short_notice)
		*short_notice = late;

	return SCHEDULE_OK;
}


const struct week *calendar_week_at(const struct calendar *cal, int32_t day)
{
	unsigned i = cal->week_count - 1;

	while (i && cal->weeks[i].from_day > day)
		i--;

	return &cal->weeks[i].week;
}


const struct week *calendar_week_after(const struct calendar *cal, int32_t day, int32_t *from_day)
{
	for (unsigned i = 0; i < cal->week_count; i++) {

		if (cal->weeks[i].from_day > day) {
			*from_day = cal->weeks[i].from_day;
			return &cal->weeks[i].week;
		}
	}

	return NULL;
}


static const char *holiday_own(const struct calendar *cal, int32_t day)
{
	unsigned lo = 0, hi = cal->holiday_count;

	while (lo < hi) {
		unsigned mid = (lo + hi) / 2;

		if (cal->holidays[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}

	return lo < cal->holiday_count && cal->holidays[lo].day == day ? cal->holidays[lo].name : NULL;
}


/* A short day: the last interval ends an hour earlier, and is gone when it has no more than that hour */
static void shorten(struct hours *hours)
{
	unsigned last = hours->n - 1u;

	if (!hours->n)
		return;

	if (hours->at[last].to_min - hours->at[last].from_min > SHORTER_MIN)
		hours->at[last].to_min -= SHORTER_MIN;
	else
		hours->n--;
}


void calendar_own(const struct calendar *cal, int32_t day, struct calendar_own *own)
{
	const struct week *week = calendar_week_at(cal, day);
	const char *holiday = holiday_own(cal, day);
	struct production_day *p = &own->production;

	*own = (struct calendar_own){.production = production_day(cal->production, day)};
	if (holiday) {
		p->kind = DAY_HOLIDAY;
		p->holiday = holiday;
		p->shortened = false;
		p->provisional = false;
	}

	own->hours = week->day[date_weekday(day) - 1];
	if (cal->follow_holidays) {
		if (p->kind == DAY_HOLIDAY || p->kind == DAY_MOVED_OFF) {
			own->hours = week->holiday;
			own->reason = p->holiday;
		}
		else {
			own->hours = week->day[p->weekday_hours - 1];
		}
	}
	if (cal->follow_short && p->shortened)
		shorten(&own->hours);

	for (unsigned i = cal->exception_count; i--;) {

		const struct exception *ex = &cal->exceptions[i].ex;

		if (ex->kind != EXCEPTION_HOURS || day < ex->first_day || day > ex->last_day)
			continue;

		own->hours = ex->hours;
		own->reason = ex->reason.p;
		own->excepted = true;
		break;
	}
}


bool calendar_follows_holidays(const struct calendar *cal)
{
	return cal->follow_holidays;
}
