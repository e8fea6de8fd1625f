/**
 * @file test_number.c  The number of an appeal
 */
#include "test.h"
#include "base/text.h"
#include "appeal/number.h"


enum { SAMPLES = 2000, SMALL = 12 };

int test_number_permute(void);
int test_number_letters(void);
int test_number_parse(void);
int test_number_suggest(void);

static const uint8_t key[NUMBER_KEY_SIZE] = {1, 2, 3};


/* A fixed sequence, the same in every run (splitmix64) */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}


int test_number_permute(void)
{
	uint8_t seen[SMALL * SMALL], other[NUMBER_KEY_SIZE] = {1, 2, 4};
	uint64_t state = 1;
	unsigned same = 0;
	int err = 0;

	for (uint32_t half = 2; half <= SMALL; half++) {          /* every value of small domains */
		memset(seen, 0, sizeof(seen));
		for (int64_t v = 0; v < (int64_t)half * half; v++) {
			int64_t p = number_permute(key, half, v);

			TEST(p >= 0 && p < (int64_t)half * half);
			TEST(!seen[p]++);
			TEST(v == number_unpermute(key, half, p));
		}
	}

	for (unsigned i = 0; i < SAMPLES; i++) {                  /* samples of the real one */
		int64_t serial = i < SAMPLES / 2 ? i : (int64_t)(next(&state) % (uint64_t)NUMBER_COUNT);
		int64_t digits = number_of_serial(key, serial);

		TEST(digits >= 0 && digits < NUMBER_COUNT);
		TEST(serial == number_serial(key, digits));
		same += digits == number_of_serial(other, serial);
	}
	TEST(same < 3);
	TEST(NUMBER_COUNT - 1 == number_serial(key, number_of_serial(key, NUMBER_COUNT - 1)));

out:
	return err;
}


/* Is a text refused because its letters do not fit? */
static bool is_caught(const char *text)
{
	int64_t digits;

	return NUMBER_MISMATCH == number_parse(&digits, pl_of(text));
}


static void swap(char *a, char *b)
{
	char c = *a;

	*a = *b;
	*b = c;
}


int test_number_letters(void)
{
	static const char alphabet[] = "ABCEHKMOPTXY";
	uint64_t state = 2;
	int err = 0;

	for (unsigned i = 0; i < SAMPLES; i++) {
		char was[NUMBER_SIZE], text[NUMBER_SIZE];
		static const unsigned at[] = {3, 4, 5, 6, 7, 8, 10, 11, 12, 13};      /* AB-123456-7890 */

		number_format(was, (int64_t)(next(&state) % (uint64_t)NUMBER_COUNT), NUMBER_LATIN);
		strcpy(text, was);

		for (unsigned k = 0; k < 10; k++) {               /* any other digit anywhere */
			for (char c = '0'; c <= '9'; c++) {
				text[at[k]] = c;
				TEST(c == was[at[k]] || is_caught(text));
			}
			text[at[k]] = was[at[k]];
		}
		for (unsigned k = 0; k < 10; k++) {               /* any two digits exchanged */
			for (unsigned m = k + 1; m < 10; m++) {
				swap(&text[at[k]], &text[at[m]]);
				TEST(was[at[k]] == was[at[m]] || is_caught(text));
				strcpy(text, was);
			}
		}
		for (unsigned k = 0; k < 2; k++) {                /* any other letter */
			for (const char *c = alphabet; *c; c++) {
				text[k] = *c;
				TEST(*c == was[k] || is_caught(text));
			}
			text[k] = was[k];
		}
		swap(&text[0], &text[1]);
		TEST(was[0] == was[1] || is_caught(text));
		TEST(strncmp(was, "XY", 2) && strncmp(was, "OO", 2) && strncmp(was, "CC", 2));
		TEST(strncmp(was, "HE", 2) && strncmp(was, "XE", 2));
	}

out:
	return err;
}


