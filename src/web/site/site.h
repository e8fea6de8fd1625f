/**
 * @file site.h  What the citizens' pages share: words, times, the reply
 *
 * A page is put together on the web thread in memory of its request. What cannot be made (no memory) is noted in `err` and found
 * once, by site_reply(): so a page comes whole or not at all.
 */
#ifndef OTKLIK_WEB_SITE_SITE_H
#define OTKLIK_WEB_SITE_SITE_H

#include "base/when.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages.h"

enum { SITE_KEY_SIZE = 33, SITE_PAGE = 16 * 1024 };     /* bytes: what a page is begun with */

struct site {
	struct request *req;
	struct app *app;
	enum lang lang;
	const struct zone *zone;
	int64_t now_ms;
	int err;                           /* the first that went wrong */
};

struct site site_of(struct request *req);

/** What every page shows; path: "/appeal" */
struct page_base site_base(const struct site *s, const char *path);

/* In memory of the request */
void *site_alloc(struct site *s, size_t size);

/** The text of a buffer; the buffer (owned, NULL: no memory) goes; `err` of its writing */
struct pl site_hold(struct site *s, struct mbuf *owned, int err);

struct pl site_print(struct site *s, const char *fmt, ...);
struct pl site_text(struct site *s, enum text_key key, const struct text_arg *argv, size_t argc);
struct pl site_when(struct site *s, enum when_form form, int64_t ms);
struct page_time site_time(struct site *s, enum when_form form, int64_t ms);

/** "1,2 МБ" */
struct pl site_size(struct site *s, int64_t bytes);
struct page_limits site_limits(struct site *s);

/** A new hidden key of a form */
struct pl site_key(struct site *s);

/** The address of a page in the language: "/status", "/en/status" */
struct pl site_path(struct site *s, struct pl path);

/** "https://hotline.example": the setting's, or of this request; none when its Host is no host */
struct pl site_origin(struct site *s);

/** A number in Latin letters, and as this reader is shown it; the receipt code that goes with it */
struct pl site_number(struct site *s, int64_t digits, struct pl *shown);
struct pl site_code(struct site *s, int64_t digits);

/** A field of the form, or the suggestion for it that was accepted */
struct pl site_field(struct site *s, const char *name);

/** Replies with a page (owned; `err` of its rendering) */
int site_reply(struct site *s, int status, struct mbuf *owned, int err) MUST_CHECK;

/* hours.c: shared with the start page; the calendar is that of the line that people call */
struct page_now site_now(struct site *s, const struct calendar *cal);
struct pl site_day_hours(struct site *s, const struct timetable_day *day);
const struct calendar *site_calendar(const struct site *s);

/* form.c */

/** The form again, for a request to POST /appeal that failed: `trouble` says why it could not be taken, or is none */
int form_again(struct mbuf *mb, struct site *s, struct pl trouble, int64_t retry_s) MUST_CHECK;

/* files.c: files that came with a form, now or before */

/** Adds the files that the form names by `kept`; false: one of them is forgotten */
bool files_collect(struct site *s, struct pl key);

/** Remembers all files of the request under the key and lists them */
const struct page_file *files_keep(struct site *s, struct pl key, size_t *np);

/** What is wrong with the files of this request; none */
struct pl files_error(struct site *s, bool all_there);

/** A field with its ends of lines made LF; it lives as long as the request */
struct pl site_lines(struct site *s, struct pl text);

/* find.c */

/** Number and code are asked for again */
int find_again(struct mbuf *mb, struct site *s, struct pl trouble) MUST_CHECK;

/** The digits of number and code of this request; false: replied, or s->err */
bool find_known(struct site *s, int64_t *digits);

/* error.c */

/** web_prm.page_h */
int site_page_h(struct mbuf *mb, struct request *req, int status, const char *code, struct pl detail) MUST_CHECK;

#endif
