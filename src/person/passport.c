/**
 * @file passport.c  Series and number of a passport of a citizen of Russia
 *
 * SS YY NNNNNN: SS is fixed to the region that ordered the blank (ОКАТО, mostly), YY is the year the blank was printed.
 * Printing began in 1997; a blank may be used some years later, so YY is never compared with the day of issue.
 */
#include <stdio.h>
#include "base/text.h"
#include "person/check_priv.h"


enum {
	LEN       = 10,
	YEAR_MIN  = 97,
	BLANK_MIN = 101,         /* numbers begin at 000101 */
};


/* text_map_h: as text_plain(), and the sign before a number (№, N, #) is a space */
static uint32_t unsign(uint32_t cp)
{
	return 0x2116 == cp || 'N' == cp || '#' == cp ? ' ' : text_plain(cp);
}


static bool is_roman(uint32_t cp)
{
	/* Х, С and І of the Cyrillic alphabet are typed for X, C and I */
	if (0x425 == cp || 0x421 == cp || 0x406 == cp)
		return true;

	return 'I' == cp || 'V' == cp || 'X' == cp || 'L' == cp || 'C' == cp;
}


/* A passport of the USSR or a certificate: Roman numerals, a dash or space, two Russian letters, six digits */
static bool is_old(struct pl text)
{
	unsigned roman = 0, russian = 0, digits = 0;
	bool parted = false;
	uint32_t cp;

	while ((cp = text_next(&text)) < TEXT_END) {
		if (' ' == cp || '-' == cp)
			parted = parted || roman;
		else if (!parted && !russian && is_roman(cp))
			roman++;
		else if (parted && !digits && text_is_russian(cp))
			russian++;
		else if (2 == russian && text_digit(cp) >= 0)
			digits++;
		else
			return false;
	}

	return roman && 2 == russian && 6 == digits;
}


/* A foreign travel passport: 2 + 7 digits, written apart */
static bool is_travel(struct pl text)
{
	unsigned len[2] = {0, 0}, n = 0;
	bool inside = false;
	uint32_t cp;

	while ((cp = text_next(&text)) < TEXT_END) {
		if (text_digit(cp) < 0) {
			inside = false;
			continue;
		}
		if (!inside && ++n > 2)
			return false;
		inside = true;
		len[n - 1]++;
	}

	return 2 == n && 2 == len[0] && 7 == len[1];
}


static unsigned number(const uint8_t *digit, unsigned n)
{
	unsigned val = 0;

	while (n--)
		val = val * 10 + *digit++;

	return val;
}


/* What refuses */
static enum text_key fault(const uint8_t *digit, int32_t today)
{
	unsigned year = number(digit + 2, 2), now = (unsigned)date_civil(today).year % 100;

	if (0 == number(digit, 2))
		return T_CHECK_PASSPORT_ZERO_REGION;
	if (year < YEAR_MIN && year > now)
		return T_CHECK_PASSPORT_YEAR;
	if (0 == number(digit + 4, 6))
		return T_CHECK_PASSPORT_ZERO;

	return T_CHECK_VALID;
}


/* What only warns: regions have used the blanks of others */
static enum text_key doubt(const uint8_t *digit)
{
	if (number(digit + 4, 6) < BLANK_MIN)
		return T_CHECK_PASSPORT_LOW;
	if (!region_is_passport(number(digit, 2)))
		return T_CHECK_PASSPORT_REGION;

	return T_CHECK_VALID;
}


static void print(char *dst, size_t size, const uint8_t *digit)
{
	(void)snprintf(dst, size, "%02u %02u %06u", number(digit, 2), number(digit + 2, 2), number(digit + 4, 6));
}


/* With letters read as the digits they look like. Without a control digit no other slip has one explanation only */
static void suggest(struct check_result *res, struct pl plain, int32_t today)
{
	struct digits dg;

	digits_read(&dg, plain, true);
	if (dg.letters || LEN != dg.n || T_CHECK_VALID != fault(dg.at, today) || T_CHECK_VALID != doubt(dg.at))
		return;

	print(res->suggestion, sizeof(res->suggestion), dg.at);
}


/* A value that is not ten digits */
static void other(struct check_result *res, struct pl plain, const struct digits *dg, int32_t today)
{
	if (is_old(plain)) {
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_PASSPORT_OLD);
	}
	else if (!dg->letters && is_travel(plain)) {
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_PASSPORT_TRAVEL);
	}
	else if (dg->letters) {
		check_set(res, CHECK_INVALID, T_CHECK_PASSPORT_LETTERS);
		suggest(res, plain, today);
		return;
	}
	else {
		check_set(res, CHECK_INVALID, T_CHECK_PASSPORT_LENGTH);
		return;
	}

	plain = text_trim(plain);
	(void)pl_strcpy(&plain, res->value, sizeof(res->value));
}


void check_passport(struct check_result *res, struct pl value, int32_t today)
{
	char buf[CHECK_TEXT_MAX + 1];
	struct digits dg;
	enum text_key key;

	if (!check_open(res, value))
		return;
	if (text_map(buf, sizeof(buf), value, unsign)) {       /* mapping never lengthens */
		check_set(res, CHECK_INVALID, T_CHECK_TOO_LONG);
		return;
	}

	digits_read(&dg, pl_of(buf), false);
	if (dg.letters || LEN != dg.n) {
		other(res, pl_of(buf), &dg, today);
		return;
	}

	print(res->value, sizeof(res->value), dg.at);
	key = fault(dg.at, today);
	if (T_CHECK_VALID != key) {
		check_set(res, CHECK_INVALID, key);
		return;
	}
	key = doubt(dg.at);
	if (T_CHECK_VALID != key)
		check_set(res, CHECK_SUSPICIOUS, key);
}
