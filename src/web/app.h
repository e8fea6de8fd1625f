/**
 * @file app.h  What handlers share: the settings in force, this run, the organisation; on the web thread alone
 *
 * The hub hands over a new book and new topics when settings change (app_settings, any thread); a handler that goes to a
 * reader or the writer takes a reference of its own for the errand.
 */
#ifndef OTKLIK_WEB_APP_H
#define OTKLIK_WEB_APP_H

#include "appeal/topic.h"
#include "line/line.h"
#include "profile/profile.h"
#include "profile/switchboard.h"
#include "schedule/book.h"
#include "trunk/trunk.h"
#include "web/request.h"

struct adapters;
struct keep;
struct speech;

struct app {
	struct book *book;               /* one reference */
	struct topics *topics;           /* one reference */
	struct switchboard *board;       /* one reference; NULL: none, and nothing new comes */
	const struct profile *profile;   /* NULL: none */
	const struct waiting *waiting;   /* what the settings say of it */
	const struct org *org;
	const struct lines *lines;       /* of the switchboard; may be none */
	trunk_views_h *trunks_h;         /* how the trunks stand; NULL: nobody telephones */
	trunk_fits_h *trunk_fits_h;      /* could one be used? NULL: nobody telephones */
	void *trunks_arg;
	struct adapters *adapters;       /* other systems; NULL: none can be asked; borrowed */
	struct speech *speech;           /* what says prompts; borrowed; NULL: nothing can be said */
	int64_t incarnation;
	int64_t notice_min_ms;           /* setting schedule.notice-min */
	const char *realm;               /* of operators' SIP telephones */
	struct pl origin;                /* "https://hotline.example": for links on paper; none: of the request */
	struct keep *keep;               /* files of forms that are shown again; owned */
};

/** The app of a request's server */
struct app *app_of(const struct request *req);

/** Hands over new settings, with their references. Any thread */
int app_settings(struct web *web, struct book *book, struct topics *topics, struct switchboard *board) MUST_CHECK;

/* The errands of handlers: a view of appeals on a reader, an act on the writer */

struct view;

/** Replies with the document that view_h made, or with its refusal; view_h runs on a reader */
typedef int (app_view_h)(const struct view *v, void *arg, json_t **objp, int *refusal);
int app_view(struct request *req, app_view_h *view_h, void *arg) MUST_CHECK;

/** The same, but `done_h` takes the document (owned; NULL with a refusal): for pages */
typedef void (app_viewed_h)(struct request *req, void *arg, json_t *owned, int refusal, int err);
int app_view_then(struct request *req, app_view_h *view_h, app_viewed_h *done_h, void *arg) MUST_CHECK;

/** Replies with a view's document (owned), its refusal or its error */
void app_viewed(struct request *req, json_t *owned, int refusal, int err);

/** Command id and digest of an Idempotency-Key (none given: not kept); `what` goes into the digest */
void app_idempotent(struct request *req, struct command *cmd, struct pl key, const char *scope, struct pl what);

/** The line that citizens are told of and that the page calls: the one of the telephone number on every page, else the first; NULL none */
const struct line *app_line(const struct app *app);

/** The calendar whose hours citizens are told: that line's, else the organisation's (BOOK_LINE) */
struct pl app_hours(const struct app *app);

/** "2026-11-24T18:00:00+03:00" in the organisation's zone */
json_t *app_time(const struct request *req, int64_t ms);

/** Status of HTTP for enum appeal_refusal, and the problem with its code */
void app_refuse(struct request *req, int refusal);

#endif
