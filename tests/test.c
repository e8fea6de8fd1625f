/**
 * @file test.c  Runs the table of unit tests: all, or those whose name holds an argument
 *
 * Allocation failure is injected by interposing malloc, calloc and realloc: Debian builds libre without MEM_DEBUG, and so
 * allocations of every other library fail too, which is what a machine out of memory does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <dlfcn.h>
#include <jansson.h>
#include "test.h"
#include "base/jsonmem.h"
#include "db/token.h"


#define X(fn, fl) int fn(void);
#include "table.h"
#undef X

static const struct test tests[] = {
#define X(fn, fl) {#fn, fn, fl},
#include "table.h"
#undef X
};

enum { OOM_MAX = 20000 };      /* a test that still fails for want of memory after so many blocks is reported */

static __thread long fail_at = -1;    /* the block that fails, counted down; -1 none */
static __thread bool failed;          /* an allocation was refused in this round */
static bool quiet;


#if defined(__has_feature)      /* clang says so */
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t m);
extern void *__libc_realloc(void *p, size_t n);

static bool refuse(void)
{
	if (fail_at < 0)
		return false;
	if (fail_at-- > 0)
		return false;

	fail_at = -1;
	failed = true;
	return true;
}


void *malloc(size_t size)
{
	return refuse() ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}


void *calloc(size_t nmemb, size_t size)
{
	return refuse() ? (errno = ENOMEM, NULL) : __libc_calloc(nmemb, size);
}


void *realloc(void *ptr, size_t size)
{
	return refuse() ? (errno = ENOMEM, NULL) : __libc_realloc(ptr, size);
}


/* The memory of jansson never fails: base/jsonmem.h says why */
static void jansson_memory(void)
{
	json_set_alloc_funcs(__libc_malloc, free);
}
#else
static void jansson_memory(void)
{
	jsonmem_init();
}
#endif


void test_fail(const char *file, int line, const char *what)
{
	if (!quiet)
		fprintf(stderr, "%s:%d: %s\n", file, line, what);
}


void test_err(const char *file, int line, const char *what, int err)
{
	if (!quiet)
		fprintf(stderr, "%s:%d: %s: %s\n", file, line, what, strerror(err));
}


void test_diff(const char *file, int line, struct pl want, struct pl got)
{
	if (!quiet)
		fprintf(stderr, "%s:%d: want [%.*s], got [%.*s]\n", file, line,
			(int)want.l, want.p ? want.p : "(none)", (int)got.l, got.p ? got.p : "(none)");
}


const char *test_source(void)
{
	const char *dir = getenv("OTKLIK_SOURCE");

	return dir ? dir : SOURCE_DIR;
}


/* Fails block 0, 1, 2 … until the test runs through untouched; it must never crash, and never pass by luck */
static int run_oom(const struct test *test)
{
	int err = 0;

	quiet = true;
	for (long n = 0; n < OOM_MAX; n++) {

		failed = false;
		fail_at = n;
		err = test->h();
		fail_at = -1;

		if (!failed)
			break;
	}
	quiet = false;

	return failed ? ENOMEM : err;
}


int main(int argc, char *argv[])
{
	bool oom = argc > 1 && 0 == strcmp(argv[1], "--oom");
	const char *want = argc > 1 + oom ? argv[1 + oom] : NULL;
	unsigned passed = 0, lost = 0;

	jansson_memory();
	if (token_init())       /* as the program does at its start, before memory may fail */
		return 1;

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {

		const struct test *test = &tests[i];
		int err;

		if (want && !strstr(test->name, want))
			continue;
		if (oom && (test->flags & TEST_NO_OOM))
			continue;

		err = oom ? run_oom(test) : test->h();
		if (err) {
			fprintf(stderr, "FAILED %s: %s\n", test->name, strerror(err));
			lost++;
		}
		else {
			passed++;
		}
	}

	printf("%u passed, %u failed\n", passed, lost);
	return lost ? 1 : 0;
}
