/**
 * @file hush.c  Keeps libre from writing a line to stderr for each packet that strangers send
 *
 * libre 1.1 prints what it cannot decode and what nobody handles (sip/transp.c), so that anybody could fill the log. As with its
 * timers (base/timer.h) the program's definition is preferred to libre.so's, also for calls from within it; against libre.a this one
 * comes first. Everything else is printed as libre would.
 */
#include "base/def.h"

static const char *const hushed[] = {"sip: msg decode err", "unhandeled request", "unhandeled response"};


int re_fprintf(FILE *stream, const char *fmt, ...)
{
	va_list ap;
	int n;

	for (size_t i = 0; i < sizeof(hushed) / sizeof(hushed[0]); i++) {
		if (0 == strncmp(fmt, hushed[i], strlen(hushed[i])))
			return 0;
	}

	va_start(ap, fmt);
	n = re_vfprintf(stream, fmt, ap);
	va_end(ap);

	return n;
}
