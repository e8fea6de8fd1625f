/**
 * @file folder_fault.c  A folder that cannot be read to its end: laid over the program by LD_PRELOAD, the program knows nothing of it
 *
 * The third entry of each folder below the one that TEST_FOLDER names is an input error.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


static int hit(DIR *d)
{
	const char *name = getenv("TEST_FOLDER");
	char link[40], path[4096];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", dirfd(d));
	n = name ? readlink(link, path, sizeof(path) - 1) : -1;
	if (n < 0)
		return 0;
	path[n] = '\0';

	return strstr(path, name) && telldir(d) && strcmp(strstr(path, name), name);
}


struct dirent *readdir_faulty(DIR *d) __asm__("readdir64");

struct dirent *readdir_faulty(DIR *d)
{
	static struct dirent *(*real)(DIR *);
	static DIR *last;
	static unsigned n;

	if (!real)
		real = (struct dirent *(*)(DIR *))dlsym(RTLD_NEXT, "readdir64");

	n = d == last ? n + 1 : 0;
	last = d;
	if (n < 2 || !hit(d))
		return real(d);

	n = 0;
	errno = EIO;
	return NULL;
}
