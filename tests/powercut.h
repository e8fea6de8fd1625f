/**
 * @file powercut.h  Cuts the power at many points of a workload, and asks each time what is left
 *
 * For each point: an empty disk, the workload until the power goes, power again, the verification. A workload opens the store
 * itself, and remembers in `arg` what was acknowledged; at the cut its calls fail and it returns, its error is no matter. The
 * verification opens the store anew and fails the test where something acknowledged is missing. In one point of four the power
 * goes a second time while the store recovers.
 *
 *     static const struct powercut pc = {"appeals", reset_h, work_h, verify_h};
 *     TEST_OK(powercut_run(&pc, &arg, 500));
 */
#ifndef OTKLIK_TEST_POWERCUT_H
#define OTKLIK_TEST_POWERCUT_H

#include "vfs_cut.h"

#define POWERCUT_URL "sqlite:/cut/store.db?vfs=cut"

struct powercut {
	const char *name;
	void (*reset_h)(void *arg);       /* forgets what was acknowledged */
	int (*work_h)(void *arg);         /* on POWERCUT_URL; closes all that it opened before it returns */
	int (*verify_h)(void *arg);       /* the same; 0 when all is there */
};

/**
 * Runs it
 *
 * @param points How many points of the workload's operations, spread evenly, each in the three modes of vfs_cut.h; in soak
 *               (OTKLIK_SOAK set) every operation
 *
 * @return the verification's error; which point, mode and seed it was is printed
 */
int powercut_run(const struct powercut *pc, void *arg, unsigned points) MUST_CHECK;

#endif
