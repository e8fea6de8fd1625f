/**
 * @file bytes.h  Numbers as bytes, little-endian, and bytes as hex digits
 */
#ifndef OTKLIK_BASE_BYTES_H
#define OTKLIK_BASE_BYTES_H

#include "base/def.h"

/** Writes `n` bytes of `v`, lowest first; returns the place after them */
static inline uint8_t *bytes_put_le(uint8_t *p, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		*p++ = (uint8_t)(v >> (8 * i));

	return p;
}


/** Writes bytes; returns the place after them */
static inline uint8_t *bytes_put(uint8_t *p, const void *buf, size_t len)
{
	memcpy(p, buf, len);
	return p + len;
}


/** Reads `n` bytes, lowest first */
static inline uint64_t bytes_get_le(const uint8_t *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);

	return v;
}


/** Writes 2 × len lower-case hex digits and a zero */
void bytes_hex(char *out, const uint8_t *buf, size_t len);

/** Reads exactly 2 × len hex digits of either case; false when the text is anything else */
bool bytes_unhex(uint8_t *out, size_t len, struct pl text);

#endif
