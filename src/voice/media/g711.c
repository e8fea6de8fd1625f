/**
 * @file g711.c  A-law and µ-law: one to the other by table
 *
 * The tables are those of ITU-T G.711 tables 3 and 4, computed: each value goes to the nearest of the other law.
 */
#include <pthread.h>
#include "voice/media/g711.h"

static uint8_t to_ulaw[256], to_alaw[256];


/* The 13-bit value of an A-law octet, and the 14-bit value of a µ-law octet, both as 16-bit linear */
static int alaw_linear(uint8_t a)
{
	int v, seg;

	a ^= 0x55;
	v = (a & 0x0f) << 4;
	seg = (a & 0x70) >> 4;
	v = seg ? (v + 0x108) << (seg - 1) : v + 8;

	return a & 0x80 ? v : -v;
}


static int ulaw_linear(uint8_t u)
{
	int v;

	u = (uint8_t)~u;
	v = (((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4);

	return u & 0x80 ? 0x84 - v : v - 0x84;
}


/* Of equal distances the first, and the sign is kept: silence stays silence */
static uint8_t nearest(int want, uint8_t sign, int (*linear)(uint8_t))
{
	int best_away = 1 << 20;
	uint8_t best = 0;

	for (int i = 0; i < 128; i++) {
		uint8_t x = (uint8_t)(sign | i);
		int away = linear(x) - want;

		away = away < 0 ? -away : away;
		if (away < best_away) {
			best_away = away;
			best = x;
		}
	}

	return best;
}


static void tables_make(void)
{
	for (int i = 0; i < 256; i++) {
		to_ulaw[i] = nearest(alaw_linear((uint8_t)i), i & 0x80, ulaw_linear);
		to_alaw[i] = nearest(ulaw_linear((uint8_t)i), i & 0x80, alaw_linear);
	}
}


static void map(const uint8_t *table, uint8_t *dst, const uint8_t *src, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dst[i] = table[src[i]];
}


static void tables_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, tables_make);
}


void g711_alaw_to_ulaw(uint8_t *dst, const uint8_t *src, size_t n)
{
	tables_once();
	map(to_ulaw, dst, src, n);
}


void g711_ulaw_to_alaw(uint8_t *dst, const uint8_t *src, size_t n)
{
	tables_once();
	map(to_alaw, dst, src, n);
}
