/**
 * @file fault.c  What is wrong with a flow, and where
 */
#include <stdarg.h>
#include <stdio.h>
#include "flow/flow_priv.h"


/* Names from a file stand in words that go to a terminal, a line each */
static void one_line(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || 0x7f == *text)
			*text = '?';
	}
}


static int add(struct list *faults, const char *code, const char *path, const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

static int add(struct list *faults, const char *code, const char *path, const char *fmt, va_list ap)
{
	struct flow_fault *fault;

	if (list_count(faults) == FLOW_FAULTS_MAX)
		return 0;

	fault = mem_zalloc(sizeof(*fault), NULL);
	if (!fault)
		return ENOMEM;

	fault->code = code;
	(void)snprintf(fault->path, sizeof(fault->path), "%s", path);
	(void)vsnprintf(fault->what, sizeof(fault->what), fmt, ap);
	one_line(fault->path);
	one_line(fault->what);
	list_append(faults, &fault->le, fault);

	return 0;
}


int fault_add(struct list *faults, const char *path, const char *fmt, ...)
{
	va_list ap;
	int err;

	va_start(ap, fmt);
	err = add(faults, "", path, fmt, ap);
	va_end(ap);

	return err;
}


int fault_code(struct list *faults, const char *code, const char *path, const char *fmt, ...)
{
	va_list ap;
	int err;

	va_start(ap, fmt);
	err = add(faults, code, path, fmt, ap);
	va_end(ap);

	return err;
}


void fault_here(struct reading *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (add(r->faults, "", r->path, fmt, ap))
		r->err = ENOMEM;
	va_end(ap);
}


void fault_code_here(struct reading *r, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (add(r->faults, code, r->path, fmt, ap))
		r->err = ENOMEM;
	va_end(ap);
}
