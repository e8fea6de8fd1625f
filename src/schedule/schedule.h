/**
 * @file schedule.h  When is the line open, and by when is something owed
 *
 * For: the production calendar (which days are worked in Russia), regions, named calendars of staffed hours with their
 * exceptions, the status of a calendar at an instant, timetables for pages, and the arithmetic of terms (R8, R57, R129,
 * R130, C1, C10, C11).
 *
 * Refuses, with a typed refusal that carries a message key (text/ru.json, text/en.json): data files that contradict
 * themselves, hours that overlap, a change of the timetable published too late, a term whose unit is not clear.
 *
 * States: a calendar has none but what its hours say; a term_clock runs or is paused (an appeal that waits for the
 * citizen).
 *
 * Owns: nothing global. A `struct production`, `struct regions` and `struct calendar` is built by one thread, is
 * then never changed, and may be read by any number of threads; a change of settings builds a new one. libre's
 * reference counts are not atomic: the thread that built an object drops it, when no reader is left.
 *
 * Pure: no clock, no file, no database. `now` is an argument. Instants are int64 milliseconds since
 * 1970-01-01T00:00:00Z, days are civil day numbers (base/date.h). All int results are 0 or a positive errno of the
 * machine (ENOMEM …).
 */
#ifndef OTKLIK_SCHEDULE_H
#define OTKLIK_SCHEDULE_H

#include "base/def.h"
#include "base/zone.h"

/* ------------------------------------------------------------------ refusals */

/** X(name, message key): what is wrong is told by the text of the key in the catalogue, section "schedule" */
#define SCHEDULE_REFUSALS(X) \
	X(SCHEDULE_OK,              "schedule.ok") \
	X(SCHEDULE_NOTICE_SHORT,    "schedule.notice_short")           /* published too late, no emergency */ \
	X(SCHEDULE_NOTICE_REASON,   "schedule.notice_reason")          /* an emergency says no reason */ \
	X(SCHEDULE_NOTICE_SECOND,   "schedule.notice_second")          /* a second person is missing or the same */ \
	X(SCHEDULE_EXCEPTION_REASON,"schedule.exception_reason")       /* no reason in words */ \
	X(SCHEDULE_EXCEPTION_SPAN,  "schedule.exception_span")         /* ends before it begins */ \
	X(SCHEDULE_EXCEPTION_LONG,  "schedule.exception_long")         /* more than a year */ \
	X(SCHEDULE_EXCEPTION_MANY,  "schedule.exception_many") \
	X(SCHEDULE_CALENDAR_NAME,   "schedule.calendar_name")          /* not 1..31 of a-z 0-9 . _ - */ \
	X(SCHEDULE_CALENDAR_TWICE,  "schedule.calendar_twice")         /* another calendar has the name */ \
	X(SCHEDULE_CALENDAR_MANY,   "schedule.calendar_many") \
	X(SCHEDULE_WEEK_DATE,       "schedule.week_date")              /* weekly hours from this day exist */ \
	X(SCHEDULE_WEEK_MANY,       "schedule.week_many") \
	X(SCHEDULE_WEEK_PAST,       "schedule.week_past")              /* the day from which they shall act is over */ \
	X(SCHEDULE_WEEK_DAY,        "schedule.week_day")               /* an unknown day word, or one said twice */ \
	X(SCHEDULE_HOURS_TEXT,      "schedule.hours_text")             /* not HH:MM-HH:MM, … or closed */ \
	X(SCHEDULE_HOURS_ORDER,     "schedule.hours_order")            /* overlapping or not in order */ \
	X(SCHEDULE_HOURS_MANY,      "schedule.hours_many") \
	X(SCHEDULE_HOLIDAY_MANY,    "schedule.holiday_many") \
	X(SCHEDULE_TERM_AMOUNT,     "schedule.term_amount")            /* not a whole number in range */ \
	X(SCHEDULE_TERM_UNIT,       "schedule.term_unit")              /* an unknown unit */ \
	X(SCHEDULE_TERM_DAYS,       "schedule.term_days")              /* bare "days": calendar, working or full? */ \
	X(SCHEDULE_TERM_END,        "schedule.term_end")               /* an unknown end rule */ \
	X(SCHEDULE_TERM_END_UNIT,   "schedule.term_end_unit")          /* an end rule with hours or minutes */ \
	X(SCHEDULE_TERM_CALENDAR,   "schedule.term_calendar")          /* working hours of which calendar? */ \
	X(SCHEDULE_TERM_NEVER,      "schedule.term_never")             /* the calendar never opens long enough */ \
	X(SCHEDULE_TERM_PAUSED,     "schedule.term_paused")            /* is paused already */ \
	X(SCHEDULE_TERM_RUNNING,    "schedule.term_running")           /* is not paused */ \
	X(SCHEDULE_TERM_TIME,       "schedule.term_time")              /* time runs back, or leaves 1800..2200 */ \
	X(SCHEDULE_FILE_LARGE,      "schedule.file_large") \
	X(SCHEDULE_FILE_TEXT,       "schedule.file_text")              /* not UTF-8, or a control character */ \
	X(SCHEDULE_FILE_HEADER,     "schedule.file_header")            /* the first line is not the header */ \
	X(SCHEDULE_FILE_COLUMNS,    "schedule.file_columns")           /* too few or too many columns */ \
	X(SCHEDULE_FILE_FIELD,      "schedule.file_field")             /* a field is empty or too long */ \
	X(SCHEDULE_FILE_DATE,       "schedule.file_date")              /* not a date, or not the day after */ \
	X(SCHEDULE_FILE_WEEKDAY,    "schedule.file_weekday")           /* not the weekday of the date */ \
	X(SCHEDULE_FILE_KIND,       "schedule.file_kind") \
	X(SCHEDULE_FILE_HOURS,      "schedule.file_hours")             /* hours or short mark do not fit the kind */ \
	X(SCHEDULE_FILE_MOVED,      "schedule.file_moved")             /* moved_from is no date or on a wrong day */ \
	X(SCHEDULE_FILE_FLAG,       "schedule.file_flag")              /* not 0 or 1 */ \
	X(SCHEDULE_FILE_EMPTY,      "schedule.file_empty")             /* no rows */ \
	X(SCHEDULE_FILE_CODE,       "schedule.file_code")              /* a region's code: form, or said twice */ \
	X(SCHEDULE_FILE_ZONE,       "schedule.file_zone")              /* an unknown time zone */ \
	X(SCHEDULE_FILE_NEIGHBOUR,  "schedule.file_neighbour")         /* an unknown, own or one-sided neighbour */

