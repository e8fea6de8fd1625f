/**
 * @file test_cut.c  Identifiers cut out of a text, and the receipt code
 */
#include <stdio.h>
#include <stdlib.h>
#include "test.h"
#include "base/date.h"
#include "appeal/cut.h"
#include "appeal/receipt.h"


enum { LONG_BYTES = 200000 };

int test_cut_find(void);
int test_cut_restore(void);
int test_cut_many(void);
int test_cut_long(void);
int test_receipt(void);

/* Every identifier was made up; the sums are right */
static const struct {
	const char *text, *cut;
} table[] = {
	{"Мой СНИЛС 782-306-286 09, спасибо", "Мой СНИЛС ⟦snils 1⟧, спасибо"},
	{"снилс 78230628609", "снилс ⟦snils 1⟧"},
	{"снилс 782-306-286 10 не принимают", "снилс ⟦snils 1⟧ не принимают"},
	{"заказ 38230628610", "заказ 38230628610"},
	{"ИНН 543736443285.", "ИНН ⟦inn 1⟧."},
	{"заявление 543736443286", "заявление 543736443286"},
	{"полис ОМС 7707930007314809", "полис ОМС ⟦oms 1⟧"},
	{"полис 4539578763621486", "полис ⟦oms 1⟧"},
	{"карта 4539 5787 6362 1486!", "карта ⟦card 1⟧!"},
	{"4539 5787 6362 1487", "4539 5787 6362 1487"},
	{"паспорт 45 08 № 123456, выдан 01.02.2009", "паспорт ⟦passport 1⟧, выдан 01.02.2009"},
	{"серия 4508 номер 123456", "серия ⟦passport 1⟧"},
	{"паспорт: 4508123456", "паспорт: ⟦passport 1⟧"},
	{"договор 4508123456", "договор 4508123456"},
	{"загранпаспорт 75 1234567", "загранпаспорт ⟦passport 1⟧"},
	{"Звоните 8 (916) 123-45-67 или +375 29 123-45-67", "Звоните ⟦phone 1⟧ или ⟦phone 2⟧"},
	{"тел.89161234567,+79031234567", "тел.⟦phone 1⟧,⟦phone 2⟧"},
	{"916 123 45 67 и 9161234567", "⟦phone 1⟧ и ⟦phone 2⟧"},
	{"８９１６１２３４５６７", "⟦phone 1⟧"},
	{"22.11.2026 8 916 123 45 67", "22.11.2026 ⟦phone 1⟧"},
	{"дом 123-45-67", "дом ⟦phone 1⟧"},
	{"пишите на ivan.petrov+1@mail.example.ru.", "пишите на ⟦email 1⟧."},
	{"89161234567@example.com, иван@почта.рф", "⟦email 1⟧, ⟦email 2⟧"},
	{"a@b, @home, x@1.2", "a@b, @home, x@1.2"},
	{"обращение AB-123456-7890 и АВ-912345-6789", "обращение AB-123456-7890 и АВ-912345-6789"},
	{"с 10:00 до 20:00 22.11.2026, 1 500 000 руб., ул. Мира, 5, кв. 12", "с 10:00 до 20:00 22.11.2026, 1 500 000 руб., ул. Мира, 5, кв. 12"},
	{"⟦phone 1⟧ и 89161234567", "⟦mark 1⟧phone 1⟧ и ⟦phone 1⟧"},
	{"\xff 89161234567 \xd0", "\xff ⟦phone 1⟧ \xd0"},
	{"", ""},
};


static int32_t today(void)
{
	return date_day(2026, 11, 22);
}


/* Cuts a text into a new buffer */
static int cut(struct mbuf **mbp, struct cut_span spans[CUT_MAX], size_t *np, struct pl text)
{
	struct mbuf *mb = mbuf_alloc(64);
	int err;

	if (!mb)
		return ENOMEM;
	*np = cut_find(spans, text, today());
	err = text_cut(mb, text, spans, *np);
	if (err)
		mem_deref(mb);
	else
		*mbp = mb;

	return err;
}


static struct pl written(const struct mbuf *mb)
{
	return (struct pl){(const char *)mb->buf, mb->end};
}


int test_cut_find(void)
{
	struct cut_span spans[CUT_MAX];
	struct mbuf *mb = NULL;
	size_t n;
	int err = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		TEST_OK(cut(&mb, spans, &n, pl_of(table[i].text)));
		TEST_PL(pl_of(table[i].cut), written(mb));
		mb = mem_deref(mb);
	}

out:
	mem_deref(mb);
	return err;
}


/* What was cut out, for the way back */
struct kept {
	struct pl text;
	const struct cut_span *spans;
	size_t n;
};


static bool value_h(struct pl *value, enum cut_kind kind, unsigned n, void *arg)
{
	const struct kept *kept = arg;

	for (size_t i = 0; i < kept->n; i++) {
		const struct cut_span *span = &kept->spans[i];

		if (span->kind != kind || span->n != n)
			continue;
		*value = (struct pl){kept->text.p + span->at, span->len};
		return true;
	}

	return false;
}


