/**
 * @file suggest.c  Identifiers of digits, and the one right value that is one slip away
 */
#include "person/check_priv.h"


/* Right values found; the first is kept */
struct found {
	uint8_t at[DIGITS_MAX];
	unsigned n;
};


static void keep(struct found *found, const uint8_t *digit, unsigned n, digits_h *righth)
{
	if (!righth(digit, n))
		return;
	if (!found->n)
		memcpy(found->at, digit, n);
	found->n++;
}


void suggest_digits(struct check_result *res, const struct digits *dg, digits_h *righth, print_h *printh)
{
	struct found found = {.n = 0};
	uint8_t digit[DIGITS_MAX];

	if (dg->letters || !dg->n || dg->n > DIGITS_MAX)
		return;
	memcpy(digit, dg->at, dg->n);

	for (unsigned i = 0; i < dg->n && found.n < 2; i++) {

		for (uint8_t d = 0; d < 10; d++) {
			digit[i] = d;
			if (d != dg->at[i])
				keep(&found, digit, dg->n, righth);
		}
		digit[i] = dg->at[i];

		if (i + 1 < dg->n && dg->at[i] != dg->at[i + 1]) {
			digit[i] = dg->at[i + 1];
			digit[i + 1] = dg->at[i];
			keep(&found, digit, dg->n, righth);
			digit[i] = dg->at[i];
			digit[i + 1] = dg->at[i + 1];
		}
	}

	if (1 == found.n)
		printh(res->suggestion, sizeof(res->suggestion), found.at, dg->n);
}


void suggest_alike(struct check_result *res, struct pl value, digits_h *righth, print_h *printh)
{
	struct digits dg;

	digits_read(&dg, value, true);
	if (dg.letters || dg.n > DIGITS_MAX || !righth(dg.at, dg.n))
		return;

	printh(res->suggestion, sizeof(res->suggestion), dg.at, dg.n);
}


bool check_digits(struct check_result *res, struct digits *dg, struct pl value, const struct digits_kind *kind)
{
	if (!check_open(res, value))
		return false;

	digits_read(dg, value, false);
	if (dg->letters) {
		check_set(res, CHECK_INVALID, kind->letters);
		suggest_alike(res, value, kind->righth, kind->printh);
		return false;
	}
	if (kind->len != dg->n && kind->other_len != dg->n) {
		check_set(res, CHECK_INVALID, kind->length);
		return false;
	}

	kind->printh(res->value, sizeof(res->value), dg->at, dg->n);
	if (digits_zero(dg->at, dg->n)) {
		check_set(res, CHECK_INVALID, kind->zero);
		return false;
	}
	if (!kind->controlh(dg->at, dg->n)) {
		check_set(res, CHECK_INVALID, kind->control);
		suggest_digits(res, dg, kind->righth, kind->printh);
		return false;
	}

	return true;
}