enum schedule_refusal {
#define X(name, key) name,
	SCHEDULE_REFUSALS(X)
#undef X
	SCHEDULE_REFUSAL_COUNT
};

/** The message key, such as "schedule.notice_short"; a constant */
const char *schedule_refusal_key(enum schedule_refusal why);

/** Where and why a data file was refused; why is SCHEDULE_OK when it was read */
struct schedule_fault {
	enum schedule_refusal why;
	unsigned line;         /* counted from 1; 0: the file as a whole */
	unsigned column;       /* counted from 1; 0: the line as a whole */
};

/* ------------------------------------------------------- production calendar */

enum day_kind {
	DAY_WORK,              /* an ordinary working day */
	DAY_WEEKEND,           /* an ordinary Saturday or Sunday */
	DAY_HOLIDAY,           /* a public holiday (ТК 112), of the country or of the calendar's own list */
	DAY_MOVED_OFF,         /* a weekday off, because a weekend or holiday was moved to it */
	DAY_WORKING_WEEKEND,   /* a Saturday or Sunday worked in the place of a weekday */
};

/** What the production calendar knows of a day */
struct production_day {
	enum day_kind kind;
	bool shortened;        /* an hour shorter: the day before a holiday (ТК 95) */
	bool provisional;      /* no decree yet: only what the law itself says */
	uint8_t weekday_hours; /* ISO weekday whose hours the day has: its own, or of the day that it replaced (Friday
				  when the table does not say which) */
	const char *holiday;   /* *borrowed* name of the holiday, in the words of the law; NULL: none or not known */
};

enum { PRODUCTION_DAYS_MAX = 40000, PRODUCTION_FILE_MAX = 8 << 20 };

struct production;

/**
 * Reads a production calendar (TSV, the header of data/calendar-ru.tsv, one row a day without gaps)
 *
 * @param pp     *owned* by the caller (mem_deref); untouched on failure and on refusal
 * @param text   borrowed for the call; UTF-8, at most PRODUCTION_FILE_MAX bytes
 * @param fault  says whether the file was refused, where and why
 *
 * @return 0 (look at fault->why), or ENOMEM
 */
