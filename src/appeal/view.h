/**
 * @file view.h  An appeal as others see it: the room's documents, as JSON
 *
 * The same documents serve the pages, the API and the export. They are built on a reader, inside one snapshot. Personal data
 * are masked in all of them; a look at what is behind the mask is a command (reveal.h) and is journalled.
 *
 * Ids are decimal strings, times RFC 3339 with the offset of `zone`, numbers in Latin letters. Refusals are enum
 * appeal_refusal; the result is owned by the caller (json_decref).
 */
#ifndef OTKLIK_APPEAL_VIEW_H
#define OTKLIK_APPEAL_VIEW_H

#include <jansson.h>
#include "appeal/appeal.h"
#include "appeal/topic.h"
#include "schedule/book.h"

/** What a view is made with; all borrowed */
struct view {
	struct db *db;
	const struct keyring *keys;
	const struct book *book;
	const struct topics *topics;
	enum lang lang;
	struct actor actor;
	int64_t now_ms;
};

/** {number, status, kind, topic?, entered, answer_by, delay?, answered?, closed?, result?, history:[…], files:[…], erased?} */
int view_status(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

/** The card at the desk */
int view_card(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

/** Appends the names of what this actor may do now ("take", "answer" …) to a list; erased: the citizen's key was destroyed */
int view_allowed(json_t *list, const struct appeal_life *life, const struct actor *actor, bool erased) MUST_CHECK;

/** {text, version, at?}: the actor's own draft; none: empty, version 0 */
int view_draft(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

enum { VIEW_WAITING_MOST = 200 };

/** The order in which what waits will be served, as the queue knows it for one operator */
struct view_order {
	size_t n;
	int64_t id[VIEW_WAITING_MOST];
	int64_t next, generation;        /* offered to the operator: id and generation; 0 nothing */
};

/**
 * {mine:[item], waiting:[item], offer?:{number, id, generation}, counts:{…}, position}
 *
 * @param order NULL: nearest term first. What waits and is not in it (it entered just now) comes after what is
 */
int view_work(const struct view *v, const struct view_order *order, json_t **objp) MUST_CHECK;

/** What is looked for in a list; DB_NULL or empty: anything */
struct view_filter {
	int64_t state, topic, owner;
	int64_t from_ms, to_ms;          /* entered in this span; 0 and INT64_MAX: at any time (R65: a lost number is found by it) */
	struct pl words;                 /* a number in any form, a phone, a mail address, or words of the texts */
	int64_t after_ms, after_id;      /* cursor: INT64_MIN + 1 and 0 from the start */
	unsigned most;                   /* ≤ 100 */
};

/** {items:[item], next?}; `next` is a cursor "ms.id" */
int view_list(const struct view *v, const struct view_filter *filter, json_t **objp) MUST_CHECK;

/** {from, to, rows:[{kind, topic?, channel, entered, answered, in_time, closed, solved, answer_ms}]}: R42, R137 */
int view_statistics(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp) MUST_CHECK;

/** {name:"topic in the view's language"} helpers shared by views */
json_t *view_time(const struct view *v, int64_t ms);
json_t *view_id(int64_t id);
json_t *view_number(int64_t digits);

/** "+7 9•• •••-••-67", "i•••@example.org", "И••• И•••"; into dst, always terminated */
void mask_phone(char *dst, size_t size, struct pl phone);
void mask_email(char *dst, size_t size, struct pl email);
void mask_name(char *dst, size_t size, struct pl name);

#endif
