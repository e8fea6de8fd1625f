/**
 * @file setting.c  Fuzzes the file of settings: whatever its bytes, each line is taken or told with its number, nothing else
 */
#include <stdlib.h>
#include "base/setting.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


/* One line each, with the name of the file or of a setting before it */
static void problem(const char *where, const char *what, void *arg)
{
	unsigned *count = arg;

	++*count;
	if (!*where || !*what || strchr(where, '\n') || strchr(what, '\n'))
		abort();
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned count = 0;
	int err;

	err = settings_check_text("/etc/otklik/otklik.conf", (struct pl){(const char *)data, size}, problem, &count);
	if (err ? EINVAL != err || !count : count)
		abort();

	return 0;
}
