/**
 * @file hours.c  When the telephone is answered
 */
#include "base/date.h"
#include "web/site/site.h"

enum { WEEK = 7, ROWS_MAX = WEEK + 1, NEXT_MAX = 4, FORTNIGHT = 14, CHANGES_DAYS = 60, CHANGES_MAX = 20, DAY_MIN = 24 * 60, MINUTE_MS = 60 * 1000 };


const struct calendar *site_calendar(const struct site *s)
{
	return book_calendar(s->app->book, s->lang, app_hours(s->app));
}


static struct page_now now_open(struct site *s, int64_t until_ms)
{
	bool today = zone_local(s->zone, until_ms - 1).day == zone_local(s->zone, s->now_ms).day;
	struct text_arg arg;

	if (!until_ms)
		return (struct page_now){true, site_text(s, T_SITE_HOURS_OPEN_ALWAYS, NULL, 0)};

	arg = TEXT_PL("when", site_when(s, today ? WHEN_TIME : WHEN_DUE, until_ms));
	return (struct page_now){true, site_text(s, T_SITE_HOURS_OPEN, &arg, 1)};
}


static struct page_now now_shut(struct site *s, int64_t opens_ms)
{
	int32_t today = zone_local(s->zone, s->now_ms).day, day = zone_local(s->zone, opens_ms).day;
	struct text_arg argv[2];

	if (!opens_ms)
		return (struct page_now){false, site_text(s, T_SITE_HOURS_SHUT_LONG, NULL, 0)};

	argv[0] = TEXT_PL("time", site_when(s, WHEN_TIME, opens_ms));
	argv[1] = TEXT_PL("day", site_when(s, WHEN_DAY, opens_ms));
	return (struct page_now){false, site_text(s, day == today ? T_SITE_HOURS_SHUT_TODAY
			: day == today + 1 ? T_SITE_HOURS_SHUT_TOMORROW : T_SITE_HOURS_SHUT, argv, 2)};
}


struct page_now site_now(struct site *s, const struct calendar *cal)
{
	struct status status;

	if (!cal)
		return now_shut(s, 0);

	status = calendar_status(cal, s->now_ms);
	return status.open ? now_open(s, status.change_ms) : now_shut(s, status.change_ms);
}


/* "8:00–13:00"; from and to in minutes since midnight */
static struct pl span_print(struct site *s, unsigned from_min, unsigned to_min)
{
	if (to_min > DAY_MIN)
		to_min -= DAY_MIN;

	return site_print(s, "%u:%02u–%u:%02u", from_min / 60, from_min % 60, to_min / 60, to_min % 60);
}


static struct pl joined(struct site *s, struct pl have, struct pl more)
{
	return have.l ? site_print(s, "%r, %r", &have, &more) : more;
}


struct pl site_day_hours(struct site *s, const struct timetable_day *day)
{
	int64_t midnight_ms = zone_instant(s->zone, day->day, 0);
	struct pl text = {NULL, 0};

	if (!day->n)
		return site_text(s, T_SITE_HOURS_CLOSED, NULL, 0);

	for (unsigned i = 0; i < day->n; i++) {

		unsigned from_min = (unsigned)((day->span[i].from_ms - midnight_ms) / MINUTE_MS);
		unsigned to_min = (unsigned)((day->span[i].to_ms - midnight_ms) / MINUTE_MS);

		if (0 == from_min && DAY_MIN == to_min)
			return site_text(s, T_SITE_HOURS_ALWAYS, NULL, 0);

		text = joined(s, text, span_print(s, from_min, to_min));
	}

	return text;
}


static struct pl week_hours(struct site *s, const struct hours *hours)
{
	struct pl text = {NULL, 0};

	if (!hours->n)
		return site_text(s, T_SITE_HOURS_CLOSED, NULL, 0);
	if (0 == hours->at[0].from_min && DAY_MIN == hours->at[0].to_min)
		return site_text(s, T_SITE_HOURS_ALWAYS, NULL, 0);

	for (unsigned i = 0; i < hours->n; i++)
		text = joined(s, text, span_print(s, hours->at[i].from_min, hours->at[i].to_min));

	return text;
}


static const char *weekday(const struct site *s, unsigned i)
{
	return t(s->lang, (enum text_key)(T_WHEN_WEEKDAY_D1 + i));
}


static struct pl days_print(struct site *s, unsigned first, unsigned last)
{
	if (first == last)
		return pl_of(weekday(s, first));

	return site_print(s, "%s%s%s", weekday(s, first), last == first + 1 ? ", " : "–", weekday(s, last));
}


/* Days with the same hours that follow one another share a row; the last row is the holidays' */
static size_t rows_fill(struct site *s, const struct calendar *cal, const struct week *week, struct page_hours_row rows[ROWS_MAX])
{
	size_t n = 0;

	for (unsigned first = 0; first < WEEK; ) {

		unsigned last = first;

		while (last + 1 < WEEK && hours_same(&week->day[first], &week->day[last + 1]))
			last++;

		rows[n++] = (struct page_hours_row){days_print(s, first, last), week_hours(s, &week->day[first]),
			!week->day[first].n};
		first = last + 1;
	}

	if (calendar_follows_holidays(cal))
		rows[n++] = (struct page_hours_row){site_text(s, T_SITE_HOURS_HOLIDAYS, NULL, 0), week_hours(s, &week->holiday),
			!week->holiday.n};

	return n;
}


