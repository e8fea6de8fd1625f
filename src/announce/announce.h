/**
 * @file announce.h  An announcement that every caller of every line hears first
 *
 *   one person publishes ──▶ heard at once ──── a second person confirms within an hour ──▶ heard until somebody ends it
 *                                  ╰── nobody does ──▶ it ends, and the journal says so
 *
 * What this room is for: words for an emergency, with two people behind them. One at a time: two would be heard one behind the other by
 * people who are in a hurry. What it refuses: clock and voice; `now` is told, and who speaks looks at `until_ms` for each call.
 *
 * Journalled as settings.announcement (act: published, confirmed, ended, lapsed). The words stay in the table.
 */
#ifndef OTKLIK_ANNOUNCE_ANNOUNCE_H
#define OTKLIK_ANNOUNCE_ANNOUNCE_H

#include <jansson.h>
#include "base/catalog.h"
#include "db/write.h"

enum {
	ANNOUNCE_WORDS_MAX  = 300,               /* bytes: PHRASE_TEXT_MAX */
	ANNOUNCE_CONFIRM_MS = 3600 * 1000,       /* for a second person */
};

enum announce_refusal {
	ANNOUNCE_ALLOWED = 0,
	ANNOUNCE_UNKNOWN,    /* there is none of that id, or it has ended */
	ANNOUNCE_THERE,      /* another is heard: end that first */
	ANNOUNCE_WORDS,      /* a line in both languages, at most ANNOUNCE_WORDS_MAX bytes */
	ANNOUNCE_SECOND,     /* who published it cannot confirm it */
	ANNOUNCE_TWICE,      /* it is confirmed already */
};

/** "unknown", "there" … */
const char *announce_refusal_name(enum announce_refusal refusal);

/** What callers hear; id 0: nothing */
struct announcement {
	int64_t id, by;
	int64_t until_ms;                        /* wall clock; DB_NULL: until somebody ends it */
	char words[LANG_COUNT][ANNOUNCE_WORDS_MAX + 1];
};

/** Is it heard at that time? */
bool announcement_heard(const struct announcement *a, int64_t now_ms);

/** The one that has not ended */
int announcement_load(struct announcement *a, struct db *db) MUST_CHECK;

/** Publishes words; borrowed until done */
struct announce_add {
	struct command cmd;
	int64_t actor;
	struct pl words[LANG_COUNT];
	int64_t id;                              /* result */
};
int announce_add_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Confirms, or ends */
struct announce_act {
	struct command cmd;
	int64_t actor, id;
};
int announce_confirm_apply(struct tx *tx, struct command *cmd) MUST_CHECK;
int announce_end_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Ends what nobody confirmed in time. For a timer: a command of its own */
int announce_lapse_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** {items: [{id, words_ru, words_en, by: {id, name}, at, until?, second?, confirmed?, ended?, ended_by?, lapsed?, heard}]}, the newest first; owned */
int announce_show(json_t **objp, struct db *db, int64_t now_ms) MUST_CHECK;

#endif
