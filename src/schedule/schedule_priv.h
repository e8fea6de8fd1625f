/**
 * @file schedule_priv.h  What the files of the room share
 */
#ifndef OTKLIK_SCHEDULE_PRIV_H
#define OTKLIK_SCHEDULE_PRIV_H

#include "schedule/schedule.h"

enum {
	DAY_MIN = 1440,                 /* minutes of a day */
	MINUTE_MS = 60000,
	HOUR_MS = 3600000,
	DAY_MS = 86400000,
	TSV_COLUMNS_MAX = 16,
};

/* The data files built into the program by tools/data_gen.py */
extern const char data_calendar_ru[];
extern const size_t data_calendar_ru_size;
extern const char data_regions[];
extern const size_t data_regions_size;

/* A reader of tab-separated lines: lines that begin with # stand before the header, then the header, then rows */
struct tsv {
	struct pl rest;
	unsigned line;                  /* number of the line last read, from 1 */
	unsigned columns;
	struct pl field[TSV_COLUMNS_MAX];
	struct schedule_fault *fault;
};

/* Opens a text with a ceiling and an expected header. false: refused, the fault says why */
bool tsv_open(struct tsv *tsv, struct pl text, size_t size_max, const char *header, struct schedule_fault *fault);

/* Reads the next row into field[]. false: the end, or refused (fault->why) */
bool tsv_next(struct tsv *tsv);

/* Refuses the line last read; column from 1, 0 the whole line */
void tsv_refuse(struct tsv *tsv, unsigned column, enum schedule_refusal why);

/* Is the text UTF-8 without control characters but tab, line feed and carriage return? */
bool text_clean(struct pl text);

struct calendar_week {
	int32_t from_day;
	struct week week;
};

struct calendar_holiday {
	int32_t day;
	char *name;
};

struct calendar_exception {
	struct exception ex;            /* its reason points to text */
	char *text;
};

struct calendar {
	char name[CALENDAR_NAME_MAX + 1];
	const struct zone *zone;
	const struct production *production;
	bool follow_holidays, follow_short;
	unsigned week_count, holiday_count, exception_count;
	struct calendar_week *weeks;            /* by from_day */
	struct calendar_holiday *holidays;      /* by day */
	struct calendar_exception *exceptions;  /* as added */
};

/* What a local day of a calendar is before exceptions of instants: its own hours and what they come from */
struct calendar_own {
	struct production_day production;
	struct hours hours;
	const char *reason;             /* of an exception of whole days, or name of the holiday that acts; NULL */
	bool excepted;
};

void calendar_own(const struct calendar *cal, int32_t day, struct calendar_own *own);

/* The instants when an interval of a day's own hours begins and ends */
int64_t own_from(const struct calendar *cal, const struct calendar_own *own, int32_t day, unsigned i);
int64_t own_to(const struct calendar *cal, const struct calendar_own *own, int32_t day, unsigned i);

/* Is the calendar open, and why out of turn? */
bool calendar_look(const struct calendar *cal, int64_t now_ms, const char **reason);

/* The first instant after now when anything begins or ends; 0: nothing within STATUS_HORIZON_DAYS */
int64_t calendar_boundary(const struct calendar *cal, int64_t now_ms);

#endif