static bool forgotten_h(struct pl *value, enum cut_kind kind, unsigned n, void *arg)
{
	(void)value;
	(void)kind;
	(void)n;
	(void)arg;

	return false;
}


/* There and back: byte by byte the same */
static int there_and_back(struct pl text)
{
	struct cut_span spans[CUT_MAX];
	struct kept kept = {text, spans, 0};
	struct mbuf *mb = NULL, *back = mbuf_alloc(64);
	int err = 0;

	if (!back)
		return ENOMEM;
	TEST_OK(cut(&mb, spans, &kept.n, text));
	TEST_OK(text_restore(back, written(mb), value_h, &kept));
	TEST_PL(text, written(back));

out:
	mem_deref(mb);
	mem_deref(back);
	return err;
}


int test_cut_restore(void)
{
	static const char half[] = "⟦phone 1⟧ ⟦phone⟧ ⟦phone 1 ⟦snils 1234⟧ ⟦";
	struct mbuf *mb = mbuf_alloc(16);
	int err = 0;

	if (!mb)
		return ENOMEM;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		TEST_OK(there_and_back(pl_of(table[i].text)));
	TEST_OK(there_and_back(pl_of(half)));

	TEST_OK(text_restore(mb, pl_of(half), forgotten_h, NULL));
	TEST_PL(pl_of(half), written(mb));

out:
	mem_deref(mb);
	return err;
}


int test_cut_many(void)
{
	struct mbuf *mb = mbuf_alloc(4096);
	struct cut_span spans[CUT_MAX];
	size_t n;
	int err = 0;

	if (!mb)
		return ENOMEM;
	for (unsigned i = 0; i < CUT_MAX; i++)
		TEST_OK(mbuf_printf(mb, "8916%07u; ", i));
	n = cut_find(spans, written(mb), today());
	TEST(CUT_MAX == n && CUT_PHONE == spans[CUT_MAX - 1].kind && 11 == spans[CUT_MAX - 1].len);

	TEST_OK(mbuf_write_str(mb, "a@example.com!"));
	n = cut_find(spans, written(mb), today());
	TEST(CUT_MAX == n && CUT_MORE == spans[CUT_MAX - 1].kind);
	TEST(spans[CUT_MAX - 1].at + spans[CUT_MAX - 1].len == mb->end - 1);
	TEST_OK(there_and_back(written(mb)));

out:
	mem_deref(mb);
	return err;
}


/* Texts made to be slow: all must pass in linear time, which the time limit of the suite would show */
int test_cut_long(void)
{
	static const char *const units[] = {"1", "1 ", "1-", "a", "a.", "@", "a@", "a@b.", "⟦", "+", "+1", "8 916 ", "№", "\xff"};
	struct cut_span spans[CUT_MAX];
	char *text = malloc(LONG_BYTES);
	int err = 0;

	if (!text)
		return ENOMEM;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t len = strlen(units[i]);

		for (size_t at = 0; at + len <= LONG_BYTES; at += len)
			memcpy(text + at, units[i], len);
		TEST(cut_find(spans, (struct pl){text, LONG_BYTES / len * len}, today()) <= CUT_MAX);
	}

out:
	free(text);
	return err;
}


int test_receipt(void)
{
	static const uint8_t key[RECEIPT_KEY_SIZE] = {7}, other[RECEIPT_KEY_SIZE] = {8};
	char code[RECEIPT_SIZE], again[RECEIPT_SIZE], typed[64];
	unsigned same = 0;
	int err = 0;

	for (int64_t digits = 0; digits < 500; digits++) {
		receipt_code(code, key, digits);
		TEST(RECEIPT_DIGITS == strlen(code) && RECEIPT_DIGITS == strspn(code, "0123456789"));
		TEST(receipt_match(key, digits, pl_of(code)));
		receipt_code(again, key, digits + 1);
		same += 0 == strcmp(code, again);
		receipt_code(again, other, digits);
		same += 0 == strcmp(code, again);
		code[digits % 8] = '0' + (code[digits % 8] - '0' + 1) % 10;
		TEST(!receipt_match(key, digits, pl_of(code)));
	}
	TEST(0 == same);

	receipt_code(code, key, 42);
	TEST(snprintf(typed, sizeof(typed), " %.4s\u00a0— %s ", code, code + 4) > 0);
	TEST(receipt_match(key, 42, pl_of(typed)));
	TEST(!receipt_match(key, 42, (struct pl){code, 7}) && !receipt_match(key, 42, pl_of(NULL)));
	TEST(snprintf(typed, sizeof(typed), "%s0", code) > 0 && !receipt_match(key, 42, pl_of(typed)));
	TEST(snprintf(typed, sizeof(typed), "x%s", code) > 0 && !receipt_match(key, 42, pl_of(typed)));

out:
	return err;
}
