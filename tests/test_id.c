/**
 * @file test_id.c  Identifiers grow strictly, also when the clock steps back and in many threads
 */
#include <pthread.h>
#include <stdlib.h>
#include "base/id.h"
#include "test.h"


enum { THREADS = 4, EACH = 20000 };

static const int64_t day = INT64_C(1767225600000);    /* 2026-01-01 */

static int64_t made[THREADS][EACH];


int test_id(void);

int test_id(void)
{
	static const uint8_t zero[32];
	uint8_t a[32] = {0}, b[32] = {0};
	int64_t first, id;
	int err = 0;

	first = id_new(day);
	TEST(first > 0);
	TEST(id_time_ms(first) >= day);

	id = id_new(day - 60000);          /* a step back */
	TEST(id > first);
	for (int i = 0; i < 5000; i++) {   /* more than a millisecond holds */
		int64_t next = id_new(day);

		TEST(next > id);
		id = next;
	}

	id_floor_set(id + (INT64_C(1000) << 22));
	TEST(id_new(day) > id + (INT64_C(1000) << 22));
	id = id_new(day);
	id_floor_set(1);
	TEST(id_new(day) > id);
	TEST(id_new(-5) > id);

	id_random(a, sizeof(a));
	id_random(b, sizeof(b));
	TEST(memcmp(a, zero, sizeof(a)));
	TEST(memcmp(a, b, sizeof(a)));

out:
	return err;
}


static void *make(void *arg)
{
	int64_t *ids = arg;

	for (int i = 0; i < EACH; i++)
		ids[i] = id_new(day + i / 100);

	return NULL;
}


static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}


int test_id_threads(void);

int test_id_threads(void)
{
	pthread_t threads[THREADS];
	int64_t *all = &made[0][0];
	int n = 0, err = 0;

	for (; n < THREADS && !err; n++)
		err = pthread_create(&threads[n], NULL, make, made[n]);
	while (n--)
		(void)pthread_join(threads[n], NULL);
	TEST_OK(err);

	for (n = 0; n < THREADS; n++) {
		for (int i = 1; i < EACH; i++)
			TEST(made[n][i] > made[n][i - 1]);
	}

	qsort(all, THREADS * EACH, sizeof(*all), by_value);
	for (n = 1; n < THREADS * EACH; n++)
		TEST(all[n] > all[n - 1]);

out:
	return err;
}