int test_number_parse(void)
{
	static const struct {
		const char *text;
		enum number_form form;
	} table[] = {
		{"BY-123456-7890", NUMBER_WHOLE}, {"ВУ-123456-7890", NUMBER_WHOLE}, {"BУ-123456-7890", NUMBER_WHOLE},
		{"ву1234567890", NUMBER_WHOLE}, {"by 123456 7890", NUMBER_WHOLE}, {" № вY—123456−7890 ", NUMBER_WHOLE},
		{"by_12.34.56/78 90", NUMBER_WHOLE}, {"ＢＹ-123456-7890", NUMBER_WHOLE},
		{"BY-１２３４５６-７８９０", NUMBER_WHOLE}, {"1234567890", NUMBER_BARE}, {"123456-7890", NUMBER_BARE},
		{"BY-123456-789", NUMBER_LENGTH}, {"BY-123456-78901", NUMBER_LENGTH}, {"", NUMBER_LENGTH},
		{"BY-12345O-7890", NUMBER_SYMBOL}, {"BD-123456-7890", NUMBER_SYMBOL}, {"BA-123456-7890", NUMBER_MISMATCH},
		{"BY-123456-7891", NUMBER_MISMATCH}, {"BY-123456-78\xff""90", NUMBER_SYMBOL},
	};
	char text[NUMBER_SIZE], longer[NUMBER_TEXT_MAX + 1];
	int64_t digits = -1;
	int err = 0;

	number_format(text, INT64_C(1234567890), NUMBER_LATIN);
	TEST_PL(PL_LIT("BY-123456-7890"), pl_of(text));
	number_format(text, INT64_C(1234567890), NUMBER_CYRILLIC);
	TEST_PL(PL_LIT("ВУ-123456-7890"), pl_of(text));
	number_format(text, 7, NUMBER_LATIN);
	TEST_PL(PL_LIT("-000000-0007"), ((struct pl){text + 2, strlen(text) - 2}));

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		bool is_number = NUMBER_WHOLE == table[i].form || NUMBER_BARE == table[i].form;

		digits = -1;
		if (table[i].form != number_parse(&digits, pl_of(table[i].text)))
			TEST_PL(pl_of("its form"), pl_of(table[i].text));
		TEST(digits == (is_number ? INT64_C(1234567890) : -1));
	}

	memset(longer, ' ', sizeof(longer));
	TEST(NUMBER_LENGTH == number_parse(&digits, (struct pl){longer, sizeof(longer)}));

out:
	return err;
}


int test_number_suggest(void)
{
	uint64_t state = 3;
	unsigned given = 0;
	int64_t digits, got;
	int err = 0;

	/* a sign that cannot stand where it does has one explanation */
	TEST(number_suggest(&got, PL_LIT("BY-12345O-7890")) && INT64_C(1234567890) == got);
	TEST(number_suggest(&got, PL_LIT("BY-12?456-7890")) && INT64_C(1234567890) == got);
	TEST(number_suggest(&got, PL_LIT("B?-123456-7890")) && INT64_C(1234567890) == got);
	TEST(number_suggest(&got, PL_LIT("DE-123456-7890")) && INT64_C(1234567890) == got);      /* ВУ with QWERTY on */
	TEST(number_suggest(&got, PL_LIT("ИН-123456-7890")) && INT64_C(1234567890) == got);      /* BY with ЙЦУКЕН on */
	TEST(number_suggest(&got, PL_LIT("B1Y23456-7890")) && INT64_C(1234567890) == got);       /* swapped over the dash */
	TEST(!number_suggest(&got, PL_LIT("BY-123456-7890")));
	TEST(!number_suggest(&got, PL_LIT("1234567891")));
	TEST(!number_suggest(&got, PL_LIT("!!-123456-7890")));
	TEST(!number_suggest(&got, PL_LIT("")));

	for (unsigned i = 0; i < SAMPLES; i++) {          /* what is suggested is whole, and never another number alone */
		char text[NUMBER_SIZE];

		digits = (int64_t)(next(&state) % (uint64_t)NUMBER_COUNT);
		number_format(text, digits, NUMBER_LATIN);
		if (text[5] == text[6])
			continue;
		swap(&text[5], &text[6]);
		if (!number_suggest(&got, pl_of(text)))
			continue;
		TEST(got == digits);
		given++;
	}
	TEST(given > SAMPLES / 3);

out:
	return err;
}
