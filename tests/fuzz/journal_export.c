/**
 * @file journal_export.c  Fuzzes the verifier of exports: a file of any bytes, and each of its lines written and read again
 *
 * Nothing can verify here, for nobody signed: whatever comes, a fault is found, and it has words.
 */
#include <stdio.h>
#include <unistd.h>
#include <sys/mman.h>
#include "fuzz.h"
#include "db/journal_priv.h"


static void line(struct pl text)
{
	struct journal_item item, again;
	struct mbuf *mb = mbuf_alloc(256);

	if (0 == journal_line_parse(&item, text, NULL) && LINE_FORMAT != item.type) {
		CLAIM(0 == (LINE_ROW == item.type ? journal_row_print(mb, &item.row) : journal_mark_print(mb, &item.mark)));
		CLAIM(mb->end <= JOURNAL_LINE_MAX);
		CLAIM(0 == journal_line_parse(&again, (struct pl){(char *)mb->buf, mb->end - 1}, NULL));
		CLAIM(again.type == item.type && again.row.pos == item.row.pos && again.row.body.l == item.row.body.l);
		CLAIM(!memcmp(again.row.hash, item.row.hash, JOURNAL_HASH_SIZE));
		CLAIM(!memcmp(again.mark.signature, item.mark.signature, JOURNAL_SIGNATURE_SIZE));
		journal_item_free(&again);
	}

	journal_item_free(&item);
	mem_deref(mb);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *p = data, *end = data + size;
	static const uint8_t key[32] = {9};
	struct journal_report rep;
	char path[40];
	int fd = memfd_create("export", MFD_CLOEXEC);

	CLAIM(fd >= 0 && (ssize_t)size == write(fd, data, size));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	CLAIM(0 == journal_verify_export(path, key, NULL, &rep));
	CLAIM(JOURNAL_OK != rep.fault && rep.words[0]);
	CLAIM(0 == journal_verify_export(path, key, path, &rep) && JOURNAL_OK != rep.fault);
	close(fd);

	while (p < end) {
		const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = nl ? (size_t)(nl - p) : (size_t)(end - p);

		line((struct pl){(const char *)p, len});
		p += len + (nl != NULL);
	}

	return 0;
}
