/**
 * @file date.h  Civil dates as day numbers: pure integer arithmetic, no clock and no time zone
 *
 * A day number counts days from 1970-01-01 (day 0, a Thursday) in the proleptic Gregorian calendar. The year of
 * every date that comes from outside lies in DATE_YEAR_MIN..DATE_YEAR_MAX; arithmetic may leave that range and stays
 * right. Source: E. G. Richards' algorithm in the form of eras of 400 years (146097 days).
 */
#ifndef OTKLIK_BASE_DATE_H
#define OTKLIK_BASE_DATE_H

#include "base/def.h"

enum {
	DATE_YEAR_MIN = 1800,
	DATE_YEAR_MAX = 2200,
	DATE_SIZE = 11,        /* "2026-11-22" and the zero */
	DATE_DAY_MIN = -62091, /* 1800-01-01 */
	DATE_DAY_MAX = 84370,  /* 2200-12-31 */
};

/** A civil date; month 1..12, day 1..31 */
struct date {
	int year;
	int month;
	int day;
};

/** Does the date exist, with a year in range? */
bool date_valid(int year, int month, int day);

/** Days in a month, 28..31; month 1..12 */
int date_month_days(int year, int month);

/** Day number of an existing date */
int32_t date_day(int year, int month, int day);

/** The civil date of a day number */
struct date date_civil(int32_t day);

/** ISO weekday of a day number: 1 Monday … 7 Sunday */
int date_weekday(int32_t day);

/** The same day of the month `months` later (or earlier); the last day of the month where there is none such */
int32_t date_add_months(int32_t day, int months);

/**
 * Reads exactly YYYY-MM-DD
 *
 * @param text  borrowed
 * @param day   day number, untouched on failure
 *
 * @return 0, or EBADMSG: another form, a date that does not exist, a year out of range
 */
int date_parse(struct pl text, int32_t *day) MUST_CHECK;

/** Writes YYYY-MM-DD and a zero; the year is in range */
void date_print(char buf[DATE_SIZE], int32_t day);

#endif
