/**
 * @file check_priv.h  What the checks share
 */
#ifndef OTKLIK_PERSON_CHECK_PRIV_H
#define OTKLIK_PERSON_CHECK_PRIV_H

#include "person/check.h"

enum { DIGITS_MAX = 24 };      /* digits of an identifier that a check looks at */

/** The digits of a value */
struct digits {
	uint8_t at[DIGITS_MAX];         /* values 0 … 9, not characters */
	unsigned n;                     /* how many; more than DIGITS_MAX are counted, not kept */
	bool letters;                   /* something else than digits, spaces and dashes was there */
};

/** Is this the right thing? The rule of one kind; never looks at anything but the digits */
typedef bool (digits_h)(const uint8_t *digit, unsigned n);

/** Prints digits in the form of a kind */
typedef void (print_h)(char *dst, size_t size, const uint8_t *digit, unsigned n);

/** True when all n digits are 0 */
bool digits_zero(const uint8_t *digit, unsigned n);

/**
 * Takes the digits out of a text
 *
 * @param as_digit Reads letters that look like digits (О З Ч б …) as such
 */
void digits_read(struct digits *dg, struct pl text, bool as_digit);

/** print_h: the digits, nothing between them */
void digits_print(char *dst, size_t size, const uint8_t *digit, unsigned n);

/**
 * Suggests the one right value that is one wrong digit or one swap of neighbours away, if it is one
 *
 * @param res    Its suggestion is set, or left empty
 * @param dg     Digits as typed, which are not right
 * @param righth Rule
 * @param printh Form
 */
void suggest_digits(struct check_result *res, const struct digits *dg, digits_h *righth, print_h *printh);

/** Suggests what is right when letters that look like digits are read as digits */
void suggest_alike(struct check_result *res, struct pl value, digits_h *righth, print_h *printh);

/** An identifier of digits: how many there are, what proves them, how they are written, and the words for what is wrong */
struct digits_kind {
	unsigned len, other_len;        /* one or two lengths */
	digits_h *righth;               /* all rules together: what may be suggested */
	digits_h *controlh;             /* the control digits alone */
	print_h *printh;
	enum text_key letters, length, zero, control;
};

/**
 * Reads a value as an identifier of digits, judges it by what all of them have in common and suggests
 *
 * @param dg Result: its digits
 *
 * @return True when nothing was found wrong: rules of its own may follow
 */
bool check_digits(struct check_result *res, struct digits *dg, struct pl value, const struct digits_kind *kind);

/** Is this region code of the tax register known (regions, former districts, inter-regional inspections)? */
bool region_is_tax(unsigned code);

/** Is this the first group of a passport series of some region? */
bool region_is_passport(unsigned code);

#endif
