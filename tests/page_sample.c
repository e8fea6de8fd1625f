/**
 * @file page_sample.c  Sample data of every page; the people and numbers are invented
 */
#include "page_sample.h"

#define L(ru, en) (LANG_EN == lang ? PL_LIT(en) : PL_LIT(ru))


struct page_base sample_base(enum lang lang, const char *path)
{
	return (struct page_base){
		.lang = lang, .path = pl_of(path),
		.org = L("Справочная служба", "Information service"),
		.region = L("Приозёрская область", "Priozersk region"),
		.phone = PL_LIT("8 800 000-00-00"), .phone_url = PL_LIT("tel:+78000000000"),
		.phone_note = L("бесплатно", "free of charge"),
	};
}


static int start(struct mbuf *mb, enum lang lang)
{
	const struct page_term terms[] = {
		{"question", L("1\u00a0рабочий день", "1\u00a0working day")},
		{"technical", L("1\u00a0рабочий день", "1\u00a0working day")},
		{"recommendation", L("5\u00a0рабочих дней", "5\u00a0working days")},
		{"complaint", L("15\u00a0рабочих дней", "15\u00a0working days")},
	};
	struct page_start p = {
		.base = sample_base(lang, "/"),
		.now = {true, L("Сейчас отвечают, до 20:00", "Open now, until 20:00")},
		.hours_today = PL_LIT("8:00–20:00"), .terms = terms, .terms_n = 4,
	};

	p.base.notice = L("24 ноября с 22:00 до 02:00 телефон не будет работать: плановые работы. Форма обращения доступна.",
			  "On 24 November from 22:00 to 02:00 the phone will be down for planned work. The form is available.");
	return page_start(mb, &p);
}


const struct page_sample samples[] = {
	{"start", start},
};

const size_t sample_count = sizeof(samples) / sizeof(samples[0]);
