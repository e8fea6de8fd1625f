/**
 * @file test_posting.c  The rows of the index of words
 */
#include "test.h"
#include "appeal/posting.h"
#include "base/id.h"

int test_posting(void);
int test_posting_spoilt(void);


/* Reads the row back, highest first; how many ids it has */
static size_t read_back(int64_t *ids, int64_t last, struct pl blob)
{
	size_t n = 0;

	do {
		ids[n++] = last;
	} while (posting_next(&blob, &last));

	return n;
}


int test_posting(void)
{
	const int64_t now = INT64_C(1790000000000);
	int64_t ids[1000], back[1000];
	struct mbuf *mb = mbuf_alloc(8);
	size_t n;
	int err = 0;

	TEST(mb);

	for (unsigned i = 0; i < 1000; i++)
		ids[i] = id_new(now + i * i / 500);

	TEST_OK(posting_print(mb, ids, 1));
	TEST(0 == mb->end && 1 == read_back(back, ids[0], (struct pl){(char *)mb->buf, 0}) && back[0] == ids[0]);

	TEST_OK(posting_print(mb, ids, 1000));
	TEST(1000 == read_back(back, ids[999], (struct pl){(char *)mb->buf, mb->end}));
	for (unsigned i = 0; i < 1000; i++)
		TEST(back[i] == ids[999 - i]);

	TEST(1000 == posting_fit(ids, 1000) && 1 == posting_fit(ids, 1));
	ids[999] = posting_above(ids[0]) + 1;
	TEST(999 == posting_fit(ids, 1000));
	TEST(INT64_MAX == posting_above(INT64_MAX - 1));
	n = posting_fit((int64_t[]){1, INT64_MAX}, 2);
	TEST(1 == n);

out:
	mem_deref(mb);
	return err;
}


int test_posting_spoilt(void)
{
	static const char *const blobs[] = {"\x80", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\x05", "\x80\x00"};
	int err = 0;

	for (size_t i = 0; i < sizeof(blobs) / sizeof(blobs[0]); i++) {

		struct pl rest = pl_of(blobs[i]);
		int64_t id = 4;

		TEST(!posting_next(&rest, &id) && 4 == id);
	}

out:
	return err;
}
