/**
 * @file oms.c  The number of a policy of compulsory medical insurance (ЕНП)
 *
 * The wording of the Fund (HL7 Mod10) is Luhn. Date of birth and sex are hidden in the number by rules that are not
 * public: nothing is derived from it.
 */
#include "person/check_priv.h"


enum { LEN = 16 };


static bool luhn(const uint8_t *digit, unsigned n)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned d = digit[n - 1 - i];

		if (i % 2)
			d = d < 5 ? 2 * d : 2 * d - 9;
		sum += d;
	}

	return 0 == sum % 10;
}


static bool is_right(const uint8_t *digit, unsigned n)
{
	return LEN == n && !digits_zero(digit, n) && luhn(digit, n);
}


void check_oms(struct check_result *res, struct pl value, int32_t today)
{
	static const struct digits_kind oms = {
		LEN, LEN, is_right, luhn, digits_print,
		T_CHECK_OMS_LETTERS, T_CHECK_OMS_LENGTH, T_CHECK_OMS_ZERO, T_CHECK_OMS_CONTROL,
	};
	struct digits dg;

	(void)today;
	(void)check_digits(res, &dg, value, &oms);
}
