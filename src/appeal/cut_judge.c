/**
 * @file cut_judge.c  Which identifier are these groups of digits?
 *
 * The shape of a run is the lengths of its groups, a character each (9 is '9', 10 is 'a'): "3332" is how a СНИЛС is
 * printed.
 */
#include <unicode/uchar.h>
#include "base/text.h"
#include "person/check.h"
#include "appeal/cut_priv.h"


/* What is judged */
struct piece {
	struct pl text;                 /* from the first digit, or the plus, to the last digit */
	char shape[CUT_GROUPS + 1];
	char digit[CUT_GROUP_MAX + 1];  /* the digits alone, as ASCII */
	unsigned digits;
	unsigned gaps;                  /* GAP_… of all gaps */
	unsigned near;
	int32_t today;
	bool plus;
};


/* Takes the digits of a piece; false when there are more than any identifier has */
static bool take_digits(struct piece *pc)
{
	struct pl text = pc->text;
	uint32_t cp;

	while ((cp = text_next(&text)) < TEXT_END) {
		int digit = text_digit(cp);

		if (digit < 0)
			continue;
		if (CUT_GROUP_MAX == pc->digits)
			return false;
		pc->digit[pc->digits++] = (char)('0' + digit);
	}

	return true;
}


/* Is the shape one of a list, parted by spaces? */
static bool is_shape(const struct piece *pc, const char *list)
{
	size_t len = strlen(pc->shape);

	for (const char *at = list; *at; ) {
		size_t n = strcspn(at, " ");

		if (n == len && 0 == memcmp(at, pc->shape, n))
			return true;
		at += n + (' ' == at[n]);
	}

	return false;
}


/* What a check says of the digits; of a telephone number, the plus too */
static enum check_verdict verdict(const struct piece *pc, check_h *checkh)
{
	struct check_result res;

	checkh(&res, pc->plus ? pc->text : pl_of(pc->digit), pc->today);

	return res.verdict;
}


/* The ranges of the payment systems: 2200-2204, 2221-2720, 4, 51-55, 62 */
static bool is_card_range(const struct piece *pc)
{
	struct pl text = {pc->digit, 4};
	unsigned head = pl_u32(&text);

	return (head >= 2200 && head <= 2204) || (head >= 2221 && head <= 2720) || 4 == head / 1000
		|| (head >= 5100 && head <= 5599) || 62 == head / 100;
}


static enum cut_kind judge_16(const struct piece *pc)
{
	/* both are Luhn */
	if (!is_shape(pc, "g 4444 88") || CHECK_VALID != verdict(pc, check_oms))
		return CUT_KINDS;
	if (pc->near & NEAR_OMS)
		return CUT_OMS;

	return (pc->near & NEAR_CARD) || is_card_range(pc) ? CUT_CARD : CUT_OMS;
}


static enum cut_kind judge_12(const struct piece *pc)
{
	return is_shape(pc, "c 444 3333 462 2262") && CHECK_VALID == verdict(pc, check_inn) ? CUT_INN : CUT_KINDS;
}


static enum cut_kind judge_11(const struct piece *pc)
{
	bool is_snils = !(pc->gaps & (GAP_DOT | GAP_PAREN)) && is_shape(pc, "b 3332 335 92 38")
		&& CHECK_VALID == verdict(pc, check_snils);
	bool is_phone = ('7' == pc->digit[0] || '8' == pc->digit[0]) && strchr("145b", pc->shape[0])
		&& CHECK_VALID == verdict(pc, check_phone);

	if (is_shape(pc, "3332") && ((pc->gaps & GAP_DASH) || (pc->near & NEAR_SNILS)))
		return CUT_SNILS;         /* as it is printed: even mistyped it points to a person */
	if (is_snils && ((pc->near & NEAR_SNILS) || !is_phone))
		return CUT_SNILS;

	return is_phone ? CUT_PHONE : CUT_KINDS;
}


static enum cut_kind judge_10(const struct piece *pc)
{
	bool passport = pc->near & NEAR_PASSPORT;

	if (!(pc->gaps & (GAP_DOT | GAP_PAREN)) && CHECK_INVALID != verdict(pc, check_passport)) {
		if (is_shape(pc, "46 226") || (passport && is_shape(pc, "a 433 2233 2242 424")))
			return CUT_PASSPORT;
	}
	if (is_shape(pc, "3322 334 37") && CHECK_VALID == verdict(pc, check_phone))
		return CUT_PHONE;
	if (!is_shape(pc, "a") || ('9' != pc->digit[0] && !(pc->near & NEAR_PHONE)))
		return CUT_KINDS;

	return CHECK_VALID == verdict(pc, check_phone) ? CUT_PHONE : CUT_KINDS;
}


/* Local numbers; a foreign travel passport */
static enum cut_kind judge_short(const struct piece *pc)
{
	if (7 == pc->digits && is_shape(pc, "322") && GAP_DASH == pc->gaps)
		return CUT_PHONE;
	if ((pc->near & NEAR_PHONE) && is_shape(pc, "7 322 34 6 222 33") && !(pc->gaps & GAP_DOT))
		return CUT_PHONE;
	if ((pc->near & NEAR_PASSPORT) && is_shape(pc, "27"))
		return CUT_PASSPORT;

	return CUT_KINDS;
}


static enum cut_kind judge(const struct piece *pc)
{
	if (pc->plus)
		return CHECK_INVALID != verdict(pc, check_phone) ? CUT_PHONE : CUT_KINDS;

	switch (pc->digits) {

	case 16:
		return judge_16(pc);
	case 12:
		return judge_12(pc);
	case 11:
		return judge_11(pc);
	case 10:
		return judge_10(pc);
	default:
		return judge_short(pc);
	}
}


enum cut_kind cut_judge(const struct cut_run *run, unsigned m, struct pl text, unsigned near,
		       int32_t today)
{
	size_t end = run->group[m - 1].end;
	struct pl after = {text.p + end, text.l - end};
	struct piece pc = {
		.text = {text.p + run->at, end - run->at},
		.near = near, .today = today, .plus = run->plus,
	};
	uint32_t cp = text_next(&after);

	if (cp < TEXT_END && u_isalpha((UChar32)cp))      /* part of a word */
		return CUT_KINDS;

	for (unsigned i = 0; i < m; i++) {
		pc.shape[i] = "0123456789abcdefg"[run->group[i].n];
		if (i)
			pc.gaps |= run->group[i].gap;
	}

	return take_digits(&pc) ? judge(&pc) : CUT_KINDS;
}
