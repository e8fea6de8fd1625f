/**
 * @file fuzz.h  What the fuzzers share
 *
 * A fuzzer feeds bytes from outside to one parser and claims what must hold whatever they are. It aborts when it does
 * not.
 */
#ifndef OTKLIK_FUZZ_H
#define OTKLIK_FUZZ_H

#include <stdlib.h>
#include "base/def.h"

#define CLAIM(cond) \
	do { \
		if (!(cond)) { \
			(void)re_fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); \
			abort(); \
		} \
	} while (0)

/** Called by libFuzzer for each input */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
