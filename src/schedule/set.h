/**
 * @file set.h  Changing what is in force: calendars, exceptions, terms: commands
 *
 * What the commands are for: what supervisors and administrators set while the program runs (R57, R129, R130, C11). Each is
 * journalled with what was before and what is after, as settings.calendar, settings.exception, settings.term; whoever follows the
 * journal reads the book anew. What is changed carries a version: who changes what somebody else changed first is refused.
 *
 * An exception and its notice:
 *
 *             begins in 24 h or later                    a second person confirms
 *   add ───────────────────────────────▶ acts   waits ──────────────────────────▶ acts      "short notice" in the journal
 *    │        sooner, an emergency                ▲ │
 *    └────────────────────────────────────────────┘ └── withdrawn at any time
 *
 * What acts is withdrawn under the same rule of notice; sooner, another exception (an emergency) goes on top of it.
 *
 * New weekly hours go the same way: they act from a day on that begins in 24 h or later, the first such day when none is named, and as
 * an emergency wait for a second person. A zone moves all hours at once, so that another one is always an emergency.
 */
#ifndef OTKLIK_SCHEDULE_SET_H
#define OTKLIK_SCHEDULE_SET_H

#include "db/write.h"
#include "schedule/book.h"

enum { EMERGENCY_REASON_MAX = 500 };         /* bytes */

enum set_refusal {
	SET_ALLOWED = 0,
	SET_UNKNOWN,         /* no such calendar, dated week, exception or term */
	SET_CHANGED,         /* somebody changed it first */
	SET_FULL,            /* BOOK_CALENDARS_MAX calendars */
	SET_WAITS_NOT,       /* it waits for nobody */
	SET_RULES,           /* fault.why says what is wrong, fault.word with what */
};

/** "unknown", "changed" …; of SET_RULES "refused" */
const char *set_refusal_name(enum set_refusal refusal);

enum { WEEK_SOONEST = INT32_MIN };           /* as soon as the rule of notice allows; with an emergency: today */

/**
 * Sets zone, weekly hours and region of a calendar; its holidays and other dated weeks stay. A calendar that was not there, and
 * those that a store begins with, have them at once; otherwise other hours act from a day on. Texts are borrowed until done
 */
struct calendar_set {
	struct command cmd;
	int64_t actor;
	struct pl name, zone, region;        /* region: a code; empty: none */
	struct pl week;                      /* as week_parse reads it */
	int64_t version;                     /* 0: it is not in the store yet */
	bool founding;                       /* the store is new: nobody was told any hours */
	bool every_day;                      /* with founding: holidays and short days change nothing */
	int32_t from_day;                    /* the first day of other hours, or WEEK_SOONEST */
	bool emergency;
	struct pl emergency_reason;          /* for the journal */
	int64_t notice_min_ms;               /* setting schedule.notice-min */

	bool waits;                          /* result: for a second person … */
	int32_t acts_from;                   /* … the first day of other hours; WEEK_SOONEST: at once, or they stay */
	struct book_fault fault;
};
int calendar_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Confirms weekly hours that wait (a person other than their author), or withdraws some that do not act yet */
struct week_act {
	struct command cmd;
	int64_t actor;
	struct pl calendar;
	int32_t from_day;
	int64_t notice_min_ms;
	struct book_fault fault;             /* result */
};
int week_confirm_apply(struct tx *tx, struct command *cmd) MUST_CHECK;
int week_withdraw_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Publishes an exception, or keeps one that waits for a second person */
struct exception_add {
	struct command cmd;
	int64_t actor;
	struct pl calendar;
	enum exception_kind kind;
	int64_t from_ms, to_ms;              /* EXCEPTION_HOURS: the local days that they touch */
	struct pl hours;                     /* EXCEPTION_HOURS: as hours_parse reads it */
	struct pl reason[LANG_COUNT];        /* for citizens */
	bool emergency;
	struct pl emergency_reason;          /* for the journal */
	int64_t notice_min_ms;               /* setting schedule.notice-min */

	int64_t id;                          /* result … */
	bool waits;
	struct book_fault fault;
};
int exception_add_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Confirms one that waits (a person other than its author), or withdraws one */
struct exception_act {
	struct command cmd;
	int64_t actor;
	struct pl calendar;
	int64_t id;
	int64_t notice_min_ms;
	struct book_fault fault;             /* result */
};
int exception_confirm_apply(struct tx *tx, struct command *cmd) MUST_CHECK;
int exception_withdraw_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** Sets a named term; it is stored as term_print writes it */
struct term_set {
	struct command cmd;
	int64_t actor;
	struct pl name, value;
	int64_t version;                     /* 0: it is as built in */
	struct book_fault fault;             /* result */
};
int term_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
