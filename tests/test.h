/**
 * @file test.h  The unit tests: one table, each a function that returns 0 or an error
 *
 * Every test runs plain, and again with the allocation number 0, 1, 2 … failing until it passes untouched
 * (`otklik-test --oom`); the sanitizer build looks for leaks in both.
 */
#ifndef OTKLIK_TEST_H
#define OTKLIK_TEST_H

#include "base/def.h"

/** Fails the test with the place and the expression; wants `int err` and a label `out` */
#define TEST(cond) \
	do { \
		if (!(cond)) { \
			test_fail(__FILE__, __LINE__, #cond); \
			err = EINVAL; \
			goto out; \
		} \
	} while (0)

/** Fails the test with an error that a call returned (an injected ENOMEM is passed on quietly) */
#define TEST_OK(call) \
	do { \
		err = (call); \
		if (err) { \
			test_err(__FILE__, __LINE__, #call, err); \
			goto out; \
		} \
	} while (0)

/** Fails the test when two borrowed texts differ */
#define TEST_PL(want, got) \
	do { \
		struct pl w_ = (want), g_ = (got); \
		if (pl_cmp(&w_, &g_)) { \
			test_diff(__FILE__, __LINE__, w_, g_); \
			err = EINVAL; \
			goto out; \
		} \
	} while (0)

struct test {
	const char *name;
	int (*h)(void);
	unsigned flags;      /* TEST_… */
};

enum {
	TEST_NO_OOM = 1,     /* uses threads or a database: not rerun with failing allocations */
};

void test_fail(const char *file, int line, const char *what);
void test_err(const char *file, int line, const char *what, int err);
void test_diff(const char *file, int line, struct pl want, struct pl got);

/** The folder of the sources, for tests/data; given by OTKLIK_SOURCE or the build */
const char *test_source(void);

#endif
