/**
 * @file check.c  What the checks share, and the table of them
 */
#include "base/text.h"
#include "person/check_priv.h"


static const struct {
	const char *name;
	check_h *h;
} checks[] = {
	{"birthdate", check_birthdate},
	{"inn",       check_inn},
	{"name",      check_name},
	{"oms",       check_oms},
	{"passport",  check_passport},
	{"phone",     check_phone},
	{"snils",     check_snils},
};


check_h *check_find(struct pl name)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (0 == pl_strcmp(&name, checks[i].name))
			return checks[i].h;
	}

	return NULL;
}


const char *check_verdict_name(enum check_verdict verdict)
{
	switch (verdict) {

	case CHECK_VALID:      return "valid";
	case CHECK_INVALID:    return "invalid";
	case CHECK_SUSPICIOUS: return "suspicious";
	default:               return "?";
	}
}


void check_set(struct check_result *res, enum check_verdict verdict, enum text_key key)
{
	res->verdict = verdict;
	res->key = key;
}


bool check_open(struct check_result *res, struct pl value)
{
	check_set(res, CHECK_VALID, T_CHECK_VALID);
	res->value[0] = '\0';
	res->suggestion[0] = '\0';

	if (value.l > CHECK_TEXT_MAX) {
		check_set(res, CHECK_INVALID, T_CHECK_TOO_LONG);
		return false;
	}
	if (!text_valid(value)) {
		check_set(res, CHECK_INVALID, T_CHECK_BROKEN);
		return false;
	}

	return true;
}


bool digits_zero(const uint8_t *digit, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (digit[i])
			return false;
	}

	return true;
}


/* The digit that a letter is taken for, by look; -1 when none */
static int alike(uint32_t cp)
{
	switch (cp) {

	case 'O': case 'o': case 0x41e: case 0x43e:                     return 0;
	case 'I': case 'l': case '|': case 0x406: case 0x456:           return 1;
	case 'Z': case 'z':                                             return 2;
	case 0x417: case 0x437:                                         return 3;
	case 0x427: case 0x447:                                         return 4;
	case 'S': case 's':                                             return 5;
	case 'b': case 0x431:                                           return 6;
	case 'B': case 0x412:                                           return 8;
	default:                                                        return -1;
	}
}


void digits_read(struct digits *dg, struct pl text, bool as_digit)
{
	uint32_t cp;

	dg->n = 0;
	dg->letters = false;

	while ((cp = text_next(&text)) < TEXT_END) {
		int digit = text_digit(cp);

		if (digit < 0 && as_digit)
			digit = alike(cp);
		if (digit >= 0) {
			if (dg->n < DIGITS_MAX)
				dg->at[dg->n] = (uint8_t)digit;
			dg->n++;
		}
		else if (!text_is_space(cp) && !text_is_dash(cp)) {
			dg->letters = true;
		}
	}
}


void digits_print(char *dst, size_t size, const uint8_t *digit, unsigned n)
{
	size_t i;

	for (i = 0; i < n && i + 1 < size; i++)
		dst[i] = (char)('0' + digit[i]);
	dst[i] = '\0';
}
