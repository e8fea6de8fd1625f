/**
 * @file clock.c  A wall clock that a test can move: laid over the program by LD_PRELOAD, the program knows nothing of it
 *
 * The offset in seconds stands as text in the file that TEST_CLOCK names. The monotonic clock is left alone.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>


static long offset_s(void)
{
	const char *file = getenv("TEST_CLOCK");
	char text[24] = "";
	int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';

	(void)close(fd);
	return atol(text);
}


int clock_moved(clockid_t id, struct timespec *ts) __asm__("clock_gettime");

int clock_moved(clockid_t id, struct timespec *ts)
{
	static int (*real)(clockid_t, struct timespec *);
	int rc;

	if (!real)
		real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");

	rc = real(id, ts);
	if (!rc && (CLOCK_REALTIME == id || CLOCK_REALTIME_COARSE == id))
		ts->tv_sec += offset_s();

	return rc;
}
