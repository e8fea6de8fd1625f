/**
 * @file body.h  Appeals as people write them, for measuring: no text of a real person
 *
 * Lengths follow 2 085 real questions to a multifunctional centre: median 113 characters, a tenth above 263, the longest 1 055;
 * a sixth holds a number of four digits or more. Words are drawn so that a few are frequent and many are rare.
 */
#ifndef OTKLIK_BENCH_BODY_H
#define OTKLIK_BENCH_BODY_H

#include <stdint.h>
#include <stddef.h>

enum { BODY_TEXT_MAX = 4096, BODY_JSON_MAX = 6144 };

struct body {
	const char *kind;
	char text[BODY_TEXT_MAX];
	char name[128];          /* empty: not given */
	char phone[24];
	char email[64];
};

/** The n-th appeal: always the same for the same n */
void body_make(struct body *body, uint64_t n);

/** The same as the JSON of POST /api/v1/appeals; its length */
size_t body_json(char buf[BODY_JSON_MAX], uint64_t n);

#endif
