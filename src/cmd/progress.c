/**
 * @file progress.c  Draws a bar over itself
 */
#include <stdio.h>
#include <unistd.h>
#include "base/clock.h"
#include "cmd/progress.h"


enum {
	ROUND_MS = 100,
	WIDTH = 40,
};


void progress_start(struct progress *p, const char *what, int64_t total)
{
	*p = (struct progress){.what = what, .total = total, .on = isatty(STDERR_FILENO)};
}


void progress_show(struct progress *p, int64_t done)
{
	static const char full[] = "########################################";
	int64_t now_ms;
	int n;

	if (!p->on)
		return;

	now_ms = clock_mono_ms();
	if (p->shown_ms && now_ms - p->shown_ms < ROUND_MS)
		return;
	p->shown_ms = now_ms;

	if (p->total <= 0) {
		fprintf(stderr, "\r%s %lld", p->what, (long long)done);
		return;
	}

	done = MIN(done, p->total);
	n = (int)((double)done / (double)p->total * WIDTH);
	fprintf(stderr, "\r%s [%-*.*s] %lld of %lld", p->what, WIDTH, n, full, (long long)done, (long long)p->total);
}


void progress_end(struct progress *p)
{
	if (p->on && p->shown_ms)
		fprintf(stderr, "\r\033[K");
}
