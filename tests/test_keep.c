/**
 * @file test_keep.c  Files of forms that are shown again: found by their form's key alone, for half an hour, never too many
 */
#include <stdio.h>
#include "web/site/keep.h"
#include "test.h"


int test_keep(void);
int test_keep_many(void);


static struct upload upload_make(unsigned n)
{
	struct upload up = {.field = "files", .name = "снимок.png", .type = "image/png", .size_bytes = 1000 + n};

	(void)snprintf(up.blob, sizeof(up.blob), "%032x", n);
	return up;
}


int test_keep(void)
{
	const struct pl key = PL_LIT("0123456789abcdef"), other = PL_LIT("fedcba9876543210");
	struct upload a = upload_make(1), b = upload_make(2);
	char ida[KEEP_ID_SIZE], idb[KEEP_ID_SIZE], again[KEEP_ID_SIZE];
	const struct upload *found;
	struct keep *k = NULL;
	int err;

	err = keep_alloc(&k);
	TEST_OK(err);

	err = keep_put(k, key, &a, 1000, ida);
	TEST_OK(err);
	err = keep_put(k, key, &b, 2000, idb);
	TEST_OK(err);
	TEST(strcmp(ida, idb) && 32 == strlen(ida));

	found = keep_find(k, key, pl_of(ida), 3000);
	TEST(found && 1001 == found->size_bytes && !strcmp(found->name, a.name));
	TEST(!keep_find(k, other, pl_of(ida), 3000));
	TEST(!keep_find(k, key, PL_LIT("00000000000000000000000000000000"), 3000));

	/* kept again: longer, under the same id */
	err = keep_put(k, key, &a, 600000, again);
	TEST_OK(err);
	TEST(!strcmp(ida, again));
	TEST(keep_find(k, key, pl_of(ida), 2000 + KEEP_MS));
	TEST(!keep_find(k, key, pl_of(idb), 2000 + KEEP_MS));

	TEST(EINVAL == keep_put(k, PL_LIT(""), &a, 0, again));

out:
	mem_deref(k);
	return err;
}


int test_keep_many(void)
{
	const struct pl key = PL_LIT("0123456789abcdef");
	char first[KEEP_ID_SIZE] = "", second[KEEP_ID_SIZE] = "", id[KEEP_ID_SIZE] = "";
	struct keep *k = NULL;
	int err;

	err = keep_alloc(&k);
	TEST_OK(err);

	for (unsigned i = 0; i < KEEP_MAX + 1; i++) {

		struct upload up = upload_make(i);

		err = keep_put(k, key, &up, 1000, i == 0 ? first : i == 1 ? second : id);
		TEST_OK(err);
	}

	TEST(!keep_find(k, key, pl_of(first), 1000));
	TEST(keep_find(k, key, pl_of(second), 1000));
	TEST(keep_find(k, key, pl_of(id), 1000));

out:
	mem_deref(k);
	return err;
}
