/**
 * @file start.c  The clock of a promise, counted on the book in force
 */
#include "promise/promise.h"
#include "schedule/book.h"


/* The term that a promise was made with, and what it is counted on today */
static enum schedule_refusal basis_of(const struct promise *p, const struct book *book, struct term *term,
				      struct term_basis *basis)
{
	enum schedule_refusal why;

	why = term_parse(pl_of(p->term), term);
	if (SCHEDULE_OK == why)
		book_basis(book, term, basis);

	return why;
}


enum schedule_refusal promise_start(struct promise *promise, enum promise_kind kind, const struct book *book,
				    struct pl term_name, int64_t now_ms)
{
	struct term_basis basis;
	struct term_clock clock;
	struct term term;
	enum schedule_refusal why;

	if (!book_term(book, term_name, &term))
		return SCHEDULE_TERM_UNIT;

	book_basis(book, &term, &basis);

	why = term_start(&clock, &term, &basis, now_ms);
	if (SCHEDULE_OK != why)
		return why;

	memset(promise, 0, sizeof(*promise));
	promise->kind = kind;
	promise->state = PROMISE_OPEN;
	promise->clock = clock;
	term_print(promise->term, &term);
	if (basis.calendar)
		(void)re_snprintf(promise->calendar, sizeof(promise->calendar), "%s", calendar_name(basis.calendar));

	return SCHEDULE_OK;
}


enum schedule_refusal promise_pause(struct promise *promise, const struct book *book, int64_t now_ms)
{
	struct term_basis basis;
	struct term term;
	enum schedule_refusal why;

	why = basis_of(promise, book, &term, &basis);
	if (SCHEDULE_OK == why)
		why = term_pause(&promise->clock, &term, &basis, now_ms);
	if (SCHEDULE_OK == why)
		promise->state = PROMISE_PAUSED;

	return why;
}


enum schedule_refusal promise_resume(struct promise *promise, const struct book *book, int64_t now_ms)
{
	bool broken = promise->clock.paused_ms > promise->clock.due_ms;
	struct term_basis basis;
	struct term term;
	enum schedule_refusal why;

	why = basis_of(promise, book, &term, &basis);
	if (SCHEDULE_OK == why)
		why = term_resume(&promise->clock, &term, &basis, now_ms);
	if (SCHEDULE_OK == why)
		promise->state = broken ? PROMISE_BROKEN : PROMISE_OPEN;

	return why;
}