/* Weekly hours that come: R57 wants them told a day before */
static void next_fill(struct site *s, const struct calendar *cal, int32_t today, struct page_hours_line *line)
{
	struct page_hours_next *next = site_alloc(s, NEXT_MAX * sizeof(*next));
	const struct week *week;
	int32_t day = today;

	while (next && line->next_n < NEXT_MAX && (week = calendar_week_after(cal, day, &day))) {

		struct page_hours_row *rows = site_alloc(s, ROWS_MAX * sizeof(*rows));
		struct text_arg arg = TEXT_PL("day", site_when(s, WHEN_DAY, zone_instant(s->zone, day, 12 * 60 * MINUTE_MS)));

		if (!rows)
			break;

		next[line->next_n++] = (struct page_hours_next){
			site_text(s, T_SITE_HOURS_NEXT, &arg, 1), rows, rows_fill(s, cal, week, rows)};
	}

	line->next = next;
}


static struct page_hours_day day_make(struct site *s, const struct timetable_day *day, int32_t today)
{
	char iso[DATE_SIZE];

	date_print(iso, day->day);

	return (struct page_hours_day){
		.day = {site_when(s, WHEN_DAY, zone_instant(s->zone, day->day, 12 * 60 * MINUTE_MS)), site_print(s, "%s", iso)},
		.hours = site_day_hours(s, day), .closed = !day->n, .today = day->day == today, .note = pl_of(day->reason),
	};
}


/* The two weeks that come, and what is out of turn in the two months that come */
static void days_fill(struct site *s, const struct calendar *cal, struct page_hours *p)
{
	struct page_hours_day *days = site_alloc(s, FORTNIGHT * sizeof(*days));
	struct page_hours_day *changes = site_alloc(s, CHANGES_MAX * sizeof(*changes));
	int32_t today = zone_local(s->zone, s->now_ms).day;

	if (!days || !changes)
		return;

	for (int32_t i = 0; i < CHANGES_DAYS; i++) {

		struct timetable_day day;

		calendar_day(cal, today + i, &day);
		if (i < FORTNIGHT)
			days[p->days_n++] = day_make(s, &day, today);
		if (day.excepted && p->changes_n < CHANGES_MAX)
			changes[p->changes_n++] = day_make(s, &day, today);
	}

	p->days = days;
	p->changes = changes;
}


/* "московское время плюс 2 часа": people know how far they are from Moscow */
static struct pl zone_print(struct site *s)
{
	const struct zone *moscow;
	struct text_arg arg;
	int hours;

	if (zone_get(&moscow, "Europe/Moscow"))
		return (struct pl){NULL, 0};

	hours = (zone_offset_s(s->zone, s->now_ms) - zone_offset_s(moscow, s->now_ms)) / 3600;
	arg = TEXT_NUM("n", hours < 0 ? -hours : hours);

	return site_text(s, !hours ? T_SITE_ZONE_MOSCOW : hours < 0 ? T_SITE_ZONE_BEHIND : T_SITE_ZONE_AHEAD, &arg, 1);
}


static int hours_h(struct request *req)
{
	struct site s = site_of(req);
	const struct calendar *cal = site_calendar(&s);
	int32_t today = zone_local(s.zone, s.now_ms).day;
	struct page_hours_row rows[ROWS_MAX];
	struct page_hours_line line;
	struct page_hours p = {.base = site_base(&s, "/hours"), .zone = zone_print(&s)};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	if (cal) {
		line = (struct page_hours_line){
			.name = site_text(&s, T_SITE_HOURS_LINE, NULL, 0), .phone = p.base.phone, .phone_url = p.base.phone_url,
			.note = p.base.phone_note, .now = site_now(&s, cal), .rows = rows,
			.rows_n = rows_fill(&s, cal, calendar_week_at(cal, today), rows),
		};
		next_fill(&s, cal, today, &line);
		p.lines = &line;
		p.lines_n = 1;
		days_fill(&s, cal, &p);
	}

	return site_reply(&s, 200, mb, mb ? page_hours(mb, &p) : ENOMEM);
}


/* From the page itself, by a script; without it the page says the telephone number */
static int call_h(struct request *req)
{
	struct site s = site_of(req);
	const struct line *line = app_line(s.app);
	struct page_call p = {
		.base = site_base(&s, "/call"), .now = site_now(&s, site_calendar(&s)),
		.line = line ? pl_of(line->key) : (struct pl){NULL, 0},
	};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	return site_reply(&s, 200, mb, mb ? page_call(mb, &p) : ENOMEM);
}


static const struct route rows[] = {
	{GET, "/call", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, call_h, "Calling from the page", NULL, NULL, 200, ROUTE_PAGE},
	{GET, "/hours", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, hours_h, "When the telephone is answered", NULL, NULL, 200, ROUTE_PAGE},
};

const struct route_set site_hours_routes = ROUTE_SET(rows);
