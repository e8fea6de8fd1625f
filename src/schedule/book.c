/**
 * @file book.c  Everything of the schedule that is in force
 */
#include <stdatomic.h>
#include "schedule/book.h"
#include "schedule/schedule.sql.h"

/* R129: the hours of the description; intake is always open (C1) */
static const struct {
	const char *name, *body;
} built_in[] = {
	{BOOK_LINE, "{\"zone\":\"Europe/Moscow\",\"week\":\"mon-fri 08:00-20:00; sat 09:00-15:00\"}"},
	{"intake", "{\"zone\":\"Europe/Moscow\",\"week\":\"daily 00:00-24:00\",\"follow_holidays\":false,\"follow_short\":false}"},
};

struct book {
	atomic_uint refs;
	struct production *production;
	struct regions *regions;
	struct calendar *calendars[LANG_COUNT][BOOK_CALENDARS_MAX];
	size_t calendar_n;
	struct {
		char name[64];
		struct term term;
	} terms[BOOK_TERMS_MAX];
	size_t term_n;
};


static void book_destructor(void *arg)
{
	struct book *book = arg;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		for (size_t i = 0; i < BOOK_CALENDARS_MAX; i++)
			mem_deref(book->calendars[lang][i]);
	}

	mem_deref(book->regions);
	mem_deref(book->production);
}


static int calendar_add(struct book *book, struct pl name, struct pl body)
{
	struct book_fault fault;

	if (book->calendar_n >= BOOK_CALENDARS_MAX)
		return 0;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		int err = book_calendar_make(&book->calendars[lang][book->calendar_n], name, body, book->production, &fault);

		if (err || SCHEDULE_OK != fault.why)
			return err ? err : EBADMSG;
	}

	book->calendar_n++;
	return 0;
}


static int calendar_h(const struct row_calendar_list *row, void *arg)
{
	return calendar_add(arg, row->name, row->body);
}


static int exception_h(const struct row_calendar_exceptions *row, void *arg)
{
	struct book *book = arg;

	if (row->waits)
		return 0;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct calendar *cal = book_calendar(book, (enum lang)lang, row->calendar);
		enum schedule_refusal why;
		struct book_fault fault;
		struct exception ex;
		json_t *root;
		int err;

		if (!cal)
			return 0;

		err = book_exception_read(&ex, row->body, row->from_ms, row->to_ms, (enum lang)lang, &root, &fault);
		if (!err && SCHEDULE_OK == fault.why)
			err = calendar_except((struct calendar *)cal, &ex, &why);
		json_decref(root);
		if (err || SCHEDULE_OK != fault.why)
			return err ? err : EBADMSG;
	}

	return 0;
}


static int term_h(const struct row_term_list *row, void *arg)
{
	struct book *book = arg;

	if (book->term_n >= BOOK_TERMS_MAX)
		return 0;

	if (SCHEDULE_OK != term_parse(row->value, &book->terms[book->term_n].term))
		return EBADMSG;
	if (pl_strcpy(&row->name, book->terms[book->term_n].name, sizeof(book->terms[0].name)))
		return EBADMSG;

	book->term_n++;
	return 0;
}


const char *book_built_in(struct pl name)
{
	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {

		if (0 == pl_strcmp(&name, built_in[i].name))
			return built_in[i].body;
	}

	return NULL;
}


static int fill_built_in(struct book *book)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]) && !err; i++) {

		if (!book_calendar(book, LANG_RU, pl_of(built_in[i].name)))
			err = calendar_add(book, pl_of(built_in[i].name), pl_of(built_in[i].body));
	}

	return err;
}


int book_load(struct book **bp, struct db *db, int64_t now_ms)
{
	struct book *book;
	int err;

	book = mem_zalloc(sizeof(*book), book_destructor);
	if (!book)
		return ENOMEM;

	atomic_init(&book->refs, 1);

	err = production_builtin(&book->production);
	if (!err)
		err = regions_builtin(&book->regions);
	if (!err)
		err = sql_calendar_list(db, calendar_h, book);
	if (!err)
		err = fill_built_in(book);
	if (!err)
		err = sql_calendar_exceptions(db, now_ms - (int64_t)EXCEPTION_DAYS_MAX * 86400000, exception_h, book);
	if (!err)
		err = sql_term_list(db, term_h, book);

	if (err)
		mem_deref(book);
	else
		*bp = book;

	return err;
}


struct book *book_ref(struct book *book)
{
	if (book)
		atomic_fetch_add(&book->refs, 1);

	return book;
}


struct book *book_unref(struct book *book)
{
	if (book && 1 == atomic_fetch_sub(&book->refs, 1))
		mem_deref(book);

	return NULL;
}


const struct calendar *book_calendar(const struct book *book, enum lang lang, struct pl name)
{
	for (size_t i = 0; i < book->calendar_n; i++) {

		if (0 == pl_strcmp(&name, calendar_name(book->calendars[lang][i])))
			return book->calendars[lang][i];
	}

	return NULL;
}


size_t book_calendar_count(const struct book *book)
{
	return book->calendar_n;
}


const struct calendar *book_calendar_at(const struct book *book, enum lang lang, size_t i)
{
	return i < book->calendar_n ? book->calendars[lang][i] : NULL;
}


const struct regions *book_regions(const struct book *book)
{
	return book->regions;
}


const struct production *book_production(const struct book *book)
{
	return book->production;
}


bool book_term(const struct book *book, struct pl name, struct term *term)
{
	for (size_t i = 0; i < book->term_n; i++) {

		if (0 == pl_strcmp(&name, book->terms[i].name)) {
			*term = book->terms[i].term;
			return true;
		}
	}

	return term_named(name, term);
}


void book_basis(const struct book *book, const struct term *term, struct term_basis *basis)
{
	const struct calendar *cal = NULL;

	if (term->calendar[0])
		cal = book_calendar(book, LANG_RU, pl_of(term->calendar));
	if (!cal)
		cal = book_calendar(book, LANG_RU, PL_LIT(BOOK_LINE));

	basis->production = book->production;
	basis->calendar = cal;
	basis->zone = calendar_zone(cal);
}


const struct zone *book_zone(const struct book *book)
{
	return calendar_zone(book_calendar(book, LANG_RU, PL_LIT(BOOK_LINE)));
}


static int count_h(const struct row_schedule_count *row, void *arg)
{
	*(bool *)arg = row->n > 0;
	return 0;
}


int schedule_touched(struct db *db, bool *touched)
{
	return sql_schedule_count(db, count_h, touched);
}