int production_parse(struct production **pp, struct pl text, struct schedule_fault *fault) MUST_CHECK;

/** The calendar that is built into the program: data/calendar-ru.tsv. @return 0 or ENOMEM */
int production_builtin(struct production **pp) MUST_CHECK;

/** A day; those outside the table follow ТК 95 and 112 alone and are provisional. production NULL: the law alone */
struct production_day production_day(const struct production *production, int32_t day);

/** Is the day worked? */
bool production_works(const struct production *production, int32_t day);

/** How many working days lie in first..last, both included */
int production_count(const struct production *production, int32_t first, int32_t last);

/** The n-th working day after `day` (n >= 1), or before it (n <= -1); `day` itself when n is 0 */
int32_t production_add(const struct production *production, int32_t day, int n);

/** First and last day of the table */
void production_range(const struct production *production, int32_t *first, int32_t *last);

/* ------------------------------------------------------------------- regions */

enum { REGION_CODE_LEN = 2, REGION_NEIGHBOURS_MAX = 12, REGIONS_MAX = 500, REGIONS_FILE_MAX = 1 << 20 };

/** A subject of the Federation; strings are *borrowed* from the table */
struct region {
	char code[REGION_CODE_LEN + 1];   /* tax and ФИАС code, "77" */
	const char *name;
	const char *capital;
	const char *district;             /* federal district, "" when none */
	const char *iso;                  /* ISO 3166-2 */
	const struct zone *zone;          /* of the capital */
	unsigned land_count, sea_count;
	char land[REGION_NEIGHBOURS_MAX][REGION_CODE_LEN + 1];  /* codes of neighbours by land */
	char sea[REGION_NEIGHBOURS_MAX][REGION_CODE_LEN + 1];   /* … and across water only */
};

struct regions;

/** Reads a table of regions (TSV, header of data/regions.tsv); as production_parse. @return 0, ENOMEM, EIO (zones) */
int regions_parse(struct regions **rp, struct pl text, struct schedule_fault *fault) MUST_CHECK;

/** The table that is built into the program: data/regions.tsv. @return 0, ENOMEM, EIO (zones) */
int regions_builtin(struct regions **rp) MUST_CHECK;

/** The region of a code; *borrowed*; NULL: none */
const struct region *regions_find(const struct regions *regions, struct pl code);

/** The region that is called so, of any case; *borrowed*; NULL: none */
const struct region *regions_named(const struct regions *regions, struct pl name);

size_t regions_count(const struct regions *regions);

/** The i-th region in the order of codes; *borrowed* */
const struct region *regions_at(const struct regions *regions, size_t i);

/* ----------------------------------------------------------- hours of a day */

enum { HOURS_INTERVALS_MAX = 8, HOURS_TEXT_SIZE = 128 };

/** Opening intervals of a local day in minutes since its midnight: 0 <= from < 1440, from < to <= from + 1440.
    Sorted, not touching. One that ends after 1440 goes on past midnight and belongs to its first day. n 0: closed */
struct hours {
	uint8_t n;
	struct {
		uint16_t from_min, to_min;
	} at[HOURS_INTERVALS_MAX];
};

/** Hours of the seven days, Monday first, and of a day off (holidays, weekdays moved off) */
struct week {
	struct hours day[7];
	struct hours holiday;
};

/** Are the hours as `struct hours` demands? */
enum schedule_refusal hours_check(const struct hours *hours);

/** Reads "08:00-13:00, 14:00-20:00", "22:00-06:00" (past midnight), "00:00-24:00", "closed"; untouched on refusal */
enum schedule_refusal hours_parse(struct pl text, struct hours *hours);

/** Writes what hours_parse reads */
void hours_print(char buf[HOURS_TEXT_SIZE], const struct hours *hours);

/**
 * Reads "mon-fri 08:00-20:00; sat 09:00-15:00; sun closed; holiday closed". Days that are not named are closed; a day
 * is named once; "daily" is mon-sun and holiday. Output untouched on refusal.
 */
enum schedule_refusal week_parse(struct pl text, struct week *week);

/** Are they the same hours? */
bool hours_same(const struct hours *a, const struct hours *b);
bool week_same(const struct week *a, const struct week *b);

/* ---------------------------------------------------------------- calendars */

