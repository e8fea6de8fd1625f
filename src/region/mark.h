/**
 * @file mark.h  Offices that somebody has marked down: the caller of such a region is offered a neighbour (R7)
 *
 *   up ──mark: why, until when──▶ down ──lifted, or its time is over──▶ up
 *
 * What this room is for: a mark acts at once, on every line of the region, and goes on after a restart. It has a reason, and ends by itself
 * when a time was told. What it refuses: hours. Who closes an office for days that are known does so in its line's calendar, which tells callers
 * when it opens again.
 *
 * Journalled as settings.office (act: down, up, ended) with what was before. `ended` is written by a timer; who answers calls looks at
 * the clock and is not late.
 */
#ifndef OTKLIK_REGION_MARK_H
#define OTKLIK_REGION_MARK_H

#include "db/write.h"
#include "region/region.h"

enum { OFFICE_REASON_MAX = 500 };        /* bytes */

enum office_refusal {
	OFFICE_MARKED = 0,
	OFFICE_UNKNOWN,                  /* no such region */
	OFFICE_CHANGED,                  /* somebody else was faster */
	OFFICE_REASON,                   /* down without words, or with too many */
	OFFICE_UNTIL,                    /* that time is over */
};

/** "unknown", "changed" …: for `problem.office.<name>` */
const char *office_refusal_name(enum office_refusal refusal);

/** A mark as it stands */
struct office_mark_row {
	unsigned region;
	bool down;                       /* also when its time is over and nobody wrote it down yet */
	struct pl reason, by;            /* borrowed for the call; by: the member's name, none: the command line, or a timer */
	int64_t since_ms;                /* of down, and of up */
	int64_t until_ms;                /* DB_NULL: until somebody lifts it */
	int64_t version;
};
typedef int (office_mark_h)(const struct office_mark_row *row, void *arg);

/** All that were ever marked, by region */
int office_marks(struct db *db, office_mark_h *h, void *arg) MUST_CHECK;

/** Is it down at that time? */
bool office_mark_acts(const struct office_mark_row *row, int64_t now_ms);

/** Which offices are down, for who answers calls: by region 0, or until when; DB_NULL: until it is lifted */
struct office_downs {
	int64_t until_ms[REGION_CODES];
};
int office_downs_load(struct office_downs *downs, struct db *db) MUST_CHECK;
bool office_is_down(const struct office_downs *downs, unsigned region, int64_t now_ms);

/** Marks an office down, or lifts the mark */
struct office_mark {
	struct command cmd;
	int64_t actor;                   /* -1: the command line */
	int64_t version;                 /* that was seen; 0: never marked yet */
	unsigned region;
	bool down;
	struct pl reason;                /* borrowed until it is done; of a mark that is lifted it is left out */
	int64_t until_ms;                /* DB_NULL: until it is lifted */
};
int office_mark_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Writes down which marks have ended by themselves. For a timer: a command of its own */
int office_lapse_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
