/**
 * @file jsonmem.c  The memory of jansson
 */
#include <stdio.h>
#include <stdlib.h>
#include <jansson.h>
#include "base/def.h"
#include "base/jsonmem.h"


static void *take(size_t size)
{
	void *mem = malloc(size);

	if (!mem) {
		fputs("otklik: no memory for JSON\n", stderr);
		abort();
	}

	return mem;
}


void jsonmem_init(void)
{
	json_set_alloc_funcs(take, free);
}
