/**
 * @file text.c  UTF-8 and the maps over it
 */
#include <stdio.h>
#include "fuzz.h"
#include "base/text.h"


/* Maps into a buffer of the very size that is needed, and one too small */
static void map(struct pl text, text_map_h *maph)
{
	size_t room = 3 * text.l + 4;
	char *buf = malloc(room), *exact;

	if (!buf)
		return;
	if (0 == text_map(buf, room, text, maph)) {
		size_t size = strlen(buf) + 1;

		exact = malloc(size);
		if (exact) {
			CLAIM(0 == text_map(exact, size, text, maph) && 0 == strcmp(exact, buf));
			CLAIM(EOVERFLOW == text_map(exact, size - 1, text, maph));
			CLAIM(text_valid(pl_of(exact)));
		}
		free(exact);
	}
	else {
		CLAIM(!text_valid(text));
	}
	free(buf);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static text_map_h *const maps[] = {
		text_plain, text_fold, text_to_cyrillic, text_to_latin, text_to_jcuken, text_to_qwerty,
	};
	struct pl text = {(const char *)data, size}, rest = text, trimmed, again;
	size_t n = 0;
	uint32_t cp;

	while (TEXT_END != (cp = text_next(&rest))) {
		char bytes[4];
		size_t len;

		if (TEXT_BAD == cp) {
			CLAIM(!text_valid(text));
			break;
		}
		len = text_encode(bytes, cp);
		CLAIM(len && 0 == memcmp(rest.p - len, bytes, len));
		n++;
	}
	CLAIM(n == text_count(text));

	trimmed = text_trim(text);
	again = text_trim(trimmed);
	CLAIM(trimmed.l <= text.l && trimmed.l == again.l);
	CLAIM(text_valid(text) <= text_valid(trimmed));

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		map(text, maps[i]);

	return 0;
}
