/**
 * @file test_when.c  Moments in words
 */
#include "test.h"
#include "base/date.h"
#include "base/when.h"


int test_when(void);


static int64_t moment(const struct zone *zone, int year, int month, int day, int hour, int minute)
{
	return zone_instant(zone, date_day(year, month, day), ((int64_t)hour * 60 + minute) * 60000);
}


int test_when(void)
{
	static const struct {
		enum when_form form;
		int year, month, day, hour, minute;
		const char *ru, *en;
	} list[] = {
		{WHEN_TIME, 2026, 11, 24, 8, 5, "8:05", "8:05"},
		{WHEN_DAY, 2026, 11, 24, 8, 5, "вторник, 24\u00a0ноября", "Tuesday, 24\u00a0November"},
		{WHEN_DAY, 2027, 1, 1, 0, 0, "пятница, 1\u00a0января 2027", "Friday, 1\u00a0January 2027"},
		{WHEN_MOMENT, 2026, 5, 3, 14, 5, "3\u00a0мая 2026, 14:05", "3\u00a0May 2026, 14:05"},
		{WHEN_DUE, 2026, 11, 25, 18, 0, "18:00 среды, 25\u00a0ноября", "18:00 on Wednesday, 25\u00a0November"},
		{WHEN_DUE, 2026, 11, 23, 18, 0, "18:00 завтра, 23\u00a0ноября", "18:00 tomorrow, 23\u00a0November"},
		{WHEN_DUE, 2026, 11, 22, 23, 59, "23:59 сегодня, 22\u00a0ноября", "23:59 today, 22\u00a0November"},
		{WHEN_DUE, 2026, 11, 26, 0, 0, "конца среды, 25\u00a0ноября", "the end of Wednesday, 25\u00a0November"},
		{WHEN_DUE, 2026, 11, 23, 0, 0, "конца дня сегодня, 22\u00a0ноября", "the end of today, 22\u00a0November"},
		{WHEN_DUE, 2027, 1, 1, 0, 0, "конца четверга, 31\u00a0декабря", "the end of Thursday, 31\u00a0December"},
		{WHEN_DUE, 2026, 12, 6, 9, 0, "9:00 воскресенья, 6\u00a0декабря", "9:00 on Sunday, 6\u00a0December"},
	};
	const struct zone *zone;
	struct mbuf *mb = NULL;
	int err;

	TEST_OK(zone_get(&zone, "Asia/Kamchatka"));

	for (size_t i = 0; i < 2 * sizeof(list) / sizeof(list[0]); i++) {

		size_t n = i / 2;
		enum lang lang = i % 2 ? LANG_EN : LANG_RU;

		mem_deref(mb);
		mb = mbuf_alloc(64);
		if (!mb) {
			err = ENOMEM;
			goto out;
		}

		TEST_OK(when_print(mb, lang, list[n].form,
				   moment(zone, list[n].year, list[n].month, list[n].day, list[n].hour, list[n].minute), zone,
				   moment(zone, 2026, 11, 22, 23, 30)));
		TEST_PL(pl_of(LANG_EN == lang ? list[n].en : list[n].ru), ((struct pl){(char *)mb->buf, mb->end}));
	}

out:
	mem_deref(mb);
	return err;
}
