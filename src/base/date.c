/**
 * @file date.c  Civil dates as day numbers
 */
#include "base/date.h"


bool date_valid(int year, int month, int day)
{
	if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 || month > 12)
		return false;

	return day >= 1 && day <= date_month_days(year, month);
}


int date_month_days(int year, int month)
{
	static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}


/* Years begin in March here, so that the leap day is the last of its year */
int32_t date_day(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}


struct date date_civil(int32_t day)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month = (5 * day_of_year + 2) / 153;
	struct date d;

	d.day = day_of_year - (153 * month + 2) / 5 + 1;
	d.month = month < 10 ? month + 3 : month - 9;
	d.year = year_of_era + era * 400 + (d.month <= 2);

	return d;
}


int date_weekday(int32_t day)
{
	int n = (day + 3) % 7;

	return (n < 0 ? n + 7 : n) + 1;
}


int32_t date_add_months(int32_t day, int months)
{
	struct date d = date_civil(day);
	int n = d.year * 12 + d.month - 1 + months;
	int year = (n >= 0 ? n : n - 11) / 12;
	int month = n - year * 12 + 1;
	int last = date_month_days(year, month);

	return date_day(year, month, d.day < last ? d.day : last);
}


static int digits(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + p[i] - '0';
	}

	return v;
}


int date_parse(struct pl text, int32_t *day)
{
	int y, m, d;

	if (!text.p || text.l != 10 || text.p[4] != '-' || text.p[7] != '-')
		return EBADMSG;

	y = digits(text.p, 4);
	m = digits(text.p + 5, 2);
	d = digits(text.p + 8, 2);

	if (!date_valid(y, m, d))
		return EBADMSG;

	*day = date_day(y, m, d);
	return 0;
}


void date_print(char buf[DATE_SIZE], int32_t day)
{
	struct date d = date_civil(day);
	int v[3] = {d.year, d.month, d.day};
	static const int8_t end[3] = {3, 6, 9}, len[3] = {4, 2, 2};

	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < len[i]; k++, v[i] /= 10)
			buf[end[i] - k] = (char)('0' + v[i] % 10);
	}
	buf[4] = buf[7] = '-';
	buf[10] = '\0';
}
