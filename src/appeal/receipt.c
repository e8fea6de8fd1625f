/**
 * @file receipt.c  The receipt code
 */
#include <stdio.h>
#include <sodium.h>
#include "base/text.h"
#include "appeal/receipt.h"


enum { CODES = 100000000 };


void receipt_code(char dst[RECEIPT_SIZE], const uint8_t key[RECEIPT_KEY_SIZE], int64_t digits)
{
	uint8_t in[24] = "otklik receipt", mac[crypto_auth_BYTES];
	uint64_t val = 0;

	_Static_assert(RECEIPT_KEY_SIZE == crypto_auth_KEYBYTES, "key size");

	for (unsigned i = 0; i < 8; i++)
		in[16 + i] = (uint8_t)((uint64_t)digits >> 8 * i);
	(void)crypto_auth(mac, in, sizeof(in), key);

	for (unsigned i = 0; i < 8; i++)
		val = val << 8 | mac[i];
	(void)snprintf(dst, RECEIPT_SIZE, "%08u", (unsigned)(val % CODES));
	sodium_memzero(mac, sizeof(mac));
}


/* The digits of a code as typed; false when it is none */
static bool read_code(char code[RECEIPT_DIGITS], struct pl typed)
{
	unsigned n = 0;
	uint32_t cp;

	if (typed.l > RECEIPT_TEXT_MAX)
		return false;

	while (TEXT_END != (cp = text_next(&typed))) {
		int digit = text_digit(cp);

		if (TEXT_BAD == cp)
			return false;
		if (digit < 0) {
			if (!text_is_space(cp) && !text_is_dash(cp))
				return false;
			continue;
		}
		if (RECEIPT_DIGITS == n)
			return false;
		code[n++] = (char)('0' + digit);
	}

	return RECEIPT_DIGITS == n;
}


bool receipt_match(const uint8_t key[RECEIPT_KEY_SIZE], int64_t digits, struct pl typed)
{
	char want[RECEIPT_SIZE], got[RECEIPT_DIGITS];
	bool same;

	if (!read_code(got, typed))
		return false;

	receipt_code(want, key, digits);
	same = 0 == sodium_memcmp(want, got, RECEIPT_DIGITS);
	sodium_memzero(want, sizeof(want));

	return same;
}
