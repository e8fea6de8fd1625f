/**
 * @file posting.c  The blobs of the index of words
 */
#include "appeal/posting.h"
#include "base/id.h"


size_t posting_fit(const int64_t *ids, size_t n)
{
	int64_t most = posting_above(ids[0]);
	size_t i = 1;

	while (i < n && ids[i] <= most)
		i++;

	return i;
}


int posting_print(struct mbuf *mb, const int64_t *ids, size_t n)
{
	int err = 0;

	for (size_t i = n - 1; i > 0 && !err; i--) {

		uint64_t v = (uint64_t)(ids[i] - ids[i - 1]);
		uint8_t buf[10];
		size_t l = 0;

		for (; v > 0x7f; v >>= 7)
			buf[l++] = (uint8_t)(v | 0x80);
		buf[l++] = (uint8_t)v;

		err = mbuf_write_mem(mb, buf, l);
	}

	return err;
}


bool posting_next(struct pl *rest, int64_t *id)
{
	uint64_t v = 0;
	unsigned shift = 0;
	size_t l = 0;

	for (; l < rest->l && shift < 63; shift += 7) {

		uint8_t c = (uint8_t)rest->p[l++];

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c & 0x80)
			continue;
		if (!v || v > (uint64_t)*id)
			return false;

		rest->p += l;
		rest->l -= l;
		*id -= (int64_t)v;
		return true;
	}

	return false;
}


int64_t posting_above(int64_t id)
{
	return id_after(id, POSTING_SPAN_MS);
}