enum {
	CALENDAR_NAME_MAX = 31,
	CALENDARS_MAX = 1000,
	CALENDAR_WEEKS_MAX = 32,           /* weekly hours with different first days */
	CALENDAR_HOLIDAYS_MAX = 1000,      /* own holidays of a region */
	CALENDAR_EXCEPTIONS_MAX = 500,
	EXCEPTION_REASON_MAX = 500,        /* bytes */
	EXCEPTION_DAYS_MAX = 366,
};

struct calendar;

/** How a calendar is made */
struct calendar_params {
	struct pl name;                       /* 1..31 of a-z 0-9 . _ - */
	const struct zone *zone;              /* its local time */
	const struct production *production;  /* *borrowed*, outlives the calendar; NULL: ТК 112 alone */
	const struct week *week;              /* hours from the beginning of time; copied */
	bool follow_holidays;                 /* holidays and moved days act; false: the weekday alone (24/7) */
	bool follow_short;                    /* the last interval of a short day ends an hour earlier */
};

/** @param calp *owned* (mem_deref). @return 0 (look at *why), or ENOMEM */
int calendar_alloc(struct calendar **calp, const struct calendar_params *params, enum schedule_refusal *why) MUST_CHECK;

const char *calendar_name(const struct calendar *cal);
const struct zone *calendar_zone(const struct calendar *cal);

/** The weekly hours that act on a day; *borrowed*. Do holidays and moved days act? */
const struct week *calendar_week_at(const struct calendar *cal, int32_t day);
/** The next weekly hours that begin to act after a day, and when; *borrowed*; NULL: none */
const struct week *calendar_week_after(const struct calendar *cal, int32_t day, int32_t *from_day);
bool calendar_follows_holidays(const struct calendar *cal);

/** Other weekly hours from a day on (C1: effective dates). @return 0 (look at *why), or ENOMEM */
int calendar_week_add(struct calendar *cal, int32_t from_day, const struct week *week,
		      enum schedule_refusal *why) MUST_CHECK;

/** A region's own holiday; name is copied. @return 0 (look at *why), or ENOMEM */
int calendar_holiday_add(struct calendar *cal, int32_t day, struct pl name, enum schedule_refusal *why) MUST_CHECK;

/**
 * A departure from the weekly hours. Exceptions of whole days replace the hours of the day (the interval of the
 * evening before that goes on past midnight stays), those of instants act on top of them; of either sort what is
 * added later wins.
 */
enum exception_kind {
	EXCEPTION_HOURS,       /* whole local days first_day..last_day have `hours` (n == 0: closed all day) */
	EXCEPTION_CLOSED,      /* closed from from_ms until to_ms */
	EXCEPTION_OPEN,        /* open from from_ms until to_ms */
};

struct exception {
	enum exception_kind kind;
	int32_t first_day, last_day;   /* EXCEPTION_HOURS: both included */
	struct hours hours;            /* EXCEPTION_HOURS */
	int64_t from_ms, to_ms;        /* the others: from <= t < to */
	struct pl reason;              /* in words, for the citizen: technical works, a storm … (R130) */
};

/** The instant when an exception begins to act: its from_ms, or midnight of its first day in the calendar's zone */
int64_t exception_begins(const struct calendar *cal, const struct exception *ex);

/** Is the exception well formed? (calendar_except asks the same) */
enum schedule_refusal exception_check(const struct exception *ex);

/** Adds an exception that was published and stored; the reason is copied. @return 0 (look at *why), or ENOMEM */
int calendar_except(struct calendar *cal, const struct exception *ex, enum schedule_refusal *why) MUST_CHECK;

/** Who publishes a change of the timetable, and how */
struct notice {
	int64_t notice_min_ms;         /* setting schedule.notice_min, 24 h by default (R57) */
	bool emergency;                /* override of the rule (C11) … */
	struct pl reason;              /* … says why there was no time … */
	struct pl author;              /* id of who publishes */
	struct pl second;              /* … and id of a second person who agreed, another than the author */
};

/**
 * May a change of the timetable (an exception, its withdrawal, new weekly hours) that begins at begins_ms be
 * published now?
 *
 * @param short_notice  set when it is published on the emergency override: the journal entry says so; may be NULL
 *
 * @return SCHEDULE_OK, SCHEDULE_NOTICE_SHORT, SCHEDULE_NOTICE_REASON or SCHEDULE_NOTICE_SECOND
 */
enum schedule_refusal notice_check(const struct notice *notice, int64_t now_ms, int64_t begins_ms, bool *short_notice);

