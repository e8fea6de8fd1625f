/**
 * @file check.c  Checks of what people type; the first byte picks the kind
 *
 * What is normalised is valid again and stays as it is; what is suggested is valid; all of it is UTF-8.
 */
#include <stdio.h>
#include "fuzz.h"
#include "base/text.h"
#include "appeal/number.h"


static check_h *const checks[] = {
	check_snils, check_inn, check_oms, check_passport, check_phone, check_birthdate, check_name, check_number,
};


/* A number dialled with 810 and a code from 8 on is clear; with a plus the same number is doubted */
static bool is_same(const struct check_result *res, const struct check_result *again)
{
	if (T_CHECK_PHONE_PLUS_EIGHT == again->key)
		return T_CHECK_PHONE_FOREIGN == res->key;

	return CHECK_VALID == again->verdict && again->key == res->key && 0 == strcmp(res->value, again->value);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct check_result res, again;
	int32_t today = date_day(2026, 11, 22);
	check_h *checkh;

	if (!size)
		return 0;
	checkh = checks[data[0] % (sizeof(checks) / sizeof(checks[0]))];

	checkh(&res, (struct pl){(const char *)data + 1, size - 1}, today);
	CLAIM(res.key < TEXT_COUNT);
	CLAIM(text_valid(pl_of(res.value)) && text_valid(pl_of(res.suggestion)));
	CLAIM(CHECK_VALID != res.verdict || (*res.value && !*res.suggestion));
	CLAIM(CHECK_VALID == res.verdict || T_CHECK_VALID != res.key);

	if (CHECK_VALID == res.verdict) {
		checkh(&again, pl_of(res.value), today);
		CLAIM(is_same(&res, &again));
	}
	if (*res.suggestion) {
		checkh(&again, pl_of(res.suggestion), today);
		CLAIM(CHECK_VALID == again.verdict || T_CHECK_PHONE_PLUS_EIGHT == again.key);
		CLAIM(CHECK_VALID != again.verdict || 0 == strcmp(res.suggestion, again.value));
	}

	return 0;
}
