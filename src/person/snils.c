/**
 * @file snils.c  СНИЛС: the number of a personal account in pension insurance
 *
 * Control number: appendix to order of the Pension Fund 1205p of 25 December 2014 [by public repetition].
 */
#include <stdio.h>
#include "base/text.h"
#include "person/check_priv.h"


enum { LEN = 11, EXEMPT = 1001998 };      /* up to 001-001-998 the control number says nothing */


static unsigned number(const uint8_t *digit, unsigned n)
{
	unsigned val = 0;

	for (unsigned i = 0; i < n; i++)
		val = val * 10 + digit[i];

	return val;
}


static bool control(const uint8_t *digit, unsigned n)
{
	unsigned sum = 0;

	(void)n;
	if (number(digit, 9) <= EXEMPT)
		return true;

	for (unsigned i = 0; i < 9; i++)
		sum += digit[i] * (9 - i);

	/* 100 and 101 give 00: both remainders 100 and 0 do */
	return sum % 101 % 100 == number(digit + 9, 2);
}


static bool is_right(const uint8_t *digit, unsigned n)
{
	return LEN == n && !digits_zero(digit, LEN) && control(digit, n);
}


static void print(char *dst, size_t size, const uint8_t *digit, unsigned n)
{
	(void)n;
	(void)snprintf(dst, size, "%03u-%03u-%03u %02u",
		       number(digit, 3), number(digit + 3, 3), number(digit + 6, 3), number(digit + 9, 2));
}


void check_snils(struct check_result *res, struct pl value, int32_t today)
{
	static const struct digits_kind snils = {
		LEN, LEN, is_right, control, print,
		T_CHECK_SNILS_LETTERS, T_CHECK_SNILS_LENGTH, T_CHECK_SNILS_ZERO, T_CHECK_SNILS_CONTROL,
	};
	struct digits dg;

	(void)today;
	(void)check_digits(res, &dg, value, &snils);
}
