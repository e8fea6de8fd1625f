/**
 * @file book.h  Everything of the schedule that is in force: calendars with their exceptions, terms, regions
 *
 * A book is read from the store, is then never changed, and is shared by all threads: its references are counted atomically
 * (book_ref, book_unref). A change of settings makes a new one; who holds the old one finishes with it.
 */
#ifndef OTKLIK_SCHEDULE_BOOK_H
#define OTKLIK_SCHEDULE_BOOK_H

#include <jansson.h>
#include "base/catalog.h"
#include "db/db.h"
#include "schedule/schedule.h"

#define BOOK_LINE "line"          /* the calendar of the hotline's staffed hours: terms count on it by default */

enum { BOOK_CALENDARS_MAX = 64, BOOK_TERMS_MAX = 64 };

struct book;

/*
 * How the store has them (tables calendar, calendar_exception, term), as JSON:
 *
 *   calendar   {"zone":"Europe/Moscow", "week":"mon-fri 08:00-20:00; sat 09:00-15:00", "follow_holidays":true,
 *               "follow_short":true, "region":"16"?, "holidays":[{"day":"2026-06-24","name":"…"}…]?,
 *               "weeks":[{"from":"2027-01-01","week":"…","by":"…","second":"…"?,"emergency":"…"?,
 *               "waits":true?,"zone":"…"?}…]?}                those that wait for a second person do not act
 *   exception  {"kind":"hours"|"closed"|"open", "first":"2026-12-30"?, "last":"2026-12-31"?, "hours":"09:00-13:00"?,
 *               "reason_ru":"…", "reason_en":"…"}          from_ms and to_ms are columns
 *   term       the text that term_parse reads
 */

/** The JSON of a calendar that is there before anybody sets one; NULL: none of that name */
const char *book_built_in(struct pl name);

/** What a calendar's JSON says is wrong */
struct book_fault {
	enum schedule_refusal why;
	char word[64];                /* which member */
};

/** Makes a calendar of its JSON. @return 0 (look at fault->why), or ENOMEM */
int book_calendar_make(struct calendar **calp, struct pl name, struct pl body, const struct production *production,
		       struct book_fault *fault) MUST_CHECK;

/** Reads an exception of its JSON and span; the reason is borrowed of `root` (json_decref when done). @return as above */
int book_exception_read(struct exception *ex, struct pl body, int64_t from_ms, int64_t to_ms, enum lang lang, json_t **root,
			struct book_fault *fault) MUST_CHECK;

/**
 * Reads the book from the store; what the store does not say is as built in
 *
 * @param db    Connection, inside a transaction: one snapshot
 * @param bp     Result, one reference
 * @param now_ms Exceptions that ended more than a year before are left out
 *
 * @return 0, ENOMEM, EBADMSG when a stored calendar or term cannot be read, or an errno of the store
 */
int book_load(struct book **bp, struct db *db, int64_t now_ms) MUST_CHECK;
struct book *book_ref(struct book *book);
struct book *book_unref(struct book *book);     /* always NULL */

/** A calendar by name, its reasons in a language, or NULL; borrowed from the book */
const struct calendar *book_calendar(const struct book *book, enum lang lang, struct pl name);
size_t book_calendar_count(const struct book *book);
const struct calendar *book_calendar_at(const struct book *book, enum lang lang, size_t i);
const struct regions *book_regions(const struct book *book);
const struct production *book_production(const struct book *book);

/** A named term as it is set, e.g. "answer_by.question"; false when there is none */
bool book_term(const struct book *book, struct pl name, struct term *term);

/** What a term is counted on: its own calendar, or BOOK_LINE */
void book_basis(const struct book *book, const struct term *term, struct term_basis *basis);

/** The zone of the organisation: that of BOOK_LINE */
const struct zone *book_zone(const struct book *book);

/** Has anybody set a calendar or a term in this store? */
int schedule_touched(struct db *db, bool *touched) MUST_CHECK;

#endif