/** The calendars of an organisation by name */
struct calendars;

/** @param csp *owned* (mem_deref). @return 0 or ENOMEM */
int calendars_alloc(struct calendars **csp) MUST_CHECK;

/** Adds a calendar; takes a *ref*. @return SCHEDULE_OK, _CALENDAR_TWICE or _CALENDAR_MANY */
enum schedule_refusal calendars_add(struct calendars *cs, struct calendar *cal);

/** The calendar of a name; *borrowed*; NULL: none */
const struct calendar *calendars_find(const struct calendars *cs, struct pl name);

size_t calendars_count(const struct calendars *cs);

/** The i-th calendar in the order of names; *borrowed* */
const struct calendar *calendars_at(const struct calendars *cs, size_t i);

/* ------------------------------------------------------- status and timetable */

enum { STATUS_HORIZON_DAYS = 400 };

/** Status of a calendar at an instant (R8: open, closed, until when) */
struct status {
	bool open;
	int64_t change_ms;     /* open: closes then; closed: opens then; 0: no change within STATUS_HORIZON_DAYS */
	const char *reason;    /* *borrowed* from the calendar: why it is closed or open out of turn (the reason of an
				  exception, the name of a holiday); NULL: the ordinary hours */
};

/** What a day is that is not as the others */
enum status_why {
	STATUS_ORDINARY,
	STATUS_EXCEPTION,      /* somebody published other hours, with a reason */
	STATUS_HOLIDAY,        /* a public holiday, by the calendar's ordinary rules */
	STATUS_SHORT,          /* open, an hour less than else: tomorrow is a holiday */
};

/** Why it is open or closed at an instant. `reason` *borrowed* from the calendar: of STATUS_EXCEPTION and STATUS_HOLIDAY, else NULL */
enum status_why calendar_why(const struct calendar *cal, int64_t now_ms, const char **reason);

/** Is the calendar open at an instant? */
bool calendar_open(const struct calendar *cal, int64_t now_ms);

/** Status with the next change */
struct status calendar_status(const struct calendar *cal, int64_t now_ms);

/** Milliseconds that the calendar is open in from <= t < to; 0 when to <= from */
int64_t calendar_open_ms(const struct calendar *cal, int64_t from_ms, int64_t to_ms);

enum { TIMETABLE_SPANS_MAX = 24 };  /* exceptions that cut a day into more leave out the last */

/** A day of a timetable */
struct timetable_day {
	int32_t day;
	struct production_day production;  /* kind as the calendar takes it (its own holidays are DAY_HOLIDAY) */
	const char *reason;                /* *borrowed*: of the exception that changed the day, or its holiday */
	bool excepted;                     /* an exception acts on this day */
	bool provisional;                  /* the production calendar has no decree for this day */
	unsigned n;                        /* 0: closed all day */
	struct {
		int64_t from_ms, to_ms;    /* instants: write them in whatever zone the reader lives in */
	} span[TIMETABLE_SPANS_MAX];
};

/** The hours of one local day of the calendar, exceptions included */
void calendar_day(const struct calendar *cal, int32_t day, struct timetable_day *out);

/* -------------------------------------------------------------------- terms */

enum term_unit {
	TERM_MINUTES,          /* wall minutes */
	TERM_HOURS,            /* wall hours */
	TERM_FULL_DAYS,        /* 24 wall hours each */
	TERM_CALENDAR_DAYS,    /* civil days, the first is the day after (ГК 191) */
	TERM_WORKING_DAYS,     /* working days of the production calendar, the first is the one after (ГК 191) */
	TERM_WORKING_MINUTES,  /* minutes that a named calendar is open */
	TERM_WORKING_HOURS,    /* hours that a named calendar is open */
};

/** What happens to a term of calendar days whose last day is off (a working day never is; time has no end rule) */
enum term_end {
	TERM_END_NONE,         /* it ends on that day */
	TERM_END_NEXT,         /* on the next working day (ГК 193) */
	TERM_END_PREVIOUS,     /* on the working day before; on the next one when that is not after the start */
};

enum { TERM_AMOUNT_MAX = 10000, TERM_MINUTES_MAX = 1000000, TERM_TEXT_SIZE = 96 };

