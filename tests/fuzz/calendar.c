/**
 * @file calendar.c  Fuzzes what administrators type and upload: calendar and region files, terms, hours, weeks, times
 *
 * The first byte picks the reader. What is read must be written and read again as the same; nothing may crash or leak.
 */
#include "fuzz.h"
#include "base/date.h"
#include "base/rfc3339.h"
#include "schedule/schedule.h"


static void production(struct pl text)
{
	struct production *p = NULL;
	struct schedule_fault fault;
	int32_t first, last;

	CLAIM(0 == production_parse(&p, text, &fault) && !p == !!fault.why);
	if (!p)
		return;

	production_range(p, &first, &last);
	CLAIM(production_count(p, first, last) <= last - first + 1);
	for (int32_t day = first - 3; day <= last + 3 && day < first + 1000; day++) {
		struct production_day d = production_day(p, day);

		CLAIM(d.weekday_hours >= 1 && d.weekday_hours <= 7 && (!d.holiday || d.holiday[0]));
	}
	mem_deref(p);
}


static void regions(struct pl text)
{
	struct regions *r = NULL;
	struct schedule_fault fault;

	CLAIM(0 == regions_parse(&r, text, &fault) && !r == !!fault.why);
	for (size_t i = 0; r && i < regions_count(r); i++)
		CLAIM(regions_at(r, i) == regions_find(r, pl_of(regions_at(r, i)->code)));
	mem_deref(r);
}


static void term(struct pl text)
{
	struct term_basis basis = {0};
	struct term t, again;
	char buf[TERM_TEXT_SIZE];
	int64_t due = 0;

	if (term_parse(text, &t))
		return;

	term_print(buf, &t);
	CLAIM(0 == term_parse(pl_of(buf), &again) && again.amount == t.amount && again.unit == t.unit &&
		again.end == t.end);
	CLAIM(0 == strcmp(again.calendar, t.calendar));

	CLAIM(0 == zone_get(&basis.zone, "Europe/Moscow"));
	if (0 == term_due(&t, &basis, 1795341996123, &due))
		CLAIM(due > 1795341996123);
}


static void hours(struct pl text)
{
	struct hours h, again;
	char buf[HOURS_TEXT_SIZE];
	struct week w;

	if (0 == week_parse(text, &w)) {
		for (int i = 0; i < 7; i++)
			CLAIM(0 == hours_check(&w.day[i]));
	}
	if (hours_parse(text, &h))
		return;

	hours_print(buf, &h);
	CLAIM(0 == hours_check(&h) && 0 == hours_parse(pl_of(buf), &again) && again.n == h.n);
}


static void rfc3339(struct pl text)
{
	char buf[RFC3339_SIZE];
	int64_t ms, again = 0;
	int offset_s;

	if (rfc3339_parse(text, &ms, &offset_s) || rfc3339_print(buf, ms, offset_s))
		return;

	CLAIM(0 == rfc3339_parse(pl_of(buf), &again, NULL) && again == ms);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct pl) = {production, regions, term, hours, rfc3339};
	struct pl text;

	if (size < 1)
		return 0;

	text = (struct pl){(const char *)data + 1, size - 1};
	readers[data[0] % 5](text);

	return 0;
}
