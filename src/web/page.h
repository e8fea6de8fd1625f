/**
 * @file page.h  What each page of the citizens' site shows
 *
 * Pages are pure: pages/NAME.html renders struct page_NAME into a buffer (web/pages.h, made by tools/page_gen.py), escapes all of
 * it, looks at no clock and no store. All text here is borrowed for the call, valid UTF-8, in the language of the page; p == NULL or
 * length 0 says "none". Names of forms' fields stand beside the members that show them again. Nothing secret or personal is ever part
 * of a URL: number and code travel by POST.
 *
 *   address (English: the same below /en)   method   page                                form fields
 *   /                                       GET      start
 *   /appeal[?kind=…]                        GET      form
 *   /appeal                                 POST     receipt (201); form again (422)     see struct page_form; multipart/form-data
 *   /status[?number=…]                      GET      find
 *   /status                                 POST     status; find again (404, 422, 429)  number, code
 *   /status/add                             POST     added; status again (422)           number, code, key, text, files, kept
 *   /status/file                            POST     the file itself                     number, code, file
 *   /hours                                  GET      hours
 *   /call                                   GET      call
 *   /settings[?back=…]                      GET      settings
 *   /settings                               POST     303 to `back`                       size, colour, spacing, images, back, reset
 *   /privacy                                GET      privacy
 *   any                                              error
 */
#ifndef OTKLIK_WEB_PAGE_H
#define OTKLIK_WEB_PAGE_H

#include "base/catalog.h"

/** A moment or a day: for people, and for machines (RFC 3339) */
struct page_time {
	struct pl text;          /* "вторник, 24 ноября, до 18:00" */
	struct pl iso;           /* "2026-11-24T18:00:00+03:00" */
};

/** The settings for low vision, kept in the cookie `view` (page_view_read, page_view_write) */
struct page_view {
	unsigned size;           /* 0 as the browser says, 1 larger, 2 largest */
	unsigned colour;         /* 0 as the device says, 1 black on white, 2 white on black, 3 blue on light blue */
	unsigned spacing;        /* 0 usual, 1 wide, 2 wider */
	bool no_images;          /* without pictures */
};

/** The same on every page */
struct page_base {
	enum lang lang;
	struct page_view view;
	struct pl path;          /* of this page without language: "/appeal"; the links to the other language and to settings use it */
	struct pl org;           /* "Справочная служба" */
	struct pl region;        /* "Приозёрская область" */
	struct pl phone;         /* "8 800 000-00-00" */
	struct pl phone_url;     /* "tel:+78000000000" */
	struct pl phone_note;    /* "бесплатно, круглосуточно" */
	struct pl notice;        /* an announcement for all, or none */
	struct pl csrf;          /* hidden field `csrf` of forms, or none: anonymous forms need none */
};

/** A choice in a <select> */
struct page_option {
	struct pl value, label;
	bool selected;
};

/** A field of a form: shown again with what was typed */
struct page_field {
	struct pl value;
	struct pl error;         /* what is wrong and what would be right; stands in the summary too */
	struct pl suggestion;    /* what the checks think was meant: a button `accept` with the value "NAME:SUGGESTION" takes it */
};

/** A file: of the appeal, or one already received with a form that has to be shown again */
struct page_file {
	struct pl name;
	struct pl size;          /* "1,2 МБ" */
	struct pl id;            /* value of field `kept` (form), or of button `file` (status) */
};

/** Limits of files, for the hint. Text has no maxlength: browsers cut what is pasted without a word */
struct page_limits {
	int64_t files_max;       /* number */
	struct pl size_max;      /* each: "10 МБ" */
	struct pl accept;        /* attribute accept: ".pdf,.jpg,…" */
};

/* Partials: made where they are included */

/** What is wrong with a field, or nothing: described by "ID-error" */
struct page_wrong {
	const struct page_base *base;
	const char *id;
	struct pl error;
};

