/**
 * @file test_sound.c  Sounds: rows, silence between, looping, counts between threads
 */
#include <pthread.h>
#include "test.h"
#include "sound/sound.h"


int test_sound_row(void);
int test_sound_refuse(void);
int test_sound_threads(void);

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
