/**
 * @file def.h  What every file may lean on: libre's memory, lists, buffers and formatted printing
 *
 * From libre come only the headers below: re.h itself does not compile beside jansson.h (both define JSON_STRING).
 * A `struct pl` is a borrowed piece of text or bytes (pointer and length); p == NULL says "none".
 */
#ifndef OTKLIK_BASE_DEF_H
#define OTKLIK_BASE_DEF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <re/re_types.h>
#include <re/re_list.h>
#include <re/re_mem.h>
#include <re/re_mbuf.h>
#include <re/re_fmt.h>

/** The result is an error that must be looked at: 0 or a positive errno */
#define MUST_CHECK __attribute__((warn_unused_result))

/** The enclosing structure of a member */
#define CONTAINER_OF(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - offsetof(type, member)))

/** A borrowed piece of text from a string constant */
#define PL_LIT(s) ((struct pl){"" s, sizeof(s) - 1})

/** The same as an initialiser of a static object */
#define PL_CONST(s) {"" s, sizeof(s) - 1}

/** A borrowed piece of text from a C string; NULL gives "none" */
static inline struct pl pl_of(const char *s)
{
	return (struct pl){s, s ? strlen(s) : 0};
}

#endif
