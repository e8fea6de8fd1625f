/**
 * @file text.c  Text of people made fit to be said: a name, a topic
 *
 * The voice program takes [[ … ]] for phonemes and < > for mark-up: brackets become spaces, and so does what has no sound. In
 * English a Cyrillic name is written in Latin letters (ICAO Doc 9303, as in passports), or the voice would spell its letters.
 */
#include "base/text.h"
#include "phrase/phrase_priv.h"

static const char *const latin[32] = {      /* а … я */
	"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p",
	"r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia",
};


static bool silent(uint32_t cp)
{
	return cp < ' ' || 0x7f == cp || (cp >= 0x80 && cp < 0xa0) || (cp < 0x80 && strchr("[]<>{}|\\^~`&*_", (int)cp)) ||
		text_is_space(cp) || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0xe000 && cp <= 0xf8ff) || cp >= 0x10000;
}


static int put(struct mbuf *mb, uint32_t cp)
{
	char buf[4];
	const size_t n = text_encode(buf, cp);

	return mbuf_write_mem(mb, (const uint8_t *)buf, n);
}


static int put_latin(struct mbuf *mb, uint32_t cp)
{
	const bool upper = cp < 0x430;
	const char *text = 0x451 == cp || 0x401 == cp ? "e" : latin[(cp - 0x410) % 32];

	if (!*text)
		return 0;
	if (!upper)
		return mbuf_write_str(mb, text);

	return mbuf_write_u8(mb, (uint8_t)(text[0] - 'a' + 'A')) | mbuf_write_str(mb, text + 1);
}


int say_text(struct mbuf *mb, bool *ok, enum lang lang, struct pl text)
{
	bool space = false, begun = false;
	uint32_t cp;
	int err = 0;

	*ok = text.l <= PHRASE_TEXT_MAX && text_valid(text) && text_is_said(text);
	while (*ok && !err && (cp = text_next(&text)) < TEXT_END) {

		if (silent(cp)) {
			space = begun;
			continue;
		}

		if (space)
			err = mbuf_write_u8(mb, ' ');
		space = false;
		begun = true;

		err |= LANG_EN == lang && text_is_russian(cp) ? put_latin(mb, cp) : put(mb, cp);
	}

	*ok = *ok && begun;
	return err;
}
