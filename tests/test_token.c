/**
 * @file test_token.c  Search tokens: words, folding, stems, ceilings, digests
 */
#include "test.h"
#include "db/db.h"
#include "db/token.h"
#include "folder.h"


int test_token_split(void);
int test_token_ceiling(void);
int test_token_digest(void);


static int join_h(struct pl token, void *arg)
{
	struct mbuf *mb = arg;
	int err;

	err = mb->end ? mbuf_write_u8(mb, '|') : 0;
	return err ? err : mbuf_write_mem(mb, (const uint8_t *)token.p, token.l);
}


int test_token_split(void)
{
	static const struct {
		const char *text, *tokens;
	} list[] = {
		{"", ""},
		{" \t\n—…!", ""},
		{"Ёлка, ЕЛКА и ёлки", "елк|елк|и|елк"},
		{"Не начислили пенсию за октябрь 2026 года", "не|начисл|пенс|за|октябр|2026|год"},
		{"The payments were not received", "the|payment|were|not|receiv"},
		{"Портал Gosuslugi не работает", "порта|gosuslugi|не|работа"},
		{"за\xcc\x81мок замо\xcc\x81к", "замок|замок"},                /* stress */
		{"и\xcc\x86од йод", "йод|йод"},                                  /* и + breve */
		{"пен\xc2\xadсия пенсия", "пенс|пенс"},                          /* soft hyphen */
		{"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93", "123"},                 /* full-width digits */
		{"онлайн-запись", "онлайн|зап"},
		{"a\xff\xfe" "b", "a|b"},                                        /* not UTF-8 */
		{"\xed\xa0\x80 да", "да"},                                       /* a surrogate */
	};
	struct mbuf *mb = mbuf_alloc(64);
	int err = 0;

	if (!mb)
		return ENOMEM;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		mbuf_rewind(mb);
		TEST_OK(token_split(pl_of(list[i].text), join_h, mb));
		TEST_PL(pl_of(list[i].tokens), ((struct pl){(char *)mb->buf, mb->end}));
	}

out:
	mem_deref(mb);
	return err;
}


struct count {
	unsigned tokens;
	size_t longest;
};


static int count_h(struct pl token, void *arg)
{
	struct count *c = arg;

	c->tokens++;
	c->longest = token.l > c->longest ? token.l : c->longest;
	return c->tokens >= 10000 ? ERANGE : 0;
}


static int stop_h(struct pl token, void *arg)
{
	unsigned *left = arg;

	return --*left ? 0 : ECANCELED;
}


int test_token_ceiling(void)
{
	enum { SIZE = 3 * TOKEN_BYTES_MAX };
	char *text = mem_alloc(SIZE, NULL);
	struct count c = {0};
	unsigned left = 3;
	int err = 0;

	if (!text)
		return ENOMEM;

	for (size_t i = 0; i < SIZE; i += 2)
		memcpy(text + i, "a ", 2);
	TEST_OK(token_split((struct pl){text, SIZE}, count_h, &c));
	TEST(TOKEN_TEXT_MAX == c.tokens);
	TEST(ECANCELED == token_split((struct pl){text, SIZE}, stop_h, &left));
	TEST(0 == left);

	/* one endless word */
	memset(text, 'x', SIZE);
	memset(&c, 0, sizeof(c));
	TEST_OK(token_split((struct pl){text, SIZE}, count_h, &c));
	TEST(c.tokens >= 1 && TOKEN_LETTERS_MAX == c.longest);

	/* a ligature that grows eighteenfold when folded (U+FDFA) */
	for (size_t i = 0; i + 3 <= SIZE; i += 3)
		memcpy(text + i, "\xef\xb7\xba", 3);
	memset(&c, 0, sizeof(c));
	TEST_OK(token_split((struct pl){text, SIZE}, count_h, &c));
	TEST(c.tokens > 1 && c.tokens <= TOKEN_TEXT_MAX);

out:
	mem_deref(text);
	return err;
}


int test_token_digest(void)
{
	char dir[FOLDER_MAX] = "";
	struct keyring *kr = NULL;
	uint8_t digest[32];
	int64_t v;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));

	v = token_digest(kr, PL_LIT("пенс"));
	TEST(v == token_digest(kr, PL_LIT("пенс")));
	TEST(v != token_digest(kr, PL_LIT("пенси")));
	TEST(DB_NULL != v);

	/* a token's digest says nothing about an address of the same letters */
	keyring_digest(kr, KEY_DIGEST, PL_LIT("пенс"), digest);
	TEST(memcmp(&v, digest, sizeof(v)));

out:
	mem_deref(kr);
	folder_remove(dir);
	return err;
}
