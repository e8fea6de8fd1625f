/**
 * @file multipart.c  multipart/form-data: whole and in pieces it must say the same, and never tell more than it was fed
 *
 * The first byte says how large the pieces are; the boundary is "XX".
 */
#include "fuzz.h"
#include "web/multipart.h"


struct told {
	unsigned begins, ends;
	size_t bytes;
	uint64_t sum;
	bool open;
};


static int begin_h(struct pl name, struct pl filename, void *arg)
{
	struct told *told = arg;

	CLAIM(!told->open && name.l);
	told->open = true;
	told->begins++;
	told->sum = told->sum * 31 + name.l + (filename.p ? filename.l + 7 : 0);
	return 0;
}


static int data_h(const uint8_t *data, size_t size, void *arg)
{
	struct told *told = arg;

	CLAIM(told->open);
	told->bytes += size;
	for (size_t i = 0; i < size; i++)
		told->sum = told->sum * 31 + data[i];
	return 0;
}


static int end_h(void *arg)
{
	struct told *told = arg;

	CLAIM(told->open);
	told->open = false;
	told->ends++;
	return 0;
}


static int feed(struct told *told, const uint8_t *data, size_t size, size_t step)
{
	struct multipart_h h = {begin_h, data_h, end_h, told};
	struct multipart *mp;
	size_t done = 0;
	int err;

	memset(told, 0, sizeof(*told));
	err = multipart_alloc(&mp, PL_LIT("multipart/form-data; boundary=XX"), &h);
	CLAIM(!err || err == ENOMEM);

	while (!err && done < size) {

		size_t left = size - done, used;

		err = multipart_feed(mp, data + done, left < step ? left : step, &used);
		CLAIM(err || (used && used <= left));
		done += used;
	}

	CLAIM(told->bytes <= size);
	if (!err)
		err = multipart_end(mp);
	mem_deref(mp);
	return err;
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct told whole, parts;
	struct multipart_h h = {begin_h, data_h, end_h, &whole};
	struct multipart *mp;
	int err;

	if (!size)
		return 0;

	if (!multipart_alloc(&mp, (struct pl){(const char *)data, size}, &h))      /* as a Content-Type, too */
		mem_deref(mp);

	err = feed(&whole, data + 1, size - 1, size);
	CLAIM(err == feed(&parts, data + 1, size - 1, 1u + data[0] % 7));
	if (!err)
		CLAIM(whole.begins == whole.ends && whole.begins == parts.begins && whole.bytes == parts.bytes &&
		      whole.sum == parts.sum);

	return 0;
}
