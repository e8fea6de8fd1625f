/**
 * @file test_text.c  Text that a person typed
 */
#include "test.h"
#include "base/text.h"


int test_text_utf8(void);
int test_text_trim(void);
int test_text_map(void);
int test_text_layout(void);

/* Sequences that a lenient decoder lets through (RFC 3629 section 10, and truncations) */
static const struct {
	const char *bytes;
	size_t len;
} broken[] = {
	{"\xc0\x80", 2}, {"\xc1\xbf", 2}, {"\xe0\x80\xaf", 3}, {"\xe0\x9f\xbf", 3}, {"\xf0\x80\x80\xaf", 4},
	{"\xf0\x8f\xbf\xbf", 4}, {"\xed\xa0\x80", 3}, {"\xed\xbf\xbf", 3}, {"\xf4\x90\x80\x80", 4},
	{"\xf5\x80\x80\x80", 4}, {"\xf8\x88\x80\x80\x80", 5}, {"\x80", 1}, {"\xbf", 1}, {"\xfe", 1}, {"\xff", 1},
	{"\xd0", 1}, {"\xe2\x80", 2}, {"\xf0\x9f\x98", 3}, {"\xd0\x20", 2}, {"a\0b", 3},
};


int test_text_utf8(void)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		char behind[16] = "Ёж中 ";
		size_t l = strlen(behind);

		memcpy(behind + l, broken[i].bytes, broken[i].len);
		TEST(!text_valid((struct pl){broken[i].bytes, broken[i].len}));
		TEST(!text_valid((struct pl){behind, l + broken[i].len}));
	}
	TEST(text_valid(PL_LIT("Ёж, 中 и \U0001F994")));
	TEST(text_valid(pl_of(NULL)));
	TEST(10 == text_count(PL_LIT("Ёж, 中 и \U0001F994.")));

	for (uint32_t cp = 0; cp < 0x110010; cp++) {        /* there and back, all of Unicode */
		char bytes[4];
		struct pl pl = {bytes, text_encode(bytes, cp)};
		bool none = (cp >= 0xd800 && cp <= 0xdfff) || cp > 0x10ffff;

		TEST(none == (0 == pl.l));
		TEST(none || cp == text_next(&pl));
		TEST(none || 0 == pl.l);
	}

out:
	return err;
}


int test_text_trim(void)
{
	int err = 0;

	TEST_PL(PL_LIT("а б"), text_trim(PL_LIT(" \t\u00a0\u2003\u3000\ufeffа б\u202f\u200b\r\n")));
	TEST_PL(PL_LIT("x"), text_trim(PL_LIT("x")));
	TEST_PL(PL_LIT("\xff"), text_trim(PL_LIT(" \xff ")));
	TEST(0 == text_trim(PL_LIT(" \u00a0 ")).l);
	TEST(0 == text_trim(pl_of(NULL)).l);

out:
	return err;
}


int test_text_map(void)
{
	char buf[32] = "untouched";
	int err = 0;

	TEST_OK(text_map(buf, sizeof(buf), PL_LIT("１２−３‑４\u00a0Ｚ—я"), text_plain));
	TEST_PL(PL_LIT("12-3-4 Z-я"), pl_of(buf));
	TEST_OK(text_map(buf, sizeof(buf), PL_LIT("СОЛОВЬЁВ Ё ё Straße"), text_fold));
	TEST_PL(PL_LIT("соловьев е е straße"), pl_of(buf));

	TEST_OK(text_map(buf, 5, PL_LIT("ёж"), text_fold));
	TEST_PL(PL_LIT("еж"), pl_of(buf));
	TEST(EOVERFLOW == text_map(buf, 4, PL_LIT("ёлка"), text_fold));
	TEST_PL(PL_LIT("еж"), pl_of(buf));
	TEST(EBADMSG == text_map(buf, sizeof(buf), PL_LIT("a\xd0"), text_plain));
	TEST_PL(PL_LIT("еж"), pl_of(buf));

	TEST(9 == text_digit(0xff19) && 0 == text_digit('0') && -1 == text_digit(0x661) && -1 == text_digit(TEXT_BAD));
	TEST(text_is_russian(0x451) && !text_is_russian(0x456) && text_is_latin(0xe9) && !text_is_latin(0xd7));
	TEST(text_is_said(PL_LIT("«ё»")) && text_is_said(PL_LIT("№ 1")) && !text_is_said(PL_LIT(" ! «—» … № ")) && !text_is_said(PL_LIT("")));

out:
	return err;
}


int test_text_layout(void)
{
	char buf[128], back[128];
	int err = 0;

	TEST_OK(text_map(buf, sizeof(buf), PL_LIT("Bdfyjd Bdfy"), text_to_jcuken));
	TEST_PL(PL_LIT("Иванов Иван"), pl_of(buf));
	TEST_OK(text_map(buf, sizeof(buf), PL_LIT("Съешь же ещё этих мягких французских булок, ЮБЭЖХЪЁ"), text_to_qwerty));
	TEST_OK(text_map(back, sizeof(back), pl_of(buf), text_to_jcuken));
	TEST_PL(PL_LIT("Съешь же ещё этих мягких французских булокб ЮБЭЖХЪЁ"), pl_of(back));

	TEST_OK(text_map(buf, sizeof(buf), PL_LIT("ABCEHKMOPTXY aceopxy bk"), text_to_cyrillic));
	TEST_PL(PL_LIT("АВСЕНКМОРТХУ асеорху bk"), pl_of(buf));
	TEST_OK(text_map(back, sizeof(back), pl_of(buf), text_to_latin));
	TEST_PL(PL_LIT("ABCEHKMOPTXY aceopxy bk"), pl_of(back));

out:
	return err;
}
