/**
 * @file test_def.c  The few helpers of base/def.h
 */
#include "test.h"


int test_def(void);

int test_def(void)
{
	int err = 0;

	TEST_PL(PL_LIT("abc"), pl_of("abc"));
	TEST(NULL == pl_of(NULL).p);

out:
	return err;
}
