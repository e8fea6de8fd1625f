/**
 * @file test_sound.c  Sounds: rows, silence between, looping, counts between threads
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include "test.h"
#include "sound/hold.h"
#include "sound/pcm.h"
#include "sound/ringing.h"
#include "sound/sound.h"


int test_sound_row(void);
int test_sound_refuse(void);
int test_sound_threads(void);
int test_hold(void);
int test_ringing(void);

#define S "\xd5"         /* silence */


static int try_read(const struct sound *sound, size_t at, struct pl want)
{
	uint8_t buf[64];
	int err = 0;

	sound_read(sound, at, buf, want.l);
	TEST_PL(want, ((struct pl){(const char *)buf, want.l}));
out:
	return err;
}


int test_sound_row(void)
{
	struct sound *a = NULL, *b = NULL, *row = NULL, *rows = NULL;
	uint8_t buf[12];
	int err;

	TEST_OK(sound_alloc(&a, (const uint8_t *)"abc", 3));
	TEST_OK(sound_static(&b, (const uint8_t *)"XY", 2));
	TEST_OK(sound_row(&row, (struct sound_part []){{a, 2}, {b, 1}}, 2));
	TEST_OK(sound_row(&rows, (struct sound_part []){{row, 1}, {a, 0}, {row, 0}}, 3));

	a = sound_unref(a);
	b = sound_unref(b);
	TEST(8 == sound_samples(row) && 5 == sound_size(row));
	TEST_OK(try_read(row, 0, PL_LIT("abc" S S "XY" S S S)));
	TEST_OK(try_read(row, 2, PL_LIT("c" S S "X")));
	TEST_OK(try_read(row, 3, PL_LIT(S)));
	TEST_OK(try_read(row, 6, PL_LIT("Y" S S S)));
	TEST_OK(try_read(row, 100, PL_LIT(S S)));

	row = sound_unref(row);
	TEST(20 == sound_samples(rows));
	TEST_OK(try_read(rows, 0, PL_LIT("abc" S S "XY" S S "abcabc" S S "XY" S S)));
	TEST_OK(try_read(rows, 6, PL_LIT("Y" S S "abcab")));

	sound_read_loop(rows, 17 + 5 * 20, buf, 12);
	TEST_PL(PL_LIT("XY" S "abc" S S "XY" S S), ((struct pl){(const char *)buf + 0, 12}));

out:
	(void)sound_unref(a);
	(void)sound_unref(b);
	(void)sound_unref(row);
	(void)sound_unref(rows);
	return err;
}


int test_sound_refuse(void)
{
	static uint8_t samples[SOUND_SAMPLES_MAX];
	struct sound_part parts[SOUND_PARTS_MAX + 1];
	struct sound *a = NULL, *b = NULL;
	int err;

	TEST_OK(sound_static(&a, samples, SOUND_SAMPLES_MAX));
	TEST(EINVAL == sound_static(&b, samples, 0));
	TEST(EINVAL == sound_alloc(&b, samples, SOUND_SAMPLES_MAX + 1));
	TEST(EINVAL == sound_row(&b, parts, 0));
	TEST(EINVAL == sound_row(&b, (struct sound_part []){{a, 1}}, 1));
	a = sound_unref(a);

	TEST_OK(sound_static(&a, samples, 1));
	for (size_t i = 0; i < SOUND_PARTS_MAX + 1; i++)
		parts[i] = (struct sound_part){a, 0};
	TEST(EINVAL == sound_row(&b, parts, SOUND_PARTS_MAX + 1));
	TEST_OK(sound_row(&b, parts, SOUND_PARTS_MAX));
	TEST(SOUND_PARTS_MAX == sound_samples(b));

out:
	(void)sound_unref(a);
	(void)sound_unref(b);
	return err;
}


static void *hold(void *arg)
{
	for (unsigned i = 0; i < 20000; i++) {
		(void)sound_ref(arg);
		(void)sound_unref(arg);
	}

	return NULL;
}


