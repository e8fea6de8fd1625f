/**
 * @file bytes.c  Bytes as hex digits, in constant time: keys pass through here
 */
#include <sodium.h>
#include "base/bytes.h"


void bytes_hex(char *out, const uint8_t *buf, size_t len)
{
	sodium_bin2hex(out, 2 * len + 1, buf, len);
}


bool bytes_unhex(uint8_t *out, size_t len, struct pl text)
{
	size_t got = 0;

	if (!text.p || text.l != 2 * len)
		return false;

	return 0 == sodium_hex2bin(out, len, text.p, text.l, NULL, &got, NULL) && got == len;
}
