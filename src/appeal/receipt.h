/**
 * @file receipt.h  The receipt code: what proves, with the number, that an appeal is yours
 *
 * Eight digits, for it is typed on a telephone too. It is an HMAC (SHA-512 cut to 256 bits, then to 10^8 values) of the
 * ten digits of the number and is never stored. One guess in 10^8 is right: the caller slows down whoever asks. Rules
 * only, any thread.
 */
#ifndef OTKLIK_APPEAL_RECEIPT_H
#define OTKLIK_APPEAL_RECEIPT_H

#include "base/def.h"

enum {
	RECEIPT_KEY_SIZE = 32,          /* bytes */
	RECEIPT_DIGITS   = 8,
	RECEIPT_SIZE     = RECEIPT_DIGITS + 1,
	RECEIPT_TEXT_MAX = 64,          /* bytes; a longer text is no code */
};

/** Prints the code of a number: RECEIPT_DIGITS digits and a NUL */
void receipt_code(char dst[RECEIPT_SIZE], const uint8_t key[RECEIPT_KEY_SIZE], int64_t digits);

/**
 * Is this the code of the number? Takes the same time whichever digits are wrong
 *
 * @param typed As typed: spaces, dashes and full-width digits are fine; anything else is no code
 */
bool receipt_match(const uint8_t key[RECEIPT_KEY_SIZE], int64_t digits, struct pl typed);

#endif
