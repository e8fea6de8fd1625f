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


static int start_shut(struct mbuf *mb, enum lang lang)
{
	struct page_start p = {
		.base = sample_base(lang, "/"),
		.now = {false, L("Сейчас закрыто, откроется завтра в 8:00", "Closed now, opens tomorrow at 8:00")},
	};

	p.base.view = (struct page_view){.size = 2, .colour = 2, .spacing = 2, .no_images = true};
	return page_start(mb, &p);
}


static struct page_limits limits(enum lang lang)
{
	return (struct page_limits){.files_max = 5, .size_max = L("10\u00a0МБ", "10\u00a0MB"), .accept = PL_LIT(".pdf,.jpg,.png")};
}


static struct page_form form_make(enum lang lang)
{
	static const struct page_option regions[] = {
		{PL_LIT("77"), PL_LIT("Москва"), false}, {PL_LIT("78"), PL_LIT("Санкт-Петербург"), false},
		{PL_LIT("92"), PL_LIT("Севастополь"), false},
	};
	static const struct page_option topics[][3] = {
		{{PL_LIT("passport"), PL_LIT("Паспорт и документы"), false}, {PL_LIT("pension"), PL_LIT("Пенсия"), false},
		 {PL_LIT("housing"), PL_LIT("Жильё и коммунальные услуги"), true}},
		{{PL_LIT("passport"), PL_LIT("Passport and documents"), false}, {PL_LIT("pension"), PL_LIT("Pension"), false},
		 {PL_LIT("housing"), PL_LIT("Housing and utilities"), true}},
	};

	return (struct page_form){
		.base = sample_base(lang, "/appeal"), .key = PL_LIT("6b1f0c52a4"), .limits = limits(lang),
		.topics = topics[LANG_EN == lang], .topics_n = 3, .regions = regions, .regions_n = 3,
	};
}


static int form(struct mbuf *mb, enum lang lang)
{
	const struct page_form p = form_make(lang);

	return page_form(mb, &p);
}


static int form_wrong(struct mbuf *mb, enum lang lang)
{
	static const struct page_file kept[] = {
		{PL_LIT("снимок <экрана> & «прочее».png"), PL_LIT("340 КБ"), PL_LIT("f1")},
	};
	struct page_form p = form_make(lang);

	p.kind.error = L("Выберите вид обращения", "Choose a kind");
	p.text.error = L("Опишите, что случилось", "Tell us what happened");
	p.name.value = PL_LIT("O'Hara \"<b>Иван</b>");
	p.phone = (struct page_field){PL_LIT("8 912 345-67-8"),
		L("В номере не хватает одной цифры: нужно 11, например 8 912 345-67-89",
		  "The number lacks one digit: there are 11, for example 8 912 345-67-89"), {NULL, 0}};
	p.email = (struct page_field){PL_LIT("ivan@mial.ru"), {NULL, 0}, PL_LIT("ivan@mail.ru")};
	p.kept = kept;
	p.kept_n = 1;
	p.files_error = L("Файл «видео.mov» больше 10 МБ. Приложите файл меньше", "The file “video.mov” is larger than 10 MB. Attach a smaller one");
	return page_form(mb, &p);
}


static int form_trouble(struct mbuf *mb, enum lang lang)
{
	struct page_form p = form_make(lang);

	p.trouble = L("На сервере закончилось место. Специалисты уже знают.", "The server is out of space. Our staff know.");
	p.retry_s = 120;
	p.kind.value = PL_LIT("technical");
	p.text.value = L("Не открывается личный кабинет.\nПишет «ошибка 502».", "My account does not open.\nIt says “error 502”.");
	p.base.view = (struct page_view){.size = 1, .colour = 3, .spacing = 1};
	return page_form(mb, &p);
}


static struct page_time due(enum lang lang)
{
	return (struct page_time){L("18:00 вторника, 24\u00a0ноября", "18:00 on Tuesday, 24\u00a0November"), PL_LIT("2026-11-24T18:00:00+03:00")};
}


static struct page_time sent(enum lang lang)
{
	return (struct page_time){L("23\u00a0ноября 2026, 14:05", "23\u00a0November 2026, 14:05"), PL_LIT("2026-11-23T14:05:00+03:00")};
}


static struct pl number(enum lang lang)
{
	return L("АВ-123456-7890", "AB-123456-7890");
}


static const struct page_file files[] = {
	{PL_LIT("Справка № 118.pdf"), PL_LIT("1,2 МБ"), PL_LIT("f1")},
	{PL_LIT("фото.jpg"), PL_LIT("340 КБ"), PL_LIT("f2")},
};