struct term {
	uint32_t amount;                          /* 1..TERM_AMOUNT_MAX; minutes 1..TERM_MINUTES_MAX */
	enum term_unit unit;
	enum term_end end;
	char calendar[CALENDAR_NAME_MAX + 1];     /* name of the calendar whose hours count; "": the caller's default */
};

/**
 * Reads a term: AMOUNT UNIT [of CALENDAR] [, END]
 *
 * UNIT: min, minutes, h, hours, full days, calendar days, working days, working hours, working minutes (one or many,
 * also in Russian: «1 рабочий день», «30 календарных дней»). END: next working day, previous working day, same day.
 * Bare «days» are refused: they do not say which.
 *
 * @param text  borrowed, any bytes
 * @param term  untouched on refusal
 */
enum schedule_refusal term_parse(struct pl text, struct term *term);

/** Writes what term_parse reads, in English */
void term_print(char buf[TERM_TEXT_SIZE], const struct term *term);

/** What the arithmetic of a term stands on; all *borrowed*. The calendar: calendars_find(cs, pl_of(term->calendar)) */
struct term_basis {
	const struct production *production;   /* NULL: ТК 112 alone */
	const struct zone *zone;               /* where days begin and end, when there is no calendar */
	const struct calendar *calendar;       /* the calendar named by the term or the caller's default; may be NULL */
};

/**
 * The instant by which something is owed (decision 0010)
 *
 * Minutes, hours and full days of the wall clock are added as they are. Working minutes and hours count only while
 * the calendar is open. A term of days counts from the day after the local day of the start, whatever the hour, and
 * ends when the calendar's staffed hours of the last day end; without a calendar, or when it is closed all that day,
 * at 23:59:59.999 local. So one working day for a question asked on Friday at 19:50, at 23:00 or on Saturday alike
 * ends on Monday at closing time.
 *
 * @param due_ms  untouched on refusal
 *
 * @return SCHEDULE_OK; SCHEDULE_TERM_CALENDAR: working hours without a calendar; SCHEDULE_TERM_NEVER;
 * SCHEDULE_TERM_AMOUNT;
 *         SCHEDULE_TERM_TIME
 */
enum schedule_refusal term_due(const struct term *term, const struct term_basis *basis, int64_t start_ms,
			       int64_t *due_ms);

/** A running or paused term; plain values, to be stored */
struct term_clock {
	int64_t start_ms;
	int64_t due_ms;        /* meaningless while paused */
	int64_t paused_ms;     /* when it was paused; 0: it runs */
	int64_t left;          /* while paused: what is left: milliseconds (wall or open), or days */
	int32_t last_day;      /* terms of days: the last day before the end rule acts */
};

/** Starts a term. @return as term_due; clock untouched on refusal */
enum schedule_refusal term_start(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				 int64_t start_ms);

/** Stops the clock: the appeal waits for the citizen. A term overdue stays so. @return also SCHEDULE_TERM_PAUSED */
enum schedule_refusal term_pause(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				 int64_t now_ms);

/**
 * The clock goes on: what was left at the pause counts from now. Days: those left after the day of the pause count
 * after the day of the resumption, so a pause within one day changes nothing. The new due time is never before the
 * old one, and never before now unless the term was overdue when it was paused. @return also SCHEDULE_TERM_RUNNING
 */
enum schedule_refusal term_resume(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				  int64_t now_ms);

/** Makes a running term longer by more of its unit (59-ФЗ ст. 12 ч. 2: +30 days). @return also _TERM_PAUSED */
enum schedule_refusal term_extend(struct term_clock *clock, const struct term *term, const struct term_basis *basis,
				  uint32_t more);

/** What is left of a term */
struct term_left {
	bool paused;
	bool overdue;          /* now is after due */
	int64_t wall_ms;       /* to the due time by the wall clock; negative: since it; 0 while paused */
	int64_t amount;        /* in the term's unit, rounded down, never negative; days: those after today */
};

struct term_left term_left(const struct term_clock *clock, const struct term *term, const struct term_basis *basis,
			   int64_t now_ms);

/** A named default; each is a setting */
struct term_named {
	const char *name;      /* "answer_by.question", "59fz.answer" … */
	const char *text;      /* as term_parse reads it */
	const char *source;    /* where it comes from: article, requirement */
};

/** The table of named terms; *n receives its length */
const struct term_named *term_named_all(size_t *n);

/** The default term of a name. @return true when there is one; term untouched otherwise */
bool term_named(struct pl name, struct term *term);

#endif