/** The part of a form that takes files */
struct page_files {
	const struct page_base *base;
	struct page_limits limits;
	struct pl error;
	const struct page_file *kept;         /* received before; kept (several) */
	size_t kept_n;
};

/** Files of an appeal, to be taken; none: nothing */
struct page_attached {
	const struct page_base *base;
	struct pl number, code;
	const struct page_file *files;
	size_t files_n;
};

/** Is the hotline's telephone answered now? */
struct page_now {
	bool open;
	struct pl text;          /* "Сейчас отвечают, до 20:00" */
};

/** A kind of appeal and the time by which it is answered */
struct page_term {
	const char *kind;        /* technical, question, recommendation, complaint */
	struct pl term;          /* "1 рабочий день" */
};

/** / */
struct page_start {
	struct page_base base;
	struct page_now now;
	struct pl hours_today;                /* "8:00–20:00", or "выходной" */
	const struct page_term *terms;        /* may be none */
	size_t terms_n;
};

/** /appeal: the form, empty or again */
struct page_form {
	struct page_base base;
	struct pl key;                        /* hidden field `key`: the idempotency key */
	struct pl trouble;                    /* it could not be taken now, nothing is lost: why, and what to do; or none */
	int64_t retry_s;                      /* with trouble: try again after so many seconds; 0 unknown */
	struct page_limits limits;
	struct page_field kind;               /* kind */
	struct page_field text;               /* text */
	struct page_field topic;              /* topic */
	const struct page_option *topics;
	size_t topics_n;
	struct page_field region;             /* region */
	const struct page_option *regions;
	size_t regions_n;
	struct page_field name;               /* name */
	struct page_field phone;              /* phone; `seen_phone` (and `seen_name`, `seen_email`) carries back what the
	                                       * suggestion was about: sent again unchanged, it is meant */
	struct page_field email;              /* email */
	struct pl files_error;                /* files (several) */
	const struct page_file *kept;         /* received before; kept (several) */
	size_t kept_n;
};

/** Answer to POST /appeal */
struct page_receipt {
	struct page_base base;
	struct pl number;                     /* Latin: "AB-123456-7890" */
	struct pl number_shown;               /* Cyrillic in Russian */
	struct pl code;                       /* digits */
	struct pl code_shown;                 /* in groups: "123 456" */
	struct page_time sent;
	struct page_time answer_by;
	struct pl status_url;                 /* absolute, may hold the number, never the code; shown and drawn as QR */
	struct pl status_url_shown;           /* without scheme */
	const char *kind;
	struct pl text, topic, region, name, phone, email;     /* as registered, so that the sender has a proof */
	const struct page_file *files;
	size_t files_n;
};

/** /status: number and code are asked for */
struct page_find {
	struct page_base base;
	struct page_field number;             /* number */
	struct page_field code;               /* code */
	struct pl trouble;                    /* not found, too many tries; or none */
};

enum page_event_kind {
	PAGE_EVENT_STEP,                      /* something happened */
	PAGE_EVENT_CITIZEN,                   /* the citizen wrote */
	PAGE_EVENT_ANSWER,                    /* we answered */
};

/** A row of the history */
struct page_event {
	enum page_event_kind kind;
	struct page_time at;
	struct pl title;                      /* "Обращение принято" */
	struct pl text;                       /* of the message, or none */
	const struct page_file *files;
	size_t files_n;
};

enum page_stage {                             /* for the line of steps */
	PAGE_STAGE_TAKEN = 1,
	PAGE_STAGE_WORK,
	PAGE_STAGE_ANSWERED,
	PAGE_STAGE_CLOSED,
};