static int receipt(struct mbuf *mb, enum lang lang)
{
	const struct page_receipt p = {
		.base = sample_base(lang, "/appeal"), .number = PL_LIT("AB-123456-7890"), .number_shown = number(lang),
		.code = PL_LIT("48291376"), .code_shown = PL_LIT("4829 1376"), .sent = sent(lang), .answer_by = due(lang),
		.status_url = PL_LIT("https://otklik.example/status?number=AB-123456-7890"),
		.status_url_shown = PL_LIT("otklik.example/status"),
		.kind = "technical", .text = L("Не открывается личный кабинет.\nПишет «ошибка 502».", "My account does not open.\nIt says “error 502”."),
		.topic = L("Личный кабинет", "Account"), .name = PL_LIT("Иван Петров"), .phone = PL_LIT("+7 912 345-67-89"),
		.files = files, .files_n = 2,
	};

	return page_receipt(mb, &p);
}


static int find(struct mbuf *mb, enum lang lang)
{
	const struct page_find p = {.base = sample_base(lang, "/status"), .number.value = PL_LIT("AB-123456-7890")};

	return page_find(mb, &p);
}


static int find_wrong(struct mbuf *mb, enum lang lang)
{
	struct page_find p = {.base = sample_base(lang, "/status")};

	p.number = (struct page_field){PL_LIT("АВ-123465-7890"),
		L("В номере есть ошибка: две буквы не подходят к цифрам", "The number has a mistake: its letters do not fit the digits"),
		number(lang)};
	p.code.error = L("Введите код", "Enter the code");
	return page_find(mb, &p);
}


static struct page_status status_make(enum lang lang)
{
	return (struct page_status){
		.base = sample_base(lang, "/status"), .number = PL_LIT("AB-123456-7890"), .number_shown = number(lang),
		.code = PL_LIT("48291376"), .status = T_SITE_STATE_WAITING, .status_text = T_SITE_STATE_WAITING_TEXT,
		.stage = PAGE_STAGE_WORK, .sent = sent(lang), .answer_by = due(lang), .kind = "question",
		.topic = L("Личный кабинет", "Account"), .can_add = true, .key = PL_LIT("77aa"), .limits = limits(lang),
	};
}


static int status(struct mbuf *mb, enum lang lang)
{
	const struct page_event events[] = {
		{PAGE_EVENT_CITIZEN, sent(lang), L("Обращение принято", "Request received"),
		 L("Не открывается личный кабинет.\nПишет «ошибка 502».", "My account does not open.\nIt says “error 502”."), files, 2},
		{PAGE_EVENT_STEP, sent(lang), L("Оператор взял обращение в работу", "An operator took the request"), {NULL, 0}, NULL, 0},
		{PAGE_EVENT_ANSWER, sent(lang), L("Мы задали вопрос", "We asked a question"),
		 L("Скажите, пожалуйста, в каком браузере вы открываете кабинет?", "Which browser do you use?"), NULL, 0},
	};
	struct page_status p = status_make(lang);

	p.waiting = true;
	p.events = events;
	p.events_n = 3;
	return page_status(mb, &p);
}


static int status_late(struct mbuf *mb, enum lang lang)
{
	struct page_status p = status_make(lang);

	p.status = T_SITE_STATE_IN_WORK;
	p.status_text = T_SITE_STATE_IN_WORK_TEXT;
	p.late = true;
	p.delay = L("ждём ответа из архива", "we wait for the archive");
	p.text.error = L("Напишите сообщение или приложите файл", "Write a message or attach a file");
	p.base.view.colour = 1;
	return page_status(mb, &p);
}


static int status_closed(struct mbuf *mb, enum lang lang)
{
	const struct page_event events[] = {
		{PAGE_EVENT_CITIZEN, sent(lang), L("Обращение принято", "Request received"), {NULL, 0}, NULL, 0},
		{PAGE_EVENT_ANSWER, sent(lang), L("Мы ответили", "We answered"),
		 L("Вход восстановлен. Очистите файлы cookie и войдите снова.", "Sign-in is restored. Clear your cookies and sign in again."), files, 1},
		{PAGE_EVENT_STEP, due(lang), L("Обращение закрыто", "Request closed"), {NULL, 0}, NULL, 0},
	};
	struct page_status p = status_make(lang);

	p.status = T_SITE_STATE_CLOSED;
	p.status_text = T_SITE_STATE_CLOSED_TEXT;
	p.stage = PAGE_STAGE_CLOSED;
	p.answer_by = (struct page_time){{NULL, 0}, {NULL, 0}};
	p.answer = &events[1];
	p.events = events;
	p.events_n = 3;
	p.can_reopen = true;
	p.reopen_by = (struct page_time){L("24\u00a0декабря", "24\u00a0December"), PL_LIT("2026-12-24")};
	return page_status(mb, &p);
}


