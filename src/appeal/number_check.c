/**
 * @file number_check.c  The number of an appeal among the checks
 */
#include "appeal/number.h"


void check_number(struct check_result *res, struct pl value, int32_t today)
{
	static const struct {
		enum check_verdict verdict;
		enum text_key key;
	} said[] = {
		[NUMBER_WHOLE]    = {CHECK_VALID,      T_CHECK_VALID},
		[NUMBER_BARE]     = {CHECK_SUSPICIOUS, T_CHECK_NUMBER_BARE},
		[NUMBER_MISMATCH] = {CHECK_INVALID,    T_CHECK_NUMBER_MISMATCH},
		[NUMBER_SYMBOL]   = {CHECK_INVALID,    T_CHECK_NUMBER_SYMBOL},
		[NUMBER_LENGTH]   = {CHECK_INVALID,    T_CHECK_NUMBER_LENGTH},
	};
	enum number_form form;
	int64_t digits;

	(void)today;
	if (!check_open(res, value))
		return;

	form = number_parse(&digits, value);
	check_set(res, said[form].verdict, said[form].key);

	if (NUMBER_WHOLE == form || NUMBER_BARE == form)
		number_format(res->value, digits, NUMBER_LATIN);
	else if (number_suggest(&digits, value))
		number_format(res->suggestion, digits, NUMBER_LATIN);
}
