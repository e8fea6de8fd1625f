/**
 * @file fsync.c  fsync FOLDER: what the disk takes to keep one page for good
 *
 * Writes a page of 4 KiB and calls fdatasync, 300 times, into a file of the folder. Prints p50 and p99 in microseconds.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 300, PAGE = 4096 };


static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}


static int order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}


int main(int argc, char *argv[])
{
	static char page[PAGE];
	static int64_t took_us[TIMES];
	char path[4096];
	int fd;

	if (argc < 2)
		return 2;

	(void)snprintf(path, sizeof(path), "%s/fsync", argv[1]);
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0) {
		perror(path);
		return 1;
	}

	for (int i = 0; i < TIMES; i++) {
		int64_t began_us = now_us();

		if (pwrite(fd, page, PAGE, (off_t)i * PAGE) != PAGE || fdatasync(fd)) {
			perror(path);
			return 1;
		}
		took_us[i] = now_us() - began_us;
	}
	(void)unlink(path);

	qsort(took_us, TIMES, sizeof(*took_us), order);
	printf("%lld %lld\n", (long long)took_us[TIMES / 2], (long long)took_us[TIMES * 99 / 100]);
	return 0;
}