static int added(struct mbuf *mb, enum lang lang)
{
	const struct page_added p = {
		.base = sample_base(lang, "/status"), .number = PL_LIT("AB-123456-7890"), .number_shown = number(lang),
		.code = PL_LIT("48291376"), .at = sent(lang), .answer_by = due(lang),
	};

	return page_added(mb, &p);
}


static int hours(struct mbuf *mb, enum lang lang)
{
	const struct page_hours_row rows[] = {
		{L("понедельник–пятница", "Monday–Friday"), PL_LIT("8:00–20:00"), false},
		{L("суббота", "Saturday"), PL_LIT("9:00–15:00"), false},
		{L("воскресенье и праздники", "Sunday and holidays"), L("выходной", "closed"), true},
	};
	const struct page_hours_next next = {L("Новые часы, начало: вторник, 1\u00a0декабря", "New hours from Tuesday, 1\u00a0December"), rows, 3};
	const struct page_hours_line lines[] = {
		{L("Единый номер", "Main number"), PL_LIT("8 800 000-00-00"), PL_LIT("tel:+78000000000"), L("бесплатно", "free of charge"),
		 {true, L("Сейчас отвечают, до 20:00", "Open now, until 20:00")}, rows, 3, &next, 1},
		{L("Приозёрск", "Priozersk"), PL_LIT("8 000 000-00-00"), PL_LIT("tel:+70000000000"), {NULL, 0},
		 {false, L("Сейчас закрыто, откроется завтра в 8:00", "Closed now, opens tomorrow at 8:00")}, rows, 3, NULL, 0},
	};
	const struct page_hours_day days[] = {
		{{L("понедельник, 23\u00a0ноября", "Monday, 23\u00a0November"), PL_LIT("2026-11-23")}, PL_LIT("8:00–20:00"), false, true, {NULL, 0}},
		{{L("вторник, 24\u00a0ноября", "Tuesday, 24\u00a0November"), PL_LIT("2026-11-24")}, PL_LIT("8:00–17:00"), false, false,
		 L("технические работы", "technical works")},
		{{L("воскресенье, 29\u00a0ноября", "Sunday, 29\u00a0November"), PL_LIT("2026-11-29")}, L("выходной", "closed"), true, false, {NULL, 0}},
	};
	const struct page_hours p = {
		.base = sample_base(lang, "/hours"), .zone = L("время московское", "Moscow time"), .lines = lines, .lines_n = 2,
		.changes = &days[1], .changes_n = 1, .days = days, .days_n = 3,
	};

	return page_hours(mb, &p);
}


static int settings(struct mbuf *mb, enum lang lang)
{
	struct page_settings p = {.base = sample_base(lang, "/settings"), .back = PL_LIT("/appeal")};

	p.base.view.size = 1;
	return page_settings(mb, &p);
}


static int privacy(struct mbuf *mb, enum lang lang)
{
	const struct page_privacy p = {.base = sample_base(lang, "/privacy"), .address = PL_LIT("data@otklik.example")};

	return page_privacy(mb, &p);
}


static int error_404(struct mbuf *mb, enum lang lang)
{
	const struct page_error p = {.base = sample_base(lang, "/"), .status = 404};

	return page_error(mb, &p);
}


static int error_429(struct mbuf *mb, enum lang lang)
{
	const struct page_error p = {.base = sample_base(lang, "/status"), .status = 429, .retry_s = 61, .back = PL_LIT("/status")};

	return page_error(mb, &p);
}


static int error_507(struct mbuf *mb, enum lang lang)
{
	const struct page_error p = {
		.base = sample_base(lang, "/appeal"), .status = 507, .retry_s = 600, .request = PL_LIT("k7f2"),
		.text = L("Не открывается личный кабинет.", "My account does not open."),
	};

	return page_error(mb, &p);
}


const struct page_sample samples[] = {
	{"start", start}, {"start-shut", start_shut}, {"form", form}, {"form-wrong", form_wrong}, {"form-trouble", form_trouble},
	{"receipt", receipt}, {"find", find}, {"find-wrong", find_wrong}, {"status", status}, {"status-late", status_late},
	{"status-closed", status_closed}, {"added", added}, {"hours", hours}, {"settings", settings}, {"privacy", privacy},
	{"error-404", error_404}, {"error-429", error_429}, {"error-507", error_507},
};

const size_t sample_count = sizeof(samples) / sizeof(samples[0]);