/** Answer to POST /status */
struct page_status {
	struct page_base base;
	struct pl number, number_shown, code;
	enum text_key status;                 /* T_SITE_STATE_NEW …: one line */
	enum text_key status_text;            /* T_SITE_STATE_NEW_TEXT …: what that means for the sender */
	enum page_stage stage;
	bool waiting;                         /* it is the citizen's turn */
	struct page_time sent;
	struct page_time answer_by;           /* none once answered */
	bool late;                            /* past answer_by */
	struct pl delay;                      /* the reason of a delay, or none */
	const char *kind;
	struct pl topic;
	const struct page_event *answer;      /* the newest answer, or NULL; one of events is not shown twice */
	const struct page_event *events;      /* oldest first */
	size_t events_n;
	bool erased;                          /* the sender's data were destroyed: nothing can be added */
	bool can_add;
	bool can_reopen;                      /* closed: writing again opens it */
	struct page_time reopen_by;           /* with can_reopen; or none */
	struct pl key;                        /* hidden field of the form to add */
	struct page_limits limits;
	struct page_field text;               /* text */
	struct pl files_error;
	const struct page_file *kept;
	size_t kept_n;
	struct pl trouble;                    /* the addition could not be taken; or none */
};

/** Answer to POST /status/add */
struct page_added {
	struct page_base base;
	struct pl number, number_shown, code;
	bool reopened;
	struct page_time at;
	struct page_time answer_by;           /* or none */
};

/** A row of hours: "понедельник–пятница", "8:00–20:00" */
struct page_hours_row {
	struct pl days, hours;
	bool closed;
};

/** Other hours that come: "с 1 декабря" */
struct page_hours_next {
	struct pl title;
	const struct page_hours_row *rows;
	size_t rows_n;
};

/** A line of the hotline */
struct page_hours_line {
	struct pl name, phone, phone_url, note;
	struct page_now now;
	const struct page_hours_row *rows;
	size_t rows_n;
	const struct page_hours_next *next;
	size_t next_n;
};

/** A day of the calendar, or an exception */
struct page_hours_day {
	struct page_time day;
	struct pl hours;
	bool closed, today;
	struct pl note;                       /* "праздник", "технические работы" */
};

/** /hours */
struct page_hours {
	struct page_base base;
	struct pl zone;                       /* "время московское" */
	const struct page_hours_line *lines;
	size_t lines_n;
	const struct page_hours_day *changes;
	size_t changes_n;
	const struct page_hours_day *days;    /* the next 14 */
	size_t days_n;
};

/** /call */
struct page_call {
	struct page_base base;
	struct page_now now;
	struct pl line;                       /* key of the line that is called; none: it cannot be called from here */
};

/** /settings */
struct page_settings {
	struct page_base base;                /* its view is what is set now */
	struct pl back;                       /* hidden field `back`: a path of the site */
};

/** /privacy */
struct page_privacy {
	struct page_base base;
	struct pl address;                    /* postal or mail address for requests about personal data, or none */
};

/** Any error */
struct page_error {
	struct page_base base;
	int status;                           /* 400, 403, 404, 405, 413, 422, 429, 500, 503, 507; others are shown as 400 or 500 */
	int64_t retry_s;                      /* 429, 503, 507: try again after so many seconds; 0 unknown */
	struct pl text;                       /* what the sender had written: kept on the page to be copied; or none */
	struct pl request;                    /* id of the request, for a report; or none */
	struct pl back;                       /* a path of the site to go back to; or none */
};


/** Has the form anything to correct? Then the title begins with "Ошибка:" */
bool page_form_failed(const struct page_form *p);

/** The name of a kind: T_SITE_KIND_QUESTION of "question"; unknown and NULL: T_SITE_KIND_OTHER */
enum text_key page_kind(const char *kind);

/** Title and text of an error page for a status: T_SITE_ERROR_E404, T_SITE_ERROR_E404_TEXT */
enum text_key page_error_title(int status);
enum text_key page_error_text(int status);

/** Are a borrowed text and a word the same? */
bool page_is(struct pl text, const char *word);

/** Reads the cookie `view`; what cannot be understood counts as the usual view */
struct page_view page_view_read(struct pl cookie);

enum { PAGE_VIEW_SIZE = 8 };

/** Writes the value of the cookie `view`: four digits */
void page_view_write(char value[PAGE_VIEW_SIZE], const struct page_view *view);

#endif
