/**
 * @file inn.c  ИНН: the number of a tax-payer
 */
#include "person/check_priv.h"


enum { PERSON = 12, ORGANISATION = 10 };


static bool control(const uint8_t *digit, unsigned n)
{
	static const uint8_t weight[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
	const uint8_t *w = weight + sizeof(weight) - n;      /* each set of weights is the tail of the longest */
	unsigned sum = 0;

	for (unsigned i = 0; i < n; i++)
		sum += digit[i] * w[i];

	return sum % 11 % 10 == digit[n];
}


static bool controls(const uint8_t *digit, unsigned n)
{
	return PERSON == n ? control(digit, 10) && control(digit, 11) : control(digit, 9);
}


static unsigned region(const uint8_t *digit)
{
	return digit[0] * 10u + digit[1];
}


static bool is_right(const uint8_t *digit, unsigned n)
{
	return (PERSON == n || ORGANISATION == n) && region_is_tax(region(digit)) && controls(digit, n);
}


void check_inn(struct check_result *res, struct pl value, int32_t today)
{
	static const struct digits_kind inn = {
		PERSON, ORGANISATION, is_right, controls, digits_print,
		T_CHECK_INN_LETTERS, T_CHECK_INN_LENGTH, T_CHECK_INN_ZERO, T_CHECK_INN_CONTROL,
	};
	struct digits dg;

	(void)today;
	if (!check_digits(res, &dg, value, &inn))
		return;

	if (!region(dg.at))
		check_set(res, CHECK_INVALID, T_CHECK_INN_ZERO_REGION);
	else if (!region_is_tax(region(dg.at)))
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_INN_REGION);
}
