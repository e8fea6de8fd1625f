/**
 * @file cut.c  Identifiers cut out of a text come back byte by byte; placeholders of any kind restore without harm
 */
#include <stdio.h>
#include "fuzz.h"
#include "base/date.h"
#include "appeal/cut.h"


struct kept {
	struct pl text;
	struct cut_span spans[CUT_MAX];
	size_t n;
};


static bool value_h(struct pl *value, enum cut_kind kind, unsigned n, void *arg)
{
	const struct kept *kept = arg;

	for (size_t i = 0; i < kept->n; i++) {
		const struct cut_span *span = &kept->spans[i];

		if (span->kind == kind && span->n == n) {
			*value = (struct pl){kept->text.p + span->at, span->len};
			return true;
		}
	}

	return false;
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kept kept = {.text = {(const char *)data, size}};
	struct mbuf *mb = mbuf_alloc(size + 1), *back = mbuf_alloc(size + 1);
	size_t at = 0;

	CLAIM(mb && back);
	kept.n = cut_find(kept.spans, kept.text, date_day(2026, 11, 22));
	CLAIM(kept.n <= CUT_MAX);
	for (size_t i = 0; i < kept.n; i++) {
		CLAIM(kept.spans[i].len && kept.spans[i].at >= at && kept.spans[i].kind < CUT_KINDS);
		at = kept.spans[i].at + kept.spans[i].len;
		CLAIM(at <= size);
	}

	CLAIM(0 == text_cut(mb, kept.text, kept.spans, kept.n));
	CLAIM(0 == text_restore(back, (struct pl){(const char *)mb->buf, mb->end}, value_h, &kept));
	CLAIM(back->end == size && (!size || 0 == memcmp(back->buf, data, size)));

	mbuf_rewind(back);
	CLAIM(0 == text_restore(back, kept.text, value_h, &kept));

	mem_deref(mb);
	mem_deref(back);
	return 0;
}