int test_sound_threads(void)
{
	struct sound *a = NULL;
	pthread_t thread[2];
	unsigned n = 0;
	int err;

	TEST_OK(sound_alloc(&a, (const uint8_t *)"abc", 3));
	for (; n < 2; n++)
		TEST_OK(pthread_create(&thread[n], NULL, hold, a));

out:
	while (n--)
		(void)pthread_join(thread[n], NULL);
	if (!err)
		err = try_read(a, 0, PL_LIT("abc"));
	(void)sound_unref(a);
	return err;
}


/* RMS of n samples from `at` on, around the end, in dB */
static double level_db(const int16_t *x, size_t size, size_t at, size_t n)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += pow(x[(at + i) % size] / 32768.0, 2);

	return 10 * log10(sum / (double)n);
}


/* A minute at least; as loud as it says, nowhere much louder or silent; the step over its seam is like those inside */
int test_hold(void)
{
	struct sound *sound = NULL, *again = NULL;
	int16_t *x = NULL;
	uint8_t a[160], b[160];
	size_t n, above = 0;
	double db, change;
	int err;

	TEST_OK(hold_make(&sound));
	n = sound_samples(sound);
	TEST(n >= 60 * SOUND_RATE);

	x = mem_alloc(n * sizeof(*x), NULL);
	if (!x) {
		err = ENOMEM;
		goto out;
	}
	pcm_of_sound(x, sound);

	db = level_db(x, n, 0, n);
	TEST(db > HOLD_DB - 0.5 && db < HOLD_DB + 0.5);
	for (size_t at = 0; at < n; at += SOUND_RATE) {
		db = level_db(x, n, at, SOUND_RATE);
		TEST(db > HOLD_DB - 6 && db < HOLD_DB + 6);
	}
	for (size_t i = 0; i < n; i++)
		TEST(abs(x[i]) < 32768 / 4);

	db = level_db(x, n, n - 80, 80) - level_db(x, n, 0, 80);        /* 10 ms on both sides of the seam */
	TEST(fabs(db) < 12);
	change = abs(x[0] - x[n - 1]);
	for (size_t i = 1; i < SOUND_RATE; i++)
		above += abs(x[i] - x[i - 1]) > change;
	TEST(above > 100);

	TEST_OK(hold_make(&again));
	sound_read(sound, n / 2, a, sizeof(a));
	sound_read(again, n / 2, b, sizeof(b));
	TEST(0 == memcmp(a, b, sizeof(a)));

out:
	mem_deref(x);
	(void)sound_unref(sound);
	(void)sound_unref(again);
	return err;
}


/* A second of the tone and four of silence: its level, and its zero crossings */
int test_ringing(void)
{
	enum { ON = RINGING_ON_S * SOUND_RATE, OFF = RINGING_OFF_S * SOUND_RATE };
	struct sound *sound = NULL;
	int16_t *x = NULL;
	unsigned crossed = 0;
	double db;
	int err;

	TEST_OK(ringing_make(&sound));
	TEST(ON + OFF == sound_samples(sound));
	x = mem_alloc((ON + OFF) * sizeof(*x), NULL);
	if (!x) {
		err = ENOMEM;
		goto out;
	}
	pcm_of_sound(x, sound);

	db = level_db(x, ON + OFF, 0, ON);
	TEST(db > RINGING_DB - 0.5 && db < RINGING_DB + 0.5);
	for (size_t i = 1; i < ON; i++)
		crossed += (x[i] >= 0) != (x[i - 1] >= 0);
	TEST(crossed >= 2 * RINGING_HZ - 2 && crossed <= 2 * RINGING_HZ + 2);
	for (size_t i = 0; i < OFF; i++)
		TEST(abs(x[ON + i]) <= 8);

out:
	sound_unref(sound);
	mem_deref(x);
	return err;
}
