/**
 * @file powercut.c  Cuts the power at many points of a workload, and asks each time what is left
 */
#include <stdio.h>
#include <stdlib.h>
#include "powercut.h"


static int point_run(const struct powercut *pc, void *arg, uint64_t point, enum cut_mode mode)
{
	uint64_t seed = point * CUT_MODES + mode;

	cut_format();
	pc->reset_h(arg);
	cut_at(point);
	(void)!pc->work_h(arg);
	cut_restart(mode, seed);

	if (0 == seed % 4) {
		/* again, while it recovers: what it says then is no matter */
		cut_at(1 + seed / 4 % 40);
		(void)!pc->verify_h(arg);
		cut_restart(mode, seed + 1);
	}

	return pc->verify_h(arg);
}


int powercut_run(const struct powercut *pc, void *arg, unsigned points)
{
	static const char *const modes[] = {"all unsynced dropped", "some kept", "torn"};
	unsigned runs = 0;
	uint64_t total, step;
	int err = cut_init();

	if (err)
		return err;

	/* without a cut: how many operations there are */
	cut_format();
	pc->reset_h(arg);
	err = pc->work_h(arg);
	total = cut_count();
	if (!err)
		err = pc->verify_h(arg);
	if (err) {
		fprintf(stderr, "powercut: %s fails without a cut\n", pc->name);
		goto out;
	}

	step = getenv("OTKLIK_SOAK") || total <= points ? 1 : total / points;
	for (uint64_t point = 1; point <= total; point += step) {
		for (enum cut_mode mode = CUT_DROP; mode < CUT_MODES; mode++) {

			err = point_run(pc, arg, point, mode);
			if (err) {
				fprintf(stderr, "powercut: %s: cut in operation %llu of %llu, %s\n", pc->name,
					(unsigned long long)point, (unsigned long long)total, modes[mode]);
				goto out;
			}
			runs++;
		}
	}

	if (getenv("OTKLIK_SOAK"))
		fprintf(stderr, "powercut: %s: %u cuts at %llu operations\n", pc->name, runs, (unsigned long long)total);
out:
	cut_format();
	return err;
}
