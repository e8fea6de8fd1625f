/**
 * @file test_catalog.c  The catalogue: keys, placeholders, plural forms
 */
#include <string.h>
#include "test.h"
#include "base/catalog.h"


int test_catalog_find(void);
int test_catalog_print(void);
int test_catalog_plural(void);


int test_catalog_find(void)
{
	enum text_key key = TEXT_COUNT;
	enum lang lang = LANG_COUNT;
	int err = 0;

	TEST(text_find(&key, PL_LIT("site.count.days")));
	TEST(T_SITE_COUNT_DAYS == key);
	TEST(!text_find(&key, PL_LIT("site.count.day")));
	TEST(!text_find(&key, PL_LIT("")));
	TEST(!text_find(&key, PL_LIT("zzz")));
	TEST(!text_find(&key, (struct pl){NULL, 0}));
	TEST(T_SITE_COUNT_DAYS == key);

	for (unsigned i = 0; i < TEXT_COUNT; i++) {
		TEST(text_find(&key, pl_of(text_name((enum text_key)i))));
		TEST(key == i);
		TEST(t(LANG_RU, key)[0] && t(LANG_EN, key)[0]);
	}

	TEST(lang_find(&lang, PL_LIT("en-GB")) && LANG_EN == lang);
	TEST(lang_find(&lang, PL_LIT("RU")) && LANG_RU == lang);
	TEST(!lang_find(&lang, PL_LIT("english")));
	TEST(!lang_find(&lang, PL_LIT("")));

out:
	return err;
}


static int expect(enum lang lang, const struct text_arg *argv, size_t argc, enum text_key key, const char *want)
{
	struct mbuf *mb = mbuf_alloc(16);
	int err;

	if (!mb)
		return ENOMEM;

	TEST_OK(text_print(mb, lang, key, argv, argc));
	TEST_PL(pl_of(want), ((struct pl){(char *)mb->buf, mb->end}));

out:
	mem_deref(mb);
	return err;
}


int test_catalog_print(void)
{
	const struct text_arg when = TEXT_PL("when", PL_LIT("{when} 24 ноября"));
	const struct text_arg other = TEXT_PL("whe", PL_LIT("x"));
	int err;

	TEST_OK(expect(LANG_RU, &when, 1, T_SITE_RECEIPT_DUE, "Ответим до {when} 24 ноября"));
	TEST_OK(expect(LANG_RU, &other, 1, T_SITE_RECEIPT_DUE, "Ответим до {when}"));
	TEST_OK(expect(LANG_EN, NULL, 0, T_SITE_RECEIPT_DUE, "We will answer by {when}"));
	TEST_OK(expect(LANG_RU, NULL, 0, T_LANG_NAME, "Русский"));

out:
	return err;
}


int test_catalog_plural(void)
{
	static const struct {
		int64_t n;
		const char *ru, *en;
	} list[] = {
		{0, "0\u00a0дней", "0\u00a0days"},     {1, "1\u00a0день", "1\u00a0day"},
		{2, "2\u00a0дня", "2\u00a0days"},      {4, "4\u00a0дня", "4\u00a0days"},
		{5, "5\u00a0дней", "5\u00a0days"},     {11, "11\u00a0дней", "11\u00a0days"},
		{12, "12\u00a0дней", "12\u00a0days"},  {14, "14\u00a0дней", "14\u00a0days"},
		{21, "21\u00a0день", "21\u00a0days"},  {22, "22\u00a0дня", "22\u00a0days"},
		{111, "111\u00a0дней", "111\u00a0days"}, {-1, "-1\u00a0день", "-1\u00a0day"},
		{INT64_MIN, "-9223372036854775808\u00a0дней", "-9223372036854775808\u00a0days"},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {

		const struct text_arg n = TEXT_NUM("n", list[i].n);

		TEST_OK(expect(LANG_RU, &n, 1, T_SITE_COUNT_DAYS, list[i].ru));
		TEST_OK(expect(LANG_EN, &n, 1, T_SITE_COUNT_DAYS, list[i].en));
	}

out:
	return err;
}
