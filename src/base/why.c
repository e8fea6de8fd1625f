/**
 * @file why.c  Words about an error
 */
#include <stdarg.h>
#include <stdio.h>
#include "base/why.h"


int why_say(struct mbuf *why, int err, const char *fmt, ...)
{
	char buf[500];
	va_list ap;
	int n;

	if (!why)
		return err;

	va_start(ap, fmt);
	n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);

	mbuf_rewind(why);
	if (n > 0)
		(void)mbuf_write_mem(why, (uint8_t *)buf, (size_t)n < sizeof(buf) ? (size_t)n : sizeof(buf) - 1);

	return err;
}


struct pl why_words(const struct mbuf *why)
{
	return why && why->end ? (struct pl){(char *)why->buf, why->end} : (struct pl){NULL, 0};
}
